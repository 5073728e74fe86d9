"""QR codes in grey pixels: those read, and those seen."""

import math
from dataclasses import dataclass

import zxingcpp

from chalicelib.adapters.imaging.scans.sources import Grey

Box = tuple[float, float, float, float]
"""Left, top, right, bottom as shares of the page."""

EVERYWHERE = zxingcpp.Binarizer.LocalAverage
"""Ink is what is darker than its neighbourhood: for any page."""

QUICK = zxingcpp.Binarizer.GlobalHistogram
"""Ink is what is darker than one level for the whole page: four times as fast, for evenly lit pages."""

_QR = zxingcpp.BarcodeFormat.QRCode


@dataclass(frozen=True, slots=True)
class Code:
    """A code on the page; `text` is empty where it was seen and not read. `turn` makes it upright, clockwise."""

    text: str
    box: Box
    turn: int


def find_codes(pixels: Grey, binarizer: zxingcpp.Binarizer = EVERYWHERE) -> list[Code]:
    """Every code that one pass sees, in no order."""
    found = zxingcpp.read_barcodes(
        pixels,
        formats=_QR,
        try_downscale=False,
        binarizer=binarizer,
        return_errors=True,
        text_mode=zxingcpp.TextMode.Plain,
    )
    height, width = pixels.shape
    return [_code(result, width, height) for result in found]


def _code(result: zxingcpp.Result, width: int, height: int) -> Code:
    corners = result.position
    points = (corners.top_left, corners.top_right, corners.bottom_right, corners.bottom_left)
    xs, ys = [point.x / width for point in points], [point.y / height for point in points]
    text = result.text if result.valid else ""
    return Code(text, (min(xs), min(ys), max(xs), max(ys)), _turn(corners))


def _turn(corners: zxingcpp.Position) -> int:
    across, down = corners.top_right.x - corners.top_left.x, corners.top_right.y - corners.top_left.y
    lean = round(math.degrees(math.atan2(down, across)) / 90) * 90
    return -lean % 360


def read_codes(pixels: Grey) -> list[Code]:
    """Every code that one pass reads."""
    return [code for code in find_codes(pixels) if code.text]
