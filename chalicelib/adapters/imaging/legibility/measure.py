"""Measures of a page's busiest tiles. `infra/web/legibility/measure.js` does the same, step by step, in the browser."""

from typing import Final

import numpy as np
import numpy.typing as npt

from chalicelib.domain.legibility import Measures

Grey = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.float64]

TILE: Final = 64
"""Pixels of a side: some lines of type at the size of a rebuilt page."""

MOST: Final = 96
"""Busy tiles that are looked at closely, spread evenly over the page."""

BUSY: Final = 10
"""Levels of grey between the darkest and the lightest of a tile; below, nothing is written there."""

EVERY: Final = 4
"""Of the lines of a tile one in so many is looked at: enough, and as much faster."""

_ALL: Final = ("mean", "p50", "p75", "p90", "p98", "none", "little", "power")
_FEW: Final = ("mean", "p98")

LAGS: Final = {1: _ALL, 2: _ALL, 4: _ALL, 8: _FEW, 16: _FEW}
"""Pixels between two places whose difference is taken, and what is told of the differences.

Sharp type differs at the shortest, blurred only farther on. `none`, `little`: shares that differ by 0, by 2 at most.
"""

_PERCENTILES: Final = {"p50": 0.5, "p75": 0.75, "p90": 0.9, "p98": 0.98}
_VALUES: Final = np.arange(256)

SHARES: Final = frozenset({"none", "little"})
_RANKS: Final = (5, 64, 128, 192, 250)
"""Of the 256 pixels that are looked at first, by brightness."""

_LOOKED_AT: Final = (TILE // 4) ** 2
_WHITE: Final = 250


def measure(grey: Grey) -> Measures:
    """Look at an upright page, one byte a pixel."""
    tiles = tiles_of(grey)
    levels = np.sort(tiles[:, 1::4, 1::4].reshape(len(tiles), _LOOKED_AT), axis=1)[:, _RANKS].astype(np.float64)
    busy = np.flatnonzero(levels[:, -1] - levels[:, 0] >= BUSY)
    chosen = busy if len(busy) <= MOST else busy[np.arange(MOST) * len(busy) // MOST]
    rows = np.hstack([levels[chosen], _changes(tiles[chosen], 2), _changes(tiles[chosen], 1)])
    across = max(1, grey.shape[1] // TILE)
    return Measures(
        tiles=tuple(tuple(float(value) for value in row) for row in rows),
        places=tuple((int(place) % across, int(place) // across) for place in chosen),
        across=across,
        down=max(1, grey.shape[0] // TILE),
        busy=len(busy),
        white=int(np.count_nonzero(levels[:, 0] >= _WHITE)),
        light=float(np.percentile(levels[:, -1], 75, method="lower")) if len(levels) else 0.0,
        width=grey.shape[1],
        height=grey.shape[0],
    )


def tiles_of(grey: Grey) -> npt.NDArray[np.uint8]:
    """The tiles that fit, centred, row by row."""
    down, across = grey.shape[0] // TILE, grey.shape[1] // TILE
    top, left = (grey.shape[0] - down * TILE) // 2, (grey.shape[1] - across * TILE) // 2
    inner = grey[top : top + down * TILE, left : left + across * TILE]
    return inner.reshape(down, TILE, across, TILE).transpose(0, 2, 1, 3).reshape(down * across, TILE, TILE)


def _changes(tiles: Grey, axis: int) -> Numbers:
    """For each tile, at each lag: what `LAGS` names."""
    signed = np.moveaxis(tiles, axis, -1)[:, 1::EVERY].astype(np.int16)
    told = (_told(np.abs(signed[..., lag:] - signed[..., :-lag]), wanted) for lag, wanted in LAGS.items())
    return np.hstack(list(told))


def _told(changes: npt.NDArray[np.int16], wanted: tuple[str, ...]) -> Numbers:
    """Counted first, since every mean, share and percentile is then a sum: sorting would take ten times as long."""
    many, each = len(changes), changes.shape[1] * changes.shape[2]
    placed = changes.reshape(many, each) + np.arange(many, dtype=np.int64)[:, None] * 256
    counts = np.bincount(placed.ravel(), minlength=256 * many).reshape(many, 256)
    below = np.cumsum(counts, axis=1)
    columns = {
        "mean": counts @ _VALUES / each,
        **{name: (below <= int(each * share)).sum(axis=1) for name, share in _PERCENTILES.items()},
        "none": counts[:, 0] / each,
        "little": below[:, 2] / each,
        "power": np.sqrt(counts @ _VALUES**2 / each),
    }
    return np.stack([columns[name] for name in wanted], axis=1).astype(np.float64)
