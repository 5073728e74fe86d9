"""Filing: how the page images of an envelope become papers of a case. The same documents as for files sent online."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from chalicelib.domain.access import Actor
from chalicelib.domain.case import Case, Change, move
from chalicelib.domain.checklist import Slot
from chalicelib.domain.document import (
    MAX_SCANNED_PAGES,
    UNSORTED,
    Document,
    DocumentFacts,
    ScannedFrom,
    Upload,
    UploadState,
)
from chalicelib.domain.errors import Fault, InvalidRequestError, TransitionRefusedError
from chalicelib.domain.events import JobKind, NoticeEvent
from chalicelib.domain.intake import build_documents, unread_cards, without_readings
from chalicelib.domain.lifecycle import CaseEvent, CaseState
from chalicelib.domain.post.envelope import Envelope, Rescan, ScannedPage
from chalicelib.domain.post.vocabulary import End
from chalicelib.domain.review import must_hold

_EVENTS: Final[Mapping[CaseState, CaseEvent | None]] = {
    CaseState.DRAFT: CaseEvent.SUBMIT,
    CaseState.EXPIRED: CaseEvent.POST_ARRIVED,
    CaseState.RETURNED: CaseEvent.RESUBMIT,
    CaseState.SUBMITTED: None,
    CaseState.IN_REVIEW: None,
}
"""What an envelope does to the case it belongs to: papers that come during review are added to it."""

SORTABLE: Final = frozenset({CaseState.SUBMITTED, CaseState.IN_REVIEW})


def takes_papers(case: Case) -> bool:
    """Whether an envelope may still add to the case by itself."""
    return case.state in _EVENTS and not case.erasure.has_begun


def has_room(case: Case, envelope: Envelope) -> bool:
    """Whether the case stays within what one item holds."""
    known = sum(upload.scan is not None for upload in case.uploads)
    return known + len(envelope.papers()) <= MAX_SCANNED_PAGES


def open_case(case: Case, envelope: Envelope, slots: Sequence[Slot], actor: Actor, *, is_read: bool = False) -> Change:
    """The first move of a case that begins with an envelope: SUBMITTED, at version 0.

    `is_read`, here and below: whether the numbers on its cards are to be read afterwards.
    """
    uploads = scanned_uploads(envelope, slots, case.created_at, case.round)
    known = case.model_copy(update={"uploads": uploads, "facts": _named_types(case, envelope, slots)})
    filed = _submission(known, envelope, slots)
    change = move(
        case, action="opened_by_post", actor=actor, now=case.created_at, updates=filed, lookups=case.filed_under(),
        notices=[(NoticeEvent.RECEIVED_BY_POST, None)], details={"envelope": envelope.ref.id},
        jobs=[*_screening(case), *_reading(known, filed, is_read=is_read)],
    )  # fmt: skip
    return _with_ledger(change, envelope, End.OPENED, case.created_at, actor)


def attach(
    case: Case, envelope: Envelope, slots: Sequence[Slot], actor: Actor, now: datetime,
    rescans: Sequence[Rescan] = (), *, is_read: bool = False,
) -> Change:  # fmt: skip
    """Add an envelope to its case: a draft is handed in by it, a returned case answered, one under review added to.

    An answer to one of our `rescans` is nobody's answer to a return: the case goes on waiting for its resident.
    Raises TransitionRefusedError for a case that takes no more papers.
    """
    if not takes_papers(case):
        thing = "case"
        raise TransitionRefusedError(thing, case.state, CaseEvent.POST_ARRIVED)
    event = None if rescans and case.state is CaseState.RETURNED else _EVENTS[case.state]
    came_in = case.round if event else case.round - 1  # beside what was handed in, and not what was sent since
    before = without_readings(case.uploads) if event else case.uploads  # other numbers may have been typed since
    uploads = (*before, *scanned_uploads(envelope, slots, now, came_in))
    known = case.model_copy(update={"uploads": uploads, "facts": _named_types(case, envelope, slots)})
    filed = _submission(known, envelope, slots) if event else _addition(known, slots)
    filed["awaited_scans"] = _still_awaited(case, envelope)
    change = move(
        case, action="post_attached", actor=actor, now=now, event=event, updates=filed,
        lookups=case.filed_under() if event else (), notices=[] if rescans else [(NoticeEvent.RECEIVED_BY_POST, None)],
        jobs=[*(_screening(case) if event else ()), *_reading(known, filed, is_read=is_read)],
        details={"envelope": envelope.ref.id},
    )  # fmt: skip
    return replace(_with_ledger(change, envelope, End.ATTACHED, now, actor), rescans=tuple(rescans))


def sort_pages(
    case: Case, slots_of: Mapping[str, str | None], slots: Sequence[Slot], officer: Actor, now: datetime,
    *, is_read: bool = False,
) -> Change:  # fmt: skip
    """Put pages (upload id → slot) into slots; None sets a page aside. Raises InvalidRequestError with every fault.

    A document whose pages change has to be judged again.
    """
    _must_be_sortable(case, officer, "sort_pages")
    _check_sorting(case, slots_of, {slot.id for slot in slots})
    uploads = tuple(_sorted(upload, slots_of, case.round - 1) for upload in case.uploads)
    filed = _addition(case.model_copy(update={"uploads": uploads}), slots)
    return move(
        case, action="pages_sorted", actor=officer, now=now, updates=filed,
        jobs=_reading(case, filed, is_read=is_read), details={"pages": str(len(slots_of))},
    )  # fmt: skip


def key_details(
    case: Case, updates: Mapping[str, Any], slots: Sequence[Slot], officer: Actor, now: datetime,
    *, is_read: bool = False,
) -> Change:  # fmt: skip
    """What an officer reads off the papers of a case: answers, facts, personal data. Raises TransitionRefusedError.

    Other answers may ask for other papers, so the scanned pages are filed anew; new numbers are screened.
    """
    _must_be_sortable(case, officer, "key")
    after = case.model_copy(update=dict(updates))
    is_new = after.lookups != case.lookups
    if is_new:
        after = after.model_copy(update={"uploads": without_readings(after.uploads)})
    filed = _addition(after, slots)
    return move(
        case, action="keyed", actor=officer, now=now, updates={**updates, **filed},
        lookups=after.filed_under() if is_new else (),
        jobs=[*(_screening(after) if is_new else ()), *_reading(after, filed, is_read=is_read)],
        details={"fields": ",".join(sorted(updates))},
    )  # fmt: skip


def send_back(case: Case, envelope: Envelope, postal_number: str, officer: Actor, now: datetime) -> Change:
    """The originals go back by post: the resident is told under which number. `envelope` is already moved."""
    change = move(
        case, action="originals_returned", actor=officer, now=now, notices=[(NoticeEvent.ORIGINALS_RETURNED, None)],
        details={"envelope": envelope.ref.id, "postal_number": postal_number},
    )  # fmt: skip
    return replace(change, envelopes=(envelope,))


def withdraw_sheet(case: Case, pages: Sequence[ScannedPage], rescan: Rescan, slots: Sequence[Slot]) -> dict[str, Any]:
    """The updates that take the pages of a sheet out of a case until its new scan has come."""
    gone = {(rescan.envelope.id, page.number) for page in pages}
    uploads = tuple(
        upload.model_copy(update={"state": UploadState.WITHDRAWN})
        if upload.scan and (upload.scan.envelope, upload.scan.page) in gone
        else upload
        for upload in case.uploads
    )
    filed = _addition(case.model_copy(update={"uploads": uploads}), slots)
    return filed | {"awaited_scans": (*case.awaited_scans, rescan.key)}


def scanned_uploads(envelope: Envelope, slots: Sequence[Slot], now: datetime, came_in: int) -> tuple[Upload, ...]:
    """The papers of an envelope as pages of a case, each in the slot of its separator, or unsorted.

    `came_in`: the round whose handing in they belong to, as of files sent online.
    """
    return tuple(
        Upload(
            id=f"{envelope.ref.id}.{page.number}",
            slot=slot_for(page.document, slots),
            state=UploadState.ACCEPTED,
            round=came_in,
            key=f"{envelope.office}/batches/{envelope.partner}/{envelope.batch}/{page.file}",
            requested_at=now,
            version_id=envelope.object_versions.get(page.file),
            pages=(page.image,) if page.image else (),
            findings=page.findings,
            scan=ScannedFrom(
                envelope=envelope.ref.id,
                page=page.number,
                control_number=page.control_number,
                side=page.side,
                file_page=page.file_page,
            ),
        )
        for page in envelope.papers()
    )


def slot_for(document: str | None, slots: Sequence[Slot]) -> str:
    """The slot that a document type fills: the first that accepts it; unsorted when none does."""
    if document is None:
        return UNSORTED
    return next((slot.id for slot in slots if slot.accepts(document)), UNSORTED)


def _must_be_sortable(case: Case, officer: Actor, event: str) -> None:
    """Before anybody has taken the case any officer may sort it, then the one who has it."""
    if case.state not in SORTABLE:
        thing = "case"
        raise TransitionRefusedError(thing, case.state, event)
    if case.state is CaseState.IN_REVIEW:
        must_hold(case, officer)


def _named_types(case: Case, envelope: Envelope, slots: Sequence[Slot]) -> dict[str, DocumentFacts]:
    """Facts with the types that separators name, where a slot takes several and nobody has said which it is."""
    facts = dict(case.facts)
    for document in dict.fromkeys(page.document for page in envelope.papers() if page.document):
        slot = slot_for(document, slots)
        known = facts.get(slot) or DocumentFacts()
        if slot != UNSORTED and known.type is None:
            facts[slot] = known.model_copy(update={"type": document})
    return facts


def _submission(case: Case, envelope: Envelope, slots: Sequence[Slot]) -> dict[str, Any]:
    return {
        **_addition(
            case.model_copy(update={"documents": build_documents(case, slots), "round": case.round + 1}), slots
        ),
        "round": case.round + 1,
        "received_at": case.received_at or envelope.received_at,
        "asked": (),
    }


def _addition(case: Case, slots: Sequence[Slot]) -> dict[str, Any]:
    known = {document.slot: document for document in case.documents}
    asked = {slot.id for slot in slots}
    documents = [_refiled(case, slot, known.get(slot.id)) for slot in slots]
    others = [_without_moved(case, document) for document in case.documents if document.slot not in asked]
    return {
        "uploads": case.uploads,
        "facts": case.facts,
        "documents": tuple(document for document in (*documents, *others) if document),
    }


def _without_moved(case: Case, document: Document) -> Document:
    """A paper that is no longer asked for, without the pages that went to another."""
    moved = {upload.id for upload in case.uploads if upload.scan and upload.slot != document.slot}
    return document.model_copy(update={"uploads": tuple(known for known in document.uploads if known not in moved)})


def _refiled(case: Case, slot: Slot, document: Document | None) -> Document | None:
    """A paper with the pages that lie in its slot: those it had, and scans since its last handing in."""
    before = document.uploads if document else ()
    since = document.round - 1 if document else 0
    by_id = {upload.id: upload for upload in case.uploads}
    kept = tuple(known for known in before if by_id[known].slot == slot.id and by_id[known].is_live)
    added = tuple(
        upload.id
        for upload in case.uploads
        if upload.scan and upload.slot == slot.id and upload.is_live and upload.round >= since and upload.id not in kept
    )
    uploads = kept + added
    stated = case.facts.get(slot.id) or DocumentFacts()
    if document is None:
        only = slot.choices[0] if len(slot.choices) == 1 else None
        filed = Document(
            id=slot.id, slot=slot.id, choices=tuple(slot.choices), type=stated.type or only, issued_on=stated.issued_on,
            uploads=uploads, round=case.round,
        )  # fmt: skip
        return filed if uploads else None
    said = {"type": stated.type or document.type, "issued_on": stated.issued_on or document.issued_on}
    if uploads == before:
        return document.model_copy(update=said)
    return document.model_copy(update={**said, "uploads": uploads, "verdict": None}) if uploads else None


def _still_awaited(case: Case, envelope: Envelope) -> tuple[str, ...]:
    answered = f"{envelope.partner}.{envelope.rescan_for}"
    return tuple(rescan for rescan in case.awaited_scans if rescan != answered)


def _sorted(upload: Upload, slots_of: Mapping[str, str | None], handed_in: int) -> Upload:
    if upload.id not in slots_of:
        return upload
    slot = slots_of[upload.id]
    if slot is None:
        return upload.model_copy(update={"slot": UNSORTED, "state": UploadState.ASIDE})
    return upload.model_copy(
        update={"slot": slot, "state": UploadState.ACCEPTED, "round": max(upload.round, handed_in)}
    )


def _check_sorting(case: Case, slots_of: Mapping[str, str | None], slots: set[str]) -> None:
    faults = []
    for upload_id, slot in slots_of.items():
        upload = case.upload(upload_id)
        if upload is None or upload.scan is None or upload.state is UploadState.WITHDRAWN:
            faults.append(Fault(f"pages.{upload_id}", "unknown_page"))
        elif slot is not None and slot not in slots:
            faults.append(Fault(f"pages.{upload_id}", "unknown_slot"))
    if faults:
        raise InvalidRequestError(faults)


def _screening(case: Case) -> list[tuple[JobKind, str, str | None]]:
    return [(JobKind.SCREEN, "", None)] if case.is_screened else []


def _reading(case: Case, filed: Mapping[str, Any], *, is_read: bool) -> list[tuple[JobKind, str, str | None]]:
    has_cards = any(unread_cards(case.model_copy(update=dict(filed))))
    return [(JobKind.READ, "", None)] if is_read and has_cards else []


def _with_ledger(change: Change, envelope: Envelope, end: End, now: datetime, actor: Actor) -> Change:
    ended = envelope.moved(now, end=end, receipt=change.case.receipt, waits_for=(), resolved_by=actor.id or None)
    return replace(change, envelopes=(ended,))
