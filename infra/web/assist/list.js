// What this person started, newest first, each as it stands.
import { dayAndTime } from "../desk/words.js";
import { at, make, show } from "../station/dom.js";
import { t } from "../station/texts.js";
import { lead } from "./handing.js";
import * as office from "./office.js";
import { nameOf } from "./services.js";

let next = null;
let report = null;

function reopening({ application_id, receipt_number }) {
  const form = make("form", { className: "hand-over", method: "post", target: "_blank", rel: "noopener" },
    make("input", { type: "hidden", name: "ticket" }), make("input", { type: "hidden", name: "lang" }),
    make("button", { "data-act": `go-${application_id}` }, t("reopen"), make("span", { className: "unseen" }, ` ${receipt_number}`)));
  lead(form, application_id, { onOpened: () => report.tell("opened", { receipt: receipt_number }, "green"), onTrouble: report.trouble });
  return form;
}

function printing({ application_id, receipt_number }) {
  const save = async () => {
    try {
      const address = URL.createObjectURL(await office.receipt(application_id));
      make("a", { href: address, download: `tanda-terima-${receipt_number}.pdf` }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
      report.tell("receipt_ready", { receipt: receipt_number }, "green");
    } catch (error) {
      report.trouble(error);
    }
  };
  return make("button", { type: "button", className: "plain-button", "data-act": `print-${application_id}`, on: { click: save } },
    t("receipt"), make("span", { className: "unseen" }, ` ${receipt_number}`));
}

function line(item) {
  return make("li", {},
    make("div", {},
      make("h3", {}, item.receipt_number),
      make("p", { className: "known" }, nameOf(item.service)),
      make("p", { className: "hint" }, `${item.label} · ${t("started_at", { when: dayAndTime(item.started_at) })}`),
      item.number_in_others ? make("p", { className: "hint" }, t("number_in_others", { count: item.number_in_others })) : null),
    make("div", { className: "row" }, item.reopens ? reopening(item) : null, item.has_receipt ? printing(item) : null));
}

function draw(items, cursor) {
  next = cursor;
  at("list").append(...items.map(line));
  show(at("more"), next);
  show(at("nothing"), !at("list").children.length);
}

// Whoever stands on a button of the list stands on it again when the list was drawn anew.
export async function loadList(reporting) {
  report = reporting;
  const { items, next_cursor } = await office.begun();
  const stood = at("list").contains(document.activeElement) ? document.activeElement.dataset.act : null;
  at("list").replaceChildren();
  draw(items, next_cursor);
  if (stood) (at("list").querySelector(`[data-act="${stood}"]`) ?? at("list-title")).focus();
}

export async function loadMore() {
  const from = at("list").children.length;
  const { items, next_cursor } = await office.begun(next);
  draw(items, next_cursor);
  (at("list").children[from]?.querySelector("button") ?? at("list-title")).focus();
}

export function forgetList() {
  at("list").replaceChildren();
  show(at("more"), false);
}
