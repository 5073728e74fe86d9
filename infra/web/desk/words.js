// Days and ages as people say them, and the parts of an envelope's name.
import { language, t } from "../station/texts.js";

const HOUR = 3_600_000;

const moment = (text, options) => new Intl.DateTimeFormat(language === "id" ? "id-ID" : "en-GB", options).format(new Date(text));
export const day = (text) => moment(text, { day: "numeric", month: "short", year: "numeric" });
export const dayAndTime = (text) => moment(text, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

export const dayYearAndTime = (text) => moment(text, { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });

export function age(text) {
  const hours = Math.max(0, Math.floor((Date.now() - new Date(text)) / HOUR));
  return hours < 48 ? t("hours_old", { count: String(hours) }) : t("days_old", { count: String(Math.floor(hours / 24)) });
}

export const grouped = (receipt) => receipt.replace(/^(\w{4})(\w{4})(\w{3})$/, "$1-$2-$3");

// A bank card is 85.6 mm by 54 (ISO/IEC 7810, ID-1); paper of the A sizes is 1.41 times as long as it is wide.
export function shapeOf({ width, height }) {
  if (!width || !height) return null;
  const longer = Math.max(width, height) / Math.min(width, height);
  if (longer > 1.5 && longer < 1.7) return t("shape_card");
  return width > height ? t("shape_wide") : t("shape_upright");
}

export function partsOf(envelope) {
  const [partner, batch, number] = envelope.split(".");
  return { partner, batch, number };
}
