"""What a post office scans and sends: cover sheets, pages with writing, the PDFs that hold them, and their manifest."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from typing import Any

import httpx
import segno
from PIL import Image, ImageDraw

from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.post.marks import CoverMark
from chalicelib.services.keys import Keys

A4 = (1240, 1754)
Json = dict[str, Any]


def cover(secret: str, receipt: str, service: str) -> Image.Image:
    """A cover sheet as the office with that master secret prints it."""
    keys = Keys.derive(secret.encode(), "3573")
    code = CoverMark("3573", ReceiptNumber.parse(receipt), service).signed(keys.cover).text()
    buffer = BytesIO()
    segno.make(code, error="q").save(buffer, kind="png", scale=8, border=4)
    page = Image.new("L", A4, "white")
    page.paste(Image.open(buffer).convert("L"), (200, 200))
    return page


def paper(text: str) -> Image.Image:
    """A page with writing on it."""
    page = Image.new("L", A4, "white")
    lines = "\n".join([f"{text} contoh 0123456789"] * 24)
    ImageDraw.Draw(page).multiline_text((80, 120), lines, font_size=40, fill="black")
    return page


def photograph() -> Image.Image:
    """A page that hardly gets smaller: a few of them make a file that is sent in parts."""
    return Image.effect_noise(A4, 100)


def pdf(*pages: Image.Image) -> bytes:
    """A scan."""
    buffer = BytesIO()
    pages[0].save(buffer, "PDF", save_all=True, append_images=pages[1:], resolution=150, quality=95)
    return buffer.getvalue()


@dataclass
class Posted:
    """One envelope: its number, its scan, how many sheets, and more fields of its entry."""

    number: str
    scan: bytes
    sheets: int
    fields: Json = field(default_factory=dict)


def manifest_of(sequence: int, *envelopes: Posted) -> Json:
    """The manifest of the batch `B-<sequence>`; each envelope has a file of its own."""
    today = datetime.now(UTC).date().isoformat()
    return {
        "batch_id": f"B-{sequence}",
        "sequence": sequence,
        "post_office": "Kantor Pos Malang",
        "operator": "petugas-1",
        "scanner": "pemindai-1",
        "received_on": today,
        "opened_on": today,
        "files": [_listed(posted) for posted in envelopes],
        "envelopes": [_entry(sequence, posted) for posted in envelopes],
    }


def put_file(target: Json, scan: bytes) -> None:
    """What the sender does with the room it was given: the whole file, or its parts one after the other."""
    begin = 0
    for part in target["parts"]:
        if part["url"]:
            httpx.put(part["url"], content=scan[begin : begin + part["size"]], timeout=60).raise_for_status()
        begin += part["size"]
    if not target["parts"]:
        httpx.put(target["url"], content=scan, headers=target["headers"], timeout=60).raise_for_status()


def _listed(posted: Posted) -> Json:
    digest = sha256(posted.scan).hexdigest()
    return {"name": f"{posted.number}.pdf", "type": "application/pdf", "size": len(posted.scan), "sha256": digest}


def _entry(sequence: int, posted: Posted) -> Json:
    numbers = [f"{sequence}{posted.number}{sheet:02d}" for sheet in range(posted.sheets)]
    scans = [{"file": f"{posted.number}.pdf"}]
    entry = {"number": posted.number, "sheet_count": posted.sheets, "control_numbers": numbers, "scans": scans}
    return entry | posted.fields
