"""The case: the office's work on one application, whatever channel it came by. One item, one version."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict

from chalicelib.domain.access import Actor, ActorKind
from chalicelib.domain.clock import ServiceClock
from chalicelib.domain.document import UNSORTED, Document, DocumentFacts, Upload, VerdictKind
from chalicelib.domain.errors import ErasedError
from chalicelib.domain.events import (
    AuditEvent,
    Job,
    JobKind,
    Lookup,
    NoticeEvent,
    Reserved,
    news_key,
    notify_job_id,
)
from chalicelib.domain.finding import Finding
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseEvent, CaseState, next_case_state
from chalicelib.domain.move_facts import facts_of
from chalicelib.domain.product import Product
from chalicelib.domain.retention import Erasure, KeptFor
from chalicelib.domain.signed_pdf import Keeping
from chalicelib.domain.text import Language

if TYPE_CHECKING:  # a tracking request never posts
    from chalicelib.domain.post.envelope import Envelope, Rescan

Answer = bool | int | str

FIRST_PIN: Final = 1

MOST_CLAIMS: Final = 5
"""Cases that one officer may have at a time: what a verifier may put aside for a call, and no hoard."""


class Channel(StrEnum):
    """How an application came in."""

    WEB = "web"
    POST = "post"
    ASSISTED = "assisted"


class Claim(BaseModel):
    """The officer who works on the case, since when; `looked_at`: when their looking at it was last noted."""

    model_config = ConfigDict(frozen=True)

    officer: str
    at: datetime
    looked_at: datetime | None = None


class Asked(BaseModel):
    """One thing asked of the resident: the slot, why, and in the officer's or the inspection's words.

    `because` is one of `VERDICT_REASONS` of its reason, or empty.
    """

    model_config = ConfigDict(frozen=True)

    slot: str
    reason: VerdictKind
    because: str = ""
    note: str = ""
    finding: Finding | None = None

    @classmethod
    def of(cls, document: Document) -> Self:
        """What an officer's verdict on a document asks."""
        verdict = document.verdict
        return cls(
            slot=document.slot,
            reason=verdict.kind if verdict else VerdictKind.MISSING,
            because=verdict.reason if verdict else "",
            note=verdict.note if verdict else "",
        )


class ToldVisit(BaseModel):
    """The appointment that the resident was last told of, by which move; `is_off`: that it does not hold."""

    model_config = ConfigDict(frozen=True)

    move: int
    place: str
    day: date
    at: str
    is_off: bool = False


class ToldByCall(BaseModel):
    """News that an officer told by telephone: that of which move, and when."""

    model_config = ConfigDict(frozen=True)

    move: int
    at: datetime


class HistoryEntry(BaseModel):
    """One step of the public timeline."""

    model_config = ConfigDict(frozen=True)

    move: int
    state: CaseState
    at: datetime


class Case(BaseModel):
    """One case. `version` counts the stored moves; the next one must find it unchanged. All times UTC.

    `area`: code of the kecamatan that the resident lives in, "elsewhere", or empty while it is unknown.
    `awaited_scans`: rescans whose new scan this case waits for, by `Rescan.key`. `assisted_by`: the officer who began
    it for the resident, never told to residents. `dismissed_duplicates`: cases that an officer found to be others'.
    `is_practice`: it was begun in training, and nobody is ever told of it for real.
    `has_proof`: somebody worked, or an officer stood, behind its beginning; no program began it for nothing.
    `kept_for`: it is not erased; `let_go_at`: since when it may be again; `erasure`: what of it is gone.
    `news`: the last move of each kind of news, and `told_by_call`: what an officer told, both by `news_key`.
    `by_machine`: the moves whose news no officer brought about: a late file, a return by an inspection, an answer to
    one. `gone`: the keyed hashes of addresses that were corrected; what arrives there tells its resident nothing.
    """

    model_config = ConfigDict(frozen=True)

    schema_version: Literal[1] = 1
    office: str
    receipt: ReceiptNumber
    service: str
    channel: Channel
    assisted_by: str = ""
    state: CaseState
    version: int
    round: int = 0
    language: Language = Language.INDONESIAN
    catalogue_version: str
    applicant_role: str | None = None
    answers: dict[str, Answer] = {}
    facts: dict[str, DocumentFacts] = {}
    uploads: tuple[Upload, ...] = ()
    documents: tuple[Document, ...] = ()
    products: tuple[Product, ...] = ()
    personal_findings: tuple[Finding, ...] = ()
    lookups: dict[str, str] = {}
    subject_named: bool = False
    sent_by_post: bool = False
    area: str = ""
    has_proof: bool = True
    is_practice: bool = False
    reachable: tuple[Literal["email", "sms", "whatsapp"], ...] = ()
    intent: str
    request_digest: str
    pin_version: int = FIRST_PIN
    claim: Claim | None = None
    asked: tuple[Asked, ...] = ()
    awaited_scans: tuple[str, ...] = ()
    clock: ServiceClock = ServiceClock()
    possible_duplicates: tuple[str, ...] = ()
    dismissed_duplicates: tuple[str, ...] = ()
    duplicate_of: str = ""
    ended_because: str = ""
    history: tuple[HistoryEntry, ...] = ()
    created_at: datetime
    updated_at: datetime
    acted_at: datetime | None = None
    received_at: datetime | None = None
    cover_sheet_at: datetime | None = None
    end_warned_at: datetime | None = None
    told_visit: ToldVisit | None = None
    kept_for: KeptFor | None = None
    let_go_at: datetime | None = None
    erasure: Erasure = Erasure()
    news: dict[str, int] = {}
    told_by_call: dict[str, ToldByCall] = {}
    by_machine: tuple[int, ...] = ()
    gone: tuple[str, ...] = ()

    def is_assisted_by(self, officer: str) -> bool:
        """Whether this officer began it and may still help; a new PIN is the resident's alone, and ends that."""
        return bool(officer) and self.assisted_by == officer and self.pin_version == FIRST_PIN

    @property
    def holder(self) -> str:
        """The officer who has it; empty where nobody does."""
        return self.claim.officer if self.claim else ""

    @property
    def is_open_to_resident(self) -> bool:
        """Whether the resident may change it: a draft, or a case returned for completion."""
        return self.state in {CaseState.DRAFT, CaseState.RETURNED}

    @property
    def is_returned_by_machine(self) -> bool:
        """Whether an inspection asked last for something, and no officer."""
        return self.news.get(NoticeEvent.RETURNED) in self.by_machine

    @property
    def is_confirmed_by_text(self) -> bool:
        """Whether a message that costs money confirms what its resident does: none where a program could have it."""
        return self.has_proof and self.news.get(NoticeEvent.RECEIVED) not in self.by_machine

    def filed_under(self) -> "tuple[Lookup, ...]":
        """Its look-ups, as they are filed."""
        kinds = ((kind.partition(".")[0], digest) for kind, digest in sorted(self.lookups.items()))
        return tuple(dict.fromkeys(Lookup(kind, digest, self.service) for kind, digest in kinds))

    @property
    def is_screened(self) -> bool:
        """Whether it has a number by which another case for the same thing could be found."""
        return not {"nik", "family_card"}.isdisjoint(self.lookups)

    def upload(self, upload_id: str) -> Upload | None:
        """The file with this id, if the case has one."""
        return next((upload for upload in self.uploads if upload.id == upload_id), None)

    def with_upload(self, upload: Upload) -> Self:
        """The case with this file put in the place of its earlier self, or added."""
        others = [upload if known.id == upload.id else known for known in self.uploads]
        if upload not in others:
            others.append(upload)
        return self.model_copy(update={"uploads": tuple(others)})

    def product(self, product_id: str) -> Product | None:
        """The product with this id, if the case has one."""
        return next((product for product in self.products if product.id == product_id), None)

    def waits_for(self, slot: str) -> bool:
        """Whether the resident may send files for a slot: any in a draft, then one asked for or without a paper."""
        if self.state is CaseState.RETURNED:
            return self.asks_for(slot) or all(document.slot != slot for document in self.documents)
        return self.state is CaseState.DRAFT

    def asks_for(self, slot: str) -> bool:
        """Whether the resident was asked for the paper in this slot again."""
        return any(asked.slot == slot for asked in self.asked)

    def has_handed_in(self, upload: Upload) -> bool:
        """Whether a file is part of a document that staff were given."""
        return any(upload.id in document.uploads for document in self.documents)

    def unsorted(self) -> tuple[Upload, ...]:
        """Scanned pages that no slot has yet."""
        return tuple(upload for upload in self.uploads if upload.slot == UNSORTED and upload.is_live)

    def live_uploads(self, slot: str) -> tuple[Upload, ...]:
        """The files that wait to be handed in for a slot: for a returned case, those sent since."""
        return tuple(u for u in self.uploads if u.slot == slot and u.is_live and u.round == self.round)

    def standing_uploads(self, slot: str) -> tuple[Upload, ...]:
        """The files that count for a slot: those handed in, or while the case is open those that wait to be."""
        return self.live_uploads(slot) if self.is_open_to_resident else self.handed_in(slot)

    def handed_in(self, slot: str) -> tuple[Upload, ...]:
        """The files that staff were given for a slot, and that still count."""
        known = {upload for document in self.documents if document.slot == slot for upload in document.uploads}
        return tuple(upload for upload in self.uploads if upload.id in known)


@dataclass(frozen=True, slots=True)
class Change:
    """One move, stored as one transaction: all of it or nothing.

    `done` are the ids of outbox jobs that this move settles, `told` those of jobs whose news reached nobody until
    this move: they leave the list of unreached residents; `products` those whose work lists change; `envelopes`
    and `rescans` those of the postal ledger that end with it, each on the condition of its own version; `keeping` is
    of a file that no other document may have. `going_on` are other cases that must not have ended without a product at
    that moment, `reserved` what no other case may have.
    `taken_by` is the officer whose claim begins with it, who may have `MOST_CLAIMS`, or where `only_beside` is given
    none but those; `let_go_by` is the one whose claim ends.
    """

    case: Case
    audit: AuditEvent
    jobs: tuple[Job, ...] = ()
    lookups: tuple[Lookup, ...] = ()
    done: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    envelopes: "tuple[Envelope, ...]" = ()
    rescans: "tuple[Rescan, ...]" = ()
    keeping: Keeping | None = None
    taken_by: str = ""
    let_go_by: str = ""
    only_beside: tuple[str, ...] | None = None
    going_on: tuple[ReceiptNumber, ...] = ()
    reserved: Reserved | None = None


def move(  # noqa: PLR0913 - every part of a move, by name
    case: Case,
    *,
    action: str,
    actor: Actor,
    now: datetime,
    event: CaseEvent | None = None,
    updates: Mapping[str, Any] | None = None,
    notices: Iterable[tuple[NoticeEvent, str | None]] = (),
    jobs: Iterable[tuple[JobKind, str, str | None]] = (),
    lookups: tuple[Lookup, ...] = (),
    done: tuple[str, ...] = (),
    products: tuple[str, ...] = (),
    details: Mapping[str, str] | None = None,
) -> Change:
    """The next move of a case. `event` runs through the lifecycle table and raises TransitionRefusedError.

    A case whose erasing has begun has ended for good: it refuses every event, and once what names people goes, whatever
    anybody wants to record. Raises ErasedError.

    `notices` are (event, product id); `jobs` are (kind, upload id, object version).
    """
    is_nobodys = case.erasure.is_nameless and actor.kind is not ActorKind.SYSTEM
    if is_nobodys or (event is not None and case.erasure.has_begun):
        raise ErasedError("case", case.state, event or action)
    state = next_case_state(case.state, event) if event else case.state
    version = case.version + 1
    history = case.history
    if state is not case.state or not history:
        history = (*history, HistoryEntry(move=version, state=state, at=now))
    fixed: dict[str, Any] = {"state": state, "version": version, "updated_at": now, "history": history}
    if actor.kind is not ActorKind.SYSTEM:
        fixed["acted_at"] = now
    if told := tuple(notices):
        fixed["news"] = case.news | {news_key(notice, product): version for notice, product in told}
    after = case.model_copy(update={**(updates or {}), **fixed})
    audit = AuditEvent(
        move=version,
        at=now,
        actor=actor,
        action=action,
        from_state=case.state if case.version else None,
        to_state=state,
        details=dict(details or {}),
        facts=facts_of(case, after, now),
    )
    work = (*_notify(after, told), *_follow_up(after, jobs))
    changed = case.holder != after.holder
    return Change(
        case=after, audit=audit, jobs=work, lookups=lookups, done=done, products=products,
        taken_by=after.holder if changed else "", let_go_by=case.holder if changed else "",
    )  # fmt: skip


def _notify(case: Case, notices: Iterable[tuple[NoticeEvent, str | None]]) -> Iterator[Job]:
    for notice, product in notices:
        yield Job(
            id=notify_job_id(case.version, notice, product),
            kind=JobKind.NOTIFY,
            notice=notice,
            product_id=product,
            **_origin(case),
        )


def _follow_up(case: Case, jobs: Iterable[tuple[JobKind, str, str | None]]) -> Iterator[Job]:
    for kind, upload, object_version in jobs:
        yield Job(
            id=f"{case.version:06d}-{kind}-{upload}",
            kind=kind,
            upload_id=upload or None,
            object_version=object_version,
            **_origin(case),
        )


def _origin(case: Case) -> dict[str, Any]:
    return {"office": case.office, "receipt": case.receipt, "move": case.version, "created_at": case.updated_at}
