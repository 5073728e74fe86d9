// The office's calls for an administrator. A draft may be saved again: the same twice is one draft.
import { ask, read } from "../desk/office.js";

const ALL = "v1/overlays";
const TRIES = 4;
const one = (number) => `${ALL}/${number}`;

export const shipped = () => read(`${ALL}/shipped`);
export const versions = (cursor) => read(`${ALL}${cursor ? `?cursor=${cursor}` : ""}`);
export const version = (number) => read(one(number));
export const save = (changes) => ask("POST", ALL, { body: changes, tries: TRIES });
export const preview = (number, wanted = {}) => ask("POST", `${one(number)}/preview`, { body: wanted, tries: TRIES });
export const publish = (number, seen) => ask("PUT", `${one(number)}/publication`, { version: seen });
