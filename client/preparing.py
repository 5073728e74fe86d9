"""A manifest for a folder that has none: each scan, or each subfolder of single pages, is one envelope."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from chalicelib.domain.errors import ManifestRefusedError
from chalicelib.domain.post.manifest import FILE_NAME, SIXTEEN_DIGITS
from chalicelib.domain.post.reading import read_manifest
from client.findings import ClientError, Finding
from client.fingerprint import Fingerprint
from client.folder import MANIFEST, SIGNATURE
from client.scans import BadScanError, count_pages, type_of

WHOLE: Final = frozenset({"application/pdf", "image/tiff", "application/zip"})
"""Types of which one file is one envelope; pictures belong into a folder of their envelope."""
BEGINNING_OF_TIME: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Head:
    """What holds for the batch as a whole."""

    batch_id: str
    sequence: int
    post_office: str
    operator: str
    scanner: str
    received_on: str
    opened_on: str
    duplex: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """A manifest that was written, or the faults for which none was."""

    findings: tuple[Finding, ...]
    envelopes: int = 0


def prepare(folder: Path, head: Head) -> Prepared:
    """Pack subfolders, and write `manifest.json` unless there is a fault. Raises ClientError where there is one."""
    if not folder.is_dir():
        raise ClientError("no_folder", folder=str(folder))
    if (folder / MANIFEST).exists():
        raise ClientError("manifest_there", folder=str(folder))
    for pages in _subfolders(folder):
        _pack(pages)
    scans = sorted(path for path in folder.iterdir() if _is_scan(path))
    found = [(path, _look(path)) for path in scans]
    faults = (*_bad_names(scans), *(Finding(path.name, pages) for path, pages in found if isinstance(pages, str)))
    counted = [(path, pages) for path, pages in found if isinstance(pages, int)]
    raw = json.dumps(_manifest(counted, head), ensure_ascii=False, indent=1).encode()
    faults = faults or tuple(_odd_pages(counted, head)) or tuple(_refusals(raw))
    if not faults:
        (folder / MANIFEST).write_bytes(raw)
    return Prepared(faults, len(counted))


def _subfolders(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.iterdir()) if path.is_dir() and not path.name.startswith("."))


def _is_scan(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(".") and path.name not in {MANIFEST, SIGNATURE}


def _pack(pages: Path) -> None:
    """One zip beside the subfolder, of the same bytes each time."""
    with ZipFile(pages.with_name(f"{pages.name}.zip"), "w", ZIP_STORED) as archive:
        for page in sorted(path for path in pages.iterdir() if path.is_file() and not path.name.startswith(".")):
            archive.writestr(ZipInfo(page.name, BEGINNING_OF_TIME), page.read_bytes())


def _look(path: Path) -> int | str:
    """Pages of a scan, or the code of what is wrong with it."""
    kind = type_of(path)
    if kind is not None and kind not in WHOLE:
        return "single_page"
    try:
        return count_pages(path)
    except BadScanError as error:
        return error.code


def _bad_names(scans: Iterable[Path]) -> Iterator[Finding]:
    """Names travel in addresses and logs, where neither spaces nor anybody's number belong."""
    for path in scans:
        if not re.fullmatch(FILE_NAME, path.name):
            yield Finding(path.name, "symbol")
        elif SIXTEEN_DIGITS.search(path.name):
            yield Finding(path.name, "sixteen_digits")


def _odd_pages(counted: list[tuple[Path, int]], head: Head) -> Iterator[Finding]:
    """Scanned on both sides, a sheet has two page images."""
    return (Finding(path.name, "odd_pages") for path, pages in counted if head.duplex and pages % 2)


def _manifest(counted: list[tuple[Path, int]], head: Head) -> dict[str, Any]:
    sides = 2 if head.duplex else 1
    return {
        "schema_version": 1,
        "batch_id": head.batch_id,
        "sequence": head.sequence,
        "post_office": head.post_office,
        "operator": head.operator,
        "scanner": head.scanner,
        "received_on": head.received_on,
        "opened_on": head.opened_on,
        "files": [_file(path) for path, _ in counted],
        "envelopes": [
            _envelope(place, path, pages // sides, head) for place, (path, pages) in enumerate(counted, start=1)
        ],
    }


def _file(path: Path) -> dict[str, Any]:
    seen = Fingerprint.take(path)
    return {"name": path.name, "type": type_of(path), "size": seen.size, "sha256": seen.sha256}


def _envelope(place: int, path: Path, sheets: int, head: Head) -> dict[str, Any]:
    """Control numbers of seventeen digits: the batch's sequence number, the envelope's place, the sheet's."""
    numbers = [f"{head.sequence:09d}{place:04d}{sheet:04d}" for sheet in range(1, sheets + 1)]
    entry: dict[str, Any] = {"number": f"{place:04d}", "sheet_count": sheets, "control_numbers": numbers}
    return entry | ({"duplex": True} if head.duplex else {}) | {"scans": [{"file": path.name}]}


def _refusals(raw: bytes) -> Iterator[Finding]:
    try:
        read = read_manifest(raw)
    except ManifestRefusedError as refused:
        yield from (Finding(fault.field, fault.code, params=dict(fault.params)) for fault in refused.faults)
        return
    for number, reasons in read.refused.items():
        for reason in reasons:
            yield Finding(reason.where, reason.code, number, {**reason.params, "where": reason.where})
