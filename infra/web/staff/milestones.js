// A long list goes in pieces: what was recorded stays so, and a list that broke off can be sent again.
const form = document.getElementById("milestones");
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

// A heading is one line without any digit; it goes before each piece.
function pieces(whole) {
  const lines = whole.replace(/^\ufeff/, "").split(/\r\n|\n|\r/).filter((line) => line.trim());
  const heads = lines.length && !/\d/.test(lines[0]) ? [lines.shift()] : [];
  const step = most - heads.length;
  return Array.from({ length: Math.ceil(lines.length / step) }, (_, place) => ({ heads, lines: lines.slice(place * step, (place + 1) * step) }));
}

async function send({ heads, lines }) {
  const body = new FormData();
  body.set("token", form.elements.token.value);
  body.set("milestone", form.elements.milestone.value);
  body.set("table", [...heads, ...lines].join("\n"));
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(body), headers: { "Content-Type": "application/x-www-form-urlencoded" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = page.getElementById("report");
  if (!answer.ok || !found?.childElementCount) throw new Error(page.querySelector(".govuk-error-message")?.textContent ?? "");
  return [...found.children].map((part) => document.importNode(part, true));
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  event.stopImmediatePropagation();
  const parts = pieces(await text());
  if (parts.length < 2) {
    form.submit();
    return;
  }
  report.replaceChildren();
  let done = 0;
  const total = parts.reduce((sum, part) => sum + part.lines.length, 0);
  for (const part of parts) {
    told.textContent = fill(form.dataset.progress, { done, total });
    try {
      report.append(...(await send(part)));
    } catch (error) {
      told.textContent = `${error.message} ${form.dataset.broken}`;
      return;
    }
    done += part.lines.length;
  }
  told.textContent = fill(form.dataset.progress, { done, total });
}, { capture: true });
