// Addresses of page images: each is good for a minute, so it is asked for when it is needed and again when it has gone stale.
import * as office from "./office.js";

const MARGIN = 5;
const AT_ONCE = 6;
const TRIES = 3;

const known = new Map();
const queue = [];
let running = 0;

export const forgetLinks = () => known.clear();

function next() {
  while (running < AT_ONCE && queue.length) {
    const { work, done } = queue.shift();
    running += 1;
    work().then(done, done).finally(() => {
      running -= 1;
      next();
    });
  }
}

const inTurn = (work, isUrgent) => new Promise((done) => {
  if (isUrgent) queue.unshift({ work, done });
  else queue.push({ work, done });
  next();
});

async function address(path, isStale, isSmall) {
  let found = known.get(path);
  if (!found || isStale || found.until <= Date.now()) {
    const { url, thumbnail_url, expires_in } = await office.link(path);
    found = { url, small: thumbnail_url ?? url, until: Date.now() + (expires_in - MARGIN) * 1000 };
    known.set(path, found);
  }
  return isSmall ? found.small : found.url;
}

const loaded = (image, url) => new Promise((resolve) => {
  image.onload = () => resolve(true);
  image.onerror = () => resolve(false);
  image.src = url;
});

// Puts the picture in; `image.dataset.of` names what it is to show, so that a later wish outruns an earlier one.
export function picture(image, path, { isUrgent = false, isSmall = false } = {}) {
  if (image.dataset.of === path && image.complete && image.naturalWidth) return Promise.resolve(true);
  image.dataset.of = path;
  image.classList.remove("broken");
  return inTurn(async () => {
    for (let tried = 0; tried < TRIES; tried += 1) {
      if (image.dataset.of !== path) return false;
      const url = await address(path, tried > 0, isSmall).catch(() => null);
      if (image.dataset.of !== path) return false;
      if (url && (await loaded(image, url))) return true;
    }
    if (image.dataset.of === path) image.classList.add("broken");
    return false;
  }, isUrgent);
}
