// Wipes what the upload page kept on this phone: when it is old, and at once where the page asks for it.
(() => {
  const OLD = 2 * 60 * 60 * 1000;
  const STAMP = "loket-kept";
  const asks = [document.documentElement, document.body].some((element) => element && element.dataset.forget === "yes");
  let storage = null;
  try {
    storage = window.localStorage;
  } catch { /* a browser that keeps nothing has nothing to forget */ }
  const age = Date.now() - Number((storage && storage.getItem(STAMP)) || 0);
  if (!asks && age >= 0 && age < OLD) return;
  for (const key of Object.keys(storage || {})) if (key === STAMP || key.startsWith("uppyState:")) storage.removeItem(key);
  try {
    indexedDB.deleteDatabase("uppy-blobs");
  } catch { /* as above */ }
})();
