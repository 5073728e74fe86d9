// The envelopes of a batch: green, amber or red, each with its reasons, its files on their way, and its pages.
import { sentence } from "./checking.js";
import { at, make, show } from "./dom.js";
import { pagesOf } from "./thumbnails.js";
import { language, t } from "./texts.js";

const GREEN = ["✔", "green"];
const AMBER = ["●", "amber"];
const RED = ["✘", "red"];
const GREY = ["○", "grey"];
const SIGNS = {
  opened: GREEN, attached: GREEN, duplicate: GREEN, set_aside: GREEN, fits: GREY, not_sent: GREY, pending: AMBER,
  staff: AMBER, rescan: AMBER, rejected: RED, faulty: RED,
};
export const signOf = (end) => SIGNS[end] ?? AMBER;

const bars = new Map();
const cards = new Map();

export function meter(name, share) {
  for (const bar of bars.get(name) ?? []) {
    if (!bar.isConnected) continue;
    bar.value = share;
    bar.setAttribute("aria-label", t("percent", { file: name, percent: String(Math.floor(share * 100)) }));
    bar.nextElementSibling.textContent = share >= 1 ? t("arrived") : `${Math.floor(share * 100)} %`;
    show(bar.parentElement, true);
  }
}

function fileLine(name) {
  const bar = make("progress", { max: 1, value: 0, "aria-label": t("percent", { file: name, percent: "0" }) });
  bars.set(name, [...(bars.get(name) ?? []), bar]);
  return make("li", { hidden: true }, make("span", { className: "file" }, name), bar, make("span", { className: "share" }));
}

export function reason({ field, code, message }) {
  const place = !field || ["envelope", "body", "batch"].includes(field) || message.includes(field) ? "" : `${field}: `;
  return make("li", {}, `${place}${message} `, make("code", {}, code));
}

function pictures(line, files) {
  return (line.scans ?? []).map((scan) => pagesOf(scan, files.get(scan.file), line.declared));
}

function card(line, files, { isSending, isClosed }) {
  const [sign, colour] = signOf(line.end);
  const names = isClosed ? [] : [...new Set((line.scans ?? []).map(({ file }) => file))];
  const about = [line.receipt_number && t("receipt", { number: line.receipt_number }), line.duplicate_of];
  const reasons = [...(line.errors ?? []), ...(line.waits_for ?? [])];
  const label = line.label ?? t(line.end === "not_sent" && isSending ? "on_its_way" : line.end);
  return make("li", { className: `envelope ${colour}`, "data-end": line.end },
    make("h3", {}, make("span", { className: `sign ${colour}`, "aria-hidden": "true" }, sign), ` ${t("envelope", { number: line.number })}`),
    make("p", { className: "label" }, label),
    ...about.filter(Boolean).map((text) => make("p", { className: "known" }, text)),
    reasons.length ? make("ul", { className: "reasons" }, ...reasons.map(reason)) : null,
    names.length ? make("ul", { className: "files plain" }, ...names.map(fileLine)) : null,
    line.scans?.length && files.size ? make("div", { className: "pictures" }, ...pictures(line, files)) : null);
}

// A card that would be the same stays: focus, scrolling and pictures are not disturbed by each look at the ledger.
function keptCard(line, files, stage) {
  const kept = cards.get(line.number);
  const mark = JSON.stringify([line, stage, language]);
  if (kept?.mark === mark && kept.files === files) return kept;
  const made = { mark, files, element: card(line, files, stage) };
  cards.set(line.number, made);
  return made;
}

export function draw(lines, files, shares, stage) {
  const wanted = lines.map((line) => keptCard(line, files, stage).element);
  const list = at("envelopes");
  if (wanted.length !== list.children.length || wanted.some((element, place) => list.children[place] !== element)) {
    list.replaceChildren(...wanted);
  }
  for (const [name, share] of shares) meter(name, share);
  drawSums(lines);
}

const isProblem = ({ end }) => [RED, AMBER].includes(signOf(end)) && end !== "pending";

function drawSums(lines) {
  const count = (sign) => lines.filter(({ end }) => signOf(end) === sign).length;
  const pending = lines.filter(({ end }) => end === "pending").length;
  const isKnown = lines.some(({ end }) => !["fits", "faulty", "not_sent"].includes(end));
  show(at("sums"), isKnown);
  show(at("only-problems").parentElement, lines.some(isProblem) && !lines.every(isProblem));
  const sums = { good: count(GREEN), waiting: count(AMBER) - pending, bad: count(RED), pending };
  at("sums").textContent = t("sums", Object.fromEntries(Object.entries(sums).map(([name, n]) => [name, String(n)])));
}

export function startAnew() {
  bars.clear();
  cards.clear();
}

export function drawFaults(items) {
  show(at("faults"), items.length);
  at("faults").replaceChildren(...items.map(reason));
}

export const faultOfFile = (name, code) => ({ field: name, code, message: sentence(code, name) });
