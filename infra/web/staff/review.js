// The reviewer's page with script: a viewer for the pages, one key for each verdict, and answers put in where they
// belong, so that the page that is looked at stays as it is. Without it the page's links and forms do the same.
const ZOOMS = [1, 1.5, 2, 3, 4];
const KINDS = { u: "unreadable", o: "not_original", w: "wrong_document", e: "expired", d: "does_not_match", m: "missing" };

const root = document.getElementById("review");
const look = document.getElementById("look");
const windows = look.querySelector(".review-windows");
const caption = look.querySelector(".review-caption");
const pictures = new Map();
const turns = new Map();
let zoom = 0;
let isBeside = false;

const links = () => [...look.querySelectorAll("a[data-page]")];
const papers = () => [...root.querySelectorAll(".review-paper[data-paper]:not([data-paper=''])")];
const paperOf = (id) => papers().find((paper) => paper.dataset.paper === id);
const current = () => root.querySelector(".review-paper[aria-current]") ?? papers()[0];
const currentLink = () => look.querySelector("a[data-page][aria-current]");

// An address is good for a minute, a picture that was loaded for as long as the page is open.
function picture(link) {
  const number = link.dataset.page;
  if (!pictures.has(number)) {
    const image = Object.assign(new Image(), { src: link.href, decoding: "async" });
    image.onload = () => { image.onload = null; lay(); };
    image.onerror = () => {
      pictures.delete(number);
      if (image.isConnected && currentLink()?.dataset.page === number) caption.textContent = `${image.alt}: ${look.dataset.failed}`;
    };
    pictures.set(number, image);
  }
  const image = pictures.get(number);
  image.alt = link.dataset.label;
  image.dataset.number = number;
  return image;
}

function windowFor(link) {
  const frame = document.createElement("div");
  frame.className = "review-frame";
  frame.append(picture(link));
  const box = Object.assign(document.createElement("div"), { className: "review-window", tabIndex: 0 });
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", link.dataset.label);
  box.append(frame);
  return box;
}

function lay() {
  for (const box of windows.children) {
    const [frame] = box.children;
    const [image] = frame.children;
    if (!image?.naturalWidth) continue;
    const degrees = turns.get(image.dataset.number) ?? 0;
    const { naturalWidth: width, naturalHeight: height } = image;
    const [wide, high] = degrees % 180 ? [height, width] : [width, height];
    const scale = Math.min((box.clientWidth - 2) / wide, (box.clientHeight - 2) / high) * ZOOMS[zoom];
    Object.assign(frame.style, { width: `${wide * scale}px`, height: `${high * scale}px` });
    Object.assign(image.style, { width: `${width * scale}px`, height: `${height * scale}px`, transform: `translate(-50%, -50%) rotate(${degrees}deg)` });
  }
}

function show(link) {
  if (!link) return;
  for (const other of links()) other.toggleAttribute("aria-current", false);
  link.setAttribute("aria-current", "true");
  const box = windowFor(link);
  if (isBeside && windows.children.length) {
    const [left] = windows.children;
    if (left.querySelector("img")?.dataset.number !== link.dataset.page) windows.replaceChildren(left, box);
  } else windows.replaceChildren(box);
  caption.textContent = link.dataset.label;
  lay();
  const all = links();
  const next = all[all.indexOf(link) + 1];
  if (next) picture(next);
}

function select(paper, { focus = true } = {}) {
  if (!paper) return;
  for (const other of papers()) other.removeAttribute("aria-current");
  paper.setAttribute("aria-current", "true");
  if (focus) paper.focus({ preventScroll: true });
  paper.scrollIntoView({ block: "nearest" });
  const own = links().filter((link) => link.dataset.paper === paper.dataset.paper);
  if (!own.includes(currentLink())) show(own[0]);
}

function step(list, from, by) {
  return list[Math.max(0, Math.min(list.length - 1, list.indexOf(from) + by))];
}

function stepPage(by) {
  const link = step(links(), currentLink(), by);
  show(link);
  const paper = link && paperOf(link.dataset.paper);
  if (paper && paper !== current()) select(paper);
}

function turn(by) {
  const image = windows.lastElementChild?.querySelector("img");
  if (!image) return;
  turns.set(image.dataset.number, ((turns.get(image.dataset.number) ?? 0) + by + 360) % 360);
  lay();
}

function zoomBy(by) {
  zoom = Math.max(0, Math.min(ZOOMS.length - 1, zoom + by));
  lay();
}

function compare() {
  isBeside = !isBeside;
  look.querySelector("[data-tool=compare]").setAttribute("aria-pressed", String(isBeside));
  if (!isBeside && windows.children.length > 1) windows.firstElementChild.remove();
  lay();
}

function refuse(kind) {
  const paper = current();
  const details = paper?.querySelector(".review-refuse");
  if (!details) return;
  details.open = true;
  const choice = details.querySelector("[data-refusal]");
  choice.value = [...choice.options].find((option) => option.value.startsWith(`${kind}/`)).value;
  choice.focus();
}

const TOOLS = { out: () => zoomBy(-1), in: () => zoomBy(1), left: () => turn(-90), right: () => turn(90), compare };
const ACTS = {
  ArrowDown: () => select(step(papers(), current(), 1)),
  ArrowUp: () => select(step(papers(), current(), -1)),
  ArrowRight: () => stepPage(1),
  ArrowLeft: () => stepPage(-1),
  "-": TOOLS.out, "=": TOOLS.in, "+": TOOLS.in, "[": TOOLS.left, "]": TOOLS.right, b: compare,
  a: () => current()?.querySelector("[data-verdict=a]")?.click(),
  t: () => {
    const details = current()?.querySelector(".review-refuse");
    if (details) { details.open = true; details.querySelector("textarea").focus(); }
  },
  ...Object.fromEntries(Object.entries(KINDS).map(([key, kind]) => [key, () => refuse(kind)])),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter" && event.target.matches("[data-refusal]")) {
    event.preventDefault();
    event.target.form.requestSubmit();
    return;
  }
  if (event.key === "Escape" && event.target.closest(".review-paper")) {
    select(event.target.closest(".review-paper"));
    return;
  }
  if (event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select")) return;
  if (event.key.startsWith("Arrow") && event.target.closest(".review-window") && zoom) return;
  const act = ACTS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

look.addEventListener("click", (event) => {
  const tool = event.target.closest("[data-tool]");
  if (tool) TOOLS[tool.dataset.tool]();
  const link = event.target.closest("a[data-page]");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  show(link);
  select(paperOf(link.dataset.paper), { focus: false });
});

// A drag moves a page that is larger than its window.
windows.addEventListener("pointerdown", (event) => {
  const box = event.target.closest(".review-window");
  if (!box || event.pointerType !== "mouse" || event.button) return;
  event.preventDefault();
  box.focus();
  const move = ({ movementX, movementY }) => box.scrollBy(-movementX, -movementY);
  box.setPointerCapture(event.pointerId);
  box.addEventListener("pointermove", move);
  box.addEventListener("pointerup", () => box.removeEventListener("pointermove", move), { once: true });
});

function begin({ focus }) {
  look.querySelector(".review-tools").hidden = caption.hidden = links().length === 0;
  const paper = paperOf(root.dataset.current) ?? papers()[0];
  if (paper) select(paper, { focus });
  if (!currentLink()) show(links()[0]);
}

// Addresses of a page are relative to where it was sent from, which is not where it is put in.
function absolute(page, base) {
  for (const name of ["href", "src", "action"]) {
    for (const element of page.querySelectorAll(`[${name}]:not([href^="#"])`)) element.setAttribute(name, new URL(element.getAttribute(name), base).href);
  }
}

function plainly(form, button) {
  form.dataset.plain = "yes";
  form.requestSubmit(button);
}

// A verdict's answer is a page like any other: what changed of it is put in. Whatever else came is shown as it is.
async function send(form, button) {
  const body = new URLSearchParams(new FormData(form, button));
  const answer = await fetch(form.action, { method: "POST", body });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  absolute(page, answer.url);
  const fresh = page.getElementById("review");
  if (!fresh?.querySelector("[data-live]")) return plainly(form, button);
  for (const part of root.querySelectorAll("[data-live]")) part.replaceWith(fresh.querySelector(`[data-live="${part.dataset.live}"]`));
  root.dataset.current = fresh.dataset.current;
  const told = page.querySelectorAll("#faults, .loket-done");
  for (const old of document.querySelectorAll("#faults, .loket-done")) old.remove();
  document.getElementById("main-content").before(...told);
  const shown = windows.lastElementChild?.querySelector("img")?.dataset.number;
  const link = links().find((other) => other.dataset.page === shown);
  link?.setAttribute("aria-current", "true");
  const faults = document.getElementById("faults");
  begin({ focus: !faults });
  faults?.focus();
}

root.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.action.includes("/verdict") || event.defaultPrevented || form.dataset.plain) return;
  event.preventDefault();
  if (form.dataset.sending) return;
  form.dataset.sending = "yes";
  send(form, event.submitter).catch(() => plainly(form, event.submitter)).finally(() => delete form.dataset.sending);
});

new ResizeObserver(lay).observe(windows);
const told = document.getElementById("shown-number");
begin({ focus: !document.getElementById("faults") && !told });
told?.focus();
