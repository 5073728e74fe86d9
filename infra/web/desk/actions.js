// What an officer does with an envelope: one form for each, opened by one key; what was typed stays until it is sent.
import { make, show } from "../station/dom.js";
import { t } from "../station/texts.js";
import { describe } from "./candidates.js";
import { detailsFields, fromEntry, toBody } from "./details.js";
import { buttons, field, fill, hideFaults, options, showFaults, typed } from "./forms.js";
import { hint } from "./keys.js";
import { partsOf } from "./words.js";

const REASONS = ["unreadable", "cut_off", "missing_page", "wrong_order", "code_unreadable", "altered"];
const REJECTIONS = ["not_for_us", "empty_envelope", "unusable"];
const RECEIPT_LENGTH = 11;

// [name, key, while the envelope waits only]
export const ACTIONS = [["attach", "g", true], ["open", "b", true], ["duplicate", "d", true], ["rescan", "p", false], ["reject", "t", true], ["custody", "s", false]];

const whole = (receipt) => receipt.replace(/[^A-Za-z0-9]/g, "").length >= RECEIPT_LENGTH;

function attachFields(envelope) {
  const line = make("p", { className: "about", "aria-live": "polite" });
  const entry = field({ name: "receipt_number", label: t("receipt_number"), hint: t("receipt_hint"), value: envelope.entry?.keyed?.receipt_number, autocapitalize: "characters" });
  entry.querySelector("input").addEventListener("input", ({ target }) => {
    if (whole(target.value)) describe(line, target.value);
    else line.textContent = line.dataset.of = "";
  });
  return [entry, line];
}

function openFields(envelope) {
  const parts = detailsFields();
  return { elements: parts.elements, ready: (form) => {
    const values = fromEntry(envelope.entry);
    parts.draw(values.service ?? "");
    fill(form, values);
    for (const part of form.querySelectorAll("details")) part.open = [...part.querySelectorAll("input, select")].some(({ value }) => value);
  } };
}

function duplicateFields(envelope) {
  const { partner, batch } = partsOf(envelope.envelope);
  return [field({ name: "of", label: t("same_as"), hint: t("same_as_hint"), value: envelope.seen_in[0] ?? `${partner}.${batch}.` })];
}

function rescanFields(envelope) {
  const sheets = [...new Set(envelope.page_images.map((page) => page.control_number))];
  const pagesOf = (sheet) => envelope.page_images.filter((page) => page.control_number === sheet).map((page) => page.number).join(", ");
  const named = sheets.map((sheet) => ({ value: sheet, label: t("sheet_pages", { sheet, pages: pagesOf(sheet) }) }));
  return [
    field({ name: "control_number", label: t("what_to_scan"), type: "select", options: [{ value: "", label: t("whole_envelope") }, ...named] }),
    field({ name: "reason", label: t("why"), type: "select", options: options(REASONS.map((code) => [code, t(code)])) }),
    field({ name: "note", label: t("note"), hint: t("note_hint"), type: "textarea", maxLength: 200 }),
  ];
}

const rejectFields = () => [field({ name: "code", label: t("why"), type: "select", options: options(REJECTIONS.map((code) => [code, t(code)])) })];

const custodyFields = () => [
  field({ name: "place", label: t("place"), type: "select", options: options(["post_office", "office", "returned"].map((place) => [place, t(`place_${place}`)])) }),
  field({ name: "returned_under", label: t("returned_under"), hint: t("returned_under_hint") }),
];

const BODIES = {
  attach: (values) => ({ receipt_number: values.receipt_number.trim() }),
  open: (values) => ({ ...toBody(values, values.service), service: values.service }),
  duplicate: (values) => ({ of: values.of.trim() }),
  rescan: (values) => ({ control_number: values.control_number || null, reason: values.reason, note: values.note.trim() }),
  reject: (values) => ({ code: values.code }),
  custody: (values) => ({ place: values.place, returned_under: values.returned_under.trim() || null }),
};

export class Actions {
  // `onSend(name, body)` resolves to whether the office took it, and throws what it found wrong; `pageNow` is the page in view.
  constructor({ envelope, onSend, pageNow }) {
    this.onSend = onSend;
    this.pageNow = pageNow;
    this.isBusy = false;
    this.forms = new Map(ACTIONS.map(([name]) => [name, this.form(name, envelope)]));
    this.openers = new Map(ACTIONS.map(([name, key]) => [name, this.opener(name, key)]));
    this.element = make("div", { className: "actions" },
      make("div", { className: "openers", role: "group", "aria-label": t("actions") }, ...this.openers.values()), ...this.forms.values());
    this.allow(envelope);
  }

  opener(name, key) {
    return make("button", { type: "button", className: "plain-button opener", "aria-expanded": "false", on: { click: () => this.toggle(name) } }, hint(key), ` ${t(`do_${name}`)}`);
  }

  form(name, envelope) {
    const made = { attach: attachFields, open: openFields, duplicate: duplicateFields, rescan: rescanFields, reject: rejectFields, custody: custodyFields }[name](envelope);
    const form = make("form", { className: "panel action", noValidate: true, hidden: true, "aria-label": t(`do_${name}`), on: { submit: (event) => this.submit(event, name) } },
      make("h3", {}, t(`do_${name}`)), ...(made.elements ?? made), buttons(t(`send_${name}`), { onCancel: () => this.close() }));
    made.ready?.(form);
    return form;
  }

  allow({ end }) {
    const isWaiting = ["staff", "rescan"].includes(end);
    for (const [name, , needsWaiting] of ACTIONS) this.openers.get(name).disabled = needsWaiting && !isWaiting;
    if (this.shown && this.openers.get(this.shown).disabled) this.close();
  }

  get shown() {
    return [...this.forms].find(([, form]) => !form.hidden)?.[0];
  }

  toggle(name) {
    if (this.shown === name) this.close();
    else this.open(name);
  }

  open(name, values = {}) {
    if (this.openers.get(name).disabled) return;
    this.show(name);
    const form = this.forms.get(name);
    if (name === "rescan" && !form.dataset.used) values = { control_number: this.pageNow()?.control_number ?? "", ...values };
    form.dataset.used = "yes";
    fill(form, values);
    if (name === "attach") form.elements.receipt_number.dispatchEvent(new Event("input"));
    const first = values.receipt_number ? form.querySelector(".buttons button") : form.querySelector("input, select, textarea");
    first.focus();
    form.scrollIntoView({ block: "nearest" });
  }

  // The one case that the clerk's number may have meant, unless the officer has begun to type.
  suggest(receipt) {
    const input = this.forms.get("attach").elements.receipt_number;
    if (this.shown !== "attach" && !this.forms.get("attach").dataset.used) input.value = receipt;
  }

  show(name) {
    for (const [known, form] of this.forms) {
      show(form, known === name);
      this.openers.get(known).setAttribute("aria-expanded", String(known === name));
    }
  }

  close() {
    const { shown } = this;
    this.show(null);
    if (shown) this.openers.get(shown).focus();
    return Boolean(shown);
  }

  async submit(event, name) {
    event.preventDefault();
    if (this.isBusy) return;
    const form = this.forms.get(name);
    this.isBusy = true;
    hideFaults(form);
    try {
      if (!(await this.onSend(name, BODIES[name](typed(form))))) return;
      form.reset();
      delete form.dataset.used;
    } catch (error) {
      if (error.status !== 422) throw error;
      showFaults(form, error.errors, error.message);
    } finally {
      this.isBusy = false;
    }
  }

  snapshot() {
    return { shown: this.shown, values: [...this.forms].map(([name, form]) => [name, typed(form), form.dataset.used]) };
  }

  restore({ shown, values }) {
    for (const [name, kept, used] of values) {
      const form = this.forms.get(name);
      fill(form, kept);
      if (name === "open") form.querySelector("[name=service]").dispatchEvent(new Event("change"));
      fill(form, kept);
      if (used) form.dataset.used = used;
    }
    this.show(shown);
  }
}
