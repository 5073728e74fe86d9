// Whether the files of a folder are those that the manifest signs for.
import { t } from "./texts.js";

export const MOST_BYTES = 200 * 1024 * 1024;

const toHex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

async function faultOf(listed, file) {
  if (!file) return "not_in_folder";
  if (file.size !== listed.size) return "file_size_differs";
  if (file.size > MOST_BYTES) return "too_large_for_browser";
  try {
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    return toHex(digest) === listed.sha256 ? null : "file_altered";
  } catch {
    return "file_altered";
  }
}

export const sentence = (code, name) => t(code, { where: name, limit_mb: String(MOST_BYTES / 1024 / 1024) });

// Codes by file name: what is wrong with files that are listed, and files that are not.
export async function checkFiles(manifest, files, onProgress) {
  const listed = (manifest.files ?? []).filter((file) => typeof file?.name === "string");
  const faults = new Map();
  let done = 0;
  onProgress(done, listed.length);
  for (const item of listed) {
    const code = await faultOf(item, files.get(item.name));
    if (code) faults.set(item.name, code);
    onProgress((done += 1), listed.length);
  }
  const names = new Set([...listed.map(({ name }) => name), "manifest.json", "manifest.jws"]);
  for (const name of files.keys()) if (!names.has(name)) faults.set(name, "not_in_manifest");
  return faults;
}

// File name → numbers of the envelopes that it belongs to.
export function usersOf(manifest) {
  const users = new Map();
  for (const envelope of manifest.envelopes ?? []) {
    for (const scan of envelope?.scans ?? []) {
      if (typeof scan?.file !== "string") continue;
      users.set(scan.file, [...new Set([...(users.get(scan.file) ?? []), envelope.number])]);
    }
  }
  return users;
}
