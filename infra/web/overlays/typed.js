// What is typed, as fields show it, and what of it differs from what is shipped, as the office takes it.
export const LANGUAGES = ["id", "en"];
export const LINES = { address: false, postal_address: false, hours: true, pick_up: true, help_line: true, notice: true };

// Stands for a paper that nobody chose yet, so that the office names this fault with all others.
const NO_PAPER = "NONE";
const OUT_OF_RANGE = 0;

const inBoth = (text) => Object.fromEntries(LANGUAGES.map((language) => [language, text?.[language] ?? ""]));
const isBlank = (text) => LANGUAGES.every((language) => !text[language].trim());
const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);
// A blank beside words counts as written, so that it is told with all other faults.
const written = (text) => Object.fromEntries(LANGUAGES.map((language) => [language, text[language].trim() || " "]));

export function fromChanges(changes, shipped) {
  const office = Object.fromEntries(Object.entries(LINES).map(([name, isText]) => {
    const said = changes.office?.[name] ?? shipped.office[name];
    return [name, isText ? inBoth(said) : said];
  }));
  const days = { ...shipped.max_age_days, ...changes.papers?.max_age_days };
  return {
    office,
    days: Object.fromEntries(Object.entries(days).map(([paper, count]) => [paper, String(count)])),
    without: [...(changes.papers?.without_local ?? shipped.without_local)],
    extra: structuredClone(changes.papers?.extra ?? []),
    texts: structuredClone(changes.messages ?? {}),
    limits: structuredClone(changes.limits ?? {}), // changed on a page of their own, as the calendar is
    calendar: structuredClone(changes.calendar ?? {}),
    retention: structuredClone(changes.retention ?? {}),
  };
}

function officeOf(typed, shipped) {
  const said = Object.entries(typed.office).map(([name, value]) => {
    if (!LINES[name]) return [name, value.trim() === shipped.office[name] ? "" : value.trim()];
    const text = written(value);
    return [name, isBlank(value) || isSame(text, inBoth(shipped.office[name])) ? "" : text];
  });
  return Object.fromEntries(said.filter(([, value]) => value));
}

function daysOf(typed, shipped) {
  const said = Object.entries(typed.days).filter(([, count]) => count.trim())
    .map(([paper, count]) => [paper, /^\d{1,6}$/.test(count.trim()) ? Number(count) : OUT_OF_RANGE]);
  return Object.fromEntries(said.filter(([paper, count]) => count !== shipped.max_age_days[paper]));
}

const extraOf = ({ when, ...extra }) => ({
  ...extra, ...(when ? { when } : {}), any_of: extra.any_of.map((paper) => paper || NO_PAPER), reason: written(extra.reason),
});

export function toChanges(typed, shipped) {
  const without = [...typed.without].sort();
  const texts = Object.entries(typed.texts).map(([path, text]) => [path, written(text)]);
  const said = new Map(shipped.texts.map(({ path, text }) => [path, inBoth(text)]));
  return {
    office: officeOf(typed, shipped),
    papers: {
      max_age_days: daysOf(typed, shipped),
      ...(isSame(without, shipped.without_local) ? {} : { without_local: without }),
      extra: typed.extra.map(extraOf),
    },
    limits: typed.limits ?? {},
    calendar: typed.calendar ?? {},
    retention: typed.retention ?? {},
    messages: Object.fromEntries(texts.filter(([path, text]) => !isSame(text, said.get(path)))),
  };
}

// A name that no requirement of the service has yet, shipped or of the office's own.
export function freeId(typed, shipped) {
  const taken = new Set([...shipped.local, ...typed.extra].map(({ id }) => id));
  let count = 1;
  while (taken.has(`lokal-${count}`)) count += 1;
  return `lokal-${count}`;
}
