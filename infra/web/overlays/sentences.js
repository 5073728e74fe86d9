// Texts that residents read: found by words or path, changed in both languages, and put back as shipped.
import { word } from "../desk/catalogue.js";
import { at, make, show } from "../station/dom.js";
import { t } from "../station/texts.js";
import { bothLanguages } from "./form.js";

const MOST = 20;
const LONG = 90;

const plain = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
const firstField = (path) => at("form").elements.namedItem(`messages.${path}.id`);

// ---- those that are changed

function values({ values: all, kept }) {
  if (!all.length) return make("p", { className: "hint" }, t("no_values"));
  const names = all.map((name) => (kept.includes(name) ? t("value_kept", { value: `{${name}}` }) : `{${name}}`));
  return make("p", { className: "hint" }, t("values", { values: names.join(", ") }));
}

function editor(page, path) {
  const known = page.shipped.texts.find((text) => text.path === path);
  const back = () => {
    delete page.typed.texts[path];
    page.onTyped();
    drawSentences(page);
    at("find-text").focus();
  };
  const isLong = known && Math.max(known.text.id.length, known.text.en.length) > LONG;
  return make("fieldset", { className: "card" },
    make("legend", {}, make("code", {}, path)),
    known ? values(known) : make("p", { className: "hint" }, t("text_gone")),
    make("div", { className: "pair" }, ...bothLanguages({
      name: `messages.${path}`, label: t("text"), text: page.typed.texts[path], shipped: known?.text, type: "textarea", rows: isLong ? 6 : 2, onTyped: page.onTyped,
    })),
    make("button", { type: "button", className: "plain-button", on: { click: back } }, t("as_shipped"), make("span", { className: "unseen" }, ` ${path}`)));
}

export function drawSentences(page) {
  const paths = Object.keys(page.typed.texts);
  show(at("no-texts"), !paths.length);
  at("changed-texts").replaceChildren(...paths.map((path) => editor(page, path)));
  findSentences(page);
}

// ---- those that can be

function change(page, known) {
  page.typed.texts[known.path] ??= { ...known.text };
  page.onTyped();
  drawSentences(page);
  firstField(known.path).focus();
}

function found(page, known) {
  const isChanged = known.path in page.typed.texts;
  return make("li", {},
    make("div", {}, make("code", {}, known.path), make("p", {}, word(known.text))),
    make("button", { type: "button", className: "plain-button", on: { click: () => change(page, known) } },
      t(isChanged ? "to_text" : "change_text"), make("span", { className: "unseen" }, ` ${known.path}`)));
}

export function findSentences(page) {
  const words = plain(at("find-text").value).split(/\s+/).filter(Boolean);
  const fits = ({ path, text }) => words.every((typed) => plain(`${path} ${text.id} ${text.en}`).includes(typed));
  const isNamed = ({ path }) => plain(path) === words.join(" "); // who types a whole path wants that text
  const fitting = words.length ? page.shipped.texts.filter(fits) : [];
  const all = [...fitting.filter(isNamed), ...fitting.filter((text) => !isNamed(text))];
  at("found-texts").replaceChildren(...all.slice(0, MOST).map((known) => found(page, known)));
  const count = { count: String(all.length), shown: String(Math.min(all.length, MOST)) };
  at("found-count").textContent = words.length ? t(all.length ? "texts_found" : "no_text_found", count) : "";
}
