// Who is signed in at the office in this browser needs to paste no token: their session gives one of ten minutes.
import { at } from "./dom.js";
import { token } from "./storage.js";

let asking = null;

async function ask() {
  try {
    const answer = await fetch("office/token", { method: "POST", cache: "no-store", headers: { "X-Loket-Page": "1" } });
    if (answer.status !== 200) return false;
    token.keep((await answer.json()).token);
  } catch {
    return false;
  }
  at("token-forget")?.remove(); // signing out is for the office's own pages: here it would last until the page is loaded again
  return true;
}

// Whether there is a fresh token now. Calls that come together ask once.
export function enter() {
  asking ??= ask().finally(() => { asking = null; });
  return asking;
}
