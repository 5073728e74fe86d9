"""What the readers of every file type offer: a file of pages, a page as grey pixels and as a picture."""

from typing import Protocol

import numpy as np
import numpy.typing as npt
from PIL import Image

Grey = npt.NDArray[np.uint8]

_A4_LONG_INCHES = 297 / 25.4
_PLAUSIBLE_INCHES = (5.0, 24.0)


class PageSource(Protocol):
    """One page. Pixels are upright as the file says, which need not be how the paper lay on the scanner."""

    @property
    def inches(self) -> float:
        """The long side of the paper, as far as can be known."""

    def grey(self, dpi: int) -> Grey:
        """Pixels at `dpi` dots an inch or somewhat more, or as many as there are."""

    def picture(self) -> Image.Image:
        """What staff are to see, in a size fit for it."""


class ScanFile(Protocol):
    """An open scan. Making one raises `RefusedScanError`."""

    def __len__(self) -> int:
        """Pages."""

    def page(self, number: int) -> PageSource:
        """Page `number`, from 1; raises whatever its parser raises."""

    def release(self) -> None:
        """Forget the page in hand."""

    def close(self) -> None:
        """Forget the scan; the file is closed by whoever opened it."""


def believable_inches(long_side: float) -> float:
    """The length of a sheet: as declared where paper comes so, else A4 (many programs write one dot for one point)."""
    least, most = _PLAUSIBLE_INCHES
    return long_side if least <= long_side <= most else _A4_LONG_INCHES


def reduced(grey: Grey, factor: int) -> Grey:
    """Every `factor` × `factor` pixels averaged to one."""
    if factor < 2:  # noqa: PLR2004 - nothing to average
        return grey
    return np.asarray(Image.fromarray(np.ascontiguousarray(grey)).reduce(factor))
