"""Values of the postal ledger: a post office that does not exist."""

from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from chalicelib.domain.events import ParcelJob
from chalicelib.domain.post.envelope import (
    Batch,
    BatchState,
    Envelope,
    EnvelopeRef,
    PageKind,
    Rescan,
    ScannedPage,
    Statement,
)
from chalicelib.domain.post.vocabulary import End, RescanReason, WaitReason
from tests.fakes import EPOCH, OFFICE

PARTNER = "posmlg"
OTHER = "posbtu"
DAY = date(2026, 3, 2)


def a_batch(n: int = 1, **changes: Any) -> Batch:  # noqa: ANN401 - fields of Batch
    """The n-th batch of a partner, opened n minutes after the first."""
    fields: dict[str, Any] = {
        "office": OFFICE,
        "partner": PARTNER,
        "id": f"B-{n}",
        "sequence": n,
        "manifest_key": f"{OFFICE}/manifests/{PARTNER}/B-{n}/{n:064x}.json",
        "manifest_digest": f"{n:064x}",
        "signature": "e30..c2ln",
        "received_on": DAY,
        "envelope_count": 2,
        "created_at": EPOCH + timedelta(minutes=n - 1),
    }
    return Batch(**fields | changes)


def closed(batch: Batch, parcels: int = 1, **changes: Any) -> Batch:  # noqa: ANN401 - fields of Batch
    """The batch once the partner said that it is whole."""
    at = batch.created_at + timedelta(hours=1)
    fields = {"state": BatchState.CLOSED, "version": batch.version + 1, "parcels": parcels, "closed_at": at}
    return batch.model_copy(update=fields | changes)


def parcels_of(batch: Batch, count: int) -> list[ParcelJob]:
    """The jobs that a closed batch is split by."""
    made: dict[str, Any] = {"office": OFFICE, "created_at": EPOCH, "partner": batch.partner, "batch": batch.id}
    return [ParcelJob(id=f"split-{number:03d}", parcel=number, **made) for number in range(count)]


def a_ref(number: str = "0001", batch: int = 1, partner: str = PARTNER) -> EnvelopeRef:
    """The name of an envelope."""
    return EnvelopeRef(partner=partner, batch=f"B-{batch}", number=number)


def an_envelope(number: str = "0001", batch: int = 1, **changes: Any) -> Envelope:  # noqa: ANN401 - fields of Envelope
    """An envelope of two pages as it is first stored: attached to a case."""
    page: dict[str, Any] = {"kind": PageKind.PAPER, "side": 1, "file": "1.pdf", "width": 1240, "height": 1754}
    fields: dict[str, Any] = {
        "office": OFFICE,
        "partner": PARTNER,
        "batch": f"B-{batch}",
        "number": number,
        "version": 1,
        "end": End.ATTACHED,
        "declared_pages": 2,
        "sheet_count": 2,
        "pages": tuple(ScannedPage(number=n, control_number=f"100{n}", file_page=n, **page) for n in (1, 2)),
        "received_at": EPOCH,
        "created_at": EPOCH,
        "updated_at": EPOCH,
    }
    return Envelope(**fields | changes)


def a_waiting_envelope(number: str = "0001", batch: int = 1, **changes: Any) -> Envelope:  # noqa: ANN401 - fields of Envelope
    """An envelope that an officer has to look at."""
    waiting = {"end": End.STAFF, "waits_for": (WaitReason.NO_NUMBER,), "candidates": ("K7M9P2QRST",)}
    return an_envelope(number, batch, **waiting | changes)


def a_rescan(rescan_id: str = "r1", **changes: Any) -> Rescan:  # noqa: ANN401 - fields of Rescan
    """A sheet that is to be scanned again."""
    fields: dict[str, Any] = {
        "id": rescan_id,
        "office": OFFICE,
        "envelope": a_ref(),
        "control_number": "1001",
        "reason": RescanReason.CUT_OFF,
        "asked_by": "officer-1",
        "asked_at": EPOCH,
    }
    return Rescan(**fields | changes)


def answered(rescan: Rescan, by: EnvelopeRef) -> Rescan:
    """The rescan once another envelope brought the sheet."""
    return rescan.model_copy(update={"answered_by": by, "answered_at": EPOCH + timedelta(days=1)})


def a_statement(body: str = "{}", minutes: int = 0, **changes: Any) -> Statement:  # noqa: ANN401 - fields of Statement
    """What a partner reported so many minutes after the first report."""
    fields: dict[str, Any] = {
        "office": OFFICE,
        "partner": PARTNER,
        "day": DAY,
        "digest": sha256(body.encode()).hexdigest(),
        "body": body,
        "reported_at": EPOCH + timedelta(minutes=minutes),
    }
    return Statement(**fields | changes)
