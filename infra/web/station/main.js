// The page of a post office's station.
import { Batch, NoManifest } from "./batch.js";
import { at, make, megabytes, show } from "./dom.js";
import { draw, drawFaults, meter, startAnew } from "./envelopes.js";
import * as folder from "./folder.js";
import { drawLists, hideLists } from "./lists.js";
import { drawHeld, watchHeld } from "./held.js";
import { Stopped, whenLineChanges } from "./line.js";
import { Refused } from "./office.js";
import * as office from "./office.js";
import { enter } from "./session.js";
import { BadKey, importKey } from "./signing.js";
import { forget, keep, recall, token } from "./storage.js";
import { language, speak, t } from "./texts.js";
import { FileTrouble } from "./uploading.js";

const page = { batch: null, key: null, work: null, told: null, step: null };

// ---- what the person is told

function tell(name, values = {}, colour = "") {
  page.step = null;
  page.told = name ? [name, values, colour] : null;
  at("told").className = name ? `note ${colour}` : "";
  at("told").replaceChildren(name ? t(name, values) : "");
  if (name === "no_manifest") at("told").append(make("code", { className: "command" }, "loket post prepare FOLDER --sequence 1 …"));
}

function tellError(error) {
  if (error instanceof Stopped) return tell("stopped", {}, "amber");
  if (error instanceof NoManifest || error instanceof BadKey) return tell(error.message, {}, "red");
  if (error instanceof FileTrouble) return tell(error.message, { file: error.file }, "red");
  if (error instanceof Refused) return tellRefusal(error);
  tell("odd_answer", {}, "red");
  throw error;
}

function tellRefusal(error) {
  if (error.status === 401) {
    token.forget();
    drawSetup();
    at("setup").open = true;
    return tell("token_refused", {}, "red");
  }
  if (error.status === 403) return tell("not_allowed", {}, "red");
  tell(error.errors.length ? "refused" : "odd_answer", {}, "red");
  drawFaults(error.errors);
}

// ---- preparation

function drawSetup() {
  const [hasToken, hasKey] = [Boolean(token.read()), Boolean(page.key)];
  show(at("sign-in"), !hasToken);
  show(at("token-entry"), !hasToken);
  show(at("token-ready"), hasToken);
  show(at("key-entry"), !hasKey);
  show(at("key-ready"), hasKey);
  show(at("setup-done"), hasToken && hasKey);
  at("key-name").textContent = hasKey ? t("key_ready", { kid: page.key.kid }) : "";
}

async function useToken(event) {
  event.preventDefault();
  const typed = at("token").value.trim().replace(/^Bearer\s+/i, "");
  if (!typed) return;
  token.keep(typed);
  at("token").value = "";
  drawSetup();
  drawHeld();
  await refreshLists();
  if (token.read()) {
    tell("token_ready", {}, "green");
    closeSetup();
  }
}

function closeSetup() {
  if (token.read() && page.key) at("setup").open = false;
}

async function useKey({ target }) {
  const [file] = target.files;
  target.value = "";
  if (!file) return;
  try {
    page.key = await importKey(await file.text());
    await keep("key", page.key);
    tell("key_ready", { kid: page.key.kid }, "green");
    closeSetup();
  } catch (error) {
    tellError(error);
  }
  drawSetup();
}

async function refreshLists() {
  if (!token.read()) return hideLists();
  try {
    await drawLists(showBatch);
  } catch (error) {
    tellError(error);
  }
}

// ---- one batch

function drawBatch() {
  const { batch } = page;
  show(at("batch"), batch);
  document.body.classList.toggle("has-batch", Boolean(batch));
  if (!batch) return;
  at("batch-title").textContent = t("batch", { batch: batch.id });
  const about = { sequence: batch.manifest?.sequence ?? batch.sequence, envelopes: batch.lines.length, files: batch.manifest?.files?.length ?? 0 };
  at("batch-about").textContent = batch.manifest ? t("about", { ...about, megabytes: megabytes(batch.wrong ? batch.size : 0) }) : "";
  const gaps = batch.gaps?.length ? [{ field: "", code: "sequence_gap", message: t("gaps", { numbers: batch.gaps.join(", ") }) }] : [];
  drawFaults([...gaps, ...batch.faults]);
  draw(batch.lines, batch.files, batch.names.map((name) => [name, batch.share(name)]).filter(([, share]) => share > 0), {
    isSending: page.work === "sending", isClosed: batch.state === "closed",
  });
  drawActions();
}

function drawActions() {
  const { batch, work } = page;
  const canSend = batch.wrong && !batch.isRefused && batch.state !== "closed" && !work && batch.names.length;
  const hadFocus = document.activeElement === at("send") || document.activeElement === at("stop");
  show(at("send"), canSend);
  show(at("stop"), work === "sending");
  at("send").textContent = t(batch.faultCount ? "send_rest" : "send");
  if (hadFocus && document.activeElement === document.body) at("batch-title").focus();
}

async function take(opened) {
  if (page.work) return;
  if (!token.read()) return askFor("need_token", "token");
  page.work = "checking";
  page.following?.abort();
  startAnew();
  page.batch = new Batch(opened);
  try {
    await page.batch.read();
    await page.batch.check((done, all) => tellStep("checking", done, all));
    if (opened.handle) await keep("folder", { handle: opened.handle, batch: page.batch.id });
    tellCheck();
  } catch (error) {
    if (!page.batch.id || error instanceof NoManifest) page.batch = null;
    tellError(error);
  } finally {
    page.work = null;
    drawBatch();
    show(at("go-on"), false);
  }
  if (page.batch) at("batch-title").focus();
}

function tellCheck() {
  const count = page.batch.faultCount;
  if (page.batch.isRefused) return tell("refused", {}, "red");
  if (count) return tell("faults_found", { count: String(count) }, "red");
  tell("ready", {}, "green");
}

function askFor(name, field) {
  at("setup").open = true;
  tell(name, {}, "red");
  at(field).focus();
}

// A screen reader says what is told: each tenth of the way, not each byte. The bar shows the rest.
function tellStep(name, done, all, inWords = String) {
  const step = `${name} ${Math.floor((10 * done) / (all || 1))}`;
  if (page.step !== step) tell(name, { done: inWords(done), all: inWords(all) });
  page.step = step;
}

const tellSending = () => {
  const { batch } = page;
  at("whole").value = batch.sentBytes / (batch.size || 1);
  tellStep("sending", batch.sentBytes, batch.size, megabytes);
};

async function send() {
  const { batch } = page;
  if (!page.key && !batch.files.has("manifest.jws")) return askFor("need_key", "key");
  page.work = "sending";
  page.stopping = new AbortController();
  show(at("whole"), true);
  drawBatch();
  at("stop").focus();
  try {
    await batch.send(page.key, (name) => {
      if (name) meter(name, batch.share(name));
      else drawBatch();
      tellSending();
    }, page.stopping.signal);
    await forget("folder");
    tell("closed", {}, "green");
  } catch (error) {
    page.stopping.abort();
    tellError(error);
  } finally {
    page.work = null;
    show(at("whole"), false);
    drawBatch();
  }
  if (batch.state !== "closed") return;
  at("batch-title").focus();
  await refreshLists();
  await follow();
}

async function follow() {
  const { batch } = page;
  page.following?.abort();
  page.following = new AbortController();
  const { signal } = page.following;
  try {
    await batch.follow(() => !signal.aborted && drawBatch(), signal);
    if (!signal.aborted && batch.done) tell("done", {}, "green");
    if (!signal.aborted && batch.state === "open") tell("still_open", {}, "amber");
  } catch (error) {
    if (!signal.aborted) tellError(error);
  }
}

async function showBatch(id) {
  if (page.work) return;
  startAnew();
  page.batch = new Batch({ files: new Map() });
  Object.assign(page.batch, { id });
  tell(null);
  drawBatch();
  at("batch-title").focus();
  await follow();
}

// ---- a folder that was being sent when the browser or the machine went down

async function offerToGoOn() {
  const kept = await recall("folder").catch(() => null);
  show(at("go-on"), kept);
  at("go-on").textContent = kept ? t("go_on", { batch: kept.batch }) : "";
}

async function goOn() {
  const kept = await recall("folder");
  const opened = kept && (await folder.reopen(kept.handle).catch(() => null));
  if (opened) return take(opened);
  await forget("folder");
  await offerToGoOn();
  at("choose").focus();
}

// ---- the page

function wireDropping() {
  const zone = at("drop");
  const mark = (isOver) => zone.classList.toggle("over", isOver);
  addEventListener("dragover", (event) => event.preventDefault());
  zone.addEventListener("dragenter", () => mark(true));
  zone.addEventListener("dragleave", ({ relatedTarget }) => mark(zone.contains(relatedTarget)));
  addEventListener("drop", (event) => {
    event.preventDefault();
    mark(false);
    folder.fromDrop(event.dataTransfer).then(take);
  });
}

async function choose() {
  if (!folder.canPick()) return at("folder").click();
  const opened = await folder.pick().catch((error) => {
    if (error.name !== "AbortError") at("folder").click();
    return null;
  });
  if (opened) await take(opened);
}

function wire() {
  at("token-form").addEventListener("submit", useToken);
  at("token-forget").addEventListener("click", () => { token.forget(); drawSetup(); hideLists(); drawHeld(); tell(null); at("token").focus(); });
  at("key").addEventListener("change", useKey);
  at("key-forget").addEventListener("click", async () => { await forget("key"); page.key = null; drawSetup(); at("key").focus(); });
  at("choose").addEventListener("click", choose);
  at("folder").addEventListener("change", ({ target }) => take(folder.fromInput(target.files)).finally(() => { target.value = ""; }));
  at("go-on").addEventListener("click", goOn);
  at("send").addEventListener("click", send);
  at("stop").addEventListener("click", () => page.stopping.abort());
  at("only-problems").addEventListener("change", ({ target }) => at("envelopes").classList.toggle("only-problems", target.checked));
  at("large-close").addEventListener("click", () => at("large").close());
  at("languages").addEventListener("click", ({ target }) => target.dataset.language && changeLanguage(target.dataset.language));
  addEventListener("beforeunload", (event) => page.work === "sending" && event.preventDefault());
  whenLineChanges((isDown) => isDown && tell("line_down", {}, "amber"));
  document.addEventListener("visibilitychange", () => !document.hidden && !page.work && refreshLists());
  wireDropping();
}

async function changeLanguage(chosen) {
  speak(chosen);
  drawSetup();
  drawHeld();
  if (page.told) tell(...page.told);
  await offerToGoOn();
  const { batch } = page;
  if (batch?.state === "closed" && !page.work) batch.take(await office.ledger(batch.id));
  drawBatch();
  await refreshLists();
}

async function start() {
  speak(language);
  wire();
  watchHeld();
  await enter();
  drawHeld();
  page.key = (await recall("key").catch(() => null)) ?? null;
  drawSetup();
  closeSetup();
  await offerToGoOn();
  await refreshLists();
  document.documentElement.dataset.ready = "yes";
}

start();
