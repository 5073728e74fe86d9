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

_WHITE: Final = 250

NOTHING: Final = 128
"""Brightness of a block of a JPEG of which nothing came: libjpeg and others take every coefficient for 0."""

_WHOLE: Final = 0.95
"""Share of a block's tiles that are grey: single grey tiles lie about where a picture was compressed too much."""


class Tiles:
    """The tiles of an upright page that fit, centred; numbered row by row.

    `some`: of each tile one pixel in sixteen, tile after tile.
    """

    def __init__(self, grey: Grey) -> None:
        """Take a page, one byte a pixel. Nothing of it is copied but `some`."""
        self.grey = grey
        self.down, self.across = grey.shape[0] // TILE, grey.shape[1] // TILE
        top, left = (grey.shape[0] - self.down * TILE) // 2, (grey.shape[1] - self.across * TILE) // 2
        inner = grey[top : top + self.down * TILE, left : left + self.across * TILE]
        self._grid = inner.reshape(self.down, TILE, self.across, TILE).transpose(0, 2, 1, 3)
        self.some: Grey = self._grid[:, :, 1::4, 1::4].reshape(self.down * self.across, (TILE // 4) ** 2)

    def at(self, places: npt.NDArray[np.intp]) -> Grey:
        """The tiles of these numbers: rows and columns of each."""
        return self._grid[places // max(1, self.across), places % max(1, self.across)]

    def contrasts(self) -> npt.NDArray[np.int16]:
        """Of each tile, how far the lightest is from the darkest, among `some`."""
        return np.asarray(self.some.max(axis=1, initial=0).astype(np.int16) - self.some.min(axis=1, initial=255))


def measure(tiles: Tiles) -> Measures:
    """Look at a page's busiest tiles."""
    levels = np.sort(tiles.some, axis=1)[:, _RANKS].astype(np.float64)
    busy = np.flatnonzero(levels[:, -1] - levels[:, 0] >= BUSY)
    chosen = busy if len(busy) <= MOST else busy[np.arange(MOST) * len(busy) // MOST]
    white = levels[:, 0] >= _WHITE
    looked_at = tiles.at(chosen)
    rows = np.hstack([levels[chosen], _changes(looked_at, 2), _changes(looked_at, 1)])
    return Measures(
        tiles=tuple(map(tuple, rows.tolist())),
        places=tuple((place % tiles.across, place // tiles.across) for place in chosen.tolist()),
        across=max(1, tiles.across),
        down=max(1, tiles.down),
        busy=len(busy),
        white=int(np.count_nonzero(white)),
        enclosed=_enclosed(white.reshape(tiles.down, tiles.across)),
        missing=_missing(levels, tiles.across) if len(busy) else 0.0,
        light=float(np.percentile(levels[:, -1], 75, method="lower")) if len(levels) else 0.0,
        width=tiles.grey.shape[1],
        height=tiles.grey.shape[0],
    )


def _enclosed(white: npt.NDArray[np.bool_]) -> int:
    """How many white tiles no others join with the edge, side by side."""
    if not white.size:
        return 0
    inner = np.zeros_like(white)
    inner[1:-1, 1:-1] = True
    joined = white & ~inner
    while True:
        around = np.pad(joined, 1)
        spread = around[:-2, 1:-1] | around[2:, 1:-1] | around[1:-1, :-2] | around[1:-1, 2:]
        more = white & (joined | spread)
        if (more == joined).all():
            return int(np.count_nonzero(white & ~joined))
        joined = more


def _missing(levels: Numbers, across: int) -> float:
    """The share of the tiles that are grey all over as nothing but a decoder makes it, if they lie in one block."""
    grey = np.flatnonzero((levels[:, 0] == NOTHING) & (levels[:, -1] == NOTHING))
    if not len(grey):
        return 0.0
    rows, columns = np.divmod(grey, across)
    block = (np.ptp(rows) + 1) * (np.ptp(columns) + 1)
    return len(grey) / len(levels) if len(grey) >= _WHOLE * block else 0.0


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
