// The form: how the office can be reached, and which papers differ. Each field writes into what is typed at once.
import { papers, serviceName, servicesByGroup, word } from "../desk/catalogue.js";
import { field } from "../desk/forms.js";
import { at, make } from "../station/dom.js";
import { t } from "../station/texts.js";
import { LANGUAGES, LINES, freeId } from "./typed.js";

export const paperName = (code) => word(papers.find((paper) => paper.code === code)?.name) || code;
const asShipped = (text, lang) => (text ? make("span", {}, `${t("shipped")} `, make("span", { lang }, text)) : undefined);
const inLanguage = (label, language) => `${label} (${t(`in_${language}`)})`;

export function bothLanguages({ name, label, text, shipped, onTyped, ...rest }) {
  return LANGUAGES.map((language) => field({
    ...rest, name: `${name}.${language}`, label: inLanguage(label, language), lang: language, value: text[language],
    hint: asShipped(shipped?.[language], language),
    on: { input: ({ target }) => { text[language] = target.value; onTyped(); } },
  }));
}

// ---- the office

export function drawOffice({ typed, shipped, onTyped }) {
  at("office").replaceChildren(...Object.entries(LINES).flatMap(([name, isText]) => {
    const given = { name: `office.${name}`, label: t(name), shipped: shipped.office[name] };
    if (isText) return [make("div", { className: "pair" }, ...bothLanguages({ ...given, text: typed.office[name], onTyped }))];
    return [field({
      ...given, shipped: undefined, value: typed.office[name], hint: asShipped(shipped.office[name], "id"),
      on: { input: ({ target }) => { typed.office[name] = target.value; onTyped(); } },
    })];
  }));
}

// ---- how old a paper may be

const byName = (one, other) => paperName(one).localeCompare(paperName(other));
const choices = (codes) => [{ value: "", label: "–" }, ...codes.sort(byName).map((code) => ({ value: code, label: paperName(code) }))];

function dayField({ typed, shipped, onTyped }, code) {
  const limit = shipped.max_age_days[code];
  return field({
    name: `papers.max_age_days.${code}`, label: t("days_of", { paper: paperName(code) }), value: typed.days[code], inputMode: "numeric",
    hint: limit ? t("shipped_days", { count: String(limit) }) : t("shipped_no_limit"),
    on: { input: ({ target }) => { typed.days[code] = target.value; onTyped(); } },
  });
}

export function drawDays(page) {
  const { typed } = page;
  const left = papers.map(({ code }) => code).filter((code) => !(code in typed.days));
  const choose = field({ label: t("days_add"), type: "select", options: choices(left) });
  const add = () => {
    const code = choose.querySelector("select").value;
    if (!code) return choose.querySelector("select").focus();
    typed.days[code] = "";
    drawDays(page);
    return at("form").elements.namedItem(`papers.max_age_days.${code}`).focus();
  };
  at("days").replaceChildren(
    ...Object.keys(typed.days).sort(byName).map((code) => dayField(page, code)),
    make("div", { className: "row adding" }, choose, make("button", { type: "button", className: "plain-button", on: { click: add } }, t("add"))));
}

// ---- local requirements that can be left out: one name, for every service that asks for it

export function drawLocal({ typed, shipped, onTyped }) {
  const known = new Map();
  for (const item of shipped.local) known.set(item.id, [...(known.get(item.id) ?? []), item]);
  for (const id of typed.without) if (!known.has(id)) known.set(id, []);
  const turn = (id, isAsked) => {
    typed.without = typed.without.filter((name) => name !== id);
    if (!isAsked) typed.without.push(id);
    onTyped();
  };
  at("local").replaceChildren(...[...known].map(([id, items], index) => {
    const box = field({
      name: `local.${id}`, type: "checkbox", label: items[0] ? items[0].any_of.map(paperName).join(" / ") : id, className: "box",
      hint: items[0] ? `${items.map(({ service }) => serviceName(service)).join("; ")}. ${word(items[0].reason)}` : t("local_gone"),
      checked: !typed.without.includes(id), on: { change: ({ target }) => turn(id, target.checked) },
    });
    box.classList.add("check-field");
    box.dataset.index = String(index);
    return box;
  }));
}

// ---- papers asked for besides

const mayAsk = (service) => papers.filter(({ asked, only_for }) => asked && (!only_for.length || only_for.includes(service))).map(({ code }) => code);

function paperChoice(page, extra, index, place) {
  const codes = new Set([...mayAsk(extra.service), extra.any_of[place]].filter(Boolean));
  return field({
    name: `papers.extra.${index}.any_of.${place}`, label: place ? t("extra_or", { number: String(place + 1) }) : t("extra_paper"), type: "select",
    options: choices([...codes]), value: extra.any_of[place],
    on: { change: ({ target }) => { extra.any_of[place] = target.value; page.onTyped(); } },
  });
}

function extraCard(page, extra, index) {
  const { typed, onTyped } = page;
  const name = `papers.extra.${index}`;
  const again = (focus) => {
    onTyped();
    drawExtra(page);
    at("form").elements.namedItem(focus)?.focus();
  };
  const more = () => again(`${name}.any_of.${extra.any_of.push("") - 1}`);
  const less = () => { extra.any_of.pop(); again(`${name}.any_of.${extra.any_of.length - 1}`); };
  const remove = () => { typed.extra.splice(index, 1); again(""); at("extra-add").focus(); };
  const action = (label, act) => make("button", { type: "button", className: "plain-button", on: { click: act } }, t(label), make("span", { className: "unseen" }, ` ${index + 1}`));
  return make("fieldset", { className: "card" },
    make("legend", {}, t("extra_number", { number: String(index + 1) })),
    field({
      name: `${name}.service`, label: t("service"), type: "select", value: extra.service, options: [{ value: "", label: "–" }, ...servicesByGroup()],
      on: { change: ({ target }) => { extra.service = target.value; again(`${name}.service`); } },
    }),
    ...extra.any_of.map((_, place) => paperChoice(page, extra, index, place)),
    make("div", { className: "row" }, action("extra_another", more), extra.any_of.length > 1 ? action("extra_fewer", less) : null),
    extra.when ? make("p", { className: "hint" }, t("extra_when")) : null,
    make("div", { className: "pair" }, ...bothLanguages({ name: `${name}.reason`, label: t("extra_reason"), text: extra.reason, onTyped })),
    action("extra_remove", remove));
}

export function drawExtra(page) {
  at("extra").replaceChildren(...page.typed.extra.map((extra, index) => extraCard(page, extra, index)));
}

export function addExtra(page) {
  const { typed, shipped } = page;
  typed.extra.push({ service: "", id: freeId(typed, shipped), any_of: [""], reason: { id: "", en: "" } });
  page.onTyped();
  drawExtra(page);
  at("form").elements.namedItem(`papers.extra.${typed.extra.length - 1}.service`).focus();
}
