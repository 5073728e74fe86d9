"""Questions to PDFium about one thing that a page shows."""

import ctypes
from typing import Any, TypeAlias

from pypdfium2 import raw

PageObject: TypeAlias = Any
"""`FPDF_PAGEOBJECT`, for which no types are published."""


def is_shown(item: PageObject) -> bool:
    """Whether it can be seen: what a reader recognised lies over a scan as invisible text."""
    is_text = raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_TEXT
    return not (is_text and raw.FPDFTextObj_GetTextRenderMode(item) == raw.FPDF_TEXTRENDERMODE_INVISIBLE)


def lies_upright(item: PageObject, page_box: tuple[float, float, float, float], share: float) -> bool:
    """Whether it is an image that lies unturned and covers this share of both sides of the page."""
    if raw.FPDFPageObj_GetType(item) != raw.FPDF_PAGEOBJ_IMAGE:
        return False
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, ctypes.byref(matrix))
    is_straight = abs(matrix.b) < abs(matrix.a) / 100 and abs(matrix.c) < abs(matrix.d) / 100
    left, bottom, right, top = page_box
    return bool(is_straight and matrix.a >= (right - left) * share and matrix.d >= (top - bottom) * share)


def filters(image: PageObject) -> list[bytes]:
    """What its stream was packed with."""
    names = []
    for index in range(raw.FPDFImageObj_GetImageFilterCount(image)):
        name = ctypes.create_string_buffer(32)
        raw.FPDFImageObj_GetImageFilter(image, index, name, len(name))
        names.append(name.value)
    return names


def stream(image: PageObject) -> bytearray:
    """Its stream as it stands in the file."""
    size = raw.FPDFImageObj_GetImageDataRaw(image, None, 0)
    data = bytearray(size)
    raw.FPDFImageObj_GetImageDataRaw(image, (ctypes.c_char * size).from_buffer(data), size)
    return data
