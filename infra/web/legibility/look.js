// A picture as the office will judge it, before it is sent: scaled as a page is, measured, judged. Nothing leaves the browser.
import model from "../../../chalicelib/catalogue/legibility.json";
import network from "../../../chalicelib/catalogue/orientation.json";
import { faultsOf, frame } from "./framing.js";
import { judge } from "./judge.js";
import { HEADER_BYTES, kindOf, LIMITS, refusalOf, sizeRefusal } from "./kinds.js";
import { greyOf, measure } from "./measure.js";

const PAGE_SIDE = 2000;
const THUMBNAIL_SIDE = 320;

function painted(bitmap, side) {
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = Object.assign(document.createElement("canvas"), {
    width: Math.max(1, Math.round(bitmap.width * scale)), height: Math.max(1, Math.round(bitmap.height * scale)),
  });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return { canvas, pen };
}

const refused = (told) => ({ level: "refused", told: [told], thumbnail: null });

// `level`; `told`: codes of findings with what fills their sentences; `thumbnail`: a canvas. Besides the office's levels:
// `refused`, and `unknown` of what only the office can open. What is shrunk before it goes is not refused for being large.
export async function look(file, { isShrunkLater = false } = {}) {
  const kind = kindOf(new Uint8Array(await file.slice(0, HEADER_BYTES).arrayBuffer()));
  const refusal = refusalOf({ name: file.name, size: isShrunkLater ? Math.min(file.size, LIMITS.bytes) : file.size }, kind);
  if (refusal) return refused(refusal);
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (!bitmap) return ["heic", "pdf"].includes(kind) ? { level: "unknown", told: [], thumbnail: null } : refused(["does_not_open", {}]);
  try {
    const wrongSize = sizeRefusal(bitmap);
    if (wrongSize && !(isShrunkLater && wrongSize[0] === "too_many_pixels")) return refused(wrongSize);
    const { canvas, pen } = painted(bitmap, PAGE_SIDE);
    const image = pen.getImageData(0, 0, canvas.width, canvas.height);
    const picture = greyOf(image);
    const measures = measure(picture);
    const whole = kind === "jpeg" ? measures : { ...measures, missing: 0 }; // no other kind opens though its end never came
    const { level, reason, params, showsWriting } = judge(whole, model);
    const faults = showsWriting ? faultsOf(frame(image, picture, network), model.framing) : [];
    return { level, told: [...(reason ? [[reason, params]] : []), ...faults], thumbnail: painted(canvas, THUMBNAIL_SIDE).canvas };
  } finally {
    bitmap.close();
  }
}
