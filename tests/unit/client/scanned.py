"""Folders as a scanner leaves them."""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from fpdf import FPDF
from PIL import Image

from tests.post_keys import KEY


def pdf(pages: int, words: str = "halaman", padding: int = 0) -> bytes:
    """A PDF of so many pages; `padding` bytes after its end make it larger."""
    document = FPDF()
    document.set_font("helvetica", size=20)
    for number in range(1, pages + 1):
        document.add_page()
        document.cell(text=f"{words} {number}")
    return bytes(document.output()) + b"\n%" + b"x" * padding


def tiff(path: Path, pages: int) -> None:
    """A TIFF of so many pages."""
    images = [Image.new("1", (400, 600), 1) for _ in range(pages)]
    images[0].save(path, save_all=True, append_images=images[1:])


def describe(folder: Path, pages: Mapping[str, int], **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - fields
    """A manifest for files that lie in the folder: each is one envelope of so many pages."""
    files = [(name, (folder / name).read_bytes()) for name in pages]
    envelopes = [
        {
            "number": f"{place:04d}",
            "sheet_count": count,
            "control_numbers": [f"{place:04d}{sheet:04d}" for sheet in range(1, count + 1)],
            "scans": [{"file": name}],
        }
        for place, (name, count) in enumerate(pages.items(), start=1)
    ]
    head = {
        "schema_version": 1, "batch_id": "B-001", "sequence": 1, "post_office": "65100", "operator": "op-1",
        "scanner": "fi-1", "received_on": "2026-11-26", "opened_on": "2026-11-27",
    }  # fmt: skip
    listed = [
        {"name": name, "type": "application/pdf", "size": len(data), "sha256": sha256(data).hexdigest()}
        for name, data in files
    ]
    return {**head, "files": listed, "envelopes": envelopes, **changes}


def fill(folder: Path, *, paddings: Mapping[str, int], **changes: Any) -> Path:  # noqa: ANN401 - fields
    """A batch of PDFs of two pages each, with its manifest and the partner's key beside the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, padding in paddings.items():
        (folder / name).write_bytes(pdf(2, name, padding))
    manifest = describe(folder, dict.fromkeys(paddings, 2), **changes)
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder.parent / "key.jwk").write_text(json.dumps(KEY))
    return folder
