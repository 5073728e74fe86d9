// Draws pages that a browser cannot draw by itself: of a PDF, of a TIFF, and what lies in a zip. One page at a time, and
// only the file that was drawn last stays open: a scan may have hundreds of pages and the computer little memory.
import { BlobReader, BlobWriter, configure, ZipReader } from "@zip.js/zip.js";
import { getDocument, PDFDataRangeTransport, PDFWorker } from "pdfjs-dist/legacy/build/pdf.mjs";
import UTIF from "utif2";

configure({ useWebWorkers: false });

const CLUTTER = /(^|\/)(__MACOSX\/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/i;
const kindOf = (name) => name.split(".").at(-1).toLowerCase();

let worker = null;

// The policy of the page lets no text become a script; this one address, of our own file, may.
export function useWorker(address) {
  const rules = window.trustedTypes?.createPolicy("loket-scans", { createScriptURL: () => address });
  const port = new Worker(rules ? rules.createScriptURL("") : address, { type: "module" });
  worker = PDFWorker.create({ port, verbosity: 0 });
}

// Asks for the parts of a file that are needed, instead of holding all of it.
class FileTransport extends PDFDataRangeTransport {
  constructor(file) {
    super(file.size, null, false, file.name);
    this.file = file;
  }

  async requestDataRange(begin, end) {
    this.onDataRange(begin, new Uint8Array(await this.file.slice(begin, end).arrayBuffer()));
  }
}

async function openPdf(file) {
  const options = { disableAutoFetch: true, disableStream: true, disableFontFace: true, enableXfa: false, useWasm: false, useWorkerFetch: false };
  const task = getDocument({ range: new FileTransport(file), worker, ...options });
  const document = await task.promise;
  return { count: document.numPages, draw: (number, width) => drawPdf(document, number, width), close: () => task.destroy() };
}

async function drawPdf(document, number, width) {
  const page = await document.getPage(number);
  const scale = width / page.getViewport({ scale: 1 }).width;
  const viewport = page.getViewport({ scale });
  const canvas = Object.assign(window.document.createElement("canvas"), { width: Math.ceil(viewport.width), height: Math.ceil(viewport.height) });
  await page.render({ canvas, canvasContext: canvas.getContext("2d"), viewport }).promise;
  page.cleanup();
  return canvas;
}

async function openTiff(file) {
  const bytes = await file.arrayBuffer();
  const pages = UTIF.decode(bytes);
  return { count: pages.length, draw: (number, width) => drawTiff(bytes, pages[number - 1], width), close: () => {} };
}

async function drawTiff(bytes, page, width) {
  UTIF.decodeImage(bytes, page);
  const image = new ImageData(new Uint8ClampedArray(UTIF.toRGBA8(page).buffer), page.width, page.height);
  delete page.data;
  return createImageBitmap(image, { resizeWidth: width, resizeQuality: "medium" });
}

async function openPicture(file) {
  return { count: 1, draw: (_, width) => createImageBitmap(file, { resizeWidth: width, resizeQuality: "medium" }), close: () => {} };
}

// The pages of a zip are those of its files in the order of their names, as the office counts them.
async function openZip(file) {
  const reader = new ZipReader(new BlobReader(file));
  const entries = (await reader.getEntries()).filter(({ directory, filename }) => !directory && !CLUTTER.test(filename));
  entries.sort((one, other) => (one.filename < other.filename ? -1 : 1));
  const inside = [];
  for (const entry of entries) {
    const count = await countOf(entry);
    for (let number = 1; number <= count; number += 1) inside.push([entry, number]);
  }
  const draw = async (number, width) => {
    const [entry, page] = inside[number - 1];
    const part = await openPart(entry);
    try {
      return await part.draw(page, width);
    } finally {
      await part.close();
    }
  };
  return { count: inside.length, draw, close: () => reader.close() };
}

// A picture is one page, known without unpacking it.
async function countOf(entry) {
  if (OPENERS[kindOf(entry.filename)] === openPicture) return 1;
  const part = await openPart(entry);
  await part.close();
  return part.count;
}

async function openPart(entry) {
  const blob = await entry.getData(new BlobWriter());
  return OPENERS[kindOf(entry.filename)](new File([blob], entry.filename));
}

const OPENERS = { pdf: openPdf, tif: openTiff, tiff: openTiff, zip: openZip, jpg: openPicture, jpeg: openPicture, png: openPicture };

let opened = { file: null };
let turn = Promise.resolve();

async function open(file) {
  if (opened.file !== file) {
    await opened.close?.();
    opened = { file: null };
    opened = { file, ...(await OPENERS[kindOf(file.name)](file)) };
  }
  return opened;
}

function inTurn(work) {
  const mine = turn.then(work);
  turn = mine.catch(() => {});
  return mine;
}

// Both reject for what is no scan, is encrypted, or is packed in a way that the browser does not know.
export const countPages = (file) => inTurn(async () => (await open(file)).count);
export const drawPage = (file, number, width) => inTurn(async () => (await open(file)).draw(number, width));
