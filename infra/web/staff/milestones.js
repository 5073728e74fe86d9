// A long list goes in pieces: what was recorded stays so, and a list that broke off can be sent again.
import { cutRows } from "./rows.js";

const form = document.querySelector("form[data-most]");
const told = document.getElementById("progress");
const report = document.getElementById("report");
const most = Number(form.dataset.most);

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

async function text() {
  const file = form.elements.file.files[0];
  if (!file) return form.elements.table.value;
  const bytes = new Uint8Array(await file.arrayBuffer());
  const isWide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return new TextDecoder(isWide ? (bytes[0] === 0xff ? "utf-16le" : "utf-16be") : "utf-8").decode(bytes);
}

const names = new Set(form.dataset.heads.split(" "));
const isHeading = (line) => line.split(/[;,\t]/).some((cell) => names.has(cell.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "")));

// A heading is a line with a name of a column, after the one by which Excel names its separator; both go before each piece. Empty lines stay, so that the office counts them:
// `before` is what it adds to the numbers of a piece to get those of the whole list.
function pieces(whole) {
  const rows = cutRows(whole.replace(/^\ufeff/, ""));
  const below = rows.findIndex((row) => row.isNamed) + 1;
  const first = rows.findIndex((row, place) => place >= below && !row.isEmpty);
  const hasHeading = first >= 0 && isHeading(rows[first].raw);
  const heads = rows.filter((row, place) => row.isNamed || (hasHeading && place === first)).map((row) => row.raw);
  const parts = [];
  let part;
  for (let place = hasHeading ? first + 1 : below; place < rows.length; place += 1) {
    const { raw, isEmpty } = rows[place];
    if (!part || (!isEmpty && part.filled === most - heads.length)) {
      part = { before: place - heads.length, table: heads.join(""), filled: 0 };
      parts.push(part);
    }
    part.table += raw;
    if (!isEmpty) part.filled += 1;
  }
  return parts.filter(({ filled }) => filled);
}

async function send({ before, table }) {
  const body = new FormData();
  body.set("token", form.elements.token.value);
  if (form.elements.milestone) body.set("milestone", form.elements.milestone.value);
  body.set("before", before);
  body.set("table", table);
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(body), headers: { "Content-Type": "application/x-www-form-urlencoded" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = page.getElementById("report");
  if (!answer.ok || !found?.childElementCount) throw new Error(page.querySelector(".govuk-error-message")?.textContent ?? "");
  return document.importNode(found, true);
}

// One report of the whole list: the sums added up, the lines that did not fit in one table.
function add(piece, sums) {
  const counts = piece.querySelector("[data-done]");
  for (const name of ["done", "already", "refused"]) sums[name] += Number(counts.dataset[name]);
  const rows = report.querySelector("tbody");
  const more = piece.querySelector("tbody");
  if (rows && more) rows.append(...more.children);
  else if (more && report.childElementCount) report.append(more.closest(".loket-scroll"));
  else if (!report.childElementCount) report.append(...piece.children);
  const shown = report.querySelector("[data-done]");
  shown.textContent = fill(form.dataset.sum, sums);
  shown.hidden = false; // a page that came whole says it above
}

let isSending = false;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  event.stopImmediatePropagation();
  if (isSending) return;
  isSending = true;
  sendAll().finally(() => { isSending = false; });
}, { capture: true });

async function sendAll() {
  const whole = await text();
  const parts = pieces(whole);
  if (parts.length < 2 || /[\0\ufffd]/.test(whole)) { // what is no text is refused with its reason
    form.submit();
    return;
  }
  report.replaceChildren();
  const sums = { done: 0, already: 0, refused: 0 };
  let done = 0;
  const total = parts.reduce((sum, part) => sum + part.filled, 0);
  for (const part of parts) {
    told.textContent = fill(form.dataset.progress, { done, total });
    try {
      add(await send(part), sums);
    } catch (error) {
      told.textContent = `${fill(form.dataset.progress, { done, total })}. ${error.message} ${form.dataset.broken}`;
      return;
    }
    done += part.filled;
  }
  told.textContent = fill(form.dataset.progress, { done, total });
}
