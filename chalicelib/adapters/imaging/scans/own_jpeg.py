"""The JPEG that covers a page of a PDF, decoded at a fraction of its size."""

import io

import numpy as np
import pypdfium2
from PIL import Image
from pypdfium2 import raw

from chalicelib.adapters.imaging.scans.limits import MAX_SAMPLES, MAX_SIDE
from chalicelib.adapters.imaging.scans.page_objects import PageObject, filters, is_shown, lies_upright, stream
from chalicelib.adapters.imaging.scans.sources import Grey

_MOST_OBJECTS = 5_000
_COVERS = 0.9
_DARK = 90
"""Mean of a picture that is probably stored as a negative: drawing it tells."""


class OwnJpeg:
    """The JPEG of a page, with how often the page turns it clockwise by a quarter."""

    def __init__(self, page: pypdfium2.PdfPage, image: PageObject, *, is_alone: bool) -> None:
        """Where it is not alone, the image is taken from the page, so that the page draws the rest."""
        self.data = stream(image)
        self._quarters = raw.FPDFPage_GetRotation(page)
        self.is_alone = is_alone
        if not is_alone:
            raw.FPDFPage_RemoveObject(page, image)
            raw.FPDFPageObj_Destroy(image)

    def grey(self, long_side: float) -> Grey | None:
        """Its pixels with a long side of at least `long_side`; None where the page had better be drawn."""
        picture = decoded_grey(self.data, long_side)
        if picture is None:
            return None
        pixels = np.asarray(picture)
        if pixels[::8, ::8].mean() < _DARK:
            return None
        return np.rot90(pixels, -self._quarters) if self._quarters else pixels


def decoded_grey(data: bytes | bytearray, long_side: float) -> Image.Image | None:
    """A JPEG in grey, as small as the decoder makes it without going below `long_side`; None for other colours."""
    picture = Image.open(io.BytesIO(data), formats=["JPEG"])
    width, height = picture.size
    if picture.mode not in {"L", "RGB"} or max(width, height) > MAX_SIDE or width * height > MAX_SAMPLES:
        return None
    share = min(1.0, long_side / max(width, height))
    picture.draft("L", (int(width * share), int(height * share)))
    picture.load()
    return picture if picture.mode == "L" else picture.convert("L")


def take_own_jpeg(page: pypdfium2.PdfPage) -> OwnJpeg | None:
    """The one JPEG that covers the page upright, if there is one."""
    count = raw.FPDFPage_CountObjects(page)
    if not 0 < count <= _MOST_OBJECTS:
        return None
    shown = [item for item in (raw.FPDFPage_GetObject(page, index) for index in range(count)) if is_shown(item)]
    covering = [item for item in shown if lies_upright(item, page.get_mediabox(), _COVERS)]
    if len(covering) != 1 or filters(covering[0]) != [b"DCTDecode"]:
        return None
    return OwnJpeg(page, covering[0], is_alone=len(shown) == 1 and not raw.FPDFPage_GetAnnotCount(page))
