"""Zips for tests: right ones by zipfile, and the rest by changing bytes of right ones."""

import stat
import struct
import zipfile
from collections.abc import Callable, Iterable
from io import BytesIO
from random import Random
from zlib import crc32

PAGE = b"\x89PNG\r\n\x1a\n" + Random(17).randbytes(3_000)  # noqa: S311 - a page that cannot be packed

CENTRAL = b"PK\x01\x02"
LOCAL = b"PK\x03\x04"
END = b"PK\x05\x06"


def a_zip(*names: str | zipfile.ZipInfo, content: bytes = PAGE, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of entries that all have the same content."""
    return zip_of(((name, content) for name in names), method)


def zip_of(entries: Iterable[tuple[str | zipfile.ZipInfo, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these entries."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return out.getvalue()


def special(name: str, kind: int) -> zipfile.ZipInfo:
    """An entry of a kind of file that Unix knows."""
    info = zipfile.ZipInfo(name)
    info.external_attr = (kind | 0o644) << 16
    info.create_system = 3
    return info


def renamed(zipped: bytes, before: str, after: bytes) -> bytes:
    """The zip with another name of the same length, wherever it stands."""
    assert len(before.encode()) == len(after)
    return zipped.replace(before.encode(), after)


def central(zipped: bytes, offset: int, form: str, change: Callable[[int], int]) -> bytes:
    """The zip with one number of its first central record changed."""
    at = struct.unpack_from("<L", zipped, zipped.rindex(END) + 16)[0] + offset
    (value,) = struct.unpack_from(form, zipped, at)
    return zipped[:at] + struct.pack(form, change(value)) + zipped[at + struct.calcsize(form) :]


FLAGS, METHOD, CRC, PACKED, SIZE, WHERE = (8, "<H"), (10, "<H"), (16, "<L"), (20, "<L"), (24, "<L"), (42, "<L")


def with_flags(zipped: bytes, flag: int) -> bytes:
    """The zip whose first entry carries one more flag."""
    return central(zipped, *FLAGS, lambda flags: flags | flag)


def that_lies_small(size: int) -> bytes:
    """One entry that holds far more than it says, under the checksum of what it says."""
    zipped = a_zip("1.png", content=bytes(size))
    told = central(zipped, *SIZE, lambda _: 10)
    return central(told, *CRC, lambda _: crc32(bytes(10)))


def overlapping() -> bytes:
    """Two directory records of one entry."""
    zipped = a_zip("1.png", "2.png")
    first = zipped.index(CENTRAL)
    second = zipped.index(CENTRAL, first + 4)
    record = zipped[first:second]
    end = zipped.index(END)
    return zipped[:second] + record + zipped[end:]


LINK, DEVICE, PIPE = stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO
