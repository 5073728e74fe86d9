// Elements without a template language; text only ever goes in as text.
export const at = (id) => document.getElementById(id);

export function make(tag, { on, ...properties } = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  for (const [event, handle] of Object.entries(on ?? {})) element.addEventListener(event, handle);
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

export const show = (element, isShown) => {
  element.hidden = !isShown;
};

export const megabytes = (bytes) => (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
