// The big view of one page: zoom and rotation are kept for each page while the view is open.
import { make } from "../station/dom.js";
import { t } from "../station/texts.js";
import { hint } from "./keys.js";
import { picture } from "./links.js";

const ZOOMS = [1, 1.5, 2, 3, 4];

export class Viewer {
  constructor(label = t("viewer")) {
    this.turns = new Map();
    this.zoom = 0;
    this.page = null;
    this.image = make("img", { className: "large", alt: "", decoding: "async" });
    this.frame = make("div", { className: "frame" }, this.image);
    this.window = make("div", { className: "window", tabIndex: 0, role: "region", "aria-label": label, "data-scrolls": "yes" }, this.frame);
    this.caption = make("p", { className: "caption" });
    this.notes = make("ul", { className: "plain notes", hidden: true });
    this.element = make("div", { className: "viewer" }, make("div", { className: "row tools" }, this.caption, this.tools()), this.notes, this.window);
    this.image.addEventListener("load", () => this.lay());
    new ResizeObserver(() => this.lay()).observe(this.window);
  }

  tools() {
    const tool = (key, sign, name, act) => make("button", { type: "button", className: "plain-button tool", "aria-label": t(name), title: t(name), on: { click: act } }, sign, hint(key));
    return make("div", { className: "row", role: "group", "aria-label": t("viewer_tools") },
      tool(",", "−", "zoom_out", () => this.zoomBy(-1)), tool(".", "+", "zoom_in", () => this.zoomBy(1)),
      tool("[", "↺", "turn_left", () => this.turn(-90)), tool("]", "↻", "turn_right", () => this.turn(90)));
  }

  get keys() {
    return [
      [",", "zoom_out", () => this.zoomBy(-1)], [".", "zoom_in", () => this.zoomBy(1)],
      ["[", "turn_left", () => this.turn(-90)], ["]", "turn_right", () => this.turn(90)],
    ];
  }

  async show(page) {
    this.page = page;
    this.caption.textContent = page?.label ?? "";
    this.drawNotes(page);
    this.image.hidden = !page?.path;
    this.image.alt = page?.label ?? "";
    if (!page?.path) return;
    this.window.scrollTo(0, 0);
    this.image.classList.add("coming");
    const isThere = await picture(this.image, page.path, { isUrgent: true });
    if (this.page !== page) return;
    this.image.classList.remove("coming");
    this.lay();
    if (!isThere) this.image.alt = t("page_not_shown", { page: page.label });
  }

  // What was measured of the page: what is in the way of reading it first, then its shape and whether it bears a code.
  drawNotes(page) {
    const doubts = (page?.doubts ?? []).map((message) => make("li", { className: "amber" }, message));
    const facts = (page?.facts ?? []).map((fact) => make("li", { className: "hint" }, fact));
    this.notes.replaceChildren(...doubts, ...facts);
    this.notes.hidden = !this.notes.childElementCount;
  }

  // Numbers of pages may have changed hands: what is shown is asked for anew.
  forget() {
    delete this.image.dataset.of;
  }

  zoomBy(step) {
    this.zoom = Math.max(0, Math.min(ZOOMS.length - 1, this.zoom + step));
    this.lay();
  }

  turn(degrees) {
    if (!this.page) return;
    this.turns.set(this.page.id, ((this.turns.get(this.page.id) ?? 0) + degrees + 360) % 360);
    this.lay();
  }

  lay() {
    const { naturalWidth: width, naturalHeight: height } = this.image;
    if (!width || !this.page) return;
    const degrees = this.turns.get(this.page.id) ?? 0;
    const [wide, high] = degrees % 180 ? [height, width] : [width, height];
    const scale = Math.min((this.window.clientWidth - 2) / wide, (this.window.clientHeight - 2) / high) * ZOOMS[this.zoom];
    const size = (element, [x, y]) => Object.assign(element.style, { width: `${x * scale}px`, height: `${y * scale}px` });
    size(this.frame, [wide, high]);
    size(this.image, [width, height]);
    this.image.style.transform = `translate(-50%, -50%) rotate(${degrees}deg)`;
  }
}
