// Fields with their faults beside them. A form is read into a body by the names of its fields: `applicant.nik`.
import { make, show } from "../station/dom.js";
import { t } from "../station/texts.js";

let count = 0;

function control({ name, type = "text", options, value, ...rest }, id) {
  if (type === "select") return make("select", { id, name, ...rest }, ...options.map((option) => choice(option, value)));
  if (type === "textarea") return make("textarea", { id, name, rows: 2, value: value ?? "", ...rest });
  return make("input", { id, name, type, value: value ?? "", autocomplete: "off", spellcheck: false, ...rest });
}

function choice(option, value) {
  if (option.options) return make("optgroup", { label: option.label }, ...option.options.map((inner) => choice(inner, value)));
  return make("option", { value: option.value, selected: option.value === (value ?? "") }, option.label);
}

// `context` belongs to the label for who does not see what stands around it.
export function field({ label, hint, context, ...given }) {
  const id = `field-${(count += 1)}`;
  const about = hint ? make("p", { className: "hint", id: `${id}-hint` }, hint) : null;
  const fault = make("p", { className: "fault", id: `${id}-fault`, hidden: true });
  const input = control(given, id);
  input.dataset.describedby = about ? about.id : "";
  if (about) input.setAttribute("aria-describedby", about.id);
  return make("div", { className: "field" }, make("label", { htmlFor: id }, label, context ? make("span", { className: "unseen" }, `: ${context}`) : null), about, input, fault);
}

export const options = (pairs) => [{ value: "", label: "–" }, ...pairs.map(([value, label]) => ({ value, label }))];

// ---- faults

function clearFaults(form) {
  for (const input of form.querySelectorAll("[aria-invalid]")) {
    input.removeAttribute("aria-invalid");
    if (input.dataset.describedby) input.setAttribute("aria-describedby", input.dataset.describedby);
    else input.removeAttribute("aria-describedby");
  }
  for (const place of form.querySelectorAll(".fault")) show(place, false);
  form.querySelector(".form-faults")?.remove();
}

function place(form, { field: where, message, suggestions = [] }) {
  const input = [...form.elements].find(({ name }) => name && (where === name || where.endsWith(`.${name}`)));
  const line = input?.closest(".field")?.querySelector(".fault");
  if (!line) return false;
  line.textContent = `✘ ${message}`;
  line.append(...suggestions.slice(0, 3).map((number) => make("button", { type: "button", className: "link", on: { click: () => { input.value = number; input.focus(); } } }, number)));
  show(line, true);
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", [input.dataset.describedby, line.id].filter(Boolean).join(" "));
  return input;
}

// Shows every fault beside its field, the others above all, and goes to the first.
export function showFaults(form, errors, general = "") {
  clearFaults(form);
  const inputs = errors.map((error) => [error, place(form, error)]);
  const others = inputs.filter(([, input]) => !input).map(([error]) => error.message);
  if (!errors.length && general) others.push(general);
  if (others.length) {
    const list = make("ul", { className: "form-faults note red", tabIndex: -1 }, ...[...new Set(others)].map((text) => make("li", {}, text)));
    form.prepend(list);
  }
  const first = [...form.elements].find((input) => input.getAttribute("aria-invalid"));
  first?.closest("details")?.setAttribute("open", "");
  (first ?? form.querySelector(".form-faults"))?.focus();
}

export const hideFaults = clearFaults;

// ---- values

export const typed = (form) => Object.fromEntries([...form.elements].filter(({ name }) => name).map((input) => [input.name, input.type === "checkbox" ? input.checked : input.value]));

export function fill(form, values) {
  for (const [name, value] of Object.entries(values)) {
    const input = form.elements.namedItem(name);
    if (!input) continue;
    if (input.type === "checkbox") input.checked = value;
    else input.value = value;
  }
}

export function buttons(label, { onCancel, ...more } = {}) {
  return make("div", { className: "row buttons" }, make("button", { ...more }, label),
    onCancel ? make("button", { type: "button", className: "plain-button", on: { click: onCancel } }, t("cancel")) : null);
}
