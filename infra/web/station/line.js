// A line that breaks: what fails on the way is tried again, later and later, for as long as the person does not stop it.
const FIRST = 500;
const LONGEST = 15000;

export class Stopped extends Error {}

const listeners = new Set();
export const whenLineChanges = (listener) => listeners.add(listener);
const tell = (isDown) => listeners.forEach((listener) => listener(isDown));

function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new Stopped());
    const go = () => {
      clearTimeout(timer);
      removeEventListener("online", go);
      signal?.removeEventListener("abort", stop);
      resolve();
    };
    const timer = setTimeout(go, milliseconds);
    addEventListener("online", go);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

const isPassing = (status) => status >= 500 || status === 429 || status === 408 || status === 0;

// `send` makes one request and resolves to {status, …}; a status of 0 is no answer at all.
export async function lasting(send, signal) {
  for (let tries = 0; ; tries += 1) {
    if (signal?.aborted) throw new Stopped();
    const answer = await send();
    if (signal?.aborted) throw new Stopped();
    if (!isPassing(answer.status)) {
      if (tries) tell(false);
      return answer;
    }
    tell(true);
    await pause(Math.min(FIRST * 2 ** Math.min(tries, 8), LONGEST) * (0.5 + Math.random()), signal);
  }
}
