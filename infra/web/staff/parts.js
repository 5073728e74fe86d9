// How many characters and parts a text message takes: the same count as chalicelib/domain/messages/gsm7.py, which has
// the last word when a text is saved. A test counts the same texts with both.
const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿" +
    "abcdefghijklmnopqrstuvwxyzäöñüà",
);
const EXTENDED = new Set("\f^{}\\[~]|€");

export function strange(text) {
  return [...new Set(text)].filter((character) => !BASIC.has(character) && !EXTENDED.has(character)).join("");
}

export function count(text) {
  const isPlain = strange(text) === "";
  const units = [...text].map((one) => (isPlain ? (EXTENDED.has(one) ? 2 : 1) : one.length));
  const characters = units.reduce((sum, unit) => sum + unit, 0);
  const [alone, inSeries] = isPlain ? [160, 153] : [70, 67];
  return { characters, parts: characters <= alone ? 1 : fillParts(units, inSeries), strange: strange(text) };
}

// What takes two is never split over two parts.
function fillParts(units, inSeries) {
  let parts = 0;
  let left = 0;
  for (const unit of units) {
    if (unit > left) {
      parts += 1;
      left = inSeries;
    }
    left -= unit;
  }
  return parts;
}

export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
