// What the completeness check found, and the papers to ask for when the case goes back.
import { make, show } from "../station/dom.js";
import { t } from "../station/texts.js";
import { word } from "./catalogue.js";
import { buttons, field, hideFaults, showFaults, typed } from "./forms.js";
import { hint } from "./keys.js";

const SIGNS = { blocking: ["✘", "red"], warning: ["●", "amber"], info: ["○", "grey"] };
const REASONS = ["missing", "unreadable", "not_original", "wrong_document", "expired", "does_not_match"];
const BY_CODE = { expired: "expired", wrong_type: "wrong_document", unreadable: "unreadable" };
const UNSORTED = "page_unsorted";

export const slotName = (slot) => slot.names.map(word).join(" / ");

function item({ field: where, severity, message }, names) {
  const paper = names.get(where);
  const [sign, colour] = SIGNS[severity] ?? SIGNS.info;
  return make("li", { className: colour }, make("span", { className: `sign ${colour}` }, make("span", { "aria-hidden": "true" }, sign), make("span", { className: "unseen" }, t(`severity_${severity}`))),
    make("span", {}, paper && !message.includes(paper) ? `${paper}: ${message}` : message));
}

export function verdictOf(found) {
  const isWhole = !found.findings.some(({ severity }) => severity === "blocking");
  return [make("h2", { tabIndex: -1 }, t(isWhole ? "whole" : "not_whole")), isWhole ? make("p", {}, t("whole_next")) : ""];
}

export function findingList(found, names) {
  const order = Object.keys(SIGNS);
  const sorted = found.findings.toSorted((one, other) => order.indexOf(one.severity) - order.indexOf(other.severity));
  return sorted.length ? make("ul", { className: "plain panel findings" }, ...sorted.map((finding) => item(finding, names))) : "";
}

// What a reader made of the number on each card: a hint, never a reason to refuse.
export function numberList(found, names) {
  const said = found.documents.filter(({ numbers }) => numbers);
  const line = ({ document, numbers }) => make("li", { className: numbers === "differ" ? "amber" : "hint" }, t(`numbers_${numbers}`, { paper: names.get(document) ?? document }));
  return said.length ? make("ul", { className: "plain panel numbers" }, ...said.map(line)) : "";
}

// Papers that stand in the way, with the reason to give: a page that nobody has sorted is no missing paper.
function wanted(found) {
  const blocking = found.findings.filter(({ severity, code }) => severity === "blocking" && code !== UNSORTED);
  return new Map(blocking.map(({ field: where, code }) => [where, BY_CODE[code] ?? "missing"]));
}

function paper(slot, reason) {
  const name = slotName(slot);
  const box = make("input", { type: "checkbox", name: `ask.${slot.slot}`, checked: Boolean(reason) });
  const why = field({ name: `reason.${slot.slot}`, label: t("why"), context: name, type: "select", value: reason ?? "missing", options: REASONS.map((code) => ({ value: code, label: t(`verdict_${code}`) })) });
  const note = field({ name: `note.${slot.slot}`, label: t("note_to_applicant"), context: name, maxLength: 500 });
  const more = make("div", { className: "more", hidden: !reason }, why, note);
  box.addEventListener("change", () => show(more, box.checked));
  return make("li", { className: "field" }, make("label", { className: "check" }, box, make("span", {}, name)), more);
}

const asked = (slots, values) => slots.filter(({ slot }) => values[`ask.${slot}`])
  .map(({ slot }) => ({ slot, reason: values[`reason.${slot}`], note: values[`note.${slot}`].trim() }));

// `onSend(missing)` claims the case and sends it back.
export function returnForm(found, { onSend, onCancel }) {
  const reasons = wanted(found);
  const form = make("form", { className: "panel action", noValidate: true, hidden: true, "aria-label": t("do_return") },
    make("h3", {}, t("do_return")), make("p", { className: "hint" }, t("return_hint")),
    make("ul", { className: "plain papers" }, ...found.slots.map((slot) => paper(slot, reasons.get(slot.slot)))),
    buttons(t("send_return"), { onCancel }));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    hideFaults(form);
    try {
      await onSend(asked(found.slots, typed(form)));
    } catch (error) {
      if (error.status !== 422) throw error;
      showFaults(form, error.errors, error.message);
    }
  });
  return form;
}

export const opener = (key, name, isNext, act) => make("button", { type: "button", className: `opener ${isNext ? "" : "plain-button"}`, on: { click: act } }, hint(key), ` ${t(name)}`);

// What to do now: sort, type what only the papers say, ask the applicant for what is missing, or go on.
export function nextStep(found) {
  if (found.unsorted.length) return "sort";
  const papers = wanted(found);
  const slots = new Set(found.slots.map(({ slot }) => slot));
  if ([...papers.keys()].some((where) => !slots.has(where))) return "key";
  return papers.size ? "return" : "go_on";
}
