// Whether writing is upside down: what `chalicelib/adapters/imaging/legibility/orientation.py` does, in the browser.
import { TILE, rangeOf, tilesOf } from "./measure.js";

const MOST = 16;
const EVEN = 4;
const PEAKS = 0.3;

function evened({ grey, width }, corner) {
  const values = Float32Array.from({ length: TILE * TILE }, (_, n) => grey[corner + Math.floor(n / TILE) * width + (n % TILE)]);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return values.map((value) => (value - mean) / (spread + EVEN));
}

// One layer: every second place each way, nothing below zero. Maps hold rows, columns, channels.
function layered({ values, side, channels }, { kernel, bias }) {
  const size = kernel.length;
  const filters = bias.length;
  const weights = Float32Array.from(kernel.flat(3));
  const out = Math.floor((side - size) / 2) + 1;
  const answer = new Float32Array(out * out * filters);
  for (let y = 0; y < out; y += 1) {
    for (let x = 0; x < out; x += 1) {
      const at = (y * out + x) * filters;
      for (let f = 0; f < filters; f += 1) answer[at + f] = bias[f];
      for (let v = 0; v < size; v += 1) {
        for (let u = 0; u < size * channels; u += 1) {
          const value = values[((2 * y + v) * side + 2 * x) * channels + u];
          const row = (v * size * channels + u) * filters;
          for (let f = 0; f < filters; f += 1) answer[at + f] += value * weights[row + f];
        }
      }
      for (let f = 0; f < filters; f += 1) answer[at + f] = Math.max(0, answer[at + f]);
    }
  }
  return { values: answer, side: out, channels: filters };
}

function oddsOf(picture, corner, network) {
  const start = { values: evened(picture, corner), side: TILE, channels: 1 };
  const { values, side, channels } = network.layers.reduce(layered, start);
  let odds = network.bias;
  for (let c = 0; c < channels; c += 1) {
    let [sum, most] = [0, 0];
    for (let n = c; n < values.length; n += channels) {
      sum += values[n];
      most = Math.max(most, values[n]);
    }
    odds += (sum / side ** 2) * network.weights[c] + most * PEAKS * network.weights[channels + c];
  }
  return Math.max(-2, Math.min(2, odds));
}

// From -2 (upright) to 2 (upside down).
export function upsideDown(picture, network) {
  const tiles = tilesOf(picture).map((corner) => {
    const [darkest, lightest] = rangeOf(picture, corner);
    return [lightest - darkest, corner];
  });
  const chosen = tiles.sort((one, other) => other[0] - one[0]).slice(0, MOST);
  return chosen.length ? chosen.reduce((sum, [, corner]) => sum + oddsOf(picture, corner, network), 0) / chosen.length : 0;
}
