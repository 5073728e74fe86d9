"""What one page shows: a cheap first look, and harder ones where it deserves them."""

from dataclasses import dataclass

import numpy as np

from chalicelib.adapters.imaging.scans.blankness import is_blank
from chalicelib.adapters.imaging.scans.candidates import find_candidates
from chalicelib.adapters.imaging.scans.codes import EVERYWHERE, QUICK, Code, find_codes
from chalicelib.adapters.imaging.scans.harder import look_harder
from chalicelib.adapters.imaging.scans.limits import LOOK_DPI, MAX_CODES
from chalicelib.adapters.imaging.scans.sources import Grey, PageSource

_DARK = 90
"""The median of a negative."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen on a page."""

    blank: bool
    codes: tuple[str, ...]
    unread_code: bool
    turn: int


def look_at(page: PageSource) -> Sight:
    """Look at a page; raises whatever its parser raises."""
    pixels = _positive(page.grey(LOOK_DPI))
    if is_blank(pixels):
        return Sight(blank=True, codes=(), unread_code=False, turn=0)
    candidates = find_candidates(pixels, max(pixels.shape) / page.inches)
    seen = find_codes(pixels, EVERYWHERE if candidates else QUICK)
    read, is_hidden = look_harder(page, pixels, candidates, seen)
    read.sort(key=_reading_order)
    texts = tuple(dict.fromkeys(code.text for code in read))
    return Sight(blank=False, codes=texts[:MAX_CODES], unread_code=is_hidden, turn=read[0].turn if read else 0)


def _reading_order(code: Code) -> tuple[float, float]:
    left, top, *_ = code.box
    return round(top, 2), left


def _positive(pixels: Grey) -> Grey:
    """Some writers of bilevel scans mistake black for white."""
    return 255 - pixels if np.median(pixels[::8, ::8]) < _DARK else pixels
