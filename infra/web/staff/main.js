// What every page of the office has: the mistakes in sight first, and one press for each button.
import { keepHash, recallHash } from "../station/hash.js";

recallHash();
keepHash();
const faults = document.getElementById("faults");
faults?.focus();

// After a refused scan the next one types over it.
if (faults) document.querySelector("[data-scan]")?.select();

// The letter that leads to a field to scan into may be pressed once more when it is there: it is no part of any code.
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "/" || field.dataset?.key !== "/" || field.selectionStart !== 0) return;
  event.preventDefault();
  field.select();
});

// A second press of a button that was pressed already would only meet a refusal.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || "again" in form.dataset) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
addEventListener("pageshow", ({ persisted }) => persisted && document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

// Work that is done piece by piece goes on by itself while its page stays open.
const going = document.querySelector("form[data-goes-on]");
if (going) setTimeout(() => going.requestSubmit(), 1000 * Number(going.dataset.goesOn));

// A letter is pressed for what carries it in data-key, unless somebody is typing.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, dialog")) return;
  const wanted = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!wanted) return;
  event.preventDefault();
  wanted.matches("input, select, textarea") ? wanted.focus() : wanted.click();
  if (wanted.matches("summary") && wanted.parentElement.open) firstOf(wanted.parentElement)?.focus();
});

// What was opened by a letter is typed into at once, is left by Escape, and a text is sent without leaving the keys.
const firstOf = (details) => details.querySelector("[data-first]") ?? details.querySelector("input:not([type=hidden]), select, textarea, button");
document.addEventListener("keydown", (event) => {
  const opened = event.key === "Escape" && event.target.closest("details[open]:has(> summary[data-key])");
  if (opened) {
    opened.open = false;
    opened.querySelector("summary").focus();
  }
  if (event.key === "Enter" && event.ctrlKey && event.target.matches("textarea")) event.target.form?.requestSubmit();
});

// A scanner ends what it types with Enter: in a field that names the next one, it goes on to that while that is empty.
document.addEventListener("keydown", (event) => {
  const next = event.key === "Enter" && event.target.dataset?.then && document.getElementById(event.target.dataset.then);
  if (!next || next.value || !event.target.value) return;
  event.preventDefault();
  next.focus();
});

// One press ticks every box of a form, the next one none.
for (const button of document.querySelectorAll("[data-tick-all]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const boxes = [...button.form.querySelectorAll("input[type=checkbox]:not([data-alone])")];
    const wanted = boxes.some((box) => !box.checked);
    boxes.forEach((box) => (box.checked = wanted));
  });
}
