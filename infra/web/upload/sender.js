// Uppy's uploader for the office: a form is asked for when its file is about to go, the file is posted with its bytes
// counted, and the office is told. A line that breaks is waited for; a form that has run out is asked for anew.
import { BasePlugin } from "@uppy/core";
import { filterFilesToEmitUploadStarted, filterFilesToUpload, TaskQueue } from "@uppy/core/utils";
import { LIMITS } from "../legibility/kinds.js";
import { lasting, Stopped } from "../station/line.js";
import { Refusal } from "./office.js";
import { t } from "./texts.js";

const AT_ONCE = 2;
const FORM_MILLISECONDS = 280_000; // the office gives 300 s; the phone's clock may be wrong, so its own time is measured
const MOST_RENEWALS = 3;
const RUN_OUT = new Set(["AccessDenied", "ExpiredToken", "InvalidPolicyDocument", "RequestExpired"]);

async function digest(file) {
  const content = await file.arrayBuffer().catch(() => {
    throw new Refusal(t("cannot_be_read"));
  });
  const bytes = await crypto.subtle?.digest("SHA-256", content);
  return bytes && Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function codeOf(xml) {
  return new DOMParser().parseFromString(xml, "application/xml").querySelector("Error > Code")?.textContent ?? "";
}

function post(form, file, onBytes, signal) {
  const data = new FormData();
  for (const [name, value] of Object.entries(form.fields)) data.append(name, value);
  data.append("file", file, "file"); // its own name may tell whose paper it is
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    const end = (status) => {
      signal.removeEventListener("abort", abort);
      resolve({ status, code: status >= 300 ? codeOf(request.responseText) : "" });
    };
    request.upload.onprogress = ({ loaded, total }) => onBytes(loaded / total);
    request.onload = () => end(request.status);
    request.onerror = request.onabort = request.ontimeout = () => end(0);
    signal.addEventListener("abort", abort, { once: true });
    request.open("POST", form.url);
    request.send(data);
  });
}

export class Sender extends BasePlugin {
  #queue = new TaskQueue({ concurrency: AT_ONCE });

  constructor(uppy, opts) {
    super(uppy, opts);
    this.id = "Sender";
    this.type = "uploader";
  }

  install() {
    this.uppy.addUploader(this.#sendAll);
  }

  uninstall() {
    this.uppy.removeUploader(this.#sendAll);
  }

  #sendAll = async (ids) => {
    const files = filterFilesToUpload(this.uppy.getFilesByIds(ids));
    this.uppy.emit("upload-start", filterFilesToEmitUploadStarted(files));
    await Promise.all(files.map(({ id }) => this.#queue.add(() => this.#send(id))));
  };

  async #send(id) {
    const file = this.uppy.getFile(id);
    if (!file) return; // taken back while it waited
    const stop = new AbortController();
    const whenRemoved = (removed) => removed.id === id && stop.abort();
    const whenAll = () => stop.abort();
    this.uppy.on("file-removed", whenRemoved);
    this.uppy.on("cancel-all", whenAll);
    try {
      await this.#deliver(file, stop.signal);
      this.uppy.emit("upload-success", this.uppy.getFile(id), { status: 200, body: {} });
    } catch (error) {
      if (error instanceof Stopped) return;
      const told = error instanceof Refusal ? error : new Refusal(t("odd_answer"));
      this.uppy.emit("upload-error", this.uppy.getFile(id) ?? file, told);
    } finally {
      this.uppy.off("file-removed", whenRemoved);
      this.uppy.off("cancel-all", whenAll);
    }
  }

  async #deliver(file, signal) {
    if (file.data.size > LIMITS.bytes) throw new Refusal(t("still_too_large", { limit_mb: String(LIMITS.bytes / 2 ** 20) }));
    const offer = { media_type: file.type, size: file.data.size, sha256: await digest(file.data) };
    for (let renewals = 0; ; renewals += 1) {
      const { upload, form } = await this.opts.office.makeRoom(offer, signal);
      const giveBack = () => this.opts.office.giveBack(upload.upload_id);
      signal.addEventListener("abort", giveBack, { once: true });
      const { status, code } = await this.#post(form, file, signal);
      if (status < 300) return await this.opts.office.complete(upload.upload_id, signal).finally(() => signal.removeEventListener("abort", giveBack));
      signal.removeEventListener("abort", giveBack);
      giveBack();
      if (!RUN_OUT.has(code) || renewals === MOST_RENEWALS) throw new Refusal(t(code === "EntityTooLarge" ? "store_too_large" : "store_refused"));
    }
  }

  // One form, for as long as it is good; `RequestExpired` once it is not, as the store would say.
  #post(form, file, signal) {
    const start = performance.now();
    const uploadStarted = Date.now();
    const onBytes = (share) => this.uppy.getFile(file.id) && this.uppy.emit("upload-progress", this.uppy.getFile(file.id), {
      uploadStarted, bytesUploaded: share * file.data.size, bytesTotal: file.data.size,
    });
    const isGood = () => performance.now() - start < FORM_MILLISECONDS;
    return lasting(async () => (isGood() ? post(form, file.data, onBytes, signal) : { status: 403, code: "RequestExpired" }), signal);
  }
}
