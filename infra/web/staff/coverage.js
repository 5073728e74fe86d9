// Sends a long list in pieces; what has come already is not counted again, so a second press goes on where it broke off.
import { cutRows } from "./rows.js";

const form = document.querySelector("form[data-pieces]");
const told = form?.querySelector("[data-told]");
const button = form?.querySelector("button");

// The headings, with all that stands before them, go with every piece.
function cut(text, size) {
  const rows = cutRows(text.replace(/^\ufeff/, ""));
  const first = rows.findIndex(({ isNamed, isEmpty }) => !isNamed && !isEmpty);
  const raw = rows.map((row) => row.raw);
  const heading = raw.splice(0, first < 0 ? raw.length : first + 1).join("");
  const pieces = [heading + raw.splice(0, size).join("")];
  while (raw.length) pieces.push(heading + raw.splice(0, size).join(""));
  return pieces;
}

async function read(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const isWide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return new TextDecoder(isWide ? (bytes[0] === 0xff ? "utf-16le" : "utf-16be") : "utf-8").decode(bytes);
}

// The answer of the server where a step was refused; nothing where it was done.
async function post(fields) {
  const body = new FormData();
  body.append("token", form.elements.token.value);
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  const answer = await fetch(form.action, { method: "POST", body });
  return answer.ok ? "" : answer.text();
}

function show(page) {
  const answer = new DOMParser().parseFromString(page, "text/html");
  const faults = answer.querySelector("#faults");
  told.textContent = faults ? [...faults.querySelectorAll("li")].map((line) => line.textContent).join(" ") : form.dataset.failed;
}

async function send(file) {
  const whole = await read(file);
  if (/[\0\ufffd]/.test(whole)) return form.submit(); // it is no text, which the office tells before it begins anything
  const pieces = cut(whole, Number(form.dataset.pieces));
  let refused = await post({ step: "begin", until: form.elements.until.value });
  for (const [place, table] of pieces.entries()) {
    if (refused) return show(refused);
    told.textContent = form.dataset.sending.replace("##", pieces.length).replace("#", place + 1);
    refused = await post({ step: "piece", number: place + 1, table });
  }
  refused ||= await post({ step: "finish", pieces: pieces.length });
  if (refused) return show(refused);
  location.href = `${location.pathname}?done=owing_done&lang=${document.documentElement.lang}`;
}

form?.addEventListener("submit", (event) => {
  const file = form.elements.file.files[0];
  if (!file) return;
  event.preventDefault();
  button.disabled = true;
  send(file).catch(() => { told.textContent = form.dataset.failed; }).finally(() => { button.disabled = false; });
});
