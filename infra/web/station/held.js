// Whether the central system is down: the office's one switch, said on every page where people work.
import { at, show } from "./dom.js";
import { token } from "./storage.js";
import { language } from "./texts.js";

const EVERY = 60_000;

async function ask() {
  try {
    const headers = { Authorization: `Bearer ${token.read()}`, "Accept-Language": language };
    const answer = await fetch("v1/hold", { cache: "no-store", headers });
    return answer.ok ? ((await answer.json()).held?.text ?? "") : null;
  } catch {
    return null;
  }
}

// What was said last stands while the line is down. Of two answers the one in the present language counts.
export async function drawHeld() {
  const asked = language;
  const text = token.read() ? await ask() : "";
  if (text === null || asked !== language || text === at("held").textContent) return;
  at("held").textContent = text;
  show(at("held"), text);
}

// A page stays open for a whole day: it looks again each minute, and when somebody comes back to it.
export function watchHeld() {
  const look = () => document.visibilityState === "visible" && drawHeld();
  document.addEventListener("visibilitychange", look);
  setInterval(look, EVERY);
}
