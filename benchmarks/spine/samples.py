"""Cases to measure with: a lost e-KTP with its three papers inspected, made by the domain's own moves."""

import hmac
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

from chalicelib.catalogue import load_catalogue, load_office
from chalicelib.domain.access import RESIDENT
from chalicelib.domain.case import Case, Change, Channel
from chalicelib.domain.checklist import Checklist
from chalicelib.domain.document import DocumentFacts, MediaType, Page, Upload, UploadState
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.intake import (
    Arrival,
    Inspected,
    record_arrival,
    record_inspection,
    request_upload,
    start,
    submit,
)
from chalicelib.domain.lifecycle import CaseState
from chalicelib.services.checklists import Checklists
from chalicelib.services.ports import Sealed

OFFICE = "3573"
SERVICE = "KTP-LOST"
NOW = datetime.now(UTC).replace(microsecond=0)
SEALED = Sealed(blob=b"\x07" * 420, wrapped_key=b"\x09" * 184)
"""As long as a real one; nothing that is measured opens it."""


def checklist() -> Checklist:
    """The papers of a lost e-KTP."""
    return Checklists(load_catalogue(), load_office(OFFICE)).build(SERVICE, {"age": 34}, "self")


def drafts(series: str) -> Iterator[Change]:
    """Endless drafts that are ready to be handed in, each under a number of its series, to be stored by `create`.

    The moves behind a draft are made once: drafts differ in their numbers only.
    """
    made = _draft()
    for n in count():
        yield _numbered(made, ReceiptNumber.derive(b"benchmark", series.encode(), n))


def submitted(series: str) -> Iterator[Change]:
    """Endless cases that wait for an officer."""
    slots = checklist().slots
    return (submit(draft.case, slots, NOW) for draft in drafts(series))


def _numbered(made: Change, receipt: ReceiptNumber) -> Change:
    case = made.case
    uploads = tuple(
        upload.model_copy(update={"key": upload.key.replace(str(case.receipt), str(receipt))})
        for upload in case.uploads
    )
    return Change(case=case.model_copy(update={"receipt": receipt, "uploads": uploads}), audit=made.audit)


def _draft() -> Change:
    change = start(_empty(), RESIDENT)
    for number, slot in enumerate(checklist().slots):
        change = _with_paper(change.case, slot.id, number)
    return change


def _empty() -> Case:
    began = NOW - timedelta(minutes=20)
    return Case(
        office=OFFICE,
        receipt=ReceiptNumber.derive(b"benchmark", b"intent", 0),
        service=SERVICE,
        channel=Channel.WEB,
        state=CaseState.DRAFT,
        version=0,
        catalogue_version=load_catalogue().version,
        applicant_role="self",
        answers={"age": 34},
        facts={"sk-hilang": DocumentFacts(issued_on=(NOW - timedelta(days=2)).date())},
        lookups={kind: _digest(kind) for kind in ("nik", "family_card", "phone")},
        reachable=("email", "sms"),
        intent=_digest("intent"),
        request_digest=_digest("request"),
        created_at=began,
        updated_at=began,
    )


def _with_paper(case: Case, slot: str, number: int) -> Change:
    upload = Upload(
        id=_digest(slot)[:22],
        slot=slot,
        state=UploadState.EXPECTED,
        round=case.round,
        key=f"{case.office}/uploads/{case.receipt}/{_digest(slot)[:22]}",
        media_type=MediaType.JPEG,
        size=1_400_000 + number,
        sha256=_digest("file" + slot),
        requested_at=NOW,
    )
    asked = request_upload(case, upload, NOW).case
    arrived = record_arrival(asked, upload, Arrival(version_id=_digest("version")[:32], size=upload.size), NOW)
    if arrived is None:
        raise ValueError(slot)
    stored = arrived.case.upload(upload.id)
    if stored is None:
        raise ValueError(slot)
    page = Page(number=1, key=upload.key.replace("/uploads/", "/pages/") + "/001.jpg", width=1654, height=2339)
    return record_inspection(arrived.case, stored, Inspected(MediaType.JPEG, (page,), ()), NOW, "000000-inspect")


def _digest(text: str) -> str:
    return hmac.digest(b"benchmark", text.encode(), "sha256").hex()
