// One envelope: its pages, what the clerk wrote and typed, where it may belong, and what becomes of it.
import { at, make } from "../station/dom.js";
import { t } from "../station/texts.js";
import { ACTIONS, Actions } from "./actions.js";
import { candidateList, findCandidates } from "./candidates.js";
import { serviceName } from "./catalogue.js";
import { showBeside } from "./beside.js";
import { forgetLinks } from "./links.js";
import * as office from "./office.js";
import { pageOfEnvelope, sideOfEnvelope } from "./papers.js";
import { Strip } from "./strip.js";
import { staleNote, tell, tellTrouble } from "./told.js";
import { Viewer } from "./viewer.js";
import { age, dayAndTime, partsOf } from "./words.js";

const pair = (label, value) => (value ? [make("dt", {}, label), make("dd", {}, value)] : []);
const line = (name, value) => pair(t(name), value);

function typedLines({ entry }) {
  const keyed = entry?.keyed ?? {};
  const things = (entry?.unscannable ?? []).map(({ kind, note }) => `${t(`thing_${kind}`)}${note ? `: ${note}` : ""}`);
  return [
    ...line("sender", entry?.sender), ...line("postal_number", entry?.postal_number), ...line("typed_receipt", keyed.receipt_number),
    ...line("service", keyed.service && serviceName(keyed.service)), ...line("name", keyed.name), ...pair("NIK", keyed.nik),
    ...line("phone", keyed.phone), ...line("address", [keyed.address?.street, keyed.address?.postcode, keyed.address?.city].filter(Boolean).join(", ")),
    ...line("unscannable", things.join("; ")),
  ];
}

function custodyLines({ custody }) {
  return custody.map(({ place, since, returned_under }) => make("li", {}, `${t(`place_${place}`)} · ${dayAndTime(since)}${returned_under ? ` · ${returned_under}` : ""}`));
}

export class EnvelopeView {
  constructor(id, go) {
    this.id = id;
    this.go = go;
  }

  async open(typed = null) {
    this.envelope = await office.envelope(this.id);
    const { number, batch, partner } = partsOf(this.id);
    this.viewer = new Viewer();
    this.strip = new Strip({ label: t("pages_of", { number, count: String(this.envelope.page_images.length) }), onMove: (page) => this.viewer.show(page) });
    this.actions = new Actions({ envelope: this.envelope, onSend: (name, body) => this.send(name, body), pageNow: () => this.strip.pages[this.strip.current] });
    [this.facts, this.maybe, this.written, this.alert] = Array.from({ length: 4 }, () => make("div", {}));
    this.candidates = [];
    at("view").replaceChildren(
      make("div", { className: "top" }, make("h1", { id: "title", tabIndex: -1 }, t("envelope", { number })), make("p", { className: "hint" }, t("of_batch", { partner, batch })),
        make("p", { className: "crumbs" }, make("a", { href: "#/" }, `← ${t("waiting")}`))),
      make("div", { className: "desk" }, this.strip.element, this.viewer.element,
        make("div", { className: "side" }, this.facts, this.maybe, this.alert, this.actions.element, this.written)));
    this.draw();
    if (typed) this.actions.restore(typed);
    return { title: t("envelope", { number }), keys: () => this.keys(), onMove: (event) => this.strip.onKey(event) };
  }

  draw() {
    const { envelope } = this;
    const why = [...envelope.errors, ...envelope.waits_for].map(({ message }) => make("li", {}, message));
    const isWaiting = ["staff", "rescan"].includes(envelope.end);
    const about = typedLines(envelope);
    this.facts.replaceChildren(make("section", { className: `panel ${isWaiting ? "amber" : ""}` },
      make("h2", {}, isWaiting ? t("why_it_waits") : t("settled", { label: envelope.label })),
      why.length ? make("ul", { className: "reasons" }, ...why) : null,
      make("p", { className: "hint" }, `${dayAndTime(envelope.received_at)} · ${age(envelope.received_at)}`),
      ...this.twins.map((id) => make("button", { type: "button", className: "plain-button", on: { click: () => this.compare(id) } }, t("compare_envelope", { number: partsOf(id).number }))),
      envelope.receipt_number ? make("p", {}, make("a", { href: `#/case/${envelope.receipt_number}` }, t("to_case", { receipt: envelope.receipt_number }))) : null));
    this.written.replaceChildren(make("section", { className: "panel" },
      make("h2", {}, t("written")), about.length ? make("dl", {}, ...about) : make("p", { className: "hint" }, t("nothing_written")),
      make("h3", {}, t("originals")), make("ul", { className: "plain" }, ...custodyLines(envelope))));
    this.drawCandidates(isWaiting ? envelope.candidates : []);
    this.strip.show(envelope.page_images.map((page) => pageOfEnvelope(envelope, page)), this.strip.current);
    this.strip.pages.forEach((page, place) => page.rescan && this.strip.mark(place, "↻", page.label, "again"));
    this.actions.allow(envelope);
  }

  // Envelopes in which the same sheets came before.
  get twins() {
    return [...new Set([this.envelope.duplicate_of, ...this.envelope.seen_in].filter(Boolean))];
  }

  compare(id) {
    return showBeside(async () => [sideOfEnvelope(this.envelope), sideOfEnvelope(await office.envelope(id))]);
  }

  async drawCandidates(receipts) {
    const panel = (...inner) => make("section", { className: "panel" }, make("h2", {}, t("may_belong")), ...inner);
    this.candidates = [];
    this.maybe.replaceChildren(...(receipts.length ? [panel(make("p", { className: "hint" }, t("looking_up")))] : []));
    if (!receipts.length) return;
    const found = await findCandidates(receipts);
    const rest = receipts.length - found.length;
    this.candidates = found.map(([receipt]) => receipt);
    if (found.length === 1) this.actions.suggest(this.candidates[0]);
    this.maybe.replaceChildren(panel(candidateList(found, (receipt) => this.choose(receipt)),
      rest ? make("p", { className: "hint" }, t(found.length ? "other_numbers" : "no_number_fits", { count: String(rest) })) : null));
    this.onKeys?.();
  }

  focus() {
    if (this.strip.pages.length) this.strip.focus();
    else at("title").focus();
  }

  choose(receipt) {
    this.actions.open("attach", { receipt_number: receipt });
  }

  keys() {
    const chosen = this.candidates.map((receipt, place) => [String(place + 1), "key_candidate", () => this.choose(receipt), { receipt }]);
    return [...ACTIONS.map(([name, key]) => [key, `do_${name}`, () => this.actions.open(name)]), ...chosen, ...this.twins.slice(0, 1).map((id) => ["c", "key_compare", () => this.compare(id)]), ...this.viewer.keys, ["Escape", "key_back", () => this.back()]];
  }

  back() {
    if (!this.actions.close()) this.go("#/");
  }

  snapshot() {
    return this.actions.snapshot();
  }

  async send(name, body) {
    try {
      const { version } = this.envelope;
      const answer = name === "custody" ? await office.keep(this.id, version, body) : await office.resolve(this.id, version, { action: name, ...body });
      await this.after(name, answer);
      return true;
    } catch (error) {
      if (error.status === 412) this.sayStale("stale");
      else if (error.status === 409) this.sayStale("settled_meanwhile");
      else if (!tellTrouble(error)) throw error;
      return false;
    }
  }

  sayStale(name) {
    const note = staleNote(() => this.reload(), name);
    this.alert.replaceChildren(note);
    note.querySelector("button").focus();
  }

  async reload() {
    try {
      this.envelope = await office.envelope(this.id);
    } catch (error) {
      tellTrouble(error);
      return;
    }
    forgetLinks();
    this.viewer.forget();
    this.alert.replaceChildren();
    this.draw();
    tell("loaded_again", {}, "green");
    const { shown } = this.actions;
    if (shown) this.actions.forms.get(shown).querySelector(".buttons button").focus();
    else this.focus();
  }

  async after(name, answer) {
    const values = { number: partsOf(this.id).number, receipt: answer.receipt_number ?? "" };
    tell(`done_${name}`, values, "green");
    if (["attach", "open"].includes(name)) return this.go(`#/case/${answer.receipt_number}`);
    const isOver = ["duplicate", "reject"].includes(name) || (name === "rescan" && answer.end === "rescan");
    if (isOver) return this.go("#/");
    this.actions.close();
    this.envelope = await office.envelope(this.id);
    this.draw();
    return undefined;
  }
}
