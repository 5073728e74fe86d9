// Two lots of papers side by side, each with its own pages and big view: what may have come twice is compared by eye.
import { make } from "../station/dom.js";
import { t } from "../station/texts.js";
import { Strip } from "./strip.js";
import { tellTrouble } from "./told.js";
import { Viewer } from "./viewer.js";

function column({ title, href, facts, pages }) {
  const label = `${title}, ${facts}`;
  const viewer = new Viewer(`${t("viewer")}: ${label}`);
  const strip = new Strip({ label, onMove: (page) => viewer.show(page) });
  const heading = make("h3", {}, make("a", { href }, title));
  const element = make("div", { className: "column", role: "group", "aria-label": label },
    heading, make("p", { className: "hint" }, facts), strip.element, viewer.element);
  return { element, open: () => strip.show(pages) };
}

// `load` gives the two sides: [{title, href, facts, pages}, …]; whatever it cannot read is told on the page below.
export async function showBeside(load) {
  const dialog = make("dialog", { className: "beside", "aria-label": t("side_by_side") });
  const close = () => dialog.close();
  let sides;
  try {
    sides = (await load()).map(column);
  } catch (error) {
    if (!tellTrouble(error)) throw error;
    return;
  }
  dialog.append(
    make("div", { className: "row tools" }, make("h2", {}, t("side_by_side")), make("button", { type: "button", className: "plain-button", on: { click: close } }, t("close"))),
    make("div", { className: "columns" }, ...sides.map(({ element }) => element)));
  dialog.addEventListener("click", ({ target }) => target.closest("a") && close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  for (const side of sides) side.open();
}
