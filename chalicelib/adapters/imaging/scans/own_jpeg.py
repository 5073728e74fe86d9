"""A PDF page that is nothing but one upright JPEG: its stream, decoded at a fraction of its size."""

import ctypes
import io

import numpy as np
import pypdfium2
from PIL import Image
from pypdfium2 import raw

from chalicelib.adapters.imaging.scans.limits import MAX_SAMPLES, MAX_SIDE
from chalicelib.adapters.imaging.scans.sources import Grey

_MOST_OBJECTS = 5_000
_DARK = 90
"""Mean of a picture that is probably stored as a negative: drawing it tells."""


class OwnJpeg:
    """The JPEG of a page, and how often the page turns it clockwise by a quarter."""

    def __init__(self, data: bytes, quarters: int) -> None:
        self._data = data
        self._quarters = quarters

    def grey(self, dpi: int, long_inches: float) -> Grey | None:
        """Its pixels at `dpi` or somewhat more; None where the page had better be drawn."""
        picture = decoded_grey(self._data, dpi * long_inches)
        if picture is None:
            return None
        pixels = np.asarray(picture)
        if pixels[::8, ::8].mean() < _DARK:
            return None
        return np.rot90(pixels, -self._quarters) if self._quarters else pixels


def decoded_grey(data: bytes, long_side: float) -> Image.Image | None:
    """A JPEG in grey, as small as the decoder makes it without going below `long_side`; None for other colours."""
    picture = Image.open(io.BytesIO(data), formats=["JPEG"])
    width, height = picture.size
    if picture.mode not in {"L", "RGB"} or max(width, height) > MAX_SIDE or width * height > MAX_SAMPLES:
        return None
    share = min(1.0, long_side / max(width, height))
    picture.draft("L", (int(width * share), int(height * share)))
    picture.load()
    return picture if picture.mode == "L" else picture.convert("L")


def find_own_jpeg(page: pypdfium2.PdfPage) -> OwnJpeg | None:
    """The JPEG of a page that shows nothing else (invisible text of a reader's aside), and shows it upright."""
    if raw.FPDFPage_GetAnnotCount(page):
        return None
    image = _only_image(page)
    if image is None or not _is_upright(image) or _filters(image) != [b"DCTDecode"]:
        return None
    return OwnJpeg(_stream(image), raw.FPDFPage_GetRotation(page))


def _only_image(page: pypdfium2.PdfPage) -> "raw.FPDF_PAGEOBJECT | None":
    count = raw.FPDFPage_CountObjects(page)
    if not 0 < count <= _MOST_OBJECTS:
        return None
    visible = [item for item in (raw.FPDFPage_GetObject(page, index) for index in range(count)) if _is_visible(item)]
    if len(visible) != 1 or raw.FPDFPageObj_GetType(visible[0]) != raw.FPDF_PAGEOBJ_IMAGE:
        return None
    return visible[0]


def _is_visible(item: "raw.FPDF_PAGEOBJECT") -> bool:
    is_text = raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_TEXT
    return not (is_text and raw.FPDFTextObj_GetTextRenderMode(item) == raw.FPDF_TEXTRENDERMODE_INVISIBLE)


def _is_upright(image: "raw.FPDF_PAGEOBJECT") -> bool:
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(image, ctypes.byref(matrix))
    is_straight = abs(matrix.b) < abs(matrix.a) / 100 and abs(matrix.c) < abs(matrix.d) / 100
    return bool(is_straight and matrix.a > 0 and matrix.d > 0)


def _filters(image: "raw.FPDF_PAGEOBJECT") -> list[bytes]:
    names = []
    for index in range(raw.FPDFImageObj_GetImageFilterCount(image)):
        name = ctypes.create_string_buffer(32)
        raw.FPDFImageObj_GetImageFilter(image, index, name, len(name))
        names.append(name.value)
    return names


def _stream(image: "raw.FPDF_PAGEOBJECT") -> bytes:
    size = raw.FPDFImageObj_GetImageDataRaw(image, None, 0)
    data = ctypes.create_string_buffer(size)
    raw.FPDFImageObj_GetImageDataRaw(image, data, size)
    return data.raw
