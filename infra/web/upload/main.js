// Sending the files of one paper: chosen or photographed, looked at, shrunk and sent, on a line that may break.
import Uppy from "@uppy/core";
import ImageEditor from "@uppy/image-editor";
import { at, make, show } from "../station/dom.js";
import { whenLineChanges } from "../station/line.js";
import { giveAdvice } from "./advice.js";
import { Chooser } from "./chooser.js";
import { keepFiles } from "./kept.js";
import { openOffice } from "./office.js";
import { mend } from "./patches.js";
import { Sender } from "./sender.js";
import { followChecking, renewNow } from "./sent.js";
import { Shrinker, SHRINKING } from "./shrinker.js";
import { ACCEPTED, sift } from "./sift.js";
import { locale, t } from "./texts.js";

const EDITING = {
  quality: 0.92, // shrinking comes after it
  actions: { flip: false, cropSquare: false, cropWidescreen: false, cropWidescreenVertical: false },
  // browsers turn the picture as they draw it; to read how it is turned, the cropper would fetch it, which the page's policy forbids
  cropperOptions: { checkOrientation: false, viewMode: 1, croppedCanvasOptions: { maxWidth: 4096, maxHeight: 4096, fillColor: "#fff" } },
};
const SILENT = { debug() {}, warn() {}, error() {} }; // names of files often hold personal numbers
const place = at("uploader");
const settings = place.dataset;

const tell = (text) => {
  at("told").textContent = text;
};

function layOut() {
  place.append(
    make("div", { id: "refused", role: "alert" }),
    make("div", { id: "board" }),
    make("ul", { id: "advice", "aria-label": t("advice") }),
  );
  show(place, true);
  show(at("plain"), false);
}

function sayRefused(refused) {
  const items = refused.map(({ name, reason }) => make("li", {}, make("strong", { className: "upload-name" }, name), ` ${reason}`));
  at("refused").replaceChildren(...(items.length ? [make("p", {}, t("refused_files")), make("ul", {}, ...items)] : []));
}

async function choose(files) {
  const { taken, refused } = await sift(files);
  sayRefused(refused);
  return taken;
}

function start() {
  const uppy = new Uppy({ id: `${settings.application}-${settings.slot}`, locale, logger: SILENT, restrictions: { allowedFileTypes: ACCEPTED } });
  uppy.use(Chooser, {
    target: at("board"), inline: true, width: "100%", height: 420, theme: "auto", choose, locale,
    proudlyDisplayPoweredByUppy: false, disableInformer: true, doneButtonHandler: null, note: t("note"),
    showNativePhotoCameraButton: matchMedia("(pointer: coarse)").matches, nativeCameraFacingMode: "environment",
  });
  uppy.use(ImageEditor, { ...EDITING, locale });
  uppy.use(Shrinker, { ...SHRINKING, locale });
  uppy.use(Sender, { office: openOffice(settings) });
  return uppy;
}

const send = (uppy) => uppy.upload().catch(() => {}); // told beside each file

function isSettled(before, after) {
  return Object.keys(before.currentUploads).length > 0 && Object.keys(after.currentUploads).length === 0;
}

// What the office has is in its list; here it would only be asked for a second time.
async function settle(uppy) {
  const sent = uppy.getFiles().filter(({ progress, error }) => progress.uploadComplete && !error);
  if (!sent.length) return;
  uppy.removeFiles(sent.map(({ id }) => id));
  tell(t(uppy.getFiles().length ? "sent_some" : "sent", { count: String(sent.length) }));
  await renewNow(tell);
}

function follow(uppy) {
  uppy.on("state-update", (before, after) => isSettled(before, after) && setTimeout(() => settle(uppy)));
  uppy.on("upload-success", () => renewNow(tell));
  uppy.on("upload-start", (files) => files.length && tell(t("sending", { count: String(files.length) })));
  uppy.on("upload-error", (file, error) => tell(error.isVisitOver ? error.message : t("not_sent", { file: file.meta.name, reason: error.message })));
  uppy.on("restriction-failed", (_, error) => tell(error.message));
  uppy.on("file-editor:complete", ({ id }) => uppy.setFileMeta(id, { isShrunk: false }));
  whenLineChanges((isDown) => tell(t(isDown ? "line_down" : "line_back")));
}

layOut();
const uppy = start();
const take = giveAdvice(uppy, settings.colour !== "no");
follow(uppy);
const kept = (...given) => {
  try {
    keepFiles(...given);
  } catch { /* a browser that can keep nothing (a private window) sends all the same */ }
};
if (settings.remember === "yes") {
  kept(uppy, (files, lost, wasSending) => {
    files.forEach(take);
    if (files.length || lost) tell([files.length && t("back", { count: String(files.length) }), lost && t("lost", { count: String(lost) })].filter(Boolean).join(" "));
    if (wasSending && files.length) send(uppy);
  });
}
mend(at("board"));
followChecking(tell);
document.documentElement.dataset.ready = "yes";
