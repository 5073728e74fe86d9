// Applying with a resident: choose a service, hand number and PIN over, go on together on the residents' pages.
import { drawToken, tell, tellAgain, tellTrouble } from "../desk/told.js";
import { at, show } from "../station/dom.js";
import { drawHeld, watchHeld } from "../station/held.js";
import { enter } from "../station/session.js";
import { token } from "../station/storage.js";
import { language, speak, t } from "../station/texts.js";
import { lead } from "./handing.js";
import { forgetList, loadList, loadMore } from "./list.js";
import * as office from "./office.js";
import { chosen, drawServices, filter, forgetChoice, nameOf } from "./services.js";

const page = { intent: null, begun: null };

function trouble(error) {
  if (error.status === 409) {
    tell("moved_on", {}, "amber");
    return draw();
  }
  if (!tellTrouble(error)) tell("odd_answer", {}, "red");
  if (error.status === 401) forget();
  return undefined;
}

const reporting = { tell, trouble };

async function draw() {
  if (!token.read()) return;
  try {
    await loadList(reporting);
  } catch (error) {
    trouble(error);
  }
}

// ---- a start: its key is kept until the office has answered, so that pressing again starts nothing twice

function fault(text) {
  at("start-fault").textContent = text ? `✘ ${text}` : "";
  show(at("start-fault"), text);
}

function keyFor(asked) {
  const said = JSON.stringify(asked);
  if (page.intent?.said !== said) page.intent = { said, key: crypto.randomUUID() };
  return page.intent.key;
}

async function begin(event) {
  event.preventDefault();
  const asked = { service: chosen(), language: at("resident-language").value };
  fault(asked.service ? "" : t("choose_first"));
  if (!asked.service || at("begin").disabled) return;
  at("begin").disabled = true;
  try {
    const begun = await office.begin(keyFor(asked), asked);
    page.intent = null;
    tell(null);
    showBegun({ ...begun, service: asked.service, spoken: asked.language });
    await draw();
  } catch (error) {
    if (error.status === 422) fault(t("refused_because", { reason: error.errors.map(({ message }) => message).join(" ") || error.message }));
    else trouble(error);
  } finally {
    at("begin").disabled = false;
  }
}

// ---- number and PIN, until the clerk has done with this resident

function showBegun(begun) {
  page.begun = begun;
  at("begun-service").textContent = nameOf(begun.service);
  at("begun-number").textContent = begun.receipt_number;
  at("begun-pin").textContent = begun.pin;
  lead(at("hand-over"), begun.application_id, {
    first: begun, spoken: begun.spoken, onTrouble: trouble,
    onOpened: () => tell("opened", { receipt: begun.receipt_number }, "green"),
  });
  show(at("begun"), true);
  show(at("start"), false);
  at("begun-title").focus();
}

function forget() {
  page.begun = null;
  page.intent = null;
  for (const name of ["begun-service", "begun-number", "begun-pin"]) at(name).textContent = "";
  at("hand-over").reset();
  at("hand-over").elements.ticket.value = "";
  show(at("begun"), false);
  if (!token.read()) forgetList();
}

function finish() {
  forget();
  tell(null);
  forgetChoice();
  show(at("start"), true);
  at("search").focus();
  return draw();
}

// ---- the token and the language

async function useToken(event) {
  event.preventDefault();
  const typed = at("token").value.trim().replace(/^Bearer\s+/i, "");
  if (!typed) return;
  token.keep(typed);
  at("token").value = "";
  drawToken();
  tell(null);
  await Promise.all([draw(), drawHeld()]);
  if (token.read()) at("search").focus();
}

function forgetToken() {
  token.forget();
  forget();
  drawToken();
  drawHeld();
  tell(null);
  at("token").focus();
}

function changeLanguage(wanted) {
  speak(wanted);
  tellAgain();
  drawServices();
  fault("");
  if (page.begun) at("begun-service").textContent = nameOf(page.begun.service);
  return Promise.all([draw(), drawHeld()]);
}

async function more() {
  try {
    await loadMore();
  } catch (error) {
    trouble(error);
  }
}

function wire() {
  at("token-form").addEventListener("submit", useToken);
  at("token-forget").addEventListener("click", forgetToken);
  at("start").addEventListener("submit", begin);
  at("start").addEventListener("change", () => fault(""));
  at("search").addEventListener("input", filter);
  at("print").addEventListener("click", () => print());
  at("done").addEventListener("click", finish);
  at("load-again").addEventListener("click", draw);
  at("more").addEventListener("click", more);
  at("languages").addEventListener("click", ({ target }) => target.dataset.language && changeLanguage(target.dataset.language));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && draw());
}

speak(language);
wire();
watchHeld();
drawServices();
enter().then(() => {
  drawToken();
  return Promise.all([draw(), drawHeld()]);
}).then(() => {
  document.documentElement.dataset.ready = "1";
});
