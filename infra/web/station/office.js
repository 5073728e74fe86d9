// The office's calls for a post office. Each may be repeated; a refusal carries the office's own sentences.
import { lasting } from "./line.js";
import { enter } from "./session.js";
import { token } from "./storage.js";
import { language } from "./texts.js";

export class Refused extends Error {
  constructor(status, problem) {
    super(problem?.detail ?? problem?.title ?? "");
    this.status = status;
    this.errors = problem?.errors ?? [];
  }

  has(code) {
    return this.errors.some((error) => error.code === code);
  }
}

async function once(method, path, body, headers, signal) {
  try {
    const answer = await fetch(path, {
      method,
      body,
      signal,
      cache: "no-store",
      headers: {
        Authorization: `Bearer ${token.read()}`,
        "Accept-Language": language,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
    });
    const text = await answer.text();
    return { status: answer.status, body: text && JSON.parse(text) };
  } catch (error) {
    return { status: error instanceof SyntaxError ? 501 : 0 };
  }
}

async function ask(method, path, { body, headers, signal } = {}) {
  const send = () => lasting(() => once(method, path, body, headers, signal), signal);
  let answer = await send();
  if (answer.status === 401 && (await enter())) answer = await send();
  if (answer.status >= 300) throw new Refused(answer.status, answer.body);
  return answer.body;
}

const named = (batch) => `v1/batches/${encodeURIComponent(batch)}`;

export const check = (manifest, signal) => ask("POST", "v1/manifest-checks", { body: manifest, signal });
export const open = (manifest, signature, signal) =>
  ask("POST", "v1/batches", { body: manifest, headers: { "X-JWS-Signature": signature }, signal });
export const targets = async (batch, files, signal) =>
  (await ask("POST", `${named(batch)}/uploads`, { body: JSON.stringify({ files }), signal })).items;
export const close = (batch, withoutMissing, signal) =>
  ask("POST", `${named(batch)}/close`, { body: JSON.stringify({ without_missing: withoutMissing }), signal });
export const ledger = (batch, signal) => ask("GET", named(batch), { signal });
export const today = async () => (await ask("GET", "v1/batches")).items;
export const rescans = async () => (await ask("GET", "v1/rescans")).items;
