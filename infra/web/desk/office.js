// The office's calls for an officer. Reading is tried a few times; a change is sent once, for the version that was seen.
import { enter } from "../station/session.js";
import { token } from "../station/storage.js";
import { language } from "../station/texts.js";

const TRIES = 4;
const FIRST_PAUSE = 400;

export class Refused extends Error {
  constructor(status, problem) {
    super(problem?.detail ?? problem?.title ?? "");
    this.status = status;
    this.errors = problem?.errors ?? [];
  }
}

const isPassing = (status) => status === 0 || status === 429 || status >= 500;
const pause = (milliseconds) => new Promise((go) => setTimeout(go, milliseconds));

async function once(method, path, body, headers) {
  try {
    const answer = await fetch(path, { method, body, cache: "no-store", headers });
    if (answer.headers.get("Content-Type") === "application/pdf") return { status: answer.status, body: await answer.blob() };
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : null };
  } catch {
    return { status: 0, body: null };
  }
}

const isGood = (status) => status >= 200 && status < 300;

async function send(method, path, body, headers, tries) {
  let answer;
  for (let tried = 0; tried < tries; tried += 1) {
    if (tried) await pause(FIRST_PAUSE * 2 ** tried);
    answer = await once(method, path, body, { ...headers, Authorization: `Bearer ${token.read()}` });
    if (!isPassing(answer.status)) break;
  }
  return answer;
}

export async function ask(method, path, { body, version, key, tries = 1 } = {}) {
  const headers = { "Accept-Language": language };
  if (key !== undefined) headers["Idempotency-Key"] = key;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (version !== undefined) headers["If-Match"] = `"${version}"`;
  const raw = body === undefined ? undefined : JSON.stringify(body);
  let answer = await send(method, path, raw, headers, tries);
  // What was refused for its token did nothing, so it may be sent once more.
  if (answer.status === 401 && (await enter())) answer = await send(method, path, raw, headers, tries);
  if (!isGood(answer.status)) throw new Refused(answer.status, answer.body);
  return answer.body;
}

export const read = (path) => ask("GET", path, { tries: TRIES });
export const named = encodeURIComponent;

export const pathOfEnvelope = (envelope) => `v1/envelopes/${named(envelope)}`;
export const pathOfCase = (receipt) => `v1/cases/${named(receipt.replace(/[^A-Za-z0-9]/g, ""))}`;

export const waiting = (cursor) => read(`v1/envelopes?limit=50${cursor ? `&cursor=${named(cursor)}` : ""}`);
export const envelope = (id) => read(pathOfEnvelope(id));
export const caseOf = (receipt) => read(pathOfCase(receipt));
export const slip = (receipt) => read(`${pathOfCase(receipt)}/slip.pdf`);
export const link = (path) => read(path);

export const resolve = (id, version, resolution) =>
  ask("POST", `${pathOfEnvelope(id)}/resolution`, { version, body: { resolution } });
export const keep = (id, version, custody) => ask("POST", `${pathOfEnvelope(id)}/custody`, { version, body: custody });
export const sort = (receipt, version, pages) => ask("PUT", `${pathOfCase(receipt)}/pages`, { version, body: { pages } });
export const key = (receipt, version, details) => ask("PATCH", pathOfCase(receipt), { version, body: details });
export const claim = (receipt, version) => ask("POST", `${pathOfCase(receipt)}/claim`, { version });
export const giveBack = (receipt, version, missing) =>
  ask("POST", `${pathOfCase(receipt)}/return`, { version, body: { missing } });
