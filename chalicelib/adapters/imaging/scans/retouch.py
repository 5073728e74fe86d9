"""Ways to make a damaged code readable again: each takes a patch and gives one that may read."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from chalicelib.adapters.imaging.scans.sources import Grey
from chalicelib.adapters.imaging.scans.windows import spread

Retouch = Callable[[Image.Image], Image.Image]

_LEAST_SPAN = 6.0


def enlarged(patch: Grey, factor: int) -> Image.Image:
    """The patch with `factor` times as many pixels along each side."""
    picture = Image.fromarray(np.ascontiguousarray(patch))
    if factor == 1:
        return picture
    return picture.resize((picture.width * factor, picture.height * factor), Image.Resampling.BICUBIC)


def sharpen(radius: float, percent: int) -> Retouch:
    """Undo a blur."""
    return lambda patch: patch.filter(ImageFilter.UnsharpMask(radius, percent, 0))


def soften_and_flatten(radius: float) -> Retouch:
    """Smooth noise away, then stretch every neighbourhood from black to white."""
    return lambda patch: _flattened(patch.filter(ImageFilter.GaussianBlur(radius)))


def drop_specks_and_sharpen(radius: float, percent: int) -> Retouch:
    """Take specks and thin lines of either colour away, then undo the blur that this leaves."""

    def retouch(patch: Image.Image) -> Image.Image:
        half = patch.resize((patch.width // 2, patch.height // 2), Image.Resampling.BOX)
        clean = half.filter(ImageFilter.MedianFilter(3)).resize(patch.size, Image.Resampling.BICUBIC)
        return clean.filter(ImageFilter.UnsharpMask(radius, percent, 0))

    return retouch


def take_brightest(side: int) -> Retouch:
    """Take thin dark lines away."""
    return lambda patch: Image.fromarray(spread(np.asarray(patch), side // 2, np.maximum))


def _flattened(patch: Image.Image) -> Image.Image:
    quarter = np.asarray(patch.resize((max(1, patch.width // 4), max(1, patch.height // 4)), Image.Resampling.BOX))
    paper, ink = (_surface(spread(quarter, 4, pick), patch.size) for pick in (np.maximum, np.minimum))
    share = (np.asarray(patch, np.float32) - ink) / np.maximum(paper - ink, _LEAST_SPAN)
    return Image.fromarray(np.clip(share * 255, 0, 255).astype(np.uint8))


def _surface(extremes: Grey, size: tuple[int, int]) -> npt.NDArray[np.float32]:
    smooth = Image.fromarray(extremes).filter(ImageFilter.BoxBlur(9))
    return np.asarray(smooth.resize(size, Image.Resampling.BILINEAR), np.float32)


FIRST_RETOUCHES: tuple[Retouch, ...] = (
    sharpen(4, 400),
    drop_specks_and_sharpen(4, 300),
    soften_and_flatten(2.2),
    sharpen(3, 200),
    take_brightest(5),
)
"""For the pixels of the first look, enlarged to 150 dots an inch; in the order of what they save on the tuning set."""

FINER_RETOUCHES: tuple[Retouch, ...] = (sharpen(3, 200), soften_and_flatten(2.2))
"""For 150 dots an inch taken anew: small modules have more to show."""
