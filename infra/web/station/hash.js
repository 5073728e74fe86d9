// What stands after # never reaches the server: it waits in this tab while somebody signs in. It is put back on the very
// page that it was kept for, and leads nowhere else.
const NAME = "hash-before-sign-in";
const SHAPE = /^#[\w/.%-]{1,200}$/;

export function keepHash() {
  document.addEventListener("click", ({ target }) => {
    if (!target.closest?.('a[href*="office/sign-in"]') || !SHAPE.test(location.hash)) return;
    sessionStorage.setItem(NAME, JSON.stringify([location.pathname, location.hash]));
  });
}

export function recallHash() {
  const [path, hash] = JSON.parse(sessionStorage.getItem(NAME) ?? "[]");
  if (path !== location.pathname) return;
  sessionStorage.removeItem(NAME);
  if (location.hash || !SHAPE.test(hash)) return;
  history.replaceState(null, "", hash);
  document.getElementById(hash.slice(1))?.scrollIntoView();
}
