// Rows of a table as the office reads them (chalicelib/domain/tables.py, cut_rows): a quoted cell runs over lines only
// where no line of it after its first holds a separator, and its row then has as many cells as the headings.
const END = "(?:\\r\\n|\\n|\\r)";
const SEPARATOR = /^\s*"?sep=([,;\t|])"?[,;\t]*\s*$/i;

function patterns(separator) {
  const sign = separator === "|" ? "\\|" : separator;
  const run = (taboo) => `[^"\\r\\n${taboo}]*(?:""[^"\\r\\n${taboo}]*)*`;
  const quoted = `"${run("")}(?:${END}${run(sign)})*"[^\\S\\r\\n${sign}]*(?=[\\r\\n${sign}]|$)`;
  const cell = `(?:${quoted}|[^\\r\\n${sign}]*)`;
  return [new RegExp(`(${cell}(?:${sign}${cell})*)(?:${END}|$)`, "y"), new RegExp(`${sign}(${cell})`, "g")];
}

// Each with the end of its line, the empty ones too; `isNamed` is the one by which Excel says what separates cells.
export function cutRows(text) {
  const lines = text.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+/g) ?? [];
  const first = lines.findIndex((line) => line.trim());
  const head = lines[first] ?? "";
  const named = SEPARATOR.exec(head)?.[1];
  const count = (sign) => head.split(sign).length;
  const separator = named ?? [";", "\t", ","].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
  const [row, cell] = patterns(separator);
  const cellsOf = (found) => [...(separator + found).matchAll(cell)].map((one) => one[1]);
  const rows = [];
  let width = 0;
  for (let place = 0, start = 0; place < lines.length;) {
    let raw = lines[place];
    const isNamed = named !== undefined && place === first;
    let cells = cellsOf(raw.replace(/[\r\n]+$/, ""));
    row.lastIndex = start;
    const whole = !isNamed && raw.includes('"') ? row.exec(text) : null;
    if (whole && whole[0].length > raw.length) {
      const found = cellsOf(whole[1]);
      if (found.length > 1 && found.length === (width || found.length)) [raw, cells] = [whole[0], found];
    }
    const isEmpty = cells.every((one) => /^(?:\s*|"\s*"\s*)$/.test(one));
    if (!isNamed && !isEmpty) width ||= cells.length;
    rows.push({ raw, isNamed, isEmpty });
    start += raw.length;
    for (let left = raw.length; left > 0; place += 1) left -= lines[place].length;
  }
  return rows;
}
