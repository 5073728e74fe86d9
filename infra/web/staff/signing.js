// Several PDFs go one after the other, each checked by itself: what was kept stays so, whatever becomes of the next.
const form = document.getElementById("signed-documents");
const told = document.getElementById("progress");
const report = document.getElementById("report");

let limit = Infinity;

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function note(sentence, isWrong) {
  const line = document.createElement("li");
  line.textContent = sentence;
  if (isWrong) line.className = "govuk-error-message";
  report.append(line);
  report.hidden = false;
}

// As the answer has it, but for what the signer has ticked and chosen here; what it has no more is taken away.
function show(page, id) {
  const [before, after] = [document.getElementById(id), page.getElementById(id)];
  if (!before || !after) return before?.remove();
  for (const field of after.querySelectorAll("input[type=checkbox], select")) {
    const known = before.querySelector(`[name="${CSS.escape(field.name)}"]`);
    if (known) [field.checked, field.value] = [known.checked, known.value];
  }
  before.replaceWith(document.adoptNode(after));
}

async function send(file) {
  const body = new FormData();
  body.set("token", form.elements.token.value);
  body.set("signed_pdf", file, file.name);
  const answer = await fetch(form.action, { method: "POST", body });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const wrong = page.querySelector("#faults a")?.textContent;
  const done = page.querySelector(".loket-done")?.textContent.trim();
  if (!wrong && !done) throw new Error(`${answer.status}`);
  show(page, "work");
  if (done) show(page, "here");
  note(wrong ?? done, wrong);
}

let isSending = false;

async function sendAll(files) {
  report.replaceChildren();
  for (const [done, file] of files.entries()) {
    told.textContent = fill(form.dataset.progress, { done, total: files.length });
    try {
      if (file.size > limit) note(`${file.name}: ${form.dataset.tooLarge}`, true);
      else await send(file);
    } catch {
      note(`${file.name} ${form.dataset.broken}`, true);
    }
  }
  told.textContent = fill(form.dataset.progress, { done: files.length, total: files.length });
  form.reset();
}

if (form) {
  limit = Number(form.dataset.limit);
  form.elements.signed_pdf.multiple = true;
  form.addEventListener("submit", (event) => {
    const files = [...form.elements.signed_pdf.files];
    if (files.length < 2 && files.every((file) => file.size <= limit)) return; // one goes as it does without script
    event.preventDefault();
    event.stopImmediatePropagation();
    if (isSending) return;
    isSending = true;
    sendAll(files).finally(() => { isSending = false; });
  }, { capture: true });
}
