// The officer's desk: which view is open, its keys, the token, the language.
import { at } from "../station/dom.js";
import { keepHash, recallHash } from "../station/hash.js";
import { drawHeld, watchHeld } from "../station/held.js";
import { enter } from "../station/session.js";
import { token } from "../station/storage.js";
import { language, speak } from "../station/texts.js";
import { CaseView, unsaved } from "./case.js";
import { EnvelopeView } from "./envelope.js";
import { setKeys, showKeys, wireKeys } from "./keys.js";
import { ListView } from "./list.js";
import { ageTold, drawToken, tell, tellAgain, tellTrouble } from "./told.js";

const VIEWS = { envelope: EnvelopeView, case: CaseView };
const page = { view: null, turn: 0 };

const go = (hash) => {
  if (location.hash === hash) return openView();
  location.hash = hash;
  return undefined;
};

const find = () => {
  at("find").focus();
  at("find").select();
};
const always = [["/", "key_find", find], ["?", "key_help", showKeys]];

function viewNamed() {
  const [kind, ...rest] = location.hash.replace(/^#\//, "").split("/");
  return new (VIEWS[kind] ?? ListView)(decodeURIComponent(rest.join("/")), go);
}

async function openView({ kept = null, isSame = false } = {}) {
  if (!token.read()) return;
  const turn = (page.turn += 1);
  const view = viewNamed();
  try {
    const { title, keys, onMove } = await view.open(kept);
    if (turn !== page.turn) return;
    page.view = view;
    document.title = `${title} – Loket`;
    view.onKeys = () => page.view === view && setKeys([...keys(), ...always], onMove, view.moveText);
    view.onKeys();
    ageTold();
    if (!isSame) {
      scrollTo(0, 0);
      view.focus();
    }
  } catch (error) {
    if (!tellTrouble(error)) tell("odd_answer", {}, "red");
  }
  document.documentElement.dataset.ready = String(turn);
}

async function useToken(event) {
  event.preventDefault();
  const typed = at("token").value.trim().replace(/^Bearer\s+/i, "");
  if (!typed) return;
  token.keep(typed);
  at("token").value = "";
  drawToken();
  tell(null);
  drawHeld();
  await openView();
}

function forgetToken() {
  token.forget();
  drawToken();
  at("view").replaceChildren();
  page.view = null;
  drawHeld();
  tell(null);
  at("token").focus();
}

function findCase(event) {
  event.preventDefault();
  const receipt = at("find").value.trim();
  if (!receipt) return;
  at("find").value = "";
  go(`#/case/${encodeURIComponent(receipt)}`);
}

function leaveFind(event) {
  if (event.key !== "Escape" || !page.view) return;
  event.preventDefault();
  page.view.focus();
}

async function changeLanguage(chosen) {
  const kept = page.view?.snapshot?.() ?? null;
  speak(chosen);
  tellAgain();
  drawHeld();
  await openView({ kept, isSame: true });
}

function wire() {
  at("token-form").addEventListener("submit", useToken);
  at("token-forget").addEventListener("click", forgetToken);
  at("find-form").addEventListener("submit", findCase);
  at("find").addEventListener("keydown", leaveFind);
  at("languages").addEventListener("click", ({ target }) => target.dataset.language && changeLanguage(target.dataset.language));
  addEventListener("hashchange", () => openView());
  addEventListener("beforeunload", (event) => unsaved() && event.preventDefault());
  wireKeys();
}

recallHash();
keepHash();
speak(language);
wire();
watchHeld();
setKeys(always);
enter().then(() => {
  drawToken();
  drawHeld();
  if (token.read()) return openView();
  document.documentElement.dataset.ready = "0";
  return undefined;
});
