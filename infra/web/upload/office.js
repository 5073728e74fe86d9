// The residents' API as this page uses it.
import { lasting } from "../station/line.js";
import { t } from "./texts.js";

// What is shown beside the file; `isVisitOver`: no other file can go either.
export class Refusal extends Error {
  constructor(reason, isVisitOver = false) {
    super(reason);
    this.isVisitOver = isVisitOver;
  }
}

function refusalOf(status, told, isRemembered) {
  if (status === 401) return new Refusal(t(isRemembered ? "visit_over" : "visit_over_forgotten"), true);
  const reasons = [told?.detail, ...(told?.errors ?? []).map(({ message }) => message)].filter(Boolean);
  return new Refusal(reasons.length ? [...new Set(reasons)].join(" ") : t("odd_answer"));
}

export function openOffice({ api, application, token, slot, remember }) {
  const base = `${api}/applications/${encodeURIComponent(application)}/uploads`;

  async function ask(method, url, body, signal) {
    const headers = { Authorization: `Bearer ${token}`, "Accept-Language": document.documentElement.lang, "Content-Type": "application/json" };
    try {
      const answer = await fetch(url, { method, headers, body: body && JSON.stringify(body), signal, cache: "no-store" });
      return { status: answer.status, told: answer.status === 204 ? null : await answer.json().catch(() => null) };
    } catch {
      return { status: 0 };
    }
  }

  async function call(method, url, body, signal) {
    const { status, told } = await lasting(() => ask(method, url, body, signal), signal);
    if (status >= 300) throw refusalOf(status, told, remember === "yes");
    return told;
  }

  return {
    makeRoom: (offer, signal) => call("POST", base, { slot, file_name: "", ...offer }, signal),
    complete: (upload, signal) => call("PUT", `${base}/${encodeURIComponent(upload)}/complete`, undefined, signal),
    // Room that nothing will come into; what becomes of this call changes nothing for the person.
    giveBack: (upload) => ask("DELETE", `${base}/${encodeURIComponent(upload)}`),
  };
}
