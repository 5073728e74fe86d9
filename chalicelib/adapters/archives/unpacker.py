"""The zip of one envelope, opened without trusting it: names are not used, sizes not believed, all faults told."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED

from chalicelib.adapters.archives.directory import (
    UNREADABLE,
    BoundedFile,
    Entry,
    Limits,
    check_all,
    check_one,
    natural,
    read_entries,
)
from chalicelib.domain.post.clutter import is_clutter
from chalicelib.domain.post.vocabulary import RejectionCode
from chalicelib.services.post_ports import RefusedArchiveError, UnpackedPage

CHUNK: Final = 64 * 1024
NESTED: Final = (
    b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"Rar!\x1a", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"\x1f\x9d", b"BZh",
    b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18", b"LZIP", b"MSCF", b"xar!", b"!<arch>",
)  # fmt: skip
"""How archives and compressed files begin."""
TAR: Final = slice(257, 262)


class _FaultError(Exception):
    """One entry cannot be taken."""

    def __init__(self, code: RejectionCode) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class ZipUnpacker:
    """Unpacks single pages, in natural order of their names, under names of its own; one chunk in memory at a time."""

    limits: Limits = field(default_factory=Limits)

    def unpack(self, archive: Path, folder: Path) -> tuple[UnpackedPage, ...]:
        """Raises RefusedArchiveError with every fault of the archive; what was written until then is gone."""
        with BoundedFile(archive) as file:
            entries, codes = self._look_at(file, archive.stat().st_size)
            pages = [UnpackedPage(entry.info.filename, folder / f"{n:04d}") for n, entry in enumerate(entries)]
            for entry, page in zip(entries, pages, strict=True):
                codes |= _write(file, entry, page.path)
        if not pages and not codes:
            codes = {RejectionCode.NO_PAGES}
        if codes:
            for page in pages:
                page.path.unlink(missing_ok=True)
            raise RefusedArchiveError(sorted(codes))
        return tuple(pages)

    def _look_at(self, file: BoundedFile, size: int) -> tuple[list[Entry], set[RejectionCode]]:
        """Entries to be inflated, and what the directory alone says: of a zip that has faults, the sound entries."""
        try:
            entries, directory = read_entries(file)
        except UnicodeDecodeError:
            return [], {RejectionCode.ZIP_TRAVERSES}
        except UNREADABLE:
            return [], {RejectionCode.ZIP_BROKEN}
        codes = set(check_all(entries, directory, size, self.limits))
        faults = [set(check_one(entry, self.limits)) for entry in entries]
        codes.update(*faults)
        if RejectionCode.ZIP_BOMB in codes:
            return [], codes
        sound = [entry for entry, found in zip(entries, faults, strict=True) if not found and _is_page(entry)]
        return sorted(sound, key=lambda entry: natural(entry.info.filename)), codes


def _is_page(entry: Entry) -> bool:
    return not entry.info.is_dir() and not is_clutter(entry.info.filename)


def _write(file: BoundedFile, entry: Entry, path: Path) -> set[RejectionCode]:
    """Write one entry and return its faults."""
    head = b""
    try:
        with path.open("xb") as target:
            for part in _inflated(file, entry):
                head += part[: TAR.stop - len(head)]
                target.write(part)
    except _FaultError as fault:
        return {fault.code}
    return {RejectionCode.ZIP_NESTED} if head.startswith(NESTED) or head[TAR] == b"ustar" else set()


def _inflated(file: BoundedFile, entry: Entry) -> Iterator[bytes]:
    """The content in parts. Raises _FaultError at the part that is too much, or when the whole is not as promised."""
    size = crc = 0
    for part in _parts(file, entry):
        size += len(part)
        if size > entry.info.file_size:
            raise _FaultError(RejectionCode.ZIP_BOMB)
        crc = zlib.crc32(part, crc)
        yield part
    if (size, crc) != (entry.info.file_size, entry.info.CRC):
        raise _FaultError(RejectionCode.ZIP_BROKEN)


def _parts(file: BoundedFile, entry: Entry) -> Iterator[bytes]:
    packed = _packed(file, entry)
    return _inflate(packed) if entry.info.compress_type == ZIP_DEFLATED else packed


def _packed(file: BoundedFile, entry: Entry) -> Iterator[bytes]:
    file.seek(entry.data)
    left = entry.end - entry.data
    while left and (part := file.read(min(left, CHUNK))):
        left -= len(part)
        yield part


def _inflate(packed: Iterator[bytes]) -> Iterator[bytes]:
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for part in packed:
            yield (out := stream.decompress(part, CHUNK))
            while len(out) == CHUNK:  # more may wait, in the tail or inside
                yield (out := stream.decompress(stream.unconsumed_tail, CHUNK))
            if stream.eof:
                break
    except zlib.error:
        raise _FaultError(RejectionCode.ZIP_BROKEN) from None
    if not stream.eof or stream.unused_data or next(packed, b""):
        raise _FaultError(RejectionCode.ZIP_BROKEN)
