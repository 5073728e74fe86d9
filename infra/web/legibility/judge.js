// What may be read of a page, and why not: `chalicelib/domain/legibility.py` in the browser, on the same weights.
const LEAST = 1e-4;
const USUAL_SIDE = 2000;
const LEAST_SIDE = 64;
const WHITE_PAPER = 245;
const SIDES = [["left", 0, false], ["right", 0, true], ["top", 1, false], ["bottom", 1, true]];
const SIDES_APART = 0.35;

const sum = (values) => values.reduce((total, value) => total + value, 0);
const of = ({ weights, bias }, values) => bias + sum(weights.map((weight, n) => weight * values[n]));
const logistic = (value) => 1 / (1 + Math.exp(-Math.max(-60, Math.min(60, value))));
const log = (value) => Math.log(value + 1);

const LEVELS = 5;
const EACH = 28;
// Places of the shares among the changes of one direction: they are taken as they are, all else by its logarithm.
const SHARES = new Set([5, 6, 13, 14, 21, 22]);

function featuresOf(tile) {
  const [darkest, , middle, , lightest] = tile;
  const changes = Array.from({ length: EACH }, (_, n) => {
    const pair = [tile[LEVELS + n], tile[LEVELS + EACH + n]];
    const ordered = [Math.min(...pair), Math.max(...pair)];
    return SHARES.has(n) ? ordered : ordered.map(log);
  }).flat();
  return [log(lightest - darkest), log(lightest - middle), log(middle - darkest), ...changes, lightest / 255, darkest / 255];
}

const contrasts = (page) => (page.tiles.length ? page.tiles.map((tile) => tile[4] - tile[0]).sort((a, b) => a - b) : [0]);

function paperOf(page) {
  const found = page.tiles.map((tile) => tile[4]).sort((a, b) => a - b);
  return found.length ? found[Math.floor(found.length / 2)] : 255;
}

function pageFeatures(page) {
  const tiles = page.across * page.down;
  const found = contrasts(page);
  return [page.white / tiles, Math.min(page.busy, tiles) / tiles, page.light / 255, log(found[Math.floor(found.length / 2)]),
    Math.log(Math.max(page.width, page.height) / USUAL_SIDE), log(found[Math.floor(found.length * 0.9)])];
}

function shareOf(page, model) {
  const around = pageFeatures(page);
  const units = page.tiles.map((tile) => model.hidden.map((unit) => Math.tanh(of(unit, [...featuresOf(tile), ...around]))));
  const readable = units.map((row) => logistic(of(model.readable, row)));
  const counts = units.map((row) => logistic(of(model.counts, row)));
  const total = sum(counts);
  const mean = sum(readable.map((p, n) => p * counts[n])) / (total + model.ease);
  const odds = Math.log(Math.min(Math.max(mean, LEAST), 1 - LEAST) / Math.max(1 - mean, LEAST));
  return { share: logistic(odds + of(model.page, [...around, odds, total / Math.max(1, units.length)])), readable, counts };
}

// Of one value a tile, the middle by what each tile counts.
function middle(values, counts) {
  const half = sum(counts) / 2;
  let passed = 0;
  for (const n of values.map((_, place) => place).sort((one, other) => values[one] - values[other] || counts[one] - counts[other])) {
    passed += counts[n];
    if (passed >= half) return values[n];
  }
  return 0;
}

const contrastOf = ({ tiles }, counts) => middle(tiles.map((tile) => tile[4] - tile[0]), counts);

function isFaint(page, counts, limits) {
  const sharpness = page.tiles.map((tile) => Math.max(tile[9], tile[37]) / Math.max(1, tile[4] - tile[0]));
  return contrastOf(page, counts) < limits.contrast_below && middle(sharpness, counts) >= limits.sharp_from;
}

const shareOfTiles = (page, white) => (paperOf(page) < WHITE_PAPER ? white / (page.across * page.down) : 0);
const glareOf = (page) => shareOfTiles(page, page.enclosed);

// By what can be read of the writing that is seen, and by what hides some of it.
function levelOf(page, share, limits) {
  if (page.busy === 0) return "unreadable";
  if (page.busy < limits.least_tiles) return "doubtful";
  if (share < limits.unreadable_below || page.missing > limits.missing_unreadable_above || glareOf(page) > limits.white_unreadable_above) return "unreadable";
  const isHidden = page.missing > limits.missing_above || page.light < limits.dark_below || glareOf(page) > limits.white_above;
  return isHidden || share < limits.doubtful_below ? "doubtful" : "fine";
}

function reasonOf(page, counts, limits) {
  if (Math.min(page.width, page.height) < LEAST_SIDE) return "page_too_small";
  if (page.missing > limits.missing_above) return "page_incomplete";
  if (page.light < limits.dark_below) return "page_too_dark";
  if (page.busy === 0) return "page_blank";
  if (shareOfTiles(page, page.white) > limits.white_above) return "page_glare";
  if (isFaint(page, counts, limits)) return "page_low_contrast";
  return Math.max(page.width, page.height) < limits.small_side_below ? "page_too_small" : "page_blurred";
}

// Where the least can be read: a side, or `all` where no side is worse by much.
function worstOf(page, readable, counts) {
  const shareOn = (axis, isFar) => {
    const half = (axis ? page.down : page.across) / 2;
    const chosen = page.places.flatMap((place, n) => (place[axis] + 0.5 > half === isFar ? [n] : []));
    const weight = sum(chosen.map((n) => counts[n]));
    return weight > 0 ? sum(chosen.map((n) => readable[n] * counts[n])) / weight : null;
  };
  const known = SIDES.map(([side, axis, isFar]) => [side, shareOn(axis, isFar)]).filter(([, share]) => share !== null);
  if (!known.length) return "all";
  const shares = known.map(([, share]) => share);
  const worst = Math.min(...shares);
  return Math.max(...shares) - worst > SIDES_APART ? known.find(([, share]) => share === worst)[0] : "all";
}

export function judge(page, model) {
  const limits = model.thresholds;
  const { share, readable, counts } = shareOf(page, model);
  const level = levelOf(page, share, limits);
  const showsWriting = page.busy >= limits.least_tiles && page.light >= limits.dark_below;
  if (level === "fine") return { level, share, reason: null, params: {}, showsWriting };
  const params = {
    readable: String(Math.round(100 * share)), light: String(Math.round(page.light)), contrast: String(Math.round(contrastOf(page, counts))),
    side: String(Math.max(page.width, page.height)), part: worstOf(page, readable, counts), level,
  };
  return { level, share, reason: reasonOf(page, counts, limits), params, showsWriting };
}
