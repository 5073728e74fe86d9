// Scanned pages of a case into its slots, a key for each; then what is still missing, and sending it back.
import { at, make, show } from "../station/dom.js";
import { t } from "../station/texts.js";
import { showBeside } from "./beside.js";
import { serviceName } from "./catalogue.js";
import { detailsFields, flatten, toBody } from "./details.js";
import { Draft } from "./draft.js";
import { findingList, nextStep, numberList, opener, returnForm, slotName, verdictOf } from "./findings.js";
import { buttons, fill, hideFaults, showFaults, typed } from "./forms.js";
import { hint } from "./keys.js";
import { forgetLinks } from "./links.js";
import * as office from "./office.js";
import { sideOfCase, withDoubts } from "./papers.js";
import { Strip } from "./strip.js";
import { staleNote, tell, tellTrouble } from "./told.js";
import { Viewer } from "./viewer.js";
import { grouped, partsOf, shapeOf } from "./words.js";

const LETTERS = "abcdefghijlmnopqstuvwxy0123456789"; // k types data, r returns, z undoes
const ASIDE = "-";
const SORTABLE = ["SUBMITTED", "IN_REVIEW"];
const drafts = new Map();

export const unsaved = () => [...drafts.values()].some(({ size }) => size);

export class CaseView {
  constructor(receipt, go) {
    this.receipt = receipt;
    this.go = go;
    if (!drafts.has(receipt)) drafts.set(receipt, new Draft());
    this.draft = drafts.get(receipt);
    this.moveText = "key_move_several";
  }

  async open(kept = null) {
    this.found = await office.caseOf(this.receipt);
    this.viewer = new Viewer();
    this.strip = new Strip({ label: t("pages_to_sort"), isMultiple: true, onMove: (page) => this.viewer.show(page) });
    this.slots = make("div", { className: "slots", role: "group", "aria-label": t("slots") });
    this.status = make("p", { className: "status", role: "status" });
    this.saver = make("button", { type: "button", on: { click: () => this.save() } }, t("save"), " ", make("kbd", { "aria-hidden": "true" }, "Enter"));
    this.undoer = make("button", { type: "button", className: "plain-button", on: { click: () => this.undo() } }, hint("z"), ` ${t("undo")}`);
    [this.alert, this.facts, this.check, this.listing, this.below] = Array.from({ length: 5 }, () => make("div", {}));
    at("view").replaceChildren(
      make("div", { className: "top" }, make("h1", { id: "title", tabIndex: -1 }, t("case", { receipt: this.found.receipt_number })), this.facts,
        make("p", { className: "crumbs" }, make("a", { href: "#/" }, `← ${t("waiting")}`))),
      make("div", { className: "desk sorting" }, this.strip.element, this.viewer.element,
        this.side = make("div", { className: "side" })));
    this.sorter = make("div", {}, this.status, make("div", { className: "row buttons" }, this.saver, this.undoer), this.slots);
    this.draw();
    if (kept) this.restore(kept);
    return { title: t("case", { receipt: this.found.receipt_number }), keys: () => this.keys(), onMove: (event) => this.strip.onKey(event) };
  }

  // ---- what is known

  draw() {
    const { found } = this;
    const pages = found.scanned.map((page, place) => this.pageOf(page, place));
    this.draft.settle(pages);
    this.letters = new Map(found.slots.slice(0, LETTERS.length).map((slot, place) => [slot.slot, LETTERS[place]]));
    this.names = new Map(found.slots.map((slot) => [slot.slot, slotName(slot)]));
    this.drawFacts();
    this.strip.show(pages, Math.max(0, pages.findIndex((page) => this.draft.slotOf(page) === "")));
    if (!pages.length) this.viewer.show(null);
    this.drawSlots();
    this.drawCheck();
    this.drawDraft();
    const isSorted = this.check.hidden === false;
    this.side.replaceChildren(this.alert, ...(isSorted ? [this.check, this.below, this.listing, this.sorter] : [this.sorter, this.below, this.check, this.listing]));
  }

  pageOf(page, place) {
    const path = page.number === null ? null : `${office.pathOfCase(this.receipt)}/pages/${page.number}`;
    const doubts = page.findings.map(({ message }) => message);
    const facts = [shapeOf(page), page.has_code && t("has_code")].filter(Boolean);
    const label = t("page_of_sheet", { page: String(place + 1), sheet: page.control_number });
    return { id: page.page, slot: page.aside ? null : page.slot, path, doubts, facts, label: withDoubts(label, doubts) };
  }

  drawFacts() {
    const { found } = this;
    const names = [...new Set([found.personal?.applicant?.name, found.personal?.subject?.name].filter(Boolean))];
    const twins = found.possible_duplicates.map((receipt) => make("a", { href: `#/case/${receipt}` }, grouped(receipt)));
    const envelopes = [...new Set(found.scanned.map(({ envelope }) => envelope))].map((id) => make("a", { href: `#/envelope/${id}` }, t("envelope", { number: partsOf(id).number })));
    const listed = (links) => links.flatMap((link, place) => (place ? [", ", link] : [link]));
    this.facts.replaceChildren(
      make("p", { className: "hint" }, [serviceName(found.service), names.join(", "), found.history.at(-1)?.label].filter(Boolean).join(" · "), envelopes.length ? " · " : "", ...listed(envelopes)),
      twins.length ? make("p", { className: "note amber" }, `${t("may_be_twice")} `, ...listed(twins), " ", ...found.possible_duplicates.map((receipt) => this.comparer(receipt))) : "",
      make("p", {}, make("button", { type: "button", className: "plain-button", on: { click: () => this.printSlip() } }, t("slip"))));
  }

  comparer(receipt) {
    const compare = async () => {
      const other = await office.caseOf(receipt);
      const names = new Map([...this.found.slots, ...other.slots].map((slot) => [slot.slot, slotName(slot)]));
      return [sideOfCase(this.found, names), sideOfCase(other, names)];
    };
    return make("button", { type: "button", className: "plain-button", on: { click: () => showBeside(compare) } }, t("compare_case", { receipt: grouped(receipt) }));
  }

  async printSlip() {
    try {
      const address = URL.createObjectURL(await office.slip(this.receipt));
      make("a", { href: address, download: `slip-${this.found.receipt_number}.pdf` }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
      tell("slip_ready", {}, "green");
    } catch (error) {
      if (!tellTrouble(error)) throw error;
    }
  }

  drawSlots() {
    this.counts = new Map();
    const button = (key, slot, name, need) => {
      const count = make("span", { className: "count" });
      this.counts.set(slot, count);
      return make("button", { type: "button", className: "plain-button slot", "aria-keyshortcuts": key ?? "", on: { click: () => this.put(slot) } },
        key ? hint(key) : null, make("span", { className: "slot-name" }, name, need ? make("small", {}, need) : null), count);
    };
    this.slots.replaceChildren(make("h2", {}, t("slots")),
      ...this.found.slots.map((slot) => button(this.letters.get(slot.slot), slot.slot, this.names.get(slot.slot), t(`need_${slot.need}`))),
      button(ASIDE, null, t("aside"), t("aside_hint")));
    const canSort = SORTABLE.includes(this.found.state) && this.strip.pages.length > 0;
    for (const one of [this.slots, this.saver, this.undoer]) show(one, canSort);
  }

  drawDraft() {
    for (const [slot, count] of this.counts) {
      const pages = this.strip.pages.filter((page) => this.draft.slotOf(page) === slot).length;
      count.textContent = pages ? t("page_count", { count: String(pages) }) : "";
    }
    this.strip.pages.forEach((page, place) => this.drawMark(page, place));
    const open = this.strip.pages.filter((page) => this.draft.slotOf(page) === "").length;
    const { size } = this.draft;
    const name = !this.strip.pages.length ? "no_scans" : open ? "still_open" : size ? "all_sorted" : "nothing_to_sort";
    this.status.textContent = SORTABLE.includes(this.found.state) ? t(name, { count: String(open) }) : t("not_sortable");
    this.saver.disabled = !size && document.activeElement !== this.saver;
    for (const part of [this.check, this.listing, this.onward]) show(part, !open && !size);
  }

  drawMark(page, place) {
    const slot = this.draft.slotOf(page);
    if (slot === "") return this.strip.mark(place, "", page.label);
    const name = slot === null ? t("aside") : this.names.get(slot) ?? slot;
    const sign = slot === null ? ASIDE : (this.letters.get(slot) ?? "·").toUpperCase();
    return this.strip.mark(place, sign, `${page.label}: ${name}`, slot === null ? "aside" : this.draft.changes.has(page.id) ? "new" : "kept");
  }

  // ---- sorting

  get canSort() {
    return SORTABLE.includes(this.found.state) && this.strip.pages.length > 0;
  }

  put(slot) {
    if (!this.canSort) return;
    const chosen = this.strip.selected;
    this.draft.put(chosen, slot, this.strip.current);
    const last = Math.max(...chosen.map((page) => this.strip.pages.indexOf(page)));
    const open = this.strip.pages.map((page, place) => [page, place]).filter(([page]) => this.draft.slotOf(page) === "").map(([, place]) => place);
    const next = open.find((place) => place > last) ?? open[0];
    this.drawDraft();
    this.strip.go(next ?? last);
  }

  undo() {
    const place = this.draft.undo();
    if (place === undefined) return tell("nothing_to_undo");
    this.drawDraft();
    return this.strip.go(place);
  }

  async save() {
    if (!this.canSort || this.isBusy) return;
    if (!this.draft.size) return void tell("nothing_changed");
    await this.change(async (version) => {
      await office.sort(this.receipt, version, this.draft.body);
      this.draft.clear();
    }, "saved");
  }

  // Makes one change for the version that was seen, and shows what the office then knows.
  async change(work, name, values = {}) {
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      await work(this.found.version);
      await this.load();
      tell(name, values, "green");
      this.focusOnCheck();
    } catch (error) {
      this.explain(error);
    } finally {
      this.isBusy = false;
    }
  }

  explain(error) {
    if (error.isShown) return;
    if ([409, 412].includes(error.status)) this.sayStale(error.status === 412 ? "stale" : "case_moved");
    else if (error.status === 422 && error.errors.some(({ field }) => field.startsWith("pages."))) this.sayStale("pages_gone");
    else if (!tellTrouble(error)) tell("refused_because", { reason: error.errors.map(({ message }) => message).join(" ") || error.message }, "red");
  }

  sayStale(name) {
    const note = staleNote(() => this.reload(), name);
    this.alert.replaceChildren(note);
    note.querySelector("button").focus();
  }

  async load() {
    this.found = await office.caseOf(this.receipt);
    forgetLinks();
    this.viewer.forget();
    this.alert.replaceChildren();
    this.draw();
  }

  async reload() {
    const kept = this.snapshot();
    try {
      await this.load();
    } catch (error) {
      tellTrouble(error);
      return;
    }
    this.restore(kept);
    tell("loaded_again", {}, "green");
    const shown = this.forms.find((form) => !form.hidden);
    if (shown) shown.querySelector(".buttons button").focus();
    else this.focus();
  }

  // ---- what the check found

  drawCheck() {
    const { found } = this;
    const isOpen = SORTABLE.includes(found.state);
    const close = () => this.closeForms();
    this.backForm = returnForm(found, { onSend: (missing) => this.giveBack(missing), onCancel: close });
    this.keyForm = this.detailsForm(close);
    const next = nextStep(found);
    this.doing = make("div", { className: "openers", hidden: !isOpen },
      opener("k", "do_key", next === "key", () => this.openForm(this.keyForm)), opener("r", "do_return", next === "return", () => this.openForm(this.backForm)));
    this.check.replaceChildren(...verdictOf(found));
    this.listing.replaceChildren(findingList(found, this.names), numberList(found, this.names));
    this.onward = make("p", {}, make("a", { className: `button ${next === "go_on" ? "" : "plain-button"}`, href: "#/" }, t("next_envelope")));
    this.below.replaceChildren(...(next === "go_on" ? [this.onward, this.doing] : [this.doing, this.onward]), this.backForm, this.keyForm);
  }

  detailsForm(onCancel) {
    const { found } = this;
    const parts = detailsFields({ service: found.service, slots: found.slots });
    const form = make("form", { className: "panel action", noValidate: true, hidden: true, "aria-label": t("do_key") },
      make("h3", {}, t("do_key")), ...parts.elements, buttons(t("send_key"), { onCancel }));
    parts.draw(found.service);
    fill(form, flatten({ ...found.personal, applicant_role: found.applicant_role, answers: found.answers,
      documents: Object.fromEntries(found.documents.map((paper) => [paper.document, { issued_on: paper.issued_on }])) }));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.keyIn(form);
    });
    return form;
  }

  async keyIn(form) {
    hideFaults(form);
    await this.change(async (version) => {
      try {
        await office.key(this.receipt, version, toBody(typed(form), this.found.service, this.found.personal ?? {}));
      } catch (error) {
        if (error.status === 422) showFaults(form, error.errors, error.message);
        throw Object.assign(error, { isShown: error.status === 422 });
      }
    }, "keyed");
  }

  async giveBack(missing) {
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      let { version } = this.found;
      if (this.found.state === "SUBMITTED") ({ version } = await office.claim(this.receipt, version));
      this.found = { ...this.found, version, state: "IN_REVIEW" };
      await office.giveBack(this.receipt, version, missing);
      tell("returned", { receipt: this.found.receipt_number, count: String(missing.length) }, "green");
      this.go("#/");
    } catch (error) {
      if (error.status === 422) throw error;
      this.explain(error);
    } finally {
      this.isBusy = false;
    }
  }

  openForm(form) {
    if (this.doing.hidden) return;
    if (form === this.backForm && this.check.hidden) return void tell("sort_first", {}, "amber");
    for (const one of this.forms) show(one, one === form);
    form.querySelector("input, select").focus();
    form.scrollIntoView({ block: "nearest" });
  }

  closeForms() {
    const isOpen = this.forms.some((form) => !form.hidden);
    for (const form of this.forms) show(form, false);
    if (isOpen) this.doing.querySelector("button").focus();
    return isOpen;
  }

  focusOnCheck() {
    if (this.check.hidden) this.focus();
    else {
      this.check.querySelector("h2").focus();
      this.check.scrollIntoView({ block: "nearest" });
    }
  }

  // ---- the page around it

  focus() {
    if (this.strip.pages.length) this.strip.focus();
    else at("title").focus();
  }

  keys() {
    const slots = this.found.slots.filter((slot) => this.letters.has(slot.slot)).map((slot) => [this.letters.get(slot.slot), "key_slot", () => this.put(slot.slot), { paper: this.names.get(slot.slot) }]);
    return [...slots, [ASIDE, "aside", () => this.put(null)], ["z", "undo", () => this.undo()], ["Enter", "save", () => this.save()],
      ["r", "do_return", () => this.openForm(this.backForm)], ["k", "do_key", () => this.openForm(this.keyForm)], ...this.viewer.keys, ["Escape", "key_back", () => this.back()]];
  }

  back() {
    if (!this.closeForms()) this.go("#/");
  }

  get forms() {
    return [this.backForm, this.keyForm];
  }

  snapshot() {
    return this.forms.map((form) => [!form.hidden, typed(form)]);
  }

  restore(kept) {
    kept.forEach(([isShown, values], place) => {
      const form = this.forms[place];
      fill(form, values);
      for (const box of form.querySelectorAll("[type=checkbox]")) box.dispatchEvent(new Event("change"));
      show(form, isShown);
    });
  }
}
