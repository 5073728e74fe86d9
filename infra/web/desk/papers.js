// The pages of an envelope, and of a case, as strips show them.
import { t } from "../station/texts.js";
import { serviceName } from "./catalogue.js";
import * as office from "./office.js";
import { dayAndTime, grouped, partsOf } from "./words.js";

const KINDS = ["cover", "separator", "blank", "failed"];

export function pageOfEnvelope(envelope, page) {
  const facts = { page: String(page.number), sheet: page.control_number };
  const kind = KINDS.includes(page.kind) ? `, ${t(`kind_${page.kind}`)}` : "";
  const again = page.rescan ? `, ${t("asked_again")}` : "";
  const label = `${t("page_of_sheet", facts)}${kind}${again}`;
  const path = page.has_image ? `${office.pathOfEnvelope(envelope.envelope)}/pages/${page.number}` : null;
  const doubts = page.findings.map(({ message }) => message);
  return { id: String(page.number), path, doubts, label: withDoubts(label, doubts), control_number: page.control_number, rescan: page.rescan };
}

// Somebody who does not see the dot on the page hears that there is a doubt.
export const withDoubts = (label, doubts) => (doubts.length ? `${label}, ${t("hard_to_read")}` : label);

export function sideOfEnvelope(envelope) {
  const { partner, batch, number } = partsOf(envelope.envelope);
  return {
    title: t("envelope", { number }),
    href: `#/envelope/${envelope.envelope}`,
    facts: `${t("of_batch", { partner, batch })} · ${dayAndTime(envelope.received_at)} · ${envelope.label}`,
    pages: envelope.page_images.map((page) => pageOfEnvelope(envelope, page)),
  };
}

// What was handed in for each paper, then what is not sorted yet.
export function sideOfCase(found, names) {
  const path = (number) => `${office.pathOfCase(found.receipt_number)}/pages/${number}`;
  const paper = (document) => names.get(document.document) ?? document.document;
  const filed = found.documents.flatMap((document) =>
    document.pages.map(({ number }) => ({ id: `n${number}`, path: path(number), label: `${paper(document)}, ${number}` })));
  const loose = found.scanned.filter(({ number, slot, aside }) => number !== null && !slot && !aside)
    .map(({ number, control_number }) => ({ id: `n${number}`, path: path(number), label: t("page_of_sheet", { page: String(number), sheet: control_number }) }));
  const receipt = grouped(found.receipt_number);
  return {
    title: t("case", { receipt }),
    href: `#/case/${found.receipt_number}`,
    facts: [serviceName(found.service), found.personal?.applicant?.name, found.history.at(-1)?.label].filter(Boolean).join(" · "),
    pages: [...filed, ...loose],
  };
}
