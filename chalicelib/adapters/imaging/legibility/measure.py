"""Measures of a page's busiest tiles. `infra/web/legibility/measure.js` does the same, step by step, in the browser."""

from typing import Final

import numpy as np
import numpy.typing as npt

from chalicelib.domain.legibility import Measures

Grey = npt.NDArray[np.uint8]

TILE: Final = 64
"""Pixels of a side: some lines of type at the size of a rebuilt page."""

MOST: Final = 96
"""Busy tiles that are looked at closely, spread evenly over the page."""

BUSY: Final = 10
"""Levels of grey between the darkest and the lightest of a tile; below, nothing is written there."""

LAGS: Final = (1, 2, 4, 8, 16)
"""Pixels between two places whose difference is taken: sharp type differs at the shortest, blurred only farther on."""

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
    rows = np.hstack([levels[chosen], *(_changes(tiles[chosen], axis) for axis in (2, 1))])
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


def _changes(tiles: npt.NDArray[np.uint8], axis: int) -> npt.NDArray[np.float64]:
    """For each tile: mean change at every lag, then the median at the shortest and the 98th percentile at the next."""
    signed = np.moveaxis(tiles.astype(np.int16), axis, -1)
    steps = [np.abs(signed[..., lag:] - signed[..., :-lag]) for lag in LAGS]
    means = [step.mean(axis=(1, 2)) for step in steps]
    shortest, following = (
        np.sort(step.reshape(len(step), step.shape[1] * step.shape[2]), axis=1) for step in steps[:2]
    )
    middle = shortest[:, shortest.shape[1] // 2]
    high = following[:, int(following.shape[1] * 0.98)]
    return np.stack([*means, middle, high], axis=1).astype(np.float64)
