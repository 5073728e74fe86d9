"""What a file was when it was looked at, so that a changed one is never sent under an old signature."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, Self

CHUNK: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Size and SHA-256 of a file as it was read once, and the marks by which the file system tells of any change."""

    size: int
    sha256: str
    marks: tuple[int, int, int]

    @classmethod
    def take(cls, path: Path, on_bytes: Callable[[int], None] = lambda _: None) -> Self:
        """Read the whole file once. Raises OSError."""
        digest, size = sha256(), 0
        with path.open("rb") as file:
            marks = marks_of(file.fileno())
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
                on_bytes(len(chunk))
        return cls(size, digest.hexdigest(), marks)


def marks_of(descriptor: int) -> tuple[int, int, int]:
    """Inode, and when content and inode last changed: every write moves the last, whatever a program sets."""
    about = os.fstat(descriptor)
    return about.st_ino, about.st_mtime_ns, about.st_ctime_ns


class FileChangedError(Exception):
    """The file is not what was signed; nothing more of it is sent."""


def read_slice(path: Path, start: int, size: int, seen: Fingerprint) -> bytes:
    """Bytes of a file that is still what it was. Raises FileChangedError."""
    try:
        with path.open("rb") as file:
            file.seek(start)
            data = file.read(size)
            marks = marks_of(file.fileno())
    except OSError as error:
        raise FileChangedError(path.name) from error
    whole = (start, size) == (0, seen.size)
    if marks != seen.marks or len(data) != size or (whole and sha256(data).hexdigest() != seen.sha256):
        raise FileChangedError(path.name)
    return data
