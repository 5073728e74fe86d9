// Which key does what in the view that is open. Single keys can be switched off; they never act while somebody types.
import { at, make } from "../station/dom.js";
import { t } from "../station/texts.js";

const OFF = "single-keys-off";
const MOVING = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown"];

let acts = new Map();
let lines = [];
let move = null;
let moveText = "key_move";

export const areOn = () => localStorage.getItem(OFF) !== "yes";
export const switchKeys = (isOn) => localStorage.setItem(OFF, isOn ? "no" : "yes");

// `list`: [key, name of its text, act, values of the text]; `onMove` gets the arrow keys that nothing else takes.
export function setKeys(list, onMove = null, textOfMoving = "key_move") {
  acts = new Map(list.map(([key, , act]) => [key, act]));
  lines = list.map(([key, text, , values]) => [key, text, values]);
  move = onMove;
  moveText = textOfMoving;
}

const cap = (key) => (key === "Escape" ? "Esc" : key.length === 1 ? key.toUpperCase() : key);

export const hint = (key) => make("kbd", { "aria-hidden": "true" }, cap(key));

const isTyping = ({ tagName, type }) =>
  ["TEXTAREA", "SELECT"].includes(tagName) || (tagName === "INPUT" && !["radio", "checkbox"].includes(type));
const actsItself = (target) => Boolean(target.closest("button, a, summary, input"));

function nameOf(event) {
  return event.key.length === 1 ? event.key.toLowerCase() : event.key;
}

function handle(event) {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector("dialog[open]") || (isTyping(event.target) && event.key !== "Escape")) return;
  const name = nameOf(event);
  if (name === "Enter" && actsItself(event.target)) return;
  const act = acts.get(name);
  if (act && (name.length > 1 || areOn())) {
    event.preventDefault();
    act();
    return;
  }
  const isTaken = event.target.closest("[role=listbox], [data-scrolls], input");
  if (move && MOVING.includes(event.key) && !isTaken) move(event);
}

export function showKeys() {
  const rows = lines.map(([key, text, values]) => make("div", {}, make("dt", {}, make("kbd", {}, cap(key))), make("dd", {}, t(text, values))));
  const moving = move ? [make("div", {}, make("dt", {}, make("kbd", {}, "← ↑ → ↓")), make("dd", {}, t(moveText)))] : [];
  at("keys-list").replaceChildren(...moving, ...rows);
  at("keys-on").checked = areOn();
  at("keys").showModal();
}

export function wireKeys() {
  document.addEventListener("keydown", handle);
  at("keys-open").addEventListener("click", showKeys);
  at("keys-close").addEventListener("click", () => at("keys").close());
  at("keys-on").addEventListener("change", ({ target }) => switchKeys(target.checked));
}
