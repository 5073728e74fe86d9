// The envelopes that wait, oldest first.
import { at, make, show } from "../station/dom.js";
import { t } from "../station/texts.js";
import * as office from "./office.js";
import { tellTrouble } from "./told.js";
import { age, dayAndTime, partsOf } from "./words.js";

function card(item) {
  const { number, batch, partner } = partsOf(item.envelope);
  const facts = [t("page_count", { count: String(item.pages) }), item.candidates.length ? t("candidate_count", { count: String(item.candidates.length) }) : t("no_candidates")];
  return make("li", { className: "envelope amber" },
    make("h2", {}, make("a", { href: `#/envelope/${item.envelope}` }, t("envelope", { number }))),
    make("p", { className: "label" }, item.waits_for.map(({ message }) => message).join(" ")),
    make("p", { className: "known" }, facts.join(" · ")),
    make("p", { className: "hint" }, `${dayAndTime(item.received_at)} · ${age(item.received_at)} · ${t("of_batch", { partner, batch })}`));
}

export class ListView {
  constructor(_, go) {
    this.go = go;
    this.moveText = "key_lines";
  }

  async open() {
    const { items, next_cursor } = await office.waiting();
    this.cursor = next_cursor;
    this.list = make("ol", { className: "plain waiting" }, ...items.map(card));
    this.more = make("button", { type: "button", className: "plain-button", on: { click: () => this.loadMore() } }, t("more"));
    show(this.more, this.cursor);
    at("view").replaceChildren(
      make("h1", { id: "title", tabIndex: -1 }, t("waiting")),
      make("p", { className: "lead" }, items.length ? t(this.cursor ? "waiting_many" : "waiting_count", { count: String(items.length) }) : t("nothing_waits")),
      this.list, make("div", { className: "row middle" }, this.more));
    return { title: t("waiting"), keys: () => [["r", "load_again", () => this.reload()]], onMove: (event) => this.move(event) };
  }

  get links() {
    return [...this.list.querySelectorAll("a")];
  }

  focus() {
    (this.links[0] ?? at("title")).focus();
  }

  move(event) {
    const { links } = this;
    const now = links.indexOf(document.activeElement);
    const step = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1, Home: -links.length, End: links.length }[event.key];
    if (!step || !links.length) return;
    event.preventDefault();
    links[Math.max(0, Math.min(links.length - 1, now + step))].focus();
  }

  async reload() {
    try {
      await this.open();
      this.focus();
    } catch (error) {
      tellTrouble(error);
    }
  }

  async loadMore() {
    try {
      const { items, next_cursor } = await office.waiting(this.cursor);
      const from = this.links.length;
      this.cursor = next_cursor;
      this.list.append(...items.map(card));
      show(this.more, this.cursor);
      (this.links[from] ?? at("title")).focus();
    } catch (error) {
      tellTrouble(error);
    }
  }
}
