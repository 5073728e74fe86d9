"""A folder as the clerk's scanner leaves it: pictures of pages, and scans that the office in miniature can read."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from PIL import Image, ImageDraw

from tests.post_office import KEYED, scan


def page(number: int) -> Image.Image:
    """A made-up letter."""
    paper = Image.new("L", (620, 877), 250)
    pen = ImageDraw.Draw(paper)
    for line in range(18):
        pen.rectangle((60, 120 + 36 * line, 560 - 37 * ((line * number) % 5), 132 + 36 * line), fill=70)
    pen.rectangle((60, 40, 300, 80), fill=30)
    return paper


def write_folder(folder: Path, *, large: int = 0, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - fields
    """Three envelopes: a picture with all it needs, a scan that a person must look at, and one that is no scan."""
    folder.mkdir(parents=True, exist_ok=True)
    page(1).save(folder / "0001.jpg", quality=80)
    (folder / "0002.pdf").write_bytes(scan("paper", "paper"))
    (folder / "0003.pdf").write_bytes(b"a letter in words " + b"x" * large)
    envelopes = [
        {"number": "0001", "keyed": KEYED, **_sheets(1, 1, "0001.jpg")},
        {"number": "0002", **_sheets(2, 2, "0002.pdf")},
        {"number": "0003", **_sheets(3, 1, "0003.pdf")},
    ]
    manifest = {
        **_head(),
        "files": [_file(folder / "0001.jpg", "image/jpeg"), _file(folder / "0002.pdf"), _file(folder / "0003.pdf")],
        "envelopes": envelopes,
    } | changes  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return manifest


def write_scans(folder: Path) -> None:
    """Four envelopes: two share a PDF, one is a TIFF as fax machines pack it, one a zip of pictures."""
    folder.mkdir(parents=True)
    first, *others = [page(n) for n in (1, 2, 3)]
    first.save(folder / "all.pdf", save_all=True, append_images=others)
    bits, *more = [page(n).convert("1") for n in (4, 5, 6)]
    bits.save(folder / "0003.tif", save_all=True, append_images=more, compression="group4")
    with ZipFile(folder / "0004.zip", "w", ZIP_DEFLATED) as archive:
        for n in (8, 7):
            with archive.open(f"{n}.png", "w") as file:
                page(n).save(file, "PNG")
        archive.writestr("__MACOSX/._7.png", b"")
    shared = {"file": "all.pdf"}
    envelopes = [
        {"number": "0001", **_sheets(1, 2, "all.pdf"), "scans": [shared | {"first": 1, "last": 2}]},
        {"number": "0002", **_sheets(2, 1, "all.pdf"), "scans": [shared | {"first": 3, "last": 3}]},
        {"number": "0003", **_sheets(3, 3, "0003.tif")},
        {"number": "0004", **_sheets(4, 2, "0004.zip")},
    ]
    files = [("all.pdf", "application/pdf"), ("0003.tif", "image/tiff"), ("0004.zip", "application/zip")]
    manifest = _head() | {"files": [_file(folder / name, kind) for name, kind in files], "envelopes": envelopes}
    (folder / "manifest.json").write_text(json.dumps(manifest))


def _head() -> dict[str, Any]:
    return {
        "schema_version": 1, "batch_id": "B-001", "sequence": 1, "post_office": "65100", "operator": "op-1",
        "scanner": "fi-1", "received_on": "2026-02-27", "opened_on": "2026-03-02",
    }  # fmt: skip


def _sheets(place: int, count: int, file: str) -> dict[str, Any]:
    numbers = [f"{place:04d}{sheet:04d}" for sheet in range(1, count + 1)]
    return {"sheet_count": count, "control_numbers": numbers, "scans": [{"file": file}]}


def _file(path: Path, kind: str = "application/pdf") -> dict[str, Any]:
    data = path.read_bytes()
    return {"name": path.name, "type": kind, "size": len(data), "sha256": sha256(data).hexdigest()}
