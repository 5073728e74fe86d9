// What the office says and asks differently: change it, look at it beside what holds, let it hold.
import { drawToken, tell, tellAgain, tellTrouble } from "../desk/told.js";
import { at, make, show } from "../station/dom.js";
import { enter } from "../station/session.js";
import { token } from "../station/storage.js";
import { language, speak, t } from "../station/texts.js";
import { drawAnswersForm, drawBeside, drawChecklists, wantedPapers } from "./beside.js";
import { hideFaults, showFaults } from "./faults.js";
import { addExtra, drawDays, drawExtra, drawLocal, drawOffice } from "./form.js";
import * as kept from "./kept.js";
import * as office from "./office.js";
import { drawSentences, findSentences } from "./sentences.js";
import { fromChanges, toChanges } from "./typed.js";
import { drawHolding, drawVersions, published } from "./versions.js";

const page = { shipped: null, holding: null, versions: null, typed: null, from: 0, seen: null, edits: 0, isBehind: false, isBusy: false, onTyped };
const acts = { onOpen: openDraft, onPreview: (number) => attempt(() => look(number)) };

// Faults of a version that is not the one in the form stand at none of its fields.
const nowhere = () => "";

// ---- what is typed

function onTyped() {
  page.edits += 1;
  kept.keep(page.from, page.typed);
  show(at("kept"), true);
  drawBehind(true);
}

function drawBehind(isBehind) {
  page.isBehind = Boolean(isBehind && page.seen?.isOwn);
  show(at("behind"), page.isBehind);
  at("publish").disabled = page.isBehind || Boolean(page.seen?.isOld);
}

function drawForm() {
  drawOffice(page);
  drawDays(page);
  drawLocal(page);
  drawExtra(page);
  drawSentences(page);
}

function take(changes, from) {
  page.typed = fromChanges(changes ?? {}, page.shipped);
  page.from = from;
  kept.forget();
  show(at("kept"), false);
  hideFaults();
  drawForm();
}

function takeUpTyped() {
  const before = kept.recall();
  if (!before) return take(page.holding?.changes, page.holding?.number ?? 0);
  page.typed = before.typed;
  page.from = before.from;
  show(at("kept"), true);
  drawForm();
  if (page.from === (page.holding?.number ?? 0)) return tell("typed_is_back", {}, "amber");
  return tell("typed_is_older", { number: String(page.holding?.number ?? 0) }, "amber");
}

function discard() {
  take(page.holding?.changes, page.holding?.number ?? 0);
  tell("discarded", {}, "green");
  drawBehind(true);
  at("form-title").focus();
}

// ---- what the office knows

async function load() {
  page.versions = await office.versions();
  page.holding = page.versions.holding ? await office.version(page.versions.holding) : null;
  drawHolding(page.holding);
  drawVersions(page.versions, acts);
}

async function begin() {
  page.shipped ??= await office.shipped();
  await load();
  takeUpTyped();
  show(at("work"), true);
}

async function more() {
  const from = page.versions.items.length;
  const next = await office.versions(page.versions.next_cursor);
  page.versions = { ...next, items: [...page.versions.items, ...next.items] };
  drawVersions(page.versions, acts);
  (at("versions").children[from]?.querySelector("button") ?? at("versions-title")).focus();
}

function openDraft(number) {
  if (kept.recall() && page.asked !== number) {
    page.asked = number;
    return tell("typed_would_go", { number: String(number) }, "amber");
  }
  page.asked = null;
  return attempt(async () => {
    take((await office.version(number)).changes, page.holding?.number ?? 0);
    tell("opened", { number: String(number) }, "green");
    drawBehind(true);
    at("form-title").focus();
  });
}

// ---- a draft, and a look at it

const nameOf = (sent) => (field) => {
  const [, index] = field.match(/^papers\.without_local\.(\d+)$/) ?? [];
  return index === undefined ? field : `local.${sent.papers.without_local[Number(index)]}`;
};

async function save(event) {
  event.preventDefault();
  const changes = toChanges(page.typed, page.shipped);
  const saved = page.edits;
  await attempt(async () => {
    hideFaults();
    tell(null);
    const { number } = await office.save(changes);
    if (page.edits === saved) {
      kept.forget();
      show(at("kept"), false);
    }
    await load();
    await look(number, true);
    drawBehind(page.edits !== saved);
  }, nameOf(changes));
}

// A question that is answered wrongly costs its papers alone, not the look at all else.
async function previewOf(number) {
  const wanted = wantedPapers();
  tellAnswers("");
  try {
    return await office.preview(number, wanted);
  } catch (error) {
    if (!wanted.service || !isOfAnswers(error)) throw error;
    tellAnswers(t("not_answered", { reason: error.errors.map(({ message }) => message).join(" ") }));
    return office.preview(number);
  }
}

const isOfAnswers = ({ status, errors }) => status === 422 && errors.length > 0 && errors.every(({ field }) => /^(answers\b|service$|applicant_role$)/.test(field));

function tellAnswers(fault) {
  at("answers-fault").textContent = fault ? `✘ ${fault}` : "";
  show(at("answers-fault"), fault);
}

// What was seen last goes with a publication: the version that held then.
async function look(number, isOwn = false) {
  const shown = await previewOf(number);
  page.seen = { ...shown, isOwn, isOld: false };
  drawSeen();
  at("preview-title").focus();
}

function drawSeen() {
  if (page.seen) {
    drawBeside(page.seen);
    drawChecklists(page.seen);
    at("publish").textContent = t("publish", { number: String(page.seen.number) });
  }
  show(at("preview"), page.seen);
  drawQuicker();
  drawBehind(page.isBehind);
}

function drawQuicker() {
  at("quicker").replaceChildren();
  if (!page.seen?.isOld) return;
  const who = page.holding ? t("quicker", { number: String(page.holding.number), ...published(page.holding) }) : t("quicker_unknown");
  const again = make("button", { type: "button", on: { click: () => attempt(() => look(page.seen.number, page.seen.isOwn)) } }, t("look_again"));
  at("quicker").append(make("div", { className: "note amber" }, make("p", {}, who), again));
}

async function lookAtPapers(event) {
  event.preventDefault();
  if (!wantedPapers().service) return tellAnswers(t("choose_service"));
  await attempt(async () => {
    const shown = await previewOf(page.seen.number);
    if (shown.compared_with !== page.seen.compared_with) return tellQuicker();
    page.seen = { ...page.seen, checklist_now: shown.checklist_now, checklist_then: shown.checklist_then };
    return drawChecklists(page.seen);
  });
  return undefined;
}

// ---- letting it hold

async function publish() {
  const { number, compared_with: seen } = page.seen;
  await attempt(async () => {
    try {
      const { number: holds } = await office.publish(number, seen);
      page.seen = null;
      page.isBehind = false;
      drawSeen();
      await load();
      if (!kept.recall()) take(page.holding.changes, holds);
      tell("published", { number: String(holds) }, "green");
      at("holding-title").focus();
    } catch (error) {
      if (error.status !== 412) throw error;
      await tellQuicker();
    }
  });
}

// Nothing was published: who was quicker is told, and the difference is to be seen anew.
async function tellQuicker() {
  await load();
  page.seen.isOld = true;
  drawSeen();
  at("quicker").querySelector("button").focus();
}

// ---- what goes wrong, in one place

async function attempt(work, named = nowhere) {
  if (page.isBusy) return;
  page.isBusy = true;
  document.body.setAttribute("aria-busy", "true");
  try {
    await work();
  } catch (error) {
    if (error.status === 422 && error.errors.length) showFaults(error.errors, named);
    else if (!tellTrouble(error)) tell("odd_answer", {}, "red");
    if ([401, 403].includes(error.status)) show(at("work"), false);
  } finally {
    page.isBusy = false;
    document.body.removeAttribute("aria-busy");
  }
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
  await attempt(begin);
  if (token.read()) at("holding-title").focus();
}

function forgetToken() {
  token.forget();
  show(at("work"), false);
  drawToken();
  tell(null);
  at("token").focus();
}

function changeLanguage(wanted) {
  speak(wanted);
  tellAgain();
  drawAnswersForm();
  if (!page.shipped || !page.typed) return;
  hideFaults();
  drawForm();
  drawHolding(page.holding);
  drawVersions(page.versions, acts);
  drawSeen();
}

function wire() {
  at("token-form").addEventListener("submit", useToken);
  at("token-forget").addEventListener("click", forgetToken);
  at("form").addEventListener("submit", save);
  at("discard").addEventListener("click", discard);
  at("extra-add").addEventListener("click", () => addExtra(page));
  at("find-text").addEventListener("input", () => findSentences(page));
  at("find-text").addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  at("answers").addEventListener("submit", lookAtPapers);
  at("publish").addEventListener("click", publish);
  at("load-again").addEventListener("click", () => attempt(load));
  at("more").addEventListener("click", () => attempt(more));
  at("languages").addEventListener("click", ({ target }) => target.dataset.language && changeLanguage(target.dataset.language));
}

speak(language);
wire();
drawAnswersForm();
enter().then(() => {
  drawToken();
  return token.read() ? attempt(begin) : undefined;
}).then(() => {
  document.documentElement.dataset.ready = "1";
});
