"""Whether a page bears ink; what shows through, dust, streaks, holes and the scanner's edge are none."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from chalicelib.adapters.imaging.scans.sources import Grey

Places = npt.NDArray[np.intp]

_EDGE = 0.03
"""Share of each side that is left out: shadows of the scanner's lid."""

_FAINTEST = 0.76
"""Ink is darker than this share of the paper; the other side shows through at more than 0.85."""

_PLENTY = 0.02
"""Share of the page that neither dust nor holes nor a streak reach."""

_LINE = 0.4
"""What covers more than this share of a row or column of pixels is a streak, a fold or a shadow."""

_HOLES = 0.075
"""Share of the width, from each side, in which holes are punched; only much ink counts there."""

_CELL = 6
"""Pixels of a side of the cells in which ink is counted: two millimetres."""

_STROKE = 6
"""Pixels of ink in a cell that make a stroke; a speck has fewer."""

_ENOUGH = 2
"""Cells with strokes that are writing."""


@dataclass(frozen=True, slots=True)
class _Ink:
    """Where ink is on a page of `height` by `width` pixels."""

    rows: Places
    columns: Places
    height: int
    width: int


def is_blank(pixels: Grey) -> bool:
    """Whether nothing is printed or written on the page, seen at about three pixels a millimetre."""
    inner = _without_edge(pixels)
    is_ink = inner < round(_paper(inner) * _FAINTEST)
    if np.count_nonzero(is_ink) > is_ink.size * _PLENTY:
        return False
    rows, columns = np.divmod(np.flatnonzero(is_ink), is_ink.shape[1])
    return _count_strokes(_without_holes(_without_lines(_Ink(rows, columns, *is_ink.shape)))) < _ENOUGH


def _without_edge(pixels: Grey) -> Grey:
    height, width = pixels.shape
    top, left = round(height * _EDGE), round(width * _EDGE)
    return pixels[top : height - top, left : width - left]


def _paper(pixels: Grey) -> float:
    return float(np.percentile(pixels[::6, ::6], 70))


def _without_lines(ink: _Ink) -> _Ink:
    in_line = _in_line(ink.columns, ink.width, ink.height) | _in_line(ink.rows, ink.height, ink.width)
    return _only(ink, ~in_line)


def _in_line(places: Places, lines: int, length: int) -> npt.NDArray[np.bool_]:
    """Which places lie on a line that is mostly ink, or just beside one."""
    is_line = np.bincount(places, minlength=lines) > length * _LINE
    for _ in range(2):
        is_line[1:] |= is_line[:-1]
        is_line[:-1] |= is_line[1:]
    return np.asarray(is_line[places])


def _without_holes(ink: _Ink) -> _Ink:
    """Leave out the strips along both sides where they hold hardly more than holes do."""
    band = round(ink.width * _HOLES)
    is_aside = (ink.columns < band) | (ink.columns >= ink.width - band)
    return _only(ink, ~is_aside) if is_aside.sum() < ink.height * ink.width * _PLENTY / 2 else ink


def _only(ink: _Ink, chosen: npt.NDArray[np.bool_]) -> _Ink:
    return _Ink(ink.rows[chosen], ink.columns[chosen], ink.height, ink.width)


def _count_strokes(ink: _Ink) -> int:
    across = ink.width // _CELL + 1
    cells = (ink.rows // _CELL) * across + ink.columns // _CELL
    return int(np.count_nonzero(np.bincount(cells) >= _STROKE))
