// Every version, newest first: who saved and who published it, and what can be done with it.
import { dayYearAndTime } from "../desk/words.js";
import { at, make, show } from "../station/dom.js";
import { t } from "../station/texts.js";

export const published = ({ published_by, published_at }) => ({ who: published_by, when: dayYearAndTime(published_at) });

function state({ state: of, holds }) {
  if (holds) return make("span", { className: "sign green" }, t("holds"));
  return make("span", { className: of === "draft" ? "sign amber" : "sign grey" }, t(of === "draft" ? "is_draft" : "held_once"));
}

const button = (number, label, act) => make("button", { type: "button", className: "plain-button", "data-act": `${label}-${number}`, on: { click: act } },
  t(label), make("span", { className: "unseen" }, ` ${number}`));

function actions({ number, state: of, holds }, { onOpen, onPreview }) {
  if (holds) return null;
  const all = of === "draft"
    ? [button(number, "open_draft", () => onOpen(number)), button(number, "preview_draft", () => onPreview(number))]
    : [button(number, "take_up", () => onPreview(number))];
  return make("div", { className: "row" }, ...all);
}

function line(item, acts) {
  return make("li", {},
    make("div", {},
      make("h3", {}, t("version", { number: String(item.number) }), " · ", state(item)),
      make("p", { className: "known" }, t("saved_by", { who: item.saved_by, when: dayYearAndTime(item.saved_at) })),
      item.published_at ? make("p", { className: "known" }, t("published_by", published(item))) : null,
      item.restores ? make("p", { className: "known" }, t("restores", { number: String(item.restores) })) : null),
    actions(item, acts));
}

export function drawVersions({ items, next_cursor }, acts) {
  const stood = at("versions").contains(document.activeElement) ? document.activeElement.dataset.act : null;
  at("versions").replaceChildren(...items.map((item) => line(item, acts)));
  if (stood) (at("versions").querySelector(`[data-act="${stood}"]`) ?? at("versions-title")).focus();
  show(at("more"), next_cursor);
  show(at("no-versions"), !items.length);
}

export function drawHolding(holding) {
  at("holding").textContent = holding
    ? `${t("version", { number: String(holding.number) })} · ${t("published_by", published(holding))}`
    : t("nothing_holds");
}
