"""What the directory of a zip says of its entries, checked before a byte is inflated.

Overlaps: D. Fifield, "A better zip bomb", WOOT 2019. Names: every way to leave a folder that zip libraries fell for.
"""

import re
import stat
import struct
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import FileIO
from itertools import pairwise
from typing import Final
from unicodedata import normalize

from typing_extensions import override

from chalicelib.domain.post.vocabulary import RejectionCode

MOST_DIRECTORY: Final = 512 * 1024
"""Bytes that are ever read at once: of a directory first of all, whose size the sender writes down."""
LOCAL_HEADER: Final = struct.Struct("<4s5H3L2H")
MAGIC: Final = b"PK\x03\x04"
ENCRYPTED: Final = 0x1 | 0x40 | 0x2000
UTF8: Final = 0x800
PADDING: Final = 64 * 1024
"""Bytes that packing may add to what cannot be packed: RFC 1951 needs five in 65,535."""
METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
OUTSIDE: Final = re.compile(r"(^|/)\.\.?(/|$)|^/|//|\\|^[A-Za-z]:|[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""Dots, absolute paths, backslashes, drives, and what hides the rest of a name."""
UNREADABLE: Final = (
    zipfile.BadZipFile,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    ValueError,
)
"""What zipfile raises for bytes that are no zip."""
PARTS: Final = re.compile(r"([0-9]+)")


@dataclass(frozen=True, slots=True)
class Limits:
    """What the zip of one envelope may hold; sizes in bytes, `ratio` of all that comes out to all that came in."""

    entries: int = 400
    inflated: int = 200_000_000
    entry: int = 50_000_000
    ratio: int = 200


class BoundedFile(FileIO):
    """A file of which never more than half a megabyte is read at once, whatever it says of itself."""

    @override
    def read(self, size: int | None = -1, /) -> bytes:
        whole = size is None or size < 0
        part = super().read(MOST_DIRECTORY + 1 if whole else min(size or 0, MOST_DIRECTORY + 1)) or b""
        if len(part) > MOST_DIRECTORY:
            raise zipfile.BadZipFile("too much at once")
        return part


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry and where it lies in the file: from `start` to before `end`, its content from `data` on."""

    info: zipfile.ZipInfo
    start: int
    data: int
    end: int


def read_entries(file: BoundedFile) -> tuple[tuple[Entry, ...], int]:
    """Every entry, and where the directory begins. Raises one of `UNREADABLE` for what is no zip."""
    with zipfile.ZipFile(file) as archive:
        return tuple(_locate(info, file) for info in archive.infolist()), archive.start_dir


def check_all(entries: Sequence[Entry], directory: int, size: int, limits: Limits) -> Iterator[RejectionCode]:
    """Faults of the zip as a whole, which begins its directory at one byte and ends at another."""
    inflated = sum(entry.info.file_size for entry in entries)
    if len(entries) > limits.entries or inflated > min(limits.inflated, limits.ratio * size):
        yield RejectionCode.ZIP_BOMB
    if len({normalize("NFC", entry.info.filename).casefold() for entry in entries}) != len(entries):
        yield RejectionCode.ZIP_BROKEN
    spans = sorted((entry.start, entry.end) for entry in entries)
    if spans and spans[0][0] != 0:  # something stands before the first entry: another zip, perhaps
        yield RejectionCode.ZIP_BROKEN
    if any(end > start for (_, end), (start, _) in pairwise([*spans, (directory, size)])):
        yield RejectionCode.ZIP_BOMB


def check_one(entry: Entry, limits: Limits) -> Iterator[RejectionCode]:
    """Faults of one entry."""
    info = entry.info
    kind = stat.S_IFMT(info.external_attr >> 16)
    if OUTSIDE.search(info.orig_filename.removesuffix("/")):
        yield RejectionCode.ZIP_TRAVERSES
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        yield RejectionCode.ZIP_LINK
    if info.flag_bits & ENCRYPTED:
        yield RejectionCode.ZIP_ENCRYPTED
    elif info.compress_type not in METHODS or info.compress_size > info.file_size + PADDING:
        yield RejectionCode.ZIP_BROKEN
    if info.file_size > limits.entry:
        yield RejectionCode.ZIP_BOMB


def natural(name: str) -> tuple[tuple[int, str], ...]:
    """A key that puts `page-2` before `page-10`."""
    parts = PARTS.split(normalize("NFC", name).casefold())
    return tuple((int(part), "") if n % 2 else (-1, part) for n, part in enumerate(parts))


def _locate(info: zipfile.ZipInfo, file: BoundedFile) -> Entry:
    """Raises zipfile.BadZipFile when there is no entry, or one of another name."""
    file.seek(info.header_offset)
    header = file.read(LOCAL_HEADER.size)
    if len(header) != LOCAL_HEADER.size or not header.startswith(MAGIC):
        raise zipfile.BadZipFile("no entry there")
    _, _, flags, *_, name, extra = LOCAL_HEADER.unpack(header)
    if file.read(name).decode("utf-8" if flags & UTF8 else "cp437") != info.orig_filename:
        raise zipfile.BadZipFile("two names")
    data = info.header_offset + LOCAL_HEADER.size + name + extra
    return Entry(info, info.header_offset, data, data + info.compress_size)
