// The list under the dashboard: what can be said of each file before it goes, and why one did not go.
import { at, make } from "../station/dom.js";
import { sentences, t } from "./texts.js";

const NOT_ASKED = "page_not_in_colour";
const looked = new Map(); // id of a file -> {data, verdict, told}
let last = Promise.resolve();

// LOOK is put in by the build: the weights that it judges by are loaded when there is a picture to judge.
const look = async (data) => (await import(LOOK)).look(data, { isShrunkLater: data.type !== "application/pdf" });

async function judge(data, isColourAsked) {
  const { level, told } = await look(data).catch(() => ({ level: "unknown", told: [] }));
  const asked = told.filter(([code]) => isColourAsked || code !== NOT_ASKED);
  return { data, told: asked, verdict: level === "fine" && asked.length ? "framed" : level };
}

function item(file) {
  const { verdict = "looking", told = [] } = looked.get(file.id) ?? {};
  const lines = told.map((finding) => {
    const [reason, advice] = sentences(finding);
    return make("li", {}, make("strong", {}, reason), ` ${advice}`);
  });
  const state = file.error ? make("p", { className: "upload-refused" }, file.error) : make("p", {}, t(verdict));
  return make("li", { className: file.error ? "is-refused" : `is-${verdict}` }, make("strong", { className: "upload-name" }, file.meta.name), state,
    !file.error && lines.length ? make("ul", {}, ...lines) : "");
}

function drawAdvice(uppy) {
  const items = uppy.getFiles().filter(({ progress, error }) => error || !progress.uploadComplete).map(item);
  const list = at("advice");
  if (list.innerHTML !== make("ul", {}, ...items).innerHTML) list.replaceChildren(...items);
}

// One after the other, so that a cheap phone holds one picture at a time.
export function giveAdvice(uppy, isColourAsked) {
  const draw = () => drawAdvice(uppy);
  const take = (file) => {
    last = last.then(async () => {
      const data = uppy.getFile(file.id)?.data;
      if (!data || looked.get(file.id)?.data === data) return;
      await new Promise((resume) => setTimeout(resume));
      looked.set(file.id, await judge(data, isColourAsked));
      draw();
    });
  };
  uppy.on("files-added", (files) => files.forEach(take));
  uppy.on("file-editor:complete", (file) => {
    looked.delete(file.id);
    draw();
    take(uppy.getFile(file.id));
  });
  uppy.on("file-removed", ({ id }) => looked.delete(id));
  uppy.on("state-update", (before, after) => before.files !== after.files && draw());
  return take;
}
