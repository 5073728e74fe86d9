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
  const characters = isPlain ? [...text].reduce((sum, one) => sum + (EXTENDED.has(one) ? 2 : 1), 0) : text.length;
  const [alone, inSeries] = isPlain ? [160, 153] : [70, 67];
  return { characters, parts: characters <= alone ? 1 : Math.ceil(characters / inSeries), strange: strange(text) };
}

export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
