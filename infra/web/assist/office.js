// The office's calls for who applies with a resident. Starting may be repeated: its key tells a repeat from another start.
import { ask, named, read } from "../desk/office.js";

const ALL = "v1/assisted-applications";
const TRIES = 4;

export const begin = (key, asked) => ask("POST", ALL, { key, body: asked, tries: TRIES });
export const begun = (cursor) => read(`${ALL}${cursor ? `?cursor=${named(cursor)}` : ""}`);
export const ticket = (application) => ask("POST", `${ALL}/${named(application)}/ticket`, { tries: TRIES });
export const receipt = (application) => read(`${ALL}/${named(application)}/receipt.pdf`);
