// The words of the page, in the one language that it was served in; they come with the page, as data.
const all = JSON.parse(document.getElementById("texts").textContent);

export const t = (name, values = {}) => (all[name] ?? name).replace(/\{(\w+)\}/g, (_, value) => values[value] ?? "");

const UPPY = "uppy_";
const camel = (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
const placeholder = (_, name) => `%{${name === "count" ? "smart_count" : camel(name)}}`;

// Uppy's own words: `uppy_add_more` is its `addMore`.
export const locale = {
  strings: Object.fromEntries(Object.entries(all).filter(([name]) => name.startsWith(UPPY))
    .map(([name, text]) => [camel(name.slice(UPPY.length)), text.replace(/\{(\w+)\}/g, placeholder)])),
};

const PART = "part";

// What a finding says and what to do about it.
export function sentences([code, params]) {
  const values = { ...params, part: params[PART] ? t(`part_${params[PART]}`) : "" };
  return [t(`reason_${code}`, values), t(`advice_${code}`, values)];
}
