// What Uppy's own markup lacks for those who hear the page or use keys alone; put right each time it has drawn anew.
import { t } from "./texts.js";

const set = (element, name, value) => element && element.getAttribute(name) !== value && element.setAttribute(name, value);

// Plain buttons that Uppy calls tabs, though they switch no panels.
function unTab(root) {
  for (const element of root.querySelectorAll("[role=tablist], [role=tab], [role=tabpanel], [role=tooltip]")) {
    for (const name of ["role", "aria-selected", "aria-controls"]) element.removeAttribute(name);
  }
}

function nameRegion(root) {
  set(root.querySelector(".uppy-Dashboard"), "role", "group");
  root.querySelector(".uppy-Dashboard")?.removeAttribute("aria-disabled");
  set(root.querySelector(".uppy-Dashboard-files"), "role", "list"); // of a single file, Uppy forgets it
  set(root.querySelector(".uppy-StatusBar [role=progressbar]"), "aria-label", t("progress"));
}

// A panel covers the rest of the board; keys and screen readers are to stay in it, too.
function keepToPanel(root) {
  const panel = root.querySelector("#uppy-DashboardContent-panel--editor, .uppy-Dashboard-AddFilesPanel");
  const inner = root.querySelector(".uppy-Dashboard-innerWrap");
  for (const part of inner?.children ?? []) part.inert = Boolean(panel) && part !== panel && !part.contains(panel);
}

export function mend(root) {
  const work = () => {
    unTab(root);
    nameRegion(root);
    keepToPanel(root);
  };
  new MutationObserver(work).observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ["role", "aria-disabled", "aria-label"] });
  work();
}
