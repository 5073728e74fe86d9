"""QR codes in grey pixels: those read, and those that were seen and not read."""

import math
from dataclasses import dataclass

import zxingcpp

from chalicelib.adapters.imaging.scans.sources import Grey

Box = tuple[float, float, float, float]
"""Left, top, right, bottom as shares of the page."""

LOCAL = zxingcpp.Binarizer.LocalAverage
GLOBAL = zxingcpp.Binarizer.GlobalHistogram
_QR = zxingcpp.BarcodeFormat.QRCode


@dataclass(frozen=True, slots=True)
class Code:
    """A code on the page; `text` is empty where it could not be read. `turn` is what makes it upright, clockwise."""

    text: str
    box: Box
    turn: int


def find_codes(pixels: Grey, binarizer: zxingcpp.Binarizer = LOCAL, *, with_errors: bool = True) -> list[Code]:
    """Every code that one pass sees, in no order."""
    found = zxingcpp.read_barcodes(
        pixels,
        formats=_QR,
        try_downscale=False,
        binarizer=binarizer,
        text_mode=zxingcpp.TextMode.Plain,
        return_errors=with_errors,
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
