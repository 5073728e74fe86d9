"""What a resident does with an application, and what happens to its files, until an officer takes it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from chalicelib.domain.access import RESIDENT, SYSTEM, Actor
from chalicelib.domain.case import Asked, Case, Change, move
from chalicelib.domain.checklist import Slot
from chalicelib.domain.document import (
    MAX_UPLOADS,
    MAX_UPLOADS_EVER,
    Document,
    DocumentFacts,
    MediaType,
    Page,
    Upload,
    UploadState,
    VerdictKind,
)
from chalicelib.domain.drafts import owes_warning, stands_since
from chalicelib.domain.errors import Fault, InvalidRequestError, TransitionRefusedError
from chalicelib.domain.events import JobKind, Lookup, NoticeEvent
from chalicelib.domain.finding import Finding, Severity, is_blocked, is_unreadable
from chalicelib.domain.lifecycle import CaseEvent, CaseState
from chalicelib.domain.malware import RELEASES, MalwareVerdict
from chalicelib.domain.office import Limits
from chalicelib.domain.post.posting import leaves_time
from chalicelib.domain.reading import OWN_CARDS, NumberHint

_ANSWERABLE = frozenset({CaseState.SUBMITTED, CaseState.IN_REVIEW, CaseState.RETURNED})
"""States in which a resident can still replace a file that an inspection refuses."""


def start(case: Case, actor: Actor) -> Change:
    """The first move: a draft, which has a number but no receipt yet. `case.version` must be 0."""
    return move(case, action="started", actor=actor, now=case.created_at)


def amend(case: Case, updates: Mapping[str, Any], now: datetime, lookups: tuple[Lookup, ...] = ()) -> Change:
    """Change answers, facts or personal data of a draft or of a returned case; raises TransitionRefusedError else.

    `lookups` are filed at once, not only when the application is handed in.
    """
    _must_be_open(case, "amend")
    return move(
        case, action="amended", actor=RESIDENT, now=now, updates=updates, lookups=lookups,
        details={"fields": ",".join(sorted(updates))},
    )  # fmt: skip


def request_upload(case: Case, upload: Upload, now: datetime) -> Change:
    """Make room for one file; raises InvalidRequestError when the slot does not wait for one, or there are too many."""
    _must_be_open(case, "upload")
    faults = []
    if not case.waits_for(upload.slot):
        faults.append(Fault("slot", "slot_not_asked"))
    here = sum(known.takes_room(now) and known.round == case.round for known in case.uploads)
    if here >= MAX_UPLOADS or sum(known.scan is None for known in case.uploads) >= MAX_UPLOADS_EVER:
        faults.append(Fault("slot", "too_many_uploads", (("limit", str(MAX_UPLOADS)),)))
    if faults:
        raise InvalidRequestError(faults)
    return move(
        case,
        action="upload_requested",
        actor=RESIDENT,
        now=now,
        updates={"uploads": (*case.uploads, upload)},
        details={"upload": upload.id},
    )


@dataclass(frozen=True, slots=True)
class Arrival:
    """A stored object as the bucket describes it: its version and its size in bytes."""

    version_id: str
    size: int


def record_arrival(case: Case, upload: Upload, arrival: Arrival, now: datetime) -> Change | None:
    """Bind an upload to the object version that came; None when that was recorded before.

    A file that comes when the case no longer waits for one is kept as late and never shown; of the first the resident
    is told, which says it of each.
    What is put in the place of a file that was not handed in yet is another version, and is inspected anew.
    """
    if upload.state is not UploadState.EXPECTED and not _is_overwritten(case, upload, arrival):
        return None
    details = {"upload": upload.id}
    if not case.waits_for(upload.slot):
        late = upload.model_copy(update={"state": UploadState.LATE, "version_id": arrival.version_id})
        return move(
            case, action="upload_late", actor=SYSTEM, now=now, details=details,
            updates={"uploads": case.with_upload(late).uploads, **_by_machine(case)},
            notices=[] if NoticeEvent.FILE_LATE in case.news else [(NoticeEvent.FILE_LATE, None)],
        )  # fmt: skip
    arrived = upload.model_copy(
        update={
            "state": UploadState.INSPECTING,
            "version_id": arrival.version_id,
            "size": arrival.size,
            "round": case.round,
            **_NOT_INSPECTED,
        }
    )
    return move(
        case, action="upload_arrived", actor=RESIDENT, now=now, details=details,
        updates={"uploads": case.with_upload(arrived).uploads}, jobs=[(JobKind.INSPECT, upload.id, arrival.version_id)],
    )  # fmt: skip


def _by_machine(case: Case) -> dict[str, Any]:
    """Notes that no officer brings about the news of the next move."""
    return {"by_machine": (*case.by_machine, case.version + 1)}


_NOT_INSPECTED: Final[Mapping[str, Any]] = {
    "detected_type": None, "pages": (), "findings": (), "parsed": False, "malware": None, "rescan_asked_at": None,
    "kept": False,
    "reading": None,
}  # fmt: skip
_BOUND: Final = frozenset({UploadState.INSPECTING, UploadState.ACCEPTED, UploadState.REFUSED})


def _is_overwritten(case: Case, upload: Upload, arrival: Arrival) -> bool:
    is_ours = upload.state in _BOUND and upload.scan is None and upload.version_id != arrival.version_id
    return is_ours and case.waits_for(upload.slot) and not case.has_handed_in(upload)


def withdraw_upload(case: Case, upload: Upload, now: datetime) -> Change | None:
    """Take one file back, without touching the others; None when it was taken back before.

    Raises TransitionRefusedError for a file that was handed in: staff may have judged it, so it is only replaced;
    and for a page that came by post, which is paper the office holds.
    """
    _must_be_open(case, "withdraw_upload")
    if upload.state is UploadState.WITHDRAWN:
        return None
    if upload.scan or case.has_handed_in(upload):
        thing = "case"
        raise TransitionRefusedError(thing, case.state, "withdraw_upload")
    gone = upload.model_copy(update={"state": UploadState.WITHDRAWN})
    return move(
        case, action="upload_withdrawn", actor=RESIDENT, now=now,
        updates={"uploads": case.with_upload(gone).uploads}, details={"upload": upload.id},
    )  # fmt: skip


def keep_upload(case: Case, upload: Upload, now: datetime) -> Change | None:
    """Send a file as it is though it is hard to read: no better can be made. None when that was said before.

    Raises TransitionRefusedError once it is handed in, and for a file that nobody has called unreadable: who sends
    another in its place has to see that one's verdict first.
    """
    _must_be_open(case, "keep_upload")
    if not upload.is_live or not is_unreadable(upload.findings) or case.has_handed_in(upload):
        thing = "upload"
        raise TransitionRefusedError(thing, upload.state, "keep_upload")
    if upload.kept:
        return None
    kept = upload.model_copy(update={"kept": True})
    return move(
        case, action="upload_kept", actor=RESIDENT, now=now, updates={"uploads": case.with_upload(kept).uploads},
        details={"upload": upload.id},
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Inspected:
    """What an inspection knows so far, with the keys of the page images it stored: `malware` may still be awaited."""

    detected_type: MediaType | None
    pages: tuple[Page, ...]
    findings: tuple[Finding, ...]
    malware: MalwareVerdict | None = None

    @property
    def is_refused(self) -> bool:
        return is_blocked(self.findings)

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is awaited: a file that cannot be used is not, whatever a scanner says of it."""
        return self.is_refused or self.malware in RELEASES


def record_inspection(case: Case, upload: Upload, inspected: Inspected, now: datetime, job_id: str) -> Change:
    """Write down what an inspection found. A submitted case whose file is refused goes back by itself.

    The job is settled with the last word; until then the file goes on being inspected.
    """
    refused = inspected.is_refused
    settled = UploadState.REFUSED if refused else UploadState.ACCEPTED
    judged = upload.model_copy(
        update={
            "state": settled if inspected.is_settled else UploadState.INSPECTING,
            "detected_type": inspected.detected_type,
            "pages": () if refused else inspected.pages,
            "findings": inspected.findings,
            "parsed": True,
            "malware": inspected.malware,
        }
    )
    updates: dict[str, Any] = {"uploads": case.with_upload(judged).uploads}
    event: CaseEvent | None = None
    notices: list[tuple[NoticeEvent, str | None]] = []
    if refused and case.state in _ANSWERABLE and case.has_handed_in(upload) and not case.asks_for(upload.slot):
        reason = next(finding for finding in inspected.findings if finding.severity is Severity.BLOCKING)
        updates |= {"asked": _also_asked(case, upload.slot, reason), **_by_machine(case)}
        notices = [(NoticeEvent.RETURNED, None)]
        if case.state is not CaseState.RETURNED:
            event = CaseEvent.REFUSE_FILE
            updates |= {"claim": None}
    action = "upload_refused" if refused else "upload_inspected" if inspected.is_settled else "upload_parsed"
    done = (job_id,) if inspected.is_settled and job_id else ()
    details = {"upload": upload.id} | ({"malware": inspected.malware.value} if inspected.malware else {})
    return move(
        case, action=action, actor=SYSTEM, now=now, event=event, updates=updates, notices=notices, done=done,
        details=details,
    )  # fmt: skip


def record_rescan_asked(case: Case, upload: Upload, now: datetime) -> Change:
    """The scanner was silent for so long that it is asked once more."""
    asked = upload.model_copy(update={"rescan_asked_at": now})
    return move(
        case, action="malware_scan_asked", actor=SYSTEM, now=now, updates={"uploads": case.with_upload(asked).uploads},
        details={"upload": upload.id},
    )  # fmt: skip


def record_readings(case: Case, hints: Mapping[str, NumberHint], now: datetime, job_id: str) -> Change:
    """Keep what a reader made of the numbers on files, by their ids; `job_id` is settled with the last of them."""
    read = (
        upload.model_copy(update={"reading": hints[upload.id]}) if upload.id in hints else upload
        for upload in case.uploads
    )
    return move(
        case, action="papers_read", actor=SYSTEM, now=now, updates={"uploads": tuple(read)},
        done=(job_id,) if job_id else (), details={"uploads": str(len(hints))},
    )  # fmt: skip


def unread_cards(case: Case) -> Iterator[Upload]:
    """Files and scanned pages that stand for a card of the applicant's own, and were not read before."""
    cards = (document for document in case.documents if OWN_CARDS & set(document.choices))
    handed_in = {upload for card in cards for upload in card.uploads}
    for upload in case.uploads:
        if upload.id in handed_in and upload.is_live and upload.reading is None:
            yield upload


def without_readings(uploads: Iterable[Upload]) -> tuple[Upload, ...]:
    """The same, to be read anew: other numbers may have been typed since."""
    return tuple(upload.model_copy(update={"reading": None}) if upload.reading else upload for upload in uploads)


def submit(case: Case, slots: Sequence[Slot], now: datetime, *, is_read: bool = False) -> Change:
    """Hand the application in: freeze which file stands in which slot. The caller has made sure that nothing blocks.

    `is_read`: whether the numbers on its cards are to be read afterwards.
    Raises TransitionRefusedError unless it is a draft or a returned case.
    """
    first = case.state is not CaseState.RETURNED
    updates = {
        "round": case.round + 1,
        "received_at": case.received_at or now,
        "documents": build_documents(case, slots),
        "asked": (),
        "uploads": without_readings(case.uploads),
        **(_by_machine(case) if case.is_returned_by_machine and not first else {}),
    }
    return move(
        case, action="submitted", actor=RESIDENT, now=now, event=CaseEvent.SUBMIT if first else CaseEvent.RESUBMIT,
        updates=updates, lookups=case.filed_under(), notices=[(NoticeEvent.RECEIVED, None)],
        jobs=[(kind, "", None) for kind in _after_submission(is_screened=case.is_screened, is_read=is_read)],
    )  # fmt: skip


def _after_submission(*, is_screened: bool, is_read: bool) -> Iterator[JobKind]:
    if is_screened:
        yield JobKind.SCREEN
    if is_read:
        yield JobKind.READ


def withdraw(case: Case, now: datetime) -> Change:
    """The resident takes the application back; raises TransitionRefusedError once the office works on its result."""
    notices = [] if case.state is CaseState.DRAFT else [(NoticeEvent.CANCELLED, None)]
    return move(
        case,
        action="withdrawn",
        actor=RESIDENT,
        now=now,
        event=CaseEvent.WITHDRAW,
        updates={"claim": None, "asked": ()},
        notices=notices,
    )


def reissue_pin(case: Case, actor: Actor, now: datetime) -> Change:
    """A new PIN; the old one and the tokens opened by it no longer hold."""
    return move(
        case, action="pin_reissued", actor=actor, now=now,
        updates={"pin_version": case.pin_version + 1}, notices=[(NoticeEvent.PIN_REISSUED, None)],
    )  # fmt: skip


def cover_sheet_printed(case: Case, limits: Limits, now: datetime) -> Change | None:
    """Keep an open case for the envelope that its cover sheet announces.

    None while the sheet printed before still leaves time to post. Raises TransitionRefusedError once it is handed in.
    """
    _must_be_open(case, "print_cover_sheet")
    if case.cover_sheet_at is not None and leaves_time(case.cover_sheet_at, limits, now):
        return None
    return move(case, action="cover_sheet_printed", actor=RESIDENT, now=now, updates={"cover_sheet_at": now})


def flag_duplicates(case: Case, others: Sequence[str], now: datetime) -> Change:
    """Flag cases of the same person and service; nothing is ever thrown away. What was dismissed stays dismissed."""
    known = tuple(sorted({*case.possible_duplicates, *others} - {*case.dismissed_duplicates}))
    return move(case, action="duplicates_flagged", actor=SYSTEM, now=now, updates={"possible_duplicates": known})


def warn_of_end(case: Case, now: datetime) -> Change | None:
    """Tell the resident of a draft or a return that it ends soon; None where nobody is to be told, or was told of it.

    It does not live longer for it.
    """
    if not owes_warning(case):
        return None
    ending = NoticeEvent.DRAFT_ENDING if case.state is CaseState.DRAFT else NoticeEvent.ANSWER_ENDING
    return move(
        case, action="end_warned", actor=SYSTEM, now=now, notices=[(ending, None)],
        updates={"end_warned_at": now, "acted_at": stands_since(case)},
    )  # fmt: skip


def expire(case: Case, now: datetime) -> Change:
    """Sweep a draft that nobody sent in; the number stays taken for ever."""
    notices = [(NoticeEvent.DRAFT_EXPIRED, None)] if case.reachable else []
    return move(case, action="expired", actor=SYSTEM, now=now, event=CaseEvent.SWEEP, notices=notices)


def lapse(case: Case, now: datetime) -> Change:
    """End a returned case that was never answered."""
    return move(
        case, action="lapsed", actor=SYSTEM, now=now, event=CaseEvent.LAPSE, notices=[(NoticeEvent.LAPSED, None)]
    )


def _must_be_open(case: Case, event: str) -> None:
    if not case.is_open_to_resident:
        thing = "case"
        raise TransitionRefusedError(thing, case.state, event)


def _also_asked(case: Case, slot: str, finding: Finding) -> tuple[Asked, ...]:
    """What an officer has refused so far is asked with it: a resident is not sent back twice for one handing in."""
    others = case.asked or tuple(Asked.of(document) for document in case.documents if document.is_refused)
    if any(asked.slot == slot for asked in others):
        return others
    return (*others, Asked(slot=slot, reason=VerdictKind.UNREADABLE, finding=finding))


def build_documents(case: Case, slots: Sequence[Slot]) -> tuple[Document, ...]:
    """The documents that a handing in freezes: what was there and was not asked again, and what came since."""
    before = {document.slot: document for document in case.documents}
    asked = {item.slot: item for item in case.asked}
    documents = []
    for slot in slots:
        live = tuple(upload.id for upload in case.live_uploads(slot.id))
        old = before.get(slot.id)
        if old and slot.id not in asked:
            documents.append(old)
        elif live or old:
            documents.append(_document(case, slot, _kept(case, old, asked.get(slot.id)) + live))
    return tuple(documents)


def _kept(case: Case, document: Document | None, asked: Asked | None) -> tuple[str, ...]:
    """Files of a paper that stay when only one of them was refused by its inspection."""
    if document is None or asked is None or asked.finding is None:
        return ()
    return tuple(known.id for known in case.uploads if known.id in document.uploads and known.is_live)


def _document(case: Case, slot: Slot, uploads: tuple[str, ...]) -> Document:
    facts = case.facts.get(slot.id) or DocumentFacts()
    only = slot.choices[0] if len(slot.choices) == 1 else None
    return Document(
        id=slot.id,
        slot=slot.id,
        choices=tuple(slot.choices),
        type=facts.type or only,
        issued_on=facts.issued_on,
        uploads=uploads,
        round=case.round + 1,
    )
