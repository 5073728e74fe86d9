"""Scans for the tests of their reader: good ones of every type, and some made to be bad."""

import io
import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pikepdf
from PIL import Image

from chalicelib.adapters.imaging.scans.pictures import shrunk_grey
from chalicelib.adapters.imaging.scans.sources import Grey
from tests.scans.damage import grain
from tests.scans.pages import draw_blank, draw_cover, draw_letter, payload
from tests.scans.paper import TUNING

A4_INCHES = 297 / 25.4


def scanned(page: Image.Image) -> Image.Image:
    """A page with the scanner's noise."""
    return grain(page, TUNING.grain, np.random.default_rng(1))


def envelope(dpi: int = 150) -> list[Image.Image]:
    """A cover, a letter, its blank back, and a cover upside down."""
    pages = (
        draw_cover(TUNING, 1, dpi),
        draw_letter(TUNING, 2, dpi),
        draw_blank(TUNING, 3, dpi),
        draw_cover(TUNING, 4, dpi),
    )
    return [scanned(page) for page in (*pages[:3], pages[3].transpose(Image.Transpose.ROTATE_180))]


ENVELOPE_CODES = [(payload(TUNING, 1),), (), (), (payload(TUNING, 4),)]


class Drawn:
    """A picture as the source of a page, without any file."""

    def __init__(self, picture: Image.Image, inches: float = A4_INCHES) -> None:
        self._picture = picture
        self.inches = inches

    def grey(self, dpi: int) -> Grey:
        return shrunk_grey(self._picture, dpi * self.inches)

    def picture(self) -> Image.Image:
        return self._picture


def small_grey(picture: Image.Image) -> Grey:
    """What the first look takes of a page."""
    return Drawn(picture).grey(72)


def joined(path: Path, *pdfs: bytes) -> Path:
    """One PDF of the pages of several."""
    whole = pikepdf.new()
    for data in pdfs:
        whole.pages.extend(pikepdf.open(io.BytesIO(data)).pages)
    whole.save(path)
    return path


def tiff(*directories: Sequence[tuple[int, int, int, int]], offsets: Sequence[int] = ()) -> bytes:
    """A TIFF of these tags (tag, type, count, value), whose directories follow one another or point where told."""
    places = [8 + sum(len(tags) * 12 + 6 for tags in directories[:index]) for index in range(len(directories))]
    following = offsets or [*places[1:], *[0] * bool(places)]
    data = b"II*\0" + struct.pack("<I", places[0] if places else 0)
    for tags, after in zip(directories, following, strict=True):
        data += struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", *tag) for tag in tags)
        data += struct.pack("<I", after)
    return data


def tiff_page(width: int = 8, height: int = 8, at: int = 8, length: int = 8) -> list[tuple[int, int, int, int]]:
    """The tags of a bilevel page in one strip."""
    sizes = [(256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 1), (259, 3, 1, 1), (262, 3, 1, 1)]
    return [*sizes, (273, 4, 1, at), (277, 3, 1, 1), (278, 4, 1, height), (279, 4, 1, length)]
