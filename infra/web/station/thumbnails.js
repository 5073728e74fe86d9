// Small pictures of pages, made only once they come into view; what cannot be drawn shows how many pages there are.
import { at, make } from "./dom.js";
import { t } from "./texts.js";

const WIDTH = 96;
const LARGE = 1200;
const waiting = new Map();

const watcher = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    const act = waiting.get(target);
    if (!isIntersecting || !act) continue;
    waiting.delete(target);
    watcher.unobserve(target);
    act();
  }
}, { rootMargin: "200px" });

function whenSeen(element, act) {
  waiting.set(element, act);
  watcher.observe(element);
}

// The parsers of PDF, TIFF and zip come over the line only when a folder holds one.
let loading = null;
function scans() {
  const { scans: script, worker } = document.getElementById("texts").dataset;
  loading ??= import(new URL(script, document.baseURI)).then((module) => {
    module.useWorker(new URL(worker, document.baseURI).href);
    return module;
  });
  return loading;
}

async function drawInto(canvas, draw) {
  try {
    const picture = await draw(WIDTH);
    canvas.width = picture.width;
    canvas.height = Math.min(picture.height, WIDTH * 2);
    canvas.getContext("2d").drawImage(picture, 0, 0);
    picture.close?.();
  } catch {
    canvas.classList.add("broken");
  }
}

async function blobOf(picture) {
  const canvas = make("canvas", { width: picture.width, height: picture.height });
  canvas.getContext("2d").drawImage(picture, 0, 0);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
}

async function enlarge({ label, file, draw }) {
  const image = at("large-image");
  image.removeAttribute("src");
  image.alt = label;
  at("large-title").textContent = label;
  at("large").showModal();
  const isStillWanted = () => at("large").open && image.alt === label;
  try {
    const picture = file ?? (await blobOf(await draw(LARGE)));
    if (!isStillWanted()) return;
    const address = URL.createObjectURL(picture);
    image.src = address;
    at("large").addEventListener("close", () => URL.revokeObjectURL(address), { once: true });
  } catch {
    if (isStillWanted()) at("large").close();
  }
}

function thumbnail(page) {
  const canvas = make("canvas", { width: WIDTH, height: 136, "aria-hidden": "true" });
  whenSeen(canvas, () => drawInto(canvas, page.draw));
  return make("button", {
    type: "button", className: "thumbnail", "aria-label": t("enlarge", { file: page.label }), on: { click: () => enlarge(page) },
  }, canvas);
}

const isPicture = (file) => ["image/jpeg", "image/png"].includes(file?.type);

function placeholder(name, pages) {
  const kind = name.split(".").at(-1).toUpperCase().slice(0, 4);
  return make("span", { className: "placeholder" },
    make("span", { className: "kind", "aria-hidden": "true" }, kind),
    make("span", {}, t("pages", { count: String(pages) })));
}

const drawPicture = (file) => (width) => createImageBitmap(file, { resizeWidth: width, resizeQuality: "medium" });
const drawScan = (file, number) => async (width) => (await scans()).drawPage(file, number, width);

// The pages of one scan of an envelope: a placeholder until it comes into view, then each of them.
export function pagesOf({ file: name, first, last }, file, declared) {
  if (isPicture(file)) return thumbnail({ label: name, file, draw: drawPicture(file) });
  const known = placeholder(name, last ? last - (first ?? 1) + 1 : declared);
  if (!file) return known;
  whenSeen(known, async () => {
    try {
      const count = await (await scans()).countPages(file);
      const numbers = Array.from({ length: Math.max(0, Math.min(last ?? count, count) - (first ?? 1) + 1) }, (_, n) => n + (first ?? 1));
      known.replaceWith(...numbers.map((number) => thumbnail({ label: `${name}, ${number}`, draw: drawScan(file, number) })));
    } catch {
      known.classList.add("unread");
    }
  });
  return known;
}
