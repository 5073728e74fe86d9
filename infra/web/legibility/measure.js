// Measures of a page's busiest tiles: what `chalicelib/adapters/imaging/legibility/measure.py` does, step by step, so that a
// picture is judged before it is sent as it is judged after. No dependencies; 96 tiles of 64 pixels take some 30 ms.
export const TILE = 64;
const MOST = 96;
const BUSY = 10;
const EVERY = 4;
const LAGS = [1, 2, 4, 8, 16];
const RANKS = [5, 64, 128, 192, 250];
const WHITE = 250;
const NOTHING = 128;
const WHOLE = 0.95;

const byValue = (one, other) => one - other;

// Brightness as Pillow makes it of red, green and blue.
export function greyOf({ data, width, height }) {
  const grey = new Uint8Array(width * height);
  for (let n = 0; n < grey.length; n += 1) {
    grey[n] = (data[4 * n] * 19595 + data[4 * n + 1] * 38470 + data[4 * n + 2] * 7471 + 0x8000) >> 16;
  }
  return { grey, width, height };
}

function levels({ grey, width }, left, top) {
  const seen = new Uint8Array(256);
  let n = 0;
  for (let y = 1; y < TILE; y += 4) for (let x = 1; x < TILE; x += 4) seen[n++] = grey[(top + y) * width + left + x];
  seen.sort();
  return RANKS.map((rank) => seen[rank]);
}

// How often each difference occurs between places `lag` apart, in one of four lines.
function countsOf({ grey, width }, left, top, lag, isAcross) {
  const [along, across] = isAcross ? [1, width] : [width, 1];
  const counts = new Uint32Array(256);
  let each = 0;
  for (let line = 1; line < TILE; line += EVERY) {
    const start = top * width + left + line * across;
    for (let n = 0; n < TILE - lag; n += 1) counts[Math.abs(grey[start + (n + lag) * along] - grey[start + n * along])] += 1;
    each += TILE - lag;
  }
  return { counts, each };
}

function told({ counts, each }, isLong) {
  let [below, sum, squares, little, n] = [0, 0, 0, 0, 0];
  const shares = [0.5, 0.75, 0.9, 0.98].map((share) => Math.floor(each * share));
  const percentiles = [];
  counts.forEach((count, value) => {
    below += count;
    sum += count * value;
    squares += count * value * value;
    if (value === 2) little = below;
    while (n < shares.length && below > shares[n]) percentiles[n++] = value;
  });
  const all = [sum / each, ...percentiles, counts[0] / each, little / each, Math.sqrt(squares / each)];
  return isLong ? [all[0], all[4]] : all;
}

const changes = (picture, left, top, isAcross) =>
  LAGS.flatMap((lag) => told(countsOf(picture, left, top, lag, isAcross), lag >= 8));

function gridOf({ width, height }) {
  const [across, down] = [Math.floor(width / TILE), Math.floor(height / TILE)];
  const [left, top] = [Math.floor((width - across * TILE) / 2), Math.floor((height - down * TILE) / 2)];
  return { across, down, corner: (place) => [left + (place % across) * TILE, top + Math.floor(place / across) * TILE] };
}

// Where each tile begins, row by row.
export function tilesOf(picture) {
  const { across, down, corner } = gridOf(picture);
  return Array.from({ length: across * down }, (_, place) => corner(place)[1] * picture.width + corner(place)[0]);
}

// The darkest and the lightest of one pixel in sixteen of a tile.
export function rangeOf({ grey, width }, corner) {
  let [darkest, lightest] = [255, 0];
  for (let y = 1; y < TILE; y += 4) {
    for (let x = 1; x < TILE; x += 4) {
      const value = grey[corner + y * width + x];
      if (value < darkest) darkest = value;
      if (value > lightest) lightest = value;
    }
  }
  return [darkest, lightest];
}

// How many white tiles no others join with the edge, side by side.
function enclosedOf(white, across, down) {
  const open = white.flatMap((isWhite, place) => {
    const [x, y] = [place % across, Math.floor(place / across)];
    return isWhite && (x === 0 || y === 0 || x === across - 1 || y === down - 1) ? [place] : [];
  });
  const joined = new Set(open);
  while (open.length) {
    const place = open.pop();
    const x = place % across;
    for (const next of [x > 0 ? place - 1 : -1, x < across - 1 ? place + 1 : -1, place - across, place + across]) {
      if (!white[next] || joined.has(next)) continue;
      joined.add(next);
      open.push(next);
    }
  }
  return white.filter(Boolean).length - joined.size;
}

const span = (values) => Math.max(...values) - Math.min(...values) + 1;

// The share of the tiles that are grey all over as nothing but a decoder makes it, if they lie in one block.
function missingOf(all, across) {
  const grey = all.flatMap((level, place) => (level[0] === NOTHING && level[4] === NOTHING ? [place] : []));
  if (!grey.length) return 0;
  const block = span(grey.map((place) => Math.floor(place / across))) * span(grey.map((place) => place % across));
  return grey.length >= WHOLE * block ? grey.length / all.length : 0;
}

export function measure(picture) {
  const { width, height } = picture;
  const { across, down, corner } = gridOf(picture);
  const all = Array.from({ length: across * down }, (_, place) => levels(picture, ...corner(place)));
  const busy = all.flatMap((level, place) => (level[4] - level[0] >= BUSY ? [place] : []));
  const chosen = busy.length <= MOST ? busy : Array.from({ length: MOST }, (_, n) => busy[Math.floor((n * busy.length) / MOST)]);
  const white = all.map((level) => level[0] >= WHITE);
  const light = all.map((level) => level[4]).sort(byValue);
  return {
    tiles: chosen.map((place) => [...all[place], ...changes(picture, ...corner(place), true), ...changes(picture, ...corner(place), false)]),
    places: chosen.map((place) => [place % across, Math.floor(place / across)]),
    across: Math.max(1, across),
    down: Math.max(1, down),
    busy: busy.length,
    white: white.filter(Boolean).length,
    enclosed: enclosedOf(white, across, down),
    missing: busy.length ? missingOf(all, across) : 0,
    light: light.length ? light[Math.floor((light.length - 1) * 0.75)] : 0,
    width,
    height,
  };
}
