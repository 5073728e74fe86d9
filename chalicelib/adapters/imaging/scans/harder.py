"""Harder looks, only where the page shows finder patterns: patches retouched, then taken with more dots."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from PIL import Image

from chalicelib.adapters.imaging.scans.candidates import Candidate, find_candidates
from chalicelib.adapters.imaging.scans.codes import Box, Code, read_codes
from chalicelib.adapters.imaging.scans.finders import shows_corners, shows_finders
from chalicelib.adapters.imaging.scans.retouch import FINER_RETOUCHES, FIRST_RETOUCHES, Retouch, enlarged
from chalicelib.adapters.imaging.scans.sources import Grey, PageSource

Decide = Callable[[Grey, float], bool]

_FIRST_DPI = 75
_FINER_DPI = 150
_MARGIN = 0.2


def look_harder(
    page: PageSource, pixels: Grey, candidates: Sequence[Candidate], seen: Sequence[Code]
) -> tuple[list[Code], bool]:
    """The codes read, those of the first look included, and whether one is there that could not be read."""
    dpi = max(pixels.shape) / page.inches
    read = [code for code in seen if code.text]
    is_hidden = False
    for box, shows_code in _suspects(candidates, seen):
        patch = cut(pixels, box)
        if any(_touches(box, code.box) for code in read) or not shows_code(patch, dpi):
            continue
        found = next(_attempts(page, box, patch), [])
        read.extend(_placed(code, box) for code in found)
        is_hidden |= not found
    return read, is_hidden


def rehearse() -> None:
    """Use everything once on a patch of chance: once confined, the child can open no module file."""
    patch = np.random.default_rng(1).integers(0, 255, (90, 90), np.uint8)
    find_candidates(patch, _FIRST_DPI)
    shows_finders(patch, _FIRST_DPI)
    shows_corners(patch, _FIRST_DPI)
    for readings in (_readings(enlarged(patch, 2), FIRST_RETOUCHES), _readings(enlarged(patch, 1), FINER_RETOUCHES)):
        list(readings)


def _suspects(candidates: Sequence[Candidate], seen: Sequence[Code]) -> Iterator[tuple[Box, Decide]]:
    """Patches that may hold a code, each with what decides; also those that the first look stumbled over."""
    for candidate in candidates:
        yield candidate.box, shows_finders if candidate.is_lively else shows_corners
    for code in seen:
        if not code.text:
            yield _with_margin(code.box), shows_corners


def cut(pixels: Grey, box: Box) -> Grey:
    """The pixels within a box."""
    height, width = pixels.shape
    left, top, right, bottom = box
    return pixels[int(top * height) : int(np.ceil(bottom * height)), int(left * width) : int(np.ceil(right * width))]


def _attempts(page: PageSource, box: Box, patch: Grey) -> Iterator[list[Code]]:
    """Successful looks at a patch, the cheap ones first."""
    yield from _readings(enlarged(patch, 2), FIRST_RETOUCHES)
    yield from _readings(enlarged(cut(page.grey(_FINER_DPI), box), 1), FINER_RETOUCHES)


def _readings(picture: Image.Image, retouches: Sequence[Retouch]) -> Iterator[list[Code]]:
    for retouch in retouches:
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
