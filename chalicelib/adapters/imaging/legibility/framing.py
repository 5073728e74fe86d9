"""How a paper lies in its picture. `infra/web/legibility/framing.js` does the same, step by step, in the browser."""

import math
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from chalicelib.adapters.imaging.legibility.measure import Tiles
from chalicelib.adapters.imaging.legibility.orientation import upside_down
from chalicelib.domain.framing import Framing, Sides

Grey = npt.NDArray[np.uint8]
Small = npt.NDArray[np.uint8]
Patches = npt.NDArray[np.bool_]
"""Rows and columns of patches, each of rows and columns of pixels."""

SHORT: Final = 512
"""Pixels of the long side, at most, of the small copy that lines and papers are looked for in."""

PATCH: Final = 24
"""Pixels of the small copy of a side: some lines of writing, over which paper has one brightness."""

_INK_BELOW: Final = 12
_WRITTEN: Final = 20
_RULED: Final = 19
LEAST_INK: Final = 40
MOST_INK: Final = 4000
STEEPEST: Final = 30
STRIP: Final = 2
REACH: Final = 3
EIGHTH: Final = 8
_COLOURED: Final = 24
APART: Final = 40
_ANY_PAPER: Final = 0.12
_WIDTH: Final = 0.15
_GAP: Final = 0.015
_EVEN: Final = 60
_LIT: Final = 40
_FEW: Final = 9
_CLEARLY: Final = 1.5


def frame(picture: Image.Image, tiles: Tiles) -> Framing:
    """Look at an upright page in colour, and the tiles of its grey."""
    small = shrunk(Image.fromarray(tiles.grey))
    parting = _parting(small)
    paper = small > parting
    patches = _patches(small)
    upright, turned = _votes(patches)
    return Framing(
        tilt=_tilt(_ink(patches), is_turned=turned > upright),
        upright=upright,
        turned=turned,
        paper=_reach(paper),
        crossed=_crossed(tiles.grey),
        papers=max(_parts(paper, 0), _parts(paper, 1)),
        colour=_colour(picture),
        weave=_weave(tiles),
        upside_down=upside_down(tiles),
    )


def shrunk(grey: Image.Image) -> Small:
    """Means of whole squares of pixels, so that the long side has at most `SHORT`."""
    factor = max(1, -(-max(grey.size) // SHORT))
    width, height = max(1, grey.width // factor), max(1, grey.height // factor)
    whole = (0, 0, min(grey.width, width * factor), min(grey.height, height * factor))
    return np.asarray(grey.reduce(factor, whole))


def _patches(small: Small) -> Patches:
    """Where it is darker than around, patch by patch: what is written, and rules."""
    down, across = small.shape[0] // PATCH, small.shape[1] // PATCH
    inner = small[: down * PATCH, : across * PATCH].reshape(down, PATCH, across, PATCH).transpose(0, 2, 1, 3)
    means = inner.sum(axis=(2, 3), dtype=np.int64) // PATCH**2
    return np.asarray(inner < np.maximum(means - _INK_BELOW, 0)[..., None, None])


def _votes(patches: Patches) -> tuple[int, int]:
    """Patches where more rows than columns are empty, and the other way round; those with rules have no vote."""
    rows, columns = patches.sum(axis=3), patches.sum(axis=2)
    is_written = (rows.sum(axis=2) >= _WRITTEN) & (rows.max(axis=2) < _RULED) & (columns.max(axis=2) < _RULED)
    empty_rows, empty_columns = (rows == 0).sum(axis=2), (columns == 0).sum(axis=2)
    return int((is_written & (empty_rows > empty_columns)).sum()), int(
        (is_written & (empty_columns > empty_rows)).sum()
    )


def _ink(patches: Patches) -> npt.NDArray[np.int64]:
    """Places (x, y) of ink; some `MOST_INK`, if there are more."""
    down, across = patches.shape[:2]
    found = np.argwhere(patches.transpose(0, 2, 1, 3).reshape(down * PATCH, across * PATCH))[:, ::-1]
    # Thinned out by a hash: every so-and-so-many-th would make lines of its own.
    hashed = np.arange(len(found), dtype=np.uint32) * np.uint32(2654435761)
    return found[hashed <= 2**32 * MOST_INK // max(MOST_INK, len(found)) - 1]


def _tilt(ink: npt.NDArray[np.int64], *, is_turned: bool) -> int:
    """Degrees to which lines of writing are turned, clockwise; 0 where no angle is clearly sharper than none."""
    if len(ink) < LEAST_INK:
        return 0
    x, y = ink[:, 0].astype(np.float64), ink[:, 1].astype(np.float64)
    along, across = (-y, x) if is_turned else (x, y)
    scores = {angle: _sharpness(along, across, angle) for angle in range(-STEEPEST, STEEPEST + 1, 3)}
    near = max(scores, key=lambda angle: scores[angle])
    scores |= {angle: _sharpness(along, across, angle) for angle in (near - 1, near + 1)}
    best = max(scores, key=lambda angle: scores[angle])
    return best if scores[best] >= _CLEARLY * scores[0] else 0


def _sharpness(along: npt.NDArray[np.float64], across: npt.NDArray[np.float64], angle: int) -> float:
    """How much neighbouring lines differ in ink, when lines are turned by `angle` degrees (Postl 1986)."""
    turn = math.radians(angle)
    places = (across * math.cos(turn) - along * math.sin(turn) + 1024.5).astype(np.int64)
    counts = np.bincount(places, minlength=2048).astype(np.float64)
    return float((np.diff(counts) ** 2).sum())


def _parting(small: Small) -> int:
    """The brightness that parts paper from table (Otsu 1979); -1 where all is paper, for there is one tone only."""
    counts = np.bincount(small.ravel(), minlength=256).astype(np.float64)
    below, weighed = np.cumsum(counts), np.cumsum(counts * np.arange(256))
    above = np.maximum(below[-1] - below, 1)
    apart = (weighed[-1] - weighed) / above - weighed / np.maximum(below, 1)
    at = int(np.argmax(below * above * apart**2))
    return at if apart[at] >= APART else -1


def _reach(paper: npt.NDArray[np.bool_]) -> Sides:
    edges = (paper[:, :STRIP], paper[:STRIP], paper[:, -STRIP:], paper[-STRIP:])
    return Sides(*(float(edge.mean()) for edge in edges))


def _parts(paper: npt.NDArray[np.bool_], axis: int) -> int:
    """How many papers lie beside each other along one axis, with table between them."""
    filled = paper.mean(axis=axis) > _ANY_PAPER
    least, gap = len(filled) * _WIDTH, len(filled) * _GAP
    parts = width = empty = 0
    for is_paper in [*filled.tolist(), *[False] * (int(gap) + 1)]:
        width, empty = (width + 1, 0) if is_paper else (width, empty + 1)
        if empty > gap:
            parts, width = parts + (width >= least), 0
    return parts


def _crossed(grey: Grey) -> Sides:
    """Of each side, the share where strokes stand within two pixels of the edge: brightness jumps along it."""
    if min(grey.shape) <= 2 * STRIP + 1:
        return Sides(0.0, 0.0, 0.0, 0.0)
    edges = (grey[:, STRIP], grey[STRIP], grey[:, -1 - STRIP], grey[-1 - STRIP])
    return Sides(*(_jumps(edge.astype(np.int16)) for edge in edges))


def _jumps(edge: npt.NDArray[np.int16]) -> float:
    return float(np.mean(np.abs(edge[REACH:] - edge[:-REACH]) >= APART)) if len(edge) > REACH else 0.0


def _colour(picture: Image.Image) -> float:
    """Share of the picture's pixels, every eighth each way, that are neither black, grey nor white."""
    across, down = picture.width // EIGHTH, picture.height // EIGHTH
    if not across or not down:
        return 0.0
    whole = (0, 0, across * EIGHTH, down * EIGHTH)
    some = np.asarray(picture.resize((across, down), Image.Resampling.NEAREST, whole)).astype(np.int16)
    return float(np.mean(some.max(axis=2) - some.min(axis=2) >= _COLOURED))


def _weave(tiles: Tiles) -> float:
    """How regularly brightness comes and goes in even paper, 0 to 1 and more: the stripes of a screen."""
    even = np.flatnonzero((tiles.contrasts() <= _EVEN) & (tiles.some.max(axis=1, initial=0) >= _LIT))
    if len(even) < _FEW:
        return 0.0
    chosen = tiles.at(even[np.arange(_FEW) * len(even) // _FEW]).astype(np.float32)
    return max(_rhythm(chosen), _rhythm(chosen.transpose(0, 2, 1)))


def _rhythm(tiles: npt.NDArray[np.float32]) -> float:
    """Of the middle tile: how much more alike two places are at some distance than at a shorter one."""
    rows = tiles[:, 2::8]
    rows = rows - rows.mean(axis=2, keepdims=True)
    power = (rows**2).mean(axis=(1, 2)) + 1
    alike = np.stack([(rows[..., lag:] * rows[..., :-lag]).mean(axis=(1, 2)) / power for lag in range(1, 17)], axis=1)
    gains = (alike[:, 1:] - np.minimum.accumulate(alike, axis=1)[:, :-1]).max(axis=1)
    return float(np.sort(gains)[len(gains) // 2])
