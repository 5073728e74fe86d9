"""The directories of a TIFF (one a page), read without trusting any number in them."""

import os
import struct
from dataclasses import dataclass

from chalicelib.adapters.imaging.scans.limits import MAX_PAGE_BYTES, MAX_SAMPLES, MAX_SIDE
from chalicelib.domain.post.survey import MAX_SCAN_PAGES, RefusedScanError, ScanFault

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
_WHOLE = {1: "B", 3: "H", 4: "I"}
_MOST_ENTRIES = 512
_MOST_VALUE_BYTES = 1024 * 1024
_SUBFILE, WIDTH, HEIGHT, _SAMPLES = 254, 256, 257, 277
STRIPS, STRIP_BYTES = (273, 324), (279, 325)
"""Where the pixels are and how long each piece is, for strips and for tiles."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One tag: its type, how many values, and their bytes in the file's order."""

    kind: int
    count: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Directory:
    """One page."""

    order: str
    entries: dict[int, Entry]

    def numbers(self, *tags: int) -> tuple[int, ...]:
        """The whole numbers of the first of these tags that is there."""
        for tag in tags:
            entry = self.entries.get(tag)
            if entry is not None and entry.kind in _WHOLE:
                return struct.unpack(f"{self.order}{entry.count}{_WHOLE[entry.kind]}", entry.data)
        return ()


def read_directories(descriptor: int) -> list[Directory]:
    """Every page of the file; raises `RefusedScanError`."""
    size = os.fstat(descriptor).st_size
    order = "<" if _read(descriptor, 0, 2) == b"II" else ">"
    (at,) = struct.unpack(order + "I", _read(descriptor, 4, 4))
    seen: set[int] = set()
    pages: list[Directory] = []
    while at:
        if at in seen or at >= size:
            raise RefusedScanError(ScanFault.BROKEN)
        seen.add(at)
        directory, at = _directory(descriptor, order, at)
        if not _is_thumbnail(directory):
            _check(directory, size)
            pages.append(directory)
        if len(seen) > 2 * MAX_SCAN_PAGES or len(pages) > MAX_SCAN_PAGES:
            raise RefusedScanError(ScanFault.TOO_MANY_PAGES)
    if not pages:
        raise RefusedScanError(ScanFault.NO_PAGES)
    return pages


def _directory(descriptor: int, order: str, at: int) -> tuple[Directory, int]:
    (count,) = struct.unpack(order + "H", _read(descriptor, at, 2))
    if not 0 < count <= _MOST_ENTRIES:
        raise RefusedScanError(ScanFault.BROKEN)
    table = _read(descriptor, at + 2, count * 12 + 4)
    found = (_entry(descriptor, order, table[at : at + 12]) for at in range(0, count * 12, 12))
    entries = {tag: entry for tag, entry in found if entry is not None}
    return Directory(order, entries), struct.unpack(order + "I", table[-4:])[0]


def _entry(descriptor: int, order: str, raw: bytes) -> tuple[int, Entry | None]:
    tag, kind, count = struct.unpack(order + "HHI", raw[:8])
    length = _SIZES.get(kind, 0) * count
    if not 0 < length <= _MOST_VALUE_BYTES:
        return tag, None
    if length <= 4:  # noqa: PLR2004 - it stands in the entry itself
        return tag, Entry(kind, count, raw[8 : 8 + length])
    return tag, Entry(kind, count, _read(descriptor, struct.unpack(order + "I", raw[8:])[0], length))


def _is_thumbnail(directory: Directory) -> bool:
    return bool(sum(directory.numbers(_SUBFILE)) & 1)


def _check(directory: Directory, size: int) -> None:
    """Refuse a page that declares what no scan has, or lies outside the file."""
    width, height = sum(directory.numbers(WIDTH)), sum(directory.numbers(HEIGHT))
    samples = max(1, sum(directory.numbers(_SAMPLES)))
    offsets, lengths = directory.numbers(*STRIPS), directory.numbers(*STRIP_BYTES)
    is_sized = 0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE and width * height * samples <= MAX_SAMPLES
    is_placed = 0 < len(offsets) == len(lengths) and sum(lengths) <= MAX_PAGE_BYTES
    if not is_sized or not is_placed or any(a + b > size for a, b in zip(offsets, lengths, strict=True)):
        raise RefusedScanError(ScanFault.BROKEN)


def _read(descriptor: int, at: int, length: int) -> bytes:
    data = os.pread(descriptor, length, at)
    if len(data) < length:
        raise RefusedScanError(ScanFault.BROKEN)
    return data
