"""Where on a page a code may be: patches that are half ink and half paper, and change between them all over."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from chalicelib.adapters.imaging.scans.codes import Box
from chalicelib.adapters.imaging.scans.sources import Grey, reduced
from chalicelib.adapters.imaging.scans.windows import spread

Grid = npt.NDArray[np.float32]

_EXTREMES = (np.maximum, np.minimum)

_DPI = 37
"""A module of one millimetre is then one and a half pixels: texture, and cheap."""

_CELL = 8
"""Pixels of one side of a cell: five millimetres."""

_DARK = (0.3, 0.78)
_LIVELY = 0.12
_LEAST_CONTRAST = 12
_FULL = 9
_LIKELY, _POSSIBLE = 7, 4
"""Of three by three cells; text has up to five, portraits up to nine."""

_REACH = 8
"""A code is at most this many cells long."""

_NEAR = 3
"""Paper and ink are what is brightest and darkest so many cells around."""

_MARGIN = 2
_MOST = 4
"""Patches of one page that are looked into."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A patch that may hold a code; `is_lively` where it has the texture of one all over."""

    box: Box
    is_lively: bool


def find_candidates(pixels: Grey, dpi: float) -> list[Candidate]:
    """Patches that may hold a code, the likeliest first."""
    likeness = _likeness(pixels, max(1, round(dpi / _DPI)))
    found: list[Candidate] = []
    while likeness.size and len(found) < _MOST and (best := likeness.max()) >= _POSSIBLE:
        found.append(Candidate(_take_patch(likeness), bool(best >= _LIKELY)))
    return found


def _likeness(pixels: Grey, factor: int) -> Grid:
    """How many of the cells around each are like a code."""
    small = reduced(pixels, factor)
    height, width = (side // _CELL for side in small.shape)
    if not height or not width:
        return np.zeros((0, 0), np.float32)
    mean, swing, brightest, darkest = _measured(small[: height * _CELL, : width * _CELL])
    paper, ink = spread(brightest, _NEAR, np.maximum), spread(darkest, _NEAR, np.minimum)
    contrast = np.maximum(paper - ink, 1)
    dark = (paper - mean) / contrast
    is_like = (dark > _DARK[0]) & (dark < _DARK[1]) & (swing > _LIVELY * contrast) & (contrast > _LEAST_CONTRAST)
    return spread(is_like.astype(np.float32), 1, np.add)


def _measured(pixels: Grey) -> tuple[Grid, Grid, Grid, Grid]:
    """Of every cell: mean, how far its pixels are from that, brightest and darkest pixel."""
    picture = Image.fromarray(np.ascontiguousarray(pixels))
    mean = picture.reduce(_CELL)
    flat = np.asarray(mean.resize(picture.size, Image.Resampling.NEAREST))
    swing = Image.fromarray(np.maximum(pixels, flat) - np.minimum(pixels, flat)).reduce(_CELL)
    rows = pixels.reshape(-1, _CELL, pixels.shape[1])
    extremes = (pick.reduce(pick.reduce(rows, axis=1).reshape(len(rows), -1, _CELL), axis=2) for pick in _EXTREMES)
    brightest, darkest = (np.asarray(grid, np.float32) for grid in extremes)
    return np.asarray(mean, np.float32), np.asarray(swing, np.float32), brightest, darkest


def _take_patch(likeness: Grid) -> Box:
    """The box around the likeliest cell, which is then taken from the grid."""
    y, x = divmod(int(likeness.argmax()), likeness.shape[1])
    top, left = max(0, y - _REACH), max(0, x - _REACH)
    near = likeness[top : y + _REACH + 1, left : x + _REACH + 1]
    rows, columns = np.nonzero(near >= min(_FULL, near.max()) - 3)
    height, width = likeness.shape
    box = (
        max(0.0, (left + columns.min() - _MARGIN) / width),
        max(0.0, (top + rows.min() - _MARGIN) / height),
        min(1.0, (left + columns.max() + 1 + _MARGIN) / width),
        min(1.0, (top + rows.max() + 1 + _MARGIN) / height),
    )
    near[...] = 0
    return box
