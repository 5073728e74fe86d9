// What is kept on this phone between two visits, where its owner agreed; forget.js wipes it by the same names.
import GoldenRetriever from "@uppy/golden-retriever";
import { MOST_OF_A_PHOTO } from "./sift.js";

export const STAMP = "loket-kept";
const KEPT_MILLISECONDS = 2 * 60 * 60 * 1000;

function stamp() {
  try {
    localStorage.setItem(STAMP, String(Date.now()));
  } catch { /* a browser that keeps nothing has nothing to forget */ }
}

// Every file begins anew: the room that was made for it may be gone.
const anew = (file) => ({ ...file, error: null, isGhost: false,
  progress: { percentage: 0, bytesUploaded: false, bytesTotal: file.size, uploadComplete: false, uploadStarted: null } });

export function keepFiles(uppy, onBack) {
  stamp();
  uppy.on("files-added", stamp);
  uppy.on("restored", () => {
    const { files, currentUploads } = uppy.getState();
    const open = Object.values(files).filter(({ progress }) => !progress.uploadComplete);
    const whole = open.filter(({ data }) => data);
    uppy.setState({ files: Object.fromEntries(whole.map((file) => [file.id, anew(file)])), currentUploads: {}, recoveredState: null });
    onBack(uppy.getFiles(), open.length - whole.length, Object.keys(currentUploads).length > 0);
  });
  uppy.use(GoldenRetriever, { expires: KEPT_MILLISECONDS, indexedDB: { maxFileSize: MOST_OF_A_PHOTO } });
}
