"""TIFF scans: each page is copied into a small file of its own, so that no parser walks the sender's directories."""

import io
import os
import struct

from PIL import Image

from chalicelib.adapters.imaging.limits import PAGE_SIDE
from chalicelib.adapters.imaging.pictures import upright
from chalicelib.adapters.imaging.scans.pictures import flat, long_inches, shrunk_grey
from chalicelib.adapters.imaging.scans.sources import Grey, believable_inches
from chalicelib.adapters.imaging.scans.tiff_directory import (
    STRIP_BYTES,
    STRIPS,
    Directory,
    Entry,
    read_directories,
)

_KEPT = (256, 257, 258, 259, 262, 266, 274, 277, 278, 282, 283, 284, 292, 293, 296, 317, 320, 322, 323, 338, 347)
_KEPT_IF_COLOUR = (529, 530, 531, 532)
_LONG = 4


class TiffScan:
    """A TIFF of many pages; one is decoded at a time."""

    def __init__(self, descriptor: int) -> None:
        """Raises `RefusedScanError`."""
        self._descriptor = descriptor
        self._directories = read_directories(descriptor)

    def __len__(self) -> int:
        return len(self._directories)

    def page(self, number: int) -> "TiffPage":
        return TiffPage(single_page(self._descriptor, self._directories[number - 1]))

    def release(self) -> None:
        """Pages hold themselves."""

    def close(self) -> None:
        """Nothing is kept."""


class TiffPage:
    """One page of a TIFF, decoded once."""

    def __init__(self, data: bytes) -> None:
        picture = Image.open(io.BytesIO(data), formats=["TIFF"])
        self.inches = believable_inches(long_inches(picture))
        picture.load()
        self._picture = upright(flat(picture))

    def grey(self, dpi: int) -> Grey:
        return shrunk_grey(self._picture, dpi * self.inches)

    def picture(self) -> Image.Image:
        copy = self._picture.copy()
        copy.thumbnail((PAGE_SIDE, PAGE_SIDE), Image.Resampling.BICUBIC, reducing_gap=2.0)
        return copy


def single_page(descriptor: int, directory: Directory) -> bytes:
    """A TIFF with this page alone: the tags that matter to its pixels, and its pixels."""
    pieces = zip(directory.numbers(*STRIPS), directory.numbers(*STRIP_BYTES), strict=True)
    pixels = [os.pread(descriptor, length, at) for at, length in pieces]
    entries = {tag: directory.entries[tag] for tag in (*_KEPT, *_KEPT_IF_COLOUR) if tag in directory.entries}
    is_tiled = STRIPS[1] in directory.entries
    where, lengths = STRIPS[is_tiled], STRIP_BYTES[is_tiled]
    entries[lengths] = _longs(directory.order, [len(piece) for piece in pixels])
    entries[where] = _longs(directory.order, [0] * len(pixels))
    start = len(_written(directory.order, entries))
    entries[where] = _longs(directory.order, _running_sums(start, pixels))
    return _written(directory.order, entries) + b"".join(pixels)


def _written(order: str, entries: dict[int, Entry]) -> bytes:
    table = b"II*\0" if order == "<" else b"MM\0*"
    table += struct.pack(order + "IH", 8, len(entries))
    values_at = len(table) + 12 * len(entries) + 4
    values = b""
    for tag, entry in sorted(entries.items()):
        place = entry.data.ljust(4, b"\0")
        if len(entry.data) > 4:  # noqa: PLR2004 - it does not fit into the entry itself
            place = struct.pack(order + "I", values_at + len(values))
            values += entry.data + b"\0" * (len(entry.data) % 2)
        table += struct.pack(order + "HHI", tag, entry.kind, entry.count) + place
    return table + b"\0\0\0\0" + values


def _longs(order: str, numbers: list[int]) -> Entry:
    return Entry(_LONG, len(numbers), struct.pack(f"{order}{len(numbers)}I", *numbers))


def _running_sums(start: int, pieces: list[bytes]) -> list[int]:
    sums = []
    for piece in pieces:
        sums.append(start)
        start += len(piece)
    return sums
