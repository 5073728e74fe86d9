// Why the office would refuse a file whatever is on it: its size, its kind, its number of pixels.
// As `chalicelib/adapters/imaging/{limits,signatures}.py` have them; a test holds the two together.
export const LIMITS = { bytes: 10 * 2 ** 20, pixels: 40_000_000, side: 12_000, least: 300 };
export const HEADER_BYTES = 1024;

const OURS = ["JPG", "JPEG", "PNG", "WEBP", "HEIC", "HEIF", "PDF"];
const HEIF = ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"];

export function kindOf(bytes) {
  const text = String.fromCharCode(...bytes);
  if (text.startsWith("\xff\xd8\xff")) return "jpeg";
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "png";
  if (text.startsWith("RIFF") && text.slice(8, 12) === "WEBP") return "webp";
  if (text.slice(4, 8) === "ftyp" && HEIF.includes(text.slice(8, 12))) return "heic";
  return text.includes("%PDF-") ? "pdf" : "";
}

// A finding of the office's, or null: nothing is known against the file yet.
export function refusalOf({ size, name }, kind) {
  if (!size) return ["empty_file", {}];
  if (size > LIMITS.bytes) return ["too_large", { limit_mb: String(LIMITS.bytes / 2 ** 20) }];
  if (kind) return null;
  const called = name.includes(".") ? name.split(".").at(-1).toUpperCase() : "?";
  return OURS.includes(called) ? ["does_not_open", {}] : ["unknown_type", { kind: called }]; // called a photo, and is none
}

export function sizeRefusal({ width, height }) {
  const [longest, size] = [Math.max(width, height), { width: String(width), height: String(height) }];
  if (width * height > LIMITS.pixels || longest > LIMITS.side) return ["too_many_pixels", { ...size, megapixels: String(LIMITS.pixels / 1e6) }];
  return longest < LIMITS.least ? ["too_small", { ...size, limit: String(LIMITS.least) }] : null;
}
