"""A post office hands over batches and an officer resolves them, through the packaged functions."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO

import httpx
import segno
from PIL import Image, ImageDraw

from chalicelib.adapters.identity.detached_jws import sign_detached
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.post.marks import CoverMark
from chalicelib.services.keys import Keys
from tests.architecture import lambda_events as events
from tests.architecture.walk import Json, Walk
from tests.post_keys import KEY, PARTNER

SECRET = "s" * 64
A4 = (1240, 1754)


def cover(receipt: str, service: str) -> Image.Image:
    """A cover sheet as the office prints it."""
    keys = Keys.derive(SECRET.encode(), "3573")
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


@dataclass
class PostWalk(Walk):
    """A walk with a post office in it. `sequence` counts its batches."""

    sequence: int = 0

    def partner_call(
        self, method: str, path: str, body: bytes | Json | None = None, *, signature: str = "", **more: str
    ) -> Json:
        """A call of the post office."""
        who = {"kind": "officer", "id": PARTNER, "roles": "post_office"}
        raw = body.decode() if isinstance(body, bytes) else json.dumps(body) if body is not None else None
        headers = {"X-JWS-Signature": signature} if signature else {}
        return self.api("office", events.http(method, path, raw, headers=headers, authorizer=who, query=None, **more))

    def hand_over(self, *envelopes: Posted) -> Json:
        """A whole batch: manifest, files, the word that it is whole. The answer to that."""
        self.sequence += 1
        manifest = json.dumps(self._manifest(envelopes)).encode()
        opened = self.partner_call("POST", "/v1/batches", manifest, signature=sign_detached(manifest, KEY))
        assert opened["http_status"] == 201, opened
        scans = {f"{posted.number}.pdf": posted.scan for posted in envelopes}
        for target in opened["uploads"]:
            _put(target, scans[target["file"]])
        batch = f"B-{self.sequence}"
        room = self.partner_call("POST", "/v1/batches/{batch}/uploads", {}, batch=batch)
        assert room["http_status"] == 200, room
        return self.partner_call("POST", "/v1/batches/{batch}/close", {}, batch=batch)

    def ledger(self) -> Json:
        """The last batch as it stands."""
        return self.partner_call("GET", "/v1/batches/{batch}", batch=f"B-{self.sequence}")

    def envelope_call(self, number: str, method: str, rest: str = "", body: Json | None = None, /, **more: str) -> Json:
        """A call of an officer on an envelope of the last batch, on its present version."""
        who = {"kind": "officer", "id": "o-front", "roles": "front_officer"}
        path = {"envelope": f"{PARTNER}.B-{self.sequence}.{number}", **more}
        text = None if body is None else json.dumps(body)
        version = {} if method == "GET" else {"If-Match": str(self.envelope_call(number, "GET")["version"])}
        named = "/v1/envelopes/{envelope}" + rest
        return self.api("office", events.http(method, named, text, headers=version, authorizer=who, query=None, **path))

    def resolve(self, number: str, **resolution: str) -> Json:
        """What an officer decides of an envelope."""
        return self.envelope_call(number, "POST", "/resolution", {"resolution": resolution})

    def desk_call(self, method: str, path: str, body: Json | None = None, *, version: int = 0, **more: str) -> Json:
        """A call of an officer on anything else."""
        who = {"kind": "officer", "id": "o-front", "roles": "front_officer"}
        text = None if body is None else json.dumps(body)
        headers = {"If-Match": str(version)} if version else {}
        return self.api("office", events.http(method, path, text, headers=headers, authorizer=who, query=None, **more))

    def _manifest(self, envelopes: tuple[Posted, ...]) -> Json:
        today = datetime.now(UTC).date().isoformat()
        return {
            "batch_id": f"B-{self.sequence}",
            "sequence": self.sequence,
            "post_office": "Kantor Pos Malang",
            "operator": "petugas-1",
            "scanner": "pemindai-1",
            "received_on": today,
            "opened_on": today,
            "files": [_listed(posted) for posted in envelopes],
            "envelopes": [self._entry(posted) for posted in envelopes],
        }

    def _entry(self, posted: Posted) -> Json:
        numbers = [f"{self.sequence}{posted.number}{sheet:02d}" for sheet in range(posted.sheets)]
        scans = [{"file": f"{posted.number}.pdf"}]
        entry = {"number": posted.number, "sheet_count": posted.sheets, "control_numbers": numbers, "scans": scans}
        return entry | posted.fields


def _listed(posted: Posted) -> Json:
    digest = sha256(posted.scan).hexdigest()
    return {"name": f"{posted.number}.pdf", "type": "application/pdf", "size": len(posted.scan), "sha256": digest}


def _put(target: Json, scan: bytes) -> None:
    """What the sender does with the room it was given: the whole file, or its parts one after the other."""
    begin = 0
    for part in target["parts"]:
        if part["url"]:
            httpx.put(part["url"], content=scan[begin : begin + part["size"]], timeout=60).raise_for_status()
        begin += part["size"]
    if not target["parts"]:
        httpx.put(target["url"], content=scan, headers=target["headers"], timeout=60).raise_for_status()
