"""Harder looks, only where the page shows finder patterns: patches retouched, then taken with more dots."""

from collections.abc import Iterator

import numpy as np

from chalicelib.adapters.imaging.scans.candidates import find_candidates
from chalicelib.adapters.imaging.scans.codes import Box, Code, read_codes
from chalicelib.adapters.imaging.scans.finders import form_corners, likely_finders, shows_finders
from chalicelib.adapters.imaging.scans.retouch import RETOUCHES, enlarged
from chalicelib.adapters.imaging.scans.sources import Grey, PageSource

_FINER_DPI = 150
_MARGIN = 0.2

_CLEAR = 0.5
"""How like finder patterns three corners are that stand without a lively patch between them."""


def look_harder(page: PageSource, pixels: Grey, seen: list[Code]) -> tuple[list[Code], bool]:
    """The codes read, those of the first look included, and whether one is there that could not be read."""
    read = [code for code in seen if code.text]
    is_hidden = False
    for box in _suspects(pixels, max(pixels.shape) / page.inches, seen):
        if any(_touches(box, code.box) for code in read):
            continue
        found = next(_attempts(page, box, cut(pixels, box)), [])
        read.extend(_placed(code, box) for code in found)
        is_hidden |= not found
    return read, is_hidden


def _suspects(pixels: Grey, dpi: float, seen: list[Code]) -> Iterator[Box]:
    """Patches that show a code: lively ones, and those where the first look found its corners and no more."""
    for box in find_candidates(pixels, dpi):
        if shows_finders(cut(pixels, box), dpi):
            yield box
    for box in (_with_margin(code.box) for code in seen if not code.text):
        if form_corners(likely_finders(cut(pixels, box), dpi), _CLEAR):
            yield box


def cut(pixels: Grey, box: Box) -> Grey:
    """The pixels within a box."""
    height, width = pixels.shape
    left, top, right, bottom = box
    return pixels[int(top * height) : int(np.ceil(bottom * height)), int(left * width) : int(np.ceil(right * width))]


def _attempts(page: PageSource, box: Box, patch: Grey) -> Iterator[list[Code]]:
    """Successful looks at a patch, the cheap ones first."""
    for pixels, factor in ((patch, 2), (None, 1)):
        picture = enlarged(cut(page.grey(_FINER_DPI), box) if pixels is None else pixels, factor)
        for retouch in RETOUCHES:
            read = read_codes(np.asarray(retouch(picture)))
            if read:
                yield read


def _touches(box: Box, other: Box) -> bool:
    return box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]


def _with_margin(box: Box) -> Box:
    wide, high = (box[2] - box[0]) * _MARGIN, (box[3] - box[1]) * _MARGIN
    return max(0.0, box[0] - wide), max(0.0, box[1] - high), min(1.0, box[2] + wide), min(1.0, box[3] + high)


def _placed(code: Code, box: Box) -> Code:
    """A code found in a patch, by its place on the page."""
    wide, high = box[2] - box[0], box[3] - box[1]
    left, top, right, bottom = code.box
    place = box[0] + left * wide, box[1] + top * high, box[0] + right * wide, box[1] + bottom * high
    return Code(code.text, place, code.turn)
