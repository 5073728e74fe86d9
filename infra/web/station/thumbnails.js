// Small pictures of pages that a browser can draw, made only once they come into view; others show how many pages there are.
import { at, make } from "./dom.js";
import { t } from "./texts.js";

const WIDTH = 96;
const waiting = new Map();

const watcher = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    const file = waiting.get(target);
    if (!isIntersecting || !file) continue;
    waiting.delete(target);
    watcher.unobserve(target);
    draw(target, file);
  }
}, { rootMargin: "200px" });

async function draw(canvas, file) {
  try {
    const picture = await createImageBitmap(file, { resizeWidth: WIDTH, resizeQuality: "medium" });
    canvas.width = picture.width;
    canvas.height = Math.min(picture.height, WIDTH * 2);
    canvas.getContext("2d").drawImage(picture, 0, 0);
    picture.close();
  } catch {
    canvas.classList.add("broken");
  }
}

function enlarge(file) {
  const image = at("large-image");
  const address = URL.createObjectURL(file);
  image.src = address;
  image.alt = file.name;
  at("large-title").textContent = file.name;
  at("large").addEventListener("close", () => URL.revokeObjectURL(address), { once: true });
  at("large").showModal();
}

export function thumbnail(file) {
  const canvas = make("canvas", { width: WIDTH, height: 136, "aria-hidden": "true" });
  waiting.set(canvas, file);
  watcher.observe(canvas);
  return make("button", {
    type: "button", className: "thumbnail", "aria-label": t("enlarge", { file: file.name }), on: { click: () => enlarge(file) },
  }, canvas);
}

export const isPicture = (file) => ["image/jpeg", "image/png"].includes(file?.type);

export function placeholder(name, pages) {
  const kind = name.split(".").at(-1).toUpperCase().slice(0, 4);
  return make("span", { className: "placeholder" },
    make("span", { className: "kind", "aria-hidden": "true" }, kind),
    make("span", {}, t("pages", { count: String(pages) })));
}
