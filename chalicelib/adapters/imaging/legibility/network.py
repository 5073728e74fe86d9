"""The network of `chalicelib/domain/legibility.py`, evaluated. `infra/web/legibility/judge.js` does the same."""

from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from chalicelib.adapters.imaging.legibility.measure import LAGS, SHARES
from chalicelib.domain.legibility import Judgement, Legibility, Measures, page_features

Numbers = npt.NDArray[np.float64]

_LEVELS: Final = 5
_LEAST: Final = 1e-4
_IS_SHARE: Final = np.array([name in SHARES for wanted in LAGS.values() for name in wanted])


def judge(page: Measures, model: Legibility) -> Judgement:
    """How much of each tile and of the page may be read."""
    hidden, bias, readable, counts, last = _arrays(model)
    around = np.array(page_features(page))
    units = np.tanh(features_of(page, around) @ hidden.T + bias)
    shares = _logistic(units @ readable + model.readable.bias)
    weights = _logistic(units @ counts + model.counts.bias)
    mean = float(shares @ weights / (weights.sum() + model.ease))
    odds = float(np.log(np.clip(mean, _LEAST, 1 - _LEAST) / max(1 - mean, _LEAST)))
    whole = odds + model.page.bias + last @ [*around, odds, weights.sum() / max(1, len(weights))]
    share = float(_logistic(np.array(whole)))
    return Judgement(page, model.thresholds, tuple(shares.tolist()), tuple(weights.tolist()), share)


def features_of(page: Measures, around: Numbers) -> Numbers:
    """Of each tile: three contrasts, lesser and greater of both directions' changes, two levels; then its page's."""
    each = len(_IS_SHARE)
    tiles = np.array(page.tiles, np.float64).reshape(len(page.tiles), _LEVELS + 2 * each)
    darkest, middle, lightest = tiles[:, 0], tiles[:, 2], tiles[:, 4]
    contrasts = np.stack([lightest - darkest, lightest - middle, middle - darkest], axis=1)
    across, down = tiles[:, _LEVELS : _LEVELS + each], tiles[:, _LEVELS + each :]
    pairs = np.stack([np.minimum(across, down), np.maximum(across, down)], axis=2)
    pairs[:, ~_IS_SHARE] = np.log1p(pairs[:, ~_IS_SHARE])
    levels = np.stack([lightest, darkest], axis=1) / 255
    around = np.broadcast_to(around, (len(tiles), len(around)))
    return np.hstack([np.log1p(contrasts), pairs.reshape(len(tiles), 2 * each), levels, around])


def _logistic(values: Numbers) -> Numbers:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -60, 60))))


@cache
def _arrays(model: Legibility) -> tuple[Numbers, Numbers, Numbers, Numbers, Numbers]:
    units = (model.readable, model.counts, model.page)
    hidden = np.array([unit.weights for unit in model.hidden]), np.array([unit.bias for unit in model.hidden])
    readable, counts, page = (np.array(unit.weights) for unit in units)
    return *hidden, readable, counts, page
