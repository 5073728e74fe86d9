// The list of files that the office has, kept as the office's own page shows it.
import { at } from "../station/dom.js";
import { t } from "./texts.js";

const OFTEN = 3000;
const SELDOM = 15_000;
const OFTEN_FOR = 120_000;
const FOCUSABLE = "a[href], button, input:not([type=hidden]), summary";

let timer = null;
let since = 0;

const isChecking = () => at("files")?.dataset.checking === "yes";

// Whoever stands on a button of the list stays on its like.
function put(fresh) {
  const old = at("files");
  if (old.outerHTML === fresh.outerHTML) return;
  const place = [...old.querySelectorAll(FOCUSABLE)].indexOf(document.activeElement);
  old.replaceWith(document.adoptNode(fresh));
  if (place >= 0) [...fresh.querySelectorAll(FOCUSABLE)].at(Math.min(place, fresh.querySelectorAll(FOCUSABLE).length - 1))?.focus({ preventScroll: true });
}

async function fetchFiles(tell) {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
  if (answer.status === 401) tell(t("visit_over"));
  return new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("files");
}

function plan(tell) {
  clearTimeout(timer);
  if (!isChecking()) return;
  timer = setTimeout(() => renew(tell), Date.now() - since < OFTEN_FOR ? OFTEN : SELDOM);
}

async function renew(tell) {
  const fresh = document.hidden ? null : await fetchFiles(tell).catch(() => null);
  const wasChecking = isChecking();
  if (fresh) put(fresh);
  if (fresh && wasChecking && !isChecking()) tell(t("checked"));
  plan(tell);
}

// `tell` says what became of it, in a place that screen readers follow.
export const followChecking = (tell) => {
  since = Date.now();
  plan(tell);
};

export async function renewNow(tell) {
  since = Date.now();
  await renew(tell);
}
