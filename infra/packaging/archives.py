"""Zips that come out the same from the same files, and what they weigh unpacked."""

import zipfile
from pathlib import Path
from typing import Final

_TIME: Final = (1980, 1, 1, 0, 0, 0)
_READABLE: Final = 0o644 << 16


def zip_folder(folder: Path, target: Path) -> None:
    """Writes every file below `folder` to a zip, in order of name, without times or owners."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder.parent).as_posix(), _TIME)
            entry.external_attr = _READABLE
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())


def unpack(archive: Path, target: Path) -> Path:
    """Unpacks a zip under `target` and returns it."""
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(target)
    return target


def unpacked_size(archive: Path) -> int:
    """Bytes that the zip takes up unpacked."""
    with zipfile.ZipFile(archive) as opened:
        return sum(entry.file_size for entry in opened.infolist())
