// Thumbnails of pages in a list box: arrow keys move, shift selects several; pictures come once they are in view.
import { make } from "../station/dom.js";
import { picture } from "./links.js";

const AHEAD = "400px";

export class Strip {
  // `pages`: [{id, path, label, mark}]; `onMove` hears of every page that becomes the current one.
  constructor({ label, isMultiple = false, onMove = () => {} }) {
    this.onMove = onMove;
    this.isMultiple = isMultiple;
    this.element = make("div", { className: "strip", role: "listbox", "aria-label": label });
    if (isMultiple) this.element.setAttribute("aria-multiselectable", "true");
    this.pages = [];
    this.options = [];
    this.current = this.anchor = 0;
    this.element.addEventListener("keydown", (event) => this.onKey(event));
    this.element.addEventListener("click", (event) => this.onClick(event));
  }

  show(pages, current = 0) {
    this.pages = pages;
    this.watcher?.disconnect();
    this.watcher = new IntersectionObserver((seen) => seen.forEach((entry) => this.onSeen(entry)), { root: null, rootMargin: AHEAD });
    this.options = pages.map((page, place) => this.option(page, place));
    this.element.replaceChildren(...this.options);
    for (const option of this.options) this.watcher.observe(option);
    this.go(Math.max(0, Math.min(current, pages.length - 1)), { isQuiet: true });
  }

  option(page, place) {
    const image = make("img", { alt: "", width: 88, height: 124, decoding: "async", draggable: false });
    return make("div", { role: "option", className: page.doubts?.length ? "page doubtful" : "page", tabIndex: -1, "aria-selected": "false", "data-place": String(place) },
      make("span", { className: "unseen" }, page.label),
      page.path ? image : make("span", { className: "no-image", "aria-hidden": "true" }, "–"),
      make("span", { className: "page-number", "aria-hidden": "true" }, String(place + 1)),
      make("span", { className: "mark", "aria-hidden": "true", hidden: true }));
  }

  onSeen({ isIntersecting, target }) {
    const page = this.pages[Number(target.dataset.place)];
    const image = target.querySelector("img");
    if (!isIntersecting || !page || !image) return;
    this.watcher.unobserve(target);
    picture(image, page.path, { isSmall: true });
  }

  // What became of a page: a short sign on its corner, and the same in words for who cannot see it.
  mark(place, sign, label, kind = "") {
    const option = this.options[place];
    const badge = option.querySelector(".mark");
    badge.textContent = sign;
    badge.hidden = !sign;
    option.dataset.kind = kind;
    option.querySelector(".unseen").textContent = label;
  }

  go(place, { isExtending = false, keepsSelection = false, isQuiet = false } = {}) {
    if (!this.pages.length) return;
    this.options[this.current]?.setAttribute("tabindex", "-1");
    this.current = place;
    if (!isExtending) this.anchor = place;
    if (!keepsSelection) this.select(this.anchor, place);
    const option = this.options[place];
    option.tabIndex = 0;
    if (!isQuiet) this.focus();
    option.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.onMove(this.pages[place], place);
  }

  select(from, to) {
    const [first, last] = [Math.min(from, to), Math.max(from, to)];
    this.options.forEach((option, place) => option.setAttribute("aria-selected", String(place >= first && place <= last)));
  }

  toggle(place) {
    const option = this.options[place];
    option.setAttribute("aria-selected", String(option.getAttribute("aria-selected") !== "true"));
  }

  get selected() {
    const chosen = this.pages.filter((_, place) => this.options[place].getAttribute("aria-selected") === "true");
    return chosen.length || !this.pages.length ? chosen : [this.pages[this.current]];
  }

  focus() {
    this.options[this.current]?.focus({ preventScroll: true });
  }

  get columns() {
    const [first] = this.options;
    const below = this.options.findIndex((option) => option.offsetTop > first.offsetTop);
    return below < 1 ? Math.max(1, this.options.length) : below;
  }

  steps(key) {
    const row = this.columns >= this.options.length ? 1 : this.columns;
    return { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -row, ArrowDown: row, PageUp: -3 * row, PageDown: 3 * row, Home: -Infinity, End: Infinity }[key];
  }

  onKey(event) {
    if (event.altKey || event.metaKey || !this.pages.length) return;
    if (this.isMultiple && event.ctrlKey && event.key.toLowerCase() === "a") this.select(0, this.pages.length - 1);
    else if (this.isMultiple && event.key === " ") this.toggle(this.current);
    else {
      const step = this.steps(event.key);
      if (step === undefined || event.ctrlKey) return;
      const place = Math.max(0, Math.min(this.pages.length - 1, this.current + step));
      this.go(place, { isExtending: this.isMultiple && event.shiftKey });
    }
    event.preventDefault();
  }

  onClick(event) {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    const place = Number(option.dataset.place);
    if (this.isMultiple && event.ctrlKey) {
      this.toggle(place);
      this.go(place, { keepsSelection: true });
    } else this.go(place, { isExtending: this.isMultiple && event.shiftKey });
  }
}
