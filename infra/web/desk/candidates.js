// Cases that an envelope may belong to, each with what tells it from the others. A number that may have been meant is no
// case until the office knows it, so only those that there are can be chosen.
import { make } from "../station/dom.js";
import { t } from "../station/texts.js";
import { serviceName } from "./catalogue.js";
import * as office from "./office.js";
import { day } from "./words.js";

const MOST = 9;

function about(found) {
  const { personal, history, received_at, service } = found;
  const names = [...new Set([personal?.applicant?.name, personal?.subject?.name].filter(Boolean))];
  return [serviceName(service), names.join(", "), history.at(-1)?.label, received_at && day(received_at)].filter(Boolean).join(" · ");
}

// What is known of a number; null where there is no such case.
const lookUp = (receipt) => office.caseOf(receipt).then(about, (error) => ([404, 422].includes(error.status) ? null : t("not_loaded")));

// Fills `place` with one line about a case; a number that nobody has says so.
export async function describe(place, receipt) {
  place.dataset.of = receipt;
  place.textContent = "…";
  const text = (await lookUp(receipt)) ?? t("no_such_case");
  if (place.dataset.of === receipt) place.textContent = text;
}

export async function findCandidates(receipts) {
  const lines = await Promise.all(receipts.map(async (receipt) => [receipt, await lookUp(receipt)]));
  return lines.filter(([, text]) => text !== null).slice(0, MOST);
}

export function candidateList(found, onChoose) {
  return make("ol", { className: "plain candidates" }, ...found.map(([receipt, text], place) =>
    make("li", {}, make("button", { type: "button", className: "plain-button candidate", on: { click: () => onChoose(receipt) } },
      make("kbd", { "aria-hidden": "true" }, String(place + 1)), make("strong", {}, receipt), make("span", { className: "about" }, text)))));
}
