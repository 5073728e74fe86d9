// Every fault beside its field, and all of them in one summary whose lines lead there.
import { at, make, show } from "../station/dom.js";
import { t } from "../station/texts.js";

const inputs = () => [...at("form").elements].filter(({ name }) => name);

export function hideFaults() {
  for (const input of at("form").querySelectorAll("[aria-invalid]")) {
    input.removeAttribute("aria-invalid");
    if (input.dataset.describedby) input.setAttribute("aria-describedby", input.dataset.describedby);
    else input.removeAttribute("aria-describedby");
  }
  for (const line of at("form").querySelectorAll(".fault")) show(line, false);
  show(at("faults"), false);
}

function mark(input, messages) {
  const line = input.closest(".field").querySelector(".fault");
  line.textContent = `✘ ${messages.join(" ")}`;
  show(line, true);
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", [input.dataset.describedby, line.id].filter(Boolean).join(" "));
}

// The field itself, or the nearest one around it: `papers.extra.0.when` is told at the requirement's first field.
function fieldOf(where) {
  const all = inputs();
  for (let path = where; path.includes("."); path = path.slice(0, path.lastIndexOf("."))) {
    const found = all.find(({ name }) => name === path) ?? all.find(({ name }) => name.startsWith(`${path}.`));
    if (found) return found;
  }
  return undefined;
}

const isUnchosen = (input) => input.tagName === "SELECT" && !input.value;
const labelOf = (input) => [input.closest("fieldset")?.querySelector("legend")?.textContent, input.labels[0]?.textContent].filter(Boolean).join(", ");

function go(event, input) {
  event.preventDefault();
  input.closest("details")?.setAttribute("open", "");
  input.focus();
}

function line(input, message) {
  if (!input) return make("li", {}, message);
  return make("li", {}, make("a", { href: `#${input.id}`, on: { click: (event) => go(event, input) } }, `${labelOf(input)}: ${message}`));
}

// `nameOf` says which field a path of the office's answer means.
export function showFaults(errors, nameOf) {
  hideFaults();
  const found = new Map();
  for (const { field, message } of errors) {
    const input = fieldOf(nameOf(field));
    if (input) found.set(input, [...(found.get(input) ?? []), isUnchosen(input) ? t("choose_one") : message]);
  }
  for (const [input, messages] of found) mark(input, messages);
  const lines = inputs().filter((input) => found.has(input)).flatMap((input) => found.get(input).map((message) => line(input, message)));
  const others = errors.filter(({ field }) => !fieldOf(nameOf(field))).map(({ field, message }) => line(null, `${field}: ${message}`));
  at("faults-title").textContent = t("faults", { count: String(errors.length) });
  at("faults-list").replaceChildren(...lines, ...others);
  show(at("faults"), true);
  at("faults").focus();
}
