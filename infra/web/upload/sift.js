// What of a choice cannot be taken, whatever is on it: known from size and first bytes, before anything is drawn.
import { HEADER_BYTES, kindOf, LIMITS, refusalOf } from "../legibility/kinds.js";
import { sentences, t } from "./texts.js";

export const MOST_OF_A_PHOTO = 60 * 1000 ** 2;
const TYPES = { jpeg: "image/jpeg", png: "image/png", webp: "image/webp", heic: "image/heic", pdf: "application/pdf" };
export const ACCEPTED = ["image/jpeg", "image/png", "image/heic", "image/heif", "image/webp", "application/pdf"];

const isPhoto = (kind) => kind && kind !== "pdf";

function reasonAgainst(file, kind) {
  if (isPhoto(kind) && file.size > MOST_OF_A_PHOTO) return t("photo_too_large", { limit_mb: String(MOST_OF_A_PHOTO / 1000 ** 2) });
  const size = isPhoto(kind) ? Math.min(file.size, LIMITS.bytes) : file.size; // a photo is shrunk before it goes
  const refusal = kind || !file.size ? refusalOf({ size, name: file.name }, kind) : refusalOf({ size: 1, name: file.name }, kind);
  return refusal && sentences(refusal).join(" ");
}

// A file's type is what its bytes say; phones and names are often wrong about it.
function typed(file, kind) {
  const type = TYPES[kind];
  return file.type === type ? file : new File([file], file.name, { type, lastModified: file.lastModified });
}

export async function sift(files) {
  const [taken, refused] = [[], []];
  for (const file of files) {
    const header = await file.slice(0, HEADER_BYTES).arrayBuffer().catch(() => null);
    const kind = header && kindOf(new Uint8Array(header));
    const reason = header ? reasonAgainst(file, kind) : t("cannot_be_read");
    if (reason) refused.push({ name: file.name, reason });
    else taken.push(typed(file, kind));
  }
  return { taken, refused };
}
