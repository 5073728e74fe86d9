// Puts files where the office makes room for them: a few at a time, only what is missing, with the bytes counted.
import { lasting, Stopped } from "./line.js";
import { targets } from "./office.js";

const AT_ONCE = 100;
const WORKERS = 3;
const MOST_RENEWALS = 20;
const EXPIRED = new Set([401, 403, 404, 410]);

export class FileTrouble extends Error {
  constructor(name, file) {
    super(name);
    this.file = file;
  }
}

function put(url, headers, blob, onBytes, signal) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    let told = 0;
    const tell = (loaded) => {
      onBytes(loaded - told);
      told = loaded;
    };
    const abort = () => request.abort();
    const end = (status) => {
      signal.removeEventListener("abort", abort);
      tell(status >= 200 && status < 300 ? blob.size : 0);
      resolve({ status });
    };
    request.upload.onprogress = ({ loaded }) => tell(Math.min(loaded, blob.size));
    request.onload = () => end(request.status);
    request.onerror = request.onabort = request.ontimeout = () => end(0);
    signal.addEventListener("abort", abort, { once: true });
    request.open("PUT", url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.send(blob);
  });
}

async function putBlob(file, url, headers, blob, onBytes, signal) {
  await blob.slice(0, 1).arrayBuffer().catch(() => {
    throw new FileTrouble("changed", file.name);
  });
  return (await lasting(() => put(url, headers, blob, onBytes, signal), signal)).status;
}

async function putTarget(target, file, onBytes, signal) {
  if (target.url) return putBlob(file, target.url, target.headers, file, onBytes, signal);
  let start = 0;
  for (const part of target.parts.toSorted((a, b) => a.number - b.number)) {
    const blob = file.slice(start, start + part.size);
    start += part.size;
    if (!part.url) continue;
    const status = await putBlob(file, part.url, {}, blob, onBytes, signal);
    if (status >= 300) return status;
  }
  return 200;
}

const arrived = (target) => target.parts.reduce((sum, part) => sum + (part.url ? 0 : part.size), 0);

async function sendFile(batch, target, file, onBytes, signal) {
  onBytes(arrived(target));
  let wanted = target;
  for (let tries = 0; wanted; tries += 1) {
    const status = await putTarget(wanted, file, onBytes, signal);
    if (status < 300) return;
    if (!EXPIRED.has(status) || tries === MOST_RENEWALS) throw new FileTrouble("upload_refused", file.name);
    [wanted] = await targets(batch, [file.name], signal);
  }
}

async function sendSome(batch, names, files, onBytes, signal) {
  const wanted = await targets(batch, names, signal);
  const missing = new Set(wanted.map(({ file }) => file));
  for (const name of names) if (!missing.has(name)) onBytes(name, files.get(name).size);
  const queue = wanted.values();
  const work = async () => {
    for (const target of queue) {
      const name = target.file;
      await sendFile(batch, target, files.get(name), (count) => onBytes(name, count), signal);
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
}

// `onBytes(name, count)` counts up to the size of each file; a try that failed is taken back.
export async function sendFiles(batch, names, files, onBytes, signal) {
  for (let start = 0; start < names.length; start += AT_ONCE) {
    if (signal.aborted) throw new Stopped();
    await sendSome(batch, names.slice(start, start + AT_ONCE), files, onBytes, signal);
  }
}
