"""A post office in miniature: it opens envelopes, scans, signs, sends and closes, as a partner would."""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from chalicelib.adapters.identity.detached_jws import sign_detached as sign
from chalicelib.domain.access import Role
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.post.marks import BlankCoverMark, CoverMark, SeparatorMark
from tests.gateway import Answer
from tests.office import MiniOffice
from tests.post_keys import KEY, PARTNER

KEYED = {"service": "KTP-LOST", "name": "Siti Contoh", "nik": "3573994503900001", "phone": "+6281000000001"}


def scan(*pages: str) -> bytes:
    """A scan that the fake reader reads: one line a page."""
    return ("SCAN\n" + "\n".join(page or "paper" for page in pages)).encode()


@dataclass
class Envelope:
    """One envelope as the clerk opened it; `pages` are lines for the fake reader."""

    number: str
    pages: tuple[str, ...]
    fields: dict[str, Any] = field(default_factory=dict)
    file: str = ""
    data: bytes | None = None
    type: str = "application/pdf"

    @property
    def name(self) -> str:
        return self.file or f"{self.number}.pdf"

    @property
    def bytes(self) -> bytes:
        return self.data if self.data is not None else scan(*self.pages)


class PostOffice:
    """A partner of an office in miniature."""

    def __init__(self, office: MiniOffice) -> None:
        """Its clerk has a token."""
        self.office = office
        self.api = office.staff(Role.POST_OFFICE, PARTNER)
        self.sequence = 0
        self.sheets = 0

    def cover(self, receipt: str, service: str = "KTP-LOST", office: str = "3573", key: bytes | None = None) -> str:
        """The text of a cover sheet's code, as the office prints it."""
        number = ReceiptNumber.parse(receipt)
        return CoverMark(office, number, service).signed(key or self.office.ports.keys.cover).text()

    def separator(self, document: str) -> str:
        """The text of a separator's code."""
        return SeparatorMark(document).text()

    def blank_cover(self, office: str = "3573") -> str:
        """The text of a cover sheet without a number."""
        return BlankCoverMark(office).text()

    def manifest(self, envelopes: list[Envelope], **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - fields
        """A manifest that is right unless told otherwise."""
        self.sequence += 1
        fields: dict[str, Any] = {
            "schema_version": 1,
            "batch_id": f"B-{self.sequence:03d}",
            "sequence": self.sequence,
            "post_office": "65100",
            "operator": "op-1",
            "scanner": "fi-1",
            "received_on": "2026-02-27",
            "opened_on": "2026-03-02",
            "files": [
                {"name": e.name, "type": e.type, "size": len(e.bytes), "sha256": sha256(e.bytes).hexdigest()}
                for e in {e.name: e for e in envelopes}.values()
            ],
            "envelopes": [self._entry(e) for e in envelopes],
        }
        return fields | changes

    def send(self, manifest: dict[str, Any], envelopes: list[Envelope]) -> Answer:
        """Open, put every file, close; the answer to closing."""
        opened = self.open(manifest)
        assert opened.status == 201, opened.content
        for envelope in envelopes:
            self.put(manifest["batch_id"], envelope)
        return self.close(manifest["batch_id"])

    def open(self, manifest: dict[str, Any] | bytes, signature: str | None = None) -> Answer:
        """Hand over a manifest."""
        raw = manifest if isinstance(manifest, bytes) else json.dumps(manifest).encode()
        signed = sign(raw, KEY) if signature is None else signature
        return self.api.call("POST", "/v1/batches", raw, {"X-JWS-Signature": signed})

    def put(self, batch: str, envelope: Envelope) -> None:
        """Do what the bearer of the upload's address does."""
        self.office.ports.post.batches.files[f"3573/batches/{PARTNER}/{batch}/{envelope.name}"] = envelope.bytes

    def close(self, batch: str, *, without_missing: bool = False) -> Answer:
        """Say that the batch is whole."""
        return self.api.call("POST", f"/v1/batches/{batch}/close", {"without_missing": without_missing})

    def ledger(self, batch: str) -> dict[str, Any]:
        """The batch as it stands."""
        answer = self.api.call("GET", f"/v1/batches/{batch}")
        assert answer.status == 200, answer.content
        return answer.json

    def post(self, *envelopes: Envelope, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - fields
        """Hand over a whole batch, let the office work, and read the ledger."""
        manifest = self.manifest(list(envelopes), **changes)
        closed = self.send(manifest, list(envelopes))
        assert closed.status == 200, closed.content
        self.office.work()
        return self.ledger(manifest["batch_id"])

    def _entry(self, envelope: Envelope) -> dict[str, Any]:
        count = len(envelope.pages) // (2 if envelope.fields.get("duplex") else 1)
        first, self.sheets = self.sheets, self.sheets + count
        numbers = [f"{100000 + first + n}" for n in range(count)]
        entry: dict[str, Any] = {
            "number": envelope.number,
            "sheet_count": count,
            "control_numbers": numbers,
            "scans": [{"file": envelope.name}],
        }
        return entry | envelope.fields
