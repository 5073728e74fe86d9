// What was typed and not saved yet, on this machine, with the version that it began from. It holds nothing of any resident.
const NAME = "overlay-typed";
const FORM = 1;

export function recall() {
  try {
    const kept = JSON.parse(localStorage.getItem(NAME));
    return kept?.form === FORM ? kept : null;
  } catch {
    return null;
  }
}

// A browser that has no room keeps nothing; what is typed stands on the page all the same.
export function keep(from, typed) {
  try {
    localStorage.setItem(NAME, JSON.stringify({ form: FORM, from, typed }));
  } catch {
    forget();
  }
}

export const forget = () => localStorage.removeItem(NAME);
