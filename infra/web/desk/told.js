// What the officer is told, in one place that screen readers watch; and the token, asked for when it is missing or refused.
import { at, make, show } from "../station/dom.js";
import { token } from "../station/storage.js";
import { t } from "../station/texts.js";

let said = null;
let isFresh = false;

export function tell(name, values = {}, colour = "") {
  said = name ? [name, values, colour] : null;
  isFresh = Boolean(name);
  at("told").className = name ? `note ${colour}` : "";
  at("told").replaceChildren(name ? t(name, values) : "");
}

// What was told just before a view opens is read there; what is older goes.
export function ageTold() {
  if (!isFresh) tell(null);
  isFresh = false;
}

export const tellAgain = () => said && tell(...said);

export function drawToken() {
  const isThere = Boolean(token.read());
  show(at("token-form"), !isThere);
  for (const part of document.querySelectorAll("[data-signed-in]")) show(part, isThere);
}

export function askForToken() {
  token.forget();
  drawToken();
  tell("token_refused", {}, "red");
  at("token").focus();
}

// What no field can show. Returns whether it was told.
export function tellTrouble(error) {
  if (error.status === undefined) throw error;
  if (error.status === 401) askForToken();
  else if (error.status === 403) tell("not_allowed", {}, "red");
  else if (error.status === 404) tell("not_found", {}, "red");
  else if (error.status === 0 || error.status === 429 || error.status >= 500) tell("line_down", {}, "amber");
  else return false;
  return true;
}

// Beside the forms: what was on the screen is no longer so. What was typed stays.
export function staleNote(onReload, name = "stale") {
  const button = make("button", { type: "button", on: { click: onReload } }, t("load_again"));
  return make("div", { className: "note amber stale", role: "alert" }, make("p", {}, t(name)), button);
}
