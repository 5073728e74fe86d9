// What people are told now beside what they would be told.
import { questionsOf, roleName, serviceName, serviceOf, servicesByGroup, word } from "../desk/catalogue.js";
import { question, toBody } from "../desk/details.js";
import { field, fill, options, typed } from "../desk/forms.js";
import { at, make, show } from "../station/dom.js";
import { t } from "../station/texts.js";
import { LANGUAGES, LINES } from "./typed.js";

const said = (text, lang) => make("p", { className: "said", lang }, text || t("nothing_said"));

function pair(label, now, then, lang) {
  const title = make("h4", {}, label);
  if ((now ?? "") === (then ?? "")) return make("div", { className: "change same" }, title, said(now, lang), make("p", { className: "hint" }, t("unchanged")));
  return make("div", { className: "change" }, title,
    make("div", { className: "pair" },
      make("div", { className: "old" }, make("p", { className: "hint" }, t("now")), said(now, lang)),
      make("div", { className: "new" }, make("p", { className: "hint" }, t("then")), said(then, lang))));
}

const inBoth = (label, now, then) =>
  LANGUAGES.map((language) => pair(`${label} (${t(`in_${language}`)})`, now?.[language], then?.[language], language));

export function drawBeside({ number, compared_with, office_now, office_then, messages }) {
  at("preview-title").textContent = t("preview", { number: String(number) });
  at("compared").textContent = compared_with ? t("compared_with", { number: String(compared_with) }) : t("compared_with_shipped");
  at("preview-office").replaceChildren(...Object.entries(LINES).flatMap(([name, isText]) =>
    (isText ? inBoth(t(name), office_now[name], office_then[name]) : [pair(t(name), office_now[name], office_then[name])])));
  at("preview-texts").replaceChildren(...messages.flatMap(({ path, now, then }) => inBoth(path, now, then)));
  show(at("preview-no-texts"), !messages.length);
}

// ---- the papers of one service, for chosen answers

const names = (slot) => slot.names.map(word).join(` ${t("or")} `);

function about(slot) {
  const limit = slot.max_age_days ? ` · ${t("at_most_days", { count: String(slot.max_age_days) })}` : "";
  return `${t(`need_${slot.need}`)}${limit}`;
}

function paper(slot, other) {
  const sign = !other ? "only_here" : about(slot) + names(slot) + word(slot.reason) === about(other) + names(other) + word(other.reason) ? "" : "differs";
  return make("li", { className: sign }, make("strong", {}, names(slot)), make("p", { className: "hint" }, about(slot)), make("p", {}, word(slot.reason)),
    sign ? make("p", { className: "sign amber" }, t(sign)) : null);
}

function list(title, checklist, other) {
  const others = new Map(other.slots.map((slot) => [slot.slot, slot]));
  return make("div", {}, make("h4", {}, t(title)), make("ul", { className: "plain papers-list" }, ...checklist.slots.map((slot) => paper(slot, others.get(slot.slot)))));
}

export function drawChecklists({ checklist_now: now, checklist_then: then }) {
  const isThere = now && then;
  at("preview-papers").replaceChildren(...(isThere ? [
    make("h4", {}, serviceName(then.service)), make("div", { className: "pair" }, list("now", now, then), list("then", then, now))] : []));
}

function drawAnswers() {
  const code = at("answers-service").querySelector("select").value;
  const roles = (serviceOf(code)?.roles ?? []).map((role) => [role, roleName(role)]);
  at("answers-parts").replaceChildren(...(code ? [
    field({ name: "applicant_role", label: t("applicant_role"), type: "select", options: options(roles) }), ...questionsOf(code).map(question)] : []));
}

export function drawAnswersForm() {
  const before = typed(at("answers"));
  at("answers-service").replaceChildren(field({
    name: "service", label: t("service"), type: "select", value: before.service, options: [{ value: "", label: "–" }, ...servicesByGroup()],
    on: { change: drawAnswers },
  }));
  drawAnswers();
  fill(at("answers"), before);
}

// The service and the answers that the papers are wanted for; nothing where none is chosen.
export function wantedPapers() {
  const values = typed(at("answers"));
  return values.service ? toBody(values, values.service) : {};
}
