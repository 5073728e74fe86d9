// How a paper lies in its picture: what `chalicelib/adapters/imaging/legibility/framing.py` does, step by step, in the browser.
import { upsideDown } from "./orientation.js";
import { TILE, rangeOf, tilesOf } from "./measure.js";

const SHORT = 512;
const PATCH = 24;
const INK_BELOW = 12;
const WRITTEN = 20;
const RULED = 19;
const LEAST_INK = 40;
const MOST_INK = 4000;
const STEEPEST = 30;
const STRIP = 2;
const REACH = 3;
const COLOURED = 24;
const APART = 40;
const ANY_PAPER = 0.12;
const WIDTH = 0.15;
const GAP = 0.015;
const EVEN = 60;
const LIT = 40;
const FEW = 9;
const CLEARLY = 1.5;
const LAGS = 16;

const mean = (values) => values.reduce((total, value) => total + value, 0) / values.length;

// Means of whole squares of pixels, so that the long side has at most `SHORT`.
export function shrunk({ grey, width, height }) {
  const factor = Math.max(1, Math.ceil(Math.max(width, height) / SHORT));
  const [across, down] = [Math.max(1, Math.floor(width / factor)), Math.max(1, Math.floor(height / factor))];
  const [wide, high] = [Math.min(factor, width), Math.min(factor, height)];
  const small = new Uint8Array(across * down);
  for (let y = 0; y < down; y += 1) {
    for (let x = 0; x < across; x += 1) {
      let sum = 0;
      for (let dy = 0; dy < high; dy += 1) {
        const row = (y * factor + dy) * width + x * factor;
        for (let dx = 0; dx < wide; dx += 1) sum += grey[row + dx];
      }
      small[y * across + x] = Math.floor((sum + ((wide * high) >> 1)) / (wide * high));
    }
  }
  return { grey: small, width: across, height: down };
}

// Where it is darker than around, patch by patch: a map of ink, how the lines of each patch run, and where there is ink.
function written({ grey, width, height }) {
  const [across, down] = [Math.floor(width / PATCH), Math.floor(height / PATCH)];
  const ink = [];
  let [upright, turned] = [0, 0];
  const isInk = new Uint8Array(width * height);
  for (let v = 0; v < down; v += 1) {
    for (let u = 0; u < across; u += 1) {
      const corner = v * PATCH * width + u * PATCH;
      let sum = 0;
      for (let y = 0; y < PATCH; y += 1) for (let x = 0; x < PATCH; x += 1) sum += grey[corner + y * width + x];
      const limit = Math.max(0, Math.floor(sum / PATCH ** 2) - INK_BELOW);
      const [rows, columns] = [new Uint16Array(PATCH), new Uint16Array(PATCH)];
      for (let y = 0; y < PATCH; y += 1) {
        for (let x = 0; x < PATCH; x += 1) {
          if (grey[corner + y * width + x] >= limit) continue;
          isInk[corner + y * width + x] = 1;
          rows[y] += 1;
          columns[x] += 1;
        }
      }
      const all = rows.reduce((total, count) => total + count, 0);
      if (all < WRITTEN || Math.max(...rows) >= RULED || Math.max(...columns) >= RULED) continue;
      const [emptyRows, emptyColumns] = [rows, columns].map((counts) => counts.filter((count) => count === 0).length);
      upright += emptyRows > emptyColumns;
      turned += emptyColumns > emptyRows;
    }
  }
  for (let y = 0; y < down * PATCH; y += 1) for (let x = 0; x < across * PATCH; x += 1) if (isInk[y * width + x]) ink.push([x, y]);
  const limit = Math.floor((2 ** 32 * MOST_INK) / Math.max(MOST_INK, ink.length)) - 1;
  return { upright, turned, ink: ink.filter((_, n) => Math.imul(n, 2654435761) >>> 0 <= limit) };
}

function sharpness(ink, angle) {
  const turn = (angle * Math.PI) / 180;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const counts = new Float64Array(2048);
  for (const [along, across] of ink) counts[Math.trunc(across * cos - along * sin + 1024.5)] += 1;
  let sum = 0;
  for (let n = 1; n < counts.length; n += 1) sum += (counts[n] - counts[n - 1]) ** 2;
  return sum;
}

function tiltOf({ ink, upright, turned }) {
  if (ink.length < LEAST_INK) return 0;
  const places = turned > upright ? ink.map(([x, y]) => [-y, x]) : ink;
  const scores = new Map();
  for (let angle = -STEEPEST; angle <= STEEPEST; angle += 3) scores.set(angle, sharpness(places, angle));
  const best = () => [...scores].reduce((one, other) => (other[1] > one[1] ? other : one));
  const [near] = best();
  for (const angle of [near - 1, near + 1]) scores.set(angle, sharpness(places, angle));
  const [angle, score] = best();
  return score >= CLEARLY * scores.get(0) ? angle : 0;
}

// The brightness that parts paper from table (Otsu 1979); -1 where there is one tone only.
function parting({ grey }) {
  const counts = new Float64Array(256);
  for (const value of grey) counts[value] += 1;
  const weight = counts.reduce((total, count, value) => total + count * value, 0);
  let [below, weighed, at, best, apart] = [0, 0, 0, -1, 0];
  counts.forEach((count, value) => {
    below += count;
    weighed += count * value;
    const above = Math.max(grey.length - below, 1);
    const between = (weight - weighed) / above - weighed / Math.max(below, 1);
    const spread = below * above * between ** 2;
    if (spread > best) [at, best, apart] = [value, spread, between];
  });
  return apart >= APART ? at : -1;
}

function reach({ grey, width, height }, limit) {
  const share = (left, top, right, bottom) => {
    let [paper, all] = [0, 0];
    for (let y = Math.max(0, top); y < Math.min(height, bottom); y += 1) {
      for (let x = Math.max(0, left); x < Math.min(width, right); x += 1) {
        paper += grey[y * width + x] > limit;
        all += 1;
      }
    }
    return paper / all;
  };
  return [share(0, 0, STRIP, height), share(0, 0, width, STRIP), share(width - STRIP, 0, width, height), share(0, height - STRIP, width, height)];
}

function parts({ grey, width, height }, limit, isAcross) {
  const [length, depth] = isAcross ? [width, height] : [height, width];
  let [found, run, empty] = [0, 0, 0];
  for (let n = 0; n <= length + Math.floor(length * GAP); n += 1) {
    let paper = 0;
    if (n < length) for (let m = 0; m < depth; m += 1) paper += grey[isAcross ? m * width + n : n * width + m] > limit;
    if (paper / depth > ANY_PAPER) [run, empty] = [run + 1, 0];
    else empty += 1;
    if (empty > length * GAP) [found, run] = [found + (run >= length * WIDTH), 0];
  }
  return found;
}

function crossed({ grey, width, height }) {
  if (Math.min(width, height) <= 2 * STRIP + 1) return [0, 0, 0, 0];
  const jumps = (start, step, length) => {
    let count = 0;
    for (let n = 0; n < length - REACH; n += 1) count += Math.abs(grey[start + (n + REACH) * step] - grey[start + n * step]) >= APART;
    return length > REACH ? count / (length - REACH) : 0;
  };
  return [jumps(STRIP, width, height), jumps(STRIP * width, 1, width), jumps(width - 1 - STRIP, width, height), jumps((height - 1 - STRIP) * width, 1, width)];
}

function colourOf({ data, width, height }) {
  let [coloured, all] = [0, 0];
  for (let y = 4; y < height - (height % 8); y += 8) {
    for (let x = 4; x < width - (width % 8); x += 8) {
      const at = 4 * (y * width + x);
      const tones = [data[at], data[at + 1], data[at + 2]];
      coloured += Math.max(...tones) - Math.min(...tones) >= COLOURED;
      all += 1;
    }
  }
  return all ? coloured / all : 0;
}

// Of the middle tile: how much more alike two places are at some distance than at a shorter one.
function rhythm(tiles, grey, along, across) {
  const gains = tiles.map((corner) => {
    const alike = new Float64Array(LAGS);
    let power = 0;
    for (let line = 2; line < TILE; line += 8) {
      const row = Array.from({ length: TILE }, (_, n) => grey[corner + line * across + n * along]);
      const middle = mean(row);
      const swing = row.map((value) => value - middle);
      power += swing.reduce((total, value) => total + value * value, 0);
      for (let lag = 1; lag <= LAGS; lag += 1) {
        let sum = 0;
        for (let n = lag; n < TILE; n += 1) sum += swing[n] * swing[n - lag];
        alike[lag - 1] += sum / (TILE - lag);
      }
    }
    const scale = power / TILE + TILE / 8;
    let [least, gain] = [alike[0], -Infinity];
    for (let n = 1; n < LAGS; n += 1) {
      gain = Math.max(gain, alike[n] - least);
      least = Math.min(least, alike[n]);
    }
    return gain / scale;
  });
  return gains.sort((one, other) => one - other)[gains.length >> 1];
}

function weave(picture) {
  const even = tilesOf(picture).filter((corner) => {
    const [darkest, lightest] = rangeOf(picture, corner);
    return lightest - darkest <= EVEN && lightest >= LIT;
  });
  if (even.length < FEW) return 0;
  const { grey, width } = picture;
  const chosen = Array.from({ length: FEW }, (_, n) => even[Math.floor((n * even.length) / FEW)]);
  return Math.max(rhythm(chosen, grey, 1, width), rhythm(chosen, grey, width, 1));
}

// `image`: pixels of a canvas (RGBA); `picture`: their brightness, from `greyOf`; `network`: `catalogue/orientation.json`.
export function frame(image, picture, network) {
  const small = shrunk(picture);
  const limit = parting(small);
  const lines = written(small);
  return {
    tilt: tiltOf(lines),
    upright: lines.upright,
    turned: lines.turned,
    paper: reach(small, limit),
    crossed: crossed(picture),
    papers: Math.max(parts(small, limit, true), parts(small, limit, false)),
    colour: colourOf(image),
    weave: weave(picture),
    upside_down: upsideDown(picture, network),
  };
}

const SIDES = ["left", "top", "right", "bottom"];

function cutSides(page, limits) {
  const free = page.paper.filter((share) => share < limits.free_below).length;
  return SIDES.filter((_, n) => page.paper[n] >= limits.reaches_from && (page.crossed[n] >= limits.crossed_from || free >= 2));
}

// What is told of how a page lies: codes with what fills their sentences.
export function faultsOf(page, limits) {
  const faults = [];
  if (page.turned >= limits.turned_from && page.turned > limits.turned_above * page.upright) faults.push(["page_sideways", {}]);
  else if (Math.abs(page.tilt) <= limits.tilt_above && page.upside_down >= limits.upside_down_from) faults.push(["page_upside_down", {}]);
  if (Math.abs(page.tilt) > limits.tilt_above) faults.push(["page_tilted", { degrees: String(Math.abs(page.tilt)) }]);
  const sides = cutSides(page, limits);
  if (sides.length) faults.push(["page_cut_off", { part: sides.length === 1 ? sides[0] : "several" }]);
  if (page.papers > 1) faults.push(["page_several_papers", { papers: String(page.papers) }]);
  if (page.weave >= limits.weave_from) faults.push(["page_of_screen", {}]);
  if (page.colour < limits.colour_below) faults.push(["page_not_in_colour", {}]);
  return faults;
}
