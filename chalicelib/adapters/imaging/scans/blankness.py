"""Whether a page bears ink; what shows through, dust, streaks, holes and the scanner's edge are none."""

import numpy as np
import numpy.typing as npt

from chalicelib.adapters.imaging.scans.sources import Grey

Mask = npt.NDArray[np.bool_]

_EDGE = 0.03
"""Share of each side that is left out: shadows of the scanner's lid."""

_FAINTEST = 0.76
"""Ink is darker than this share of the paper; the other side shows through at more than 0.85."""

_PLENTY = 0.012
"""Share of the page that no dust reaches."""

_LINE = 0.5
"""A line longer than this share of the page, with nothing beside it, is a streak or a fold."""

_HOLES = 0.085
"""Share of each side in which holes are punched."""

_STROKE = 6
"""Pixels of ink within five by five that make a stroke; a speck has fewer."""

_ENOUGH = 14
"""Pixels of strokes that are writing."""


def is_blank(pixels: Grey) -> bool:
    """Whether nothing is printed or written on the page, seen at about three pixels a millimetre."""
    inner = _without_edge(pixels)
    ink = inner < _paper(inner) * _FAINTEST
    if np.count_nonzero(ink) > ink.size * _PLENTY + _in_holes(ink):
        return False
    return bool(np.count_nonzero(_strokes(_without_lines(ink))) < _ENOUGH)


def _without_edge(pixels: Grey) -> Grey:
    height, width = pixels.shape
    top, left = round(height * _EDGE), round(width * _EDGE)
    return pixels[top : height - top, left : width - left]


def _paper(pixels: Grey) -> float:
    return float(np.percentile(pixels[::6, ::6], 70))


def _in_holes(ink: Mask) -> int:
    band = round(ink.shape[1] * _HOLES)
    return min(ink.size // 100, int(np.count_nonzero(ink[:, :band]) + np.count_nonzero(ink[:, -band:])))


def _without_lines(ink: Mask) -> Mask:
    """Take out columns and rows that are mostly ink, and the bands where holes are punched."""
    kept = ink.copy()
    for axis in (0, 1):
        is_line = _widened(ink.mean(axis=axis) > _LINE)
        kept[(slice(None), is_line) if axis == 0 else (is_line, slice(None))] = False
    return kept


def _widened(line: Mask) -> Mask:
    wide = line.copy()
    for shift in (1, 2):
        wide[shift:] |= line[:-shift]
        wide[:-shift] |= line[shift:]
    return wide


def _strokes(ink: Mask) -> Mask:
    return ink & (_box_sum(ink, 5) >= _STROKE)


def _box_sum(ink: Mask, side: int) -> npt.NDArray[np.int32]:
    half = side // 2
    padded = np.pad(ink.astype(np.int32), ((half + 1, half), (half + 1, half)))
    sums = padded.cumsum(0).cumsum(1)
    total = sums[side:, side:] - sums[:-side, side:] - sums[side:, :-side] + sums[:-side, :-side]
    return np.asarray(total, np.int32)
