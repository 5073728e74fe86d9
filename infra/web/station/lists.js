// What the office has for this post office today: sheets to scan again, and the batches of the day.
import { at, make, show } from "./dom.js";
import * as office from "./office.js";
import { language, t } from "./texts.js";

const places = { id: "id-ID", en: "en-GB" };

function rescanLine({ rescan, batch_id: batch, envelope, control_number: sheet, message, note, asked_at: asked }) {
  const where = `${t("rescan_place", { batch, envelope })}, ${sheet ? t("rescan_sheet", { sheet }) : t("rescan_whole")}`;
  return make("li", {},
    make("p", {}, make("strong", {}, where), `. ${message} `, make("time", { dateTime: asked }, new Date(asked).toLocaleDateString(places[language], { dateStyle: "medium" }))),
    note ? make("p", {}, note) : null,
    make("p", { className: "hint" }, t("rescan_name", { rescan })));
}

function batchLine({ batch_id: batch, envelopes, state, created_at: made }, onShow) {
  const at = new Date(made).toLocaleTimeString(places[language], { hour: "2-digit", minute: "2-digit" });
  return make("li", { className: "batch-line" },
    make("span", {}, make("strong", {}, batch), ` · ${at} · ${t("envelopes", { count: String(envelopes) })} · ${t(`state_${state}`)}`),
    make("button", { type: "button", className: "link", on: { click: () => onShow(batch) } }, t("show", { batch })));
}

export async function drawLists(onShow) {
  const [rescans, batches] = await Promise.all([office.rescans(), office.today()]);
  show(at("rescans"), rescans.length);
  at("rescan-count").textContent = rescans.length ? `(${rescans.length})` : "";
  at("rescan-list").replaceChildren(...rescans.map(rescanLine));
  show(at("today"), true);
  show(at("no-batches"), !batches.length);
  at("batch-list").replaceChildren(...batches.map((batch) => batchLine(batch, onShow)));
}

export function hideLists() {
  show(at("rescans"), false);
  show(at("today"), false);
}
