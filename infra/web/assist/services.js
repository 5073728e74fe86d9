// The services to choose from, by group, and what is left of them when somebody types.
import { serviceName, servicesByGroup, serviceOf } from "../desk/catalogue.js";
import { at, make, show } from "../station/dom.js";
import { t } from "../station/texts.js";

const plain = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

function choice({ value, label }, chosen) {
  const begins = serviceOf(value).begins;
  const input = make("input", { type: "radio", name: "service", value, disabled: !begins, checked: value === chosen });
  return make("label", { className: "service" }, input, make("span", {}, label, begins ? "" : make("small", {}, t("at_counter"))));
}

export const chosen = () => at("start").querySelector("[name=service]:checked")?.value ?? "";

export function drawServices() {
  const before = chosen();
  at("services").replaceChildren(...servicesByGroup().map(({ label, options }) =>
    make("fieldset", {}, make("legend", {}, label), ...options.map((option) => choice(option, before)))));
  filter();
}

// What is chosen stays in sight.
export function filter() {
  const words = plain(at("search").value).split(/\s+/).filter(Boolean);
  let count = 0;
  for (const group of at("services").children) {
    const lines = [...group.querySelectorAll(".service")];
    for (const line of lines) {
      const fits = words.every((word) => plain(`${group.firstChild.textContent} ${line.textContent}`).includes(word));
      count += Number(fits);
      show(line, fits || line.firstChild.checked);
    }
    show(group, lines.some((line) => !line.hidden));
  }
  at("shown").textContent = count ? t("shown", { count: String(count) }) : t("nothing_fits");
}

export function forgetChoice() {
  for (const input of at("start").querySelectorAll("[name=service]")) input.checked = false;
  at("search").value = "";
  filter();
}

export const nameOf = (code) => serviceName(code);
