"""Whether a patch shows the finder patterns of a QR code: squares within squares, matched by correlation."""

import functools
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from chalicelib.adapters.imaging.scans.sources import Grey, reduced

Spectrum = npt.NDArray[np.complexfloating[Any, Any]]
Plane = npt.NDArray[np.float32]

_RINGS = ((1.5, 1.0), (2.5, -1.0), (3.5, 1.0), (4.3, -1.0))
"""From the middle out, in modules: where each ring ends, and whether it is ink (1) or paper (-1)."""

_FINE = 8
_PEAKS = 4
_LEAST_APART = 13.0
_SLACK = 0.2
"""How far two sides of a code may be from equal and square."""

_LEAST_VARIANCE = 9.0
_MARGIN_MM = 0.7
MODULES_MM = (0.72, 0.86, 1.03, 1.24)
"""Sides of a module that are tried; each serves a tenth more and less."""

_SURE, _ALONE = 0.6, 0.7
"""Two finder patterns this clear, or one, are a code."""

_CLEAR = 0.5
"""Three that stand as corners without a lively patch between them."""

_DOUBTFUL, _CONFIRMED = 0.42, 0.5
"""Two that are less clear, if they are clearer with more dots."""

_DPI = 37
"""One and a half pixels a module are enough to tell a finder pattern from a face or a word."""


@dataclass(frozen=True, slots=True)
class Finder:
    """A place that looks like a finder pattern, in modules from the patch's top left corner; 1 is exact likeness."""

    x: float
    y: float
    likeness: float


def shows_finders(patch: Grey, dpi: float) -> bool:
    """Whether a human eye would take a lively patch for a code."""
    finders = likely_finders(patch, dpi)
    if _form_corners(finders, _DOUBTFUL) or finders[1].likeness >= _SURE or finders[0].likeness >= _ALONE:
        return True
    return finders[1].likeness >= _DOUBTFUL and likely_finders(patch, dpi, 2 * _DPI)[1].likeness >= _CONFIRMED


def shows_corners(patch: Grey, dpi: float) -> bool:
    """Whether the patch shows three corners of a code, whatever lies between them."""
    return _form_corners(likely_finders(patch, dpi), _CLEAR)


def _form_corners(finders: Sequence[Finder], least: float) -> bool:
    """Whether three of them lie as the corners of one code do: at the ends of two equal sides with a right angle."""
    clear = [finder for finder in finders if finder.likeness >= least]
    return any(_is_corner(*three) for three in itertools.permutations(clear, 3))


def likely_finders(patch: Grey, dpi: float, finest: int = _DPI) -> list[Finder]:
    """The likeliest places, one beside the other, all for the size of module that fits best."""
    factor = max(1, round(dpi / finest))
    patch, dpi = reduced(patch, factor), dpi / factor
    pixels = patch.mean() - patch.astype(np.float32)
    modules = [module * dpi / 25.4 for module in MODULES_MM]
    shape = _padded(patch.shape[0] + round(10 * modules[-1])), _padded(patch.shape[1] + round(10 * modules[-1]))
    spectra = np.fft.rfft2(pixels, shape), np.fft.rfft2(pixels * pixels, shape)
    finders = [_finders(patch.shape, spectra, _Kernel.of(round(module, 2), shape)) for module in modules]
    return max(finders, key=lambda found: found[1].likeness)


def _is_corner(corner: Finder, one: Finder, other: Finder) -> bool:
    a, b = complex(one.x - corner.x, one.y - corner.y), complex(other.x - corner.x, other.y - corner.y)
    if min(abs(a), abs(b)) < _LEAST_APART:
        return False
    quarter = b / a
    return abs(quarter - 1j) < _SLACK


class _Kernel:
    """A finder pattern of one size, ready to be matched with planes of one shape."""

    def __init__(self, module: float, shape: tuple[int, int]) -> None:
        pattern = _pattern(module)
        weight = (np.abs(pattern) > 0.02).astype(np.float32)  # noqa: PLR2004 - the rim does not count
        centred = (pattern - (pattern * weight).sum() / weight.sum()) * weight
        self.module = module
        self.side = pattern.shape[0]
        self.reach = round(7 * module)
        self.shape = shape
        self.count = float(weight.sum())
        self.energy = float((centred * centred).sum())
        self.pattern: Spectrum = np.fft.rfft2(centred[::-1, ::-1], shape)
        self.weight: Spectrum = np.fft.rfft2(weight[::-1, ::-1], shape)

    @staticmethod
    @functools.lru_cache(maxsize=64)
    def of(module: float, shape: tuple[int, int]) -> "_Kernel":
        return _Kernel(module, shape)


def _pattern(module: float) -> Plane:
    side = int(np.ceil(9 * module)) | 1
    y, x = (np.mgrid[0 : side * _FINE, 0 : side * _FINE] + 0.5) / _FINE - side / 2
    ring = np.maximum(np.abs(x), np.abs(y)) / module
    fine = np.select([ring < edge for edge, _ in _RINGS], [tone for _, tone in _RINGS], 0.0)
    return np.asarray(fine.reshape(side, _FINE, side, _FINE).mean((1, 3)), np.float32)


def _finders(size: tuple[int, ...], spectra: tuple[Spectrum, Spectrum], kernel: _Kernel) -> list[Finder]:
    height, width = size
    if min(height, width) <= kernel.side:
        return [Finder(0, 0, 0)] * _PEAKS
    inside = slice(kernel.side - 1, height), slice(kernel.side - 1, width)
    matched, total, squares = (
        np.fft.irfft2(spectrum, kernel.shape)[inside]
        for spectrum in (spectra[0] * kernel.pattern, spectra[0] * kernel.weight, spectra[1] * kernel.weight)
    )
    variance = np.maximum(squares - total * total / kernel.count, kernel.count * _LEAST_VARIANCE)
    likeness = matched / np.sqrt(variance * kernel.energy)
    return [_take_peak(likeness, kernel) for _ in range(_PEAKS)]


def _take_peak(likeness: npt.NDArray[np.floating[Any]], kernel: _Kernel) -> Finder:
    y, x = divmod(int(likeness.argmax()), likeness.shape[1])
    finder = Finder(x / kernel.module, y / kernel.module, float(likeness[y, x]))
    reach = kernel.reach
    likeness[max(0, y - reach) : y + reach + 1, max(0, x - reach) : x + reach + 1] = -1
    return finder


def _padded(length: int) -> int:
    """The next length that transforms fast, in coarse steps so that kernels are used again."""
    return -(-length // 32) * 32
