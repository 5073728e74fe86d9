// One batch on its way: looked at, sent, read by the office. It knows nothing of the page but what it calls back.
import { checkFiles, usersOf } from "./checking.js";
import { faultOfFile } from "./envelopes.js";
import * as office from "./office.js";
import { sign } from "./signing.js";
import { sendFiles } from "./uploading.js";

const MOST_ROUNDS = 3;
const POLL = [1000, 1500, 2500, 4000];

export class NoManifest extends Error {}

export class Batch {
  constructor({ files, handle }) {
    Object.assign(this, { files, handle, faults: [], lines: [], sent: new Map(), state: "new", gaps: [] });
  }

  async read() {
    const file = this.files.get("manifest.json");
    if (!file) throw new NoManifest("no_manifest");
    this.raw = new Uint8Array(await file.arrayBuffer());
    try {
      this.manifest = JSON.parse(new TextDecoder().decode(this.raw));
    } catch {
      throw new NoManifest("not_json");
    }
    if (typeof this.manifest !== "object" || this.manifest === null) throw new NoManifest("not_json");
    this.id = String(this.manifest.batch_id ?? "");
  }

  async check(onProgress) {
    const [wrong, looked] = await Promise.all([
      checkFiles(this.manifest, this.files, onProgress),
      office.check(this.raw).catch((error) => error),
    ]);
    if (looked instanceof Error && looked.status !== 422 && looked.status !== 400) throw looked;
    this.wrong = wrong;
    this.isRefused = looked instanceof Error;
    this.faults = this.isRefused ? looked.errors : [];
    this.#describe(this.isRefused ? [] : looked.envelopes);
  }

  #describe(checked) {
    const users = usersOf(this.manifest);
    const entries = new Map((this.manifest.envelopes ?? []).map((entry) => [entry?.number, entry]));
    const errors = new Map(checked.map(({ number, errors: found }) => [number, [...found]]));
    for (const [name, code] of this.wrong) {
      const numbers = (users.get(name) ?? []).filter((number) => errors.has(number));
      for (const number of numbers) errors.get(number).push(faultOfFile(name, code));
      if (!numbers.length) this.faults.push(faultOfFile(name, code));
    }
    this.lines = [...errors].map(([number, found]) => ({
      number, errors: found, end: found.length ? "faulty" : "fits", ...this.#pagesOf(entries.get(number)),
    }));
  }

  #pagesOf(entry) {
    return { scans: entry?.scans ?? [], declared: (entry?.sheet_count ?? 0) * (entry?.duplex ? 2 : 1) };
  }

  get faultCount() {
    return this.faults.length + this.lines.reduce((sum, { errors }) => sum + errors.length, 0);
  }

  get names() {
    const listed = (this.manifest?.files ?? []).map(({ name }) => name);
    return listed.filter((name) => this.files.has(name) && !this.wrong.has(name));
  }

  get size() {
    return this.names.reduce((sum, name) => sum + this.files.get(name).size, 0);
  }

  get sentBytes() {
    return [...this.sent.values()].reduce((sum, count) => sum + count, 0);
  }

  share(name) {
    return Math.min(1, (this.sent.get(name) ?? 0) / (this.files.get(name)?.size || 1));
  }

  async signature(key) {
    const there = this.files.get("manifest.jws");
    return there ? (await there.text()).trim() : sign(this.raw, key);
  }

  async send(key, onBytes, signal) {
    this.sent.clear();
    this.take(await office.open(this.raw, await this.signature(key), signal));
    onBytes();
    if (this.state === "closed") return;
    const withoutMissing = this.names.length < this.manifest.files.length;
    let names = this.names;
    for (let round = 0; ; round += 1) {
      await sendFiles(this.id, names, this.files, (name, count) => {
        this.sent.set(name, (this.sent.get(name) ?? 0) + count);
        onBytes(name);
      }, signal);
      try {
        this.take(await office.close(this.id, withoutMissing, signal));
        return;
      } catch (error) {
        if (!error.has?.("files_missing") || round === MOST_ROUNDS) throw error;
        names = error.errors.filter(({ code }) => code === "file_missing").map(({ field }) => field.slice("files.".length));
        for (const name of names) this.sent.delete(name);
      }
    }
  }

  // What the office says of the batch; of each envelope, what is known of its files stays.
  take(ledger) {
    const known = new Map(this.lines.map((line) => [line.number, line]));
    Object.assign(this, { id: ledger.batch_id, state: ledger.state, done: ledger.done, gaps: ledger.gaps, sequence: ledger.sequence });
    this.lines = ledger.envelopes.map((line) => {
      const { scans, declared } = known.get(line.number) ?? { scans: [], declared: 0 };
      return { ...line, scans, declared, ...(ledger.state === "open" && line.end === "pending" ? { end: "not_sent", label: undefined } : {}) };
    });
    if (!this.isRefused) this.faults = this.faults.filter(({ code }) => code === "not_in_manifest");
  }

  async follow(onLook, signal) {
    for (let look = 0; !signal.aborted; look += 1) {
      this.take(await office.ledger(this.id, signal));
      onLook();
      if (this.done || this.state === "open") return;
      await new Promise((resolve) => setTimeout(resolve, POLL[Math.min(look, POLL.length - 1)]));
    }
  }
}
