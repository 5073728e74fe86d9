"""Bodies of answers."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from chalicelib.domain.applicant import PersonalData
from chalicelib.domain.notification import NoticeChannel
from chalicelib.domain.reach import Closed
from chalicelib.domain.suppression import SuppressionReason
from chalicelib.domain.text import Text
from functions._schemas.base import Answer, FaultOut

CONFIRMED = (
    "Whether a text or WhatsApp message to a number that was given tells of what its resident does alone. False where "
    "it was begun without a solved puzzle, also when one came later, and of an answer to what an inspection alone "
    "asked for; what the office does is told there all the same"
)


class SlotOut(Answer):
    """One paper of a checklist. Any one of `choices` fills it."""

    slot: str
    choices: list[str]
    names: list[Text]
    need: str
    ways: list[str]
    bring_original: bool
    max_age_days: int | None
    reason: Text
    sources: list[str]


class ObstacleOut(Answer):
    """Why the service cannot be had this way."""

    code: str
    reason: Text


class ChecklistOut(Answer):
    """Papers for the answers given, the questions still open, and what stands in the way."""

    service: str
    slots: list[SlotOut]
    unanswered: list[str]
    obstacles: list[ObstacleOut]
    first: list[str]


class ServiceSummary(Answer):
    """One line of the list of services."""

    code: str
    group: str
    name: Text
    online: str
    by_post: bool
    counter_only: bool


class ServiceList(Answer):
    """All services."""

    items: list[ServiceSummary]
    next_cursor: str | None = None


class QuestionOut(Answer):
    """A question whose answer decides which papers are needed."""

    name: str
    kind: str
    text: Text
    help: Text | None = None
    choices: tuple[dict[str, Any], ...] = ()


class ServiceOut(ServiceSummary):
    """Everything a resident should know before they start."""

    fee_idr: int = 0
    service_time_hours: int
    applicant_roles: list[str]
    questions: list[QuestionOut]
    products: list[Text]
    bring: list[Text]
    in_person: Text | None = None
    validity: Text | None = None
    legal: list[str]


class UploadOut(Answer):
    """One file of an application.

    An `unreadable` one that is not handed in yet holds the submission up until it is replaced, or `kept` as it is.
    """

    upload_id: str
    slot: str
    state: str
    media_type: str
    size: int
    pages: int
    unreadable: bool
    kept: bool
    findings: list[FaultOut]


class FormOut(Answer):
    """A presigned POST: send `fields` first and the file last, as `file`."""

    url: str
    fields: dict[str, str]
    expires_at: datetime


class UploadGranted(Answer):
    """Room for one file. Call `complete` once it is sent."""

    upload: UploadOut
    form: FormOut


class AskedOut(Answer):
    """What is asked of the resident."""

    slot: str
    name: str
    reason: str
    advice: str
    note: str


class StepOut(Answer):
    """One step of the timeline."""

    state: str
    label: str
    at: datetime


class ProductOut(Answer):
    """One card, family card or certificate. `has_document`: its signed document can be had now.

    `note`: what stands in its way, what to do, and whom to see. To staff alone: `refused_because`, why its signer did
    not sign it, and `printed_in`, the print batch that its card was confirmed in.
    """

    product: str
    kind: str
    state: str
    label: str
    ready_at: datetime | None
    postal_number: str | None
    note: list[str]
    has_document: bool = False
    refused_because: str | None = None
    printed_in: str | None = None


class HeldOut(Answer):
    """The central system is down: every service clock stands still since then."""

    since: datetime
    expected_until: datetime | None
    reason: str
    text: str


class ErasedOut(Answer):
    """What of an ended case was erased, by the office's own schedule."""

    papers_on: date
    personal_on: date | None
    text: str


class HoldOut(Answer):
    """Whether the whole office is held."""

    version: int
    is_held: bool
    held: HeldOut | None


class PastHoldOut(Answer):
    """One time in which every clock stood still; `ended_at`: none while it does."""

    since: datetime
    ended_at: datetime | None
    expected_until: datetime | None
    reason: str
    by: str
    ended_by: str


class HoldsOut(Answer):
    """Every hold of the office."""

    items: list[PastHoldOut]


class ResultOut(Answer):
    """Where a signed document can be had, and for how many seconds from now."""

    url: str
    seconds: int


class CaseStatus(Answer):
    """Where a case stands, in plain words."""

    application_id: str
    receipt_number: str
    service: str
    service_name: str
    state: str
    label: str
    explanation: str
    next_step: str
    reason: str | None
    version: int
    received_at: datetime | None
    due_at: datetime | None
    history: list[StepOut]
    asked: list[AskedOut]
    products: list[ProductOut]
    bring: list[str]
    pick_up: str | None
    held: HeldOut | None = None
    erased: ErasedOut | None = None


class ApplicationOut(Answer):
    """A resident's own application; personal values are not repeated."""

    status: CaseStatus
    applicant_role: str | None
    answers: dict[str, bool | int | str]
    reachable_by: list[str]
    checklist: ChecklistOut
    uploads: list[UploadOut]
    findings: list[FaultOut]


class PuzzleOut(Answer):
    """A challenge as ALTCHA's widget and libraries take it, and the seal that comes back with its solution."""

    challenge: dict[str, Any]
    sealed: str


class Started(Answer):
    """A draft. It has a number but no receipt before it is handed in; show the PIN once."""

    application_id: str
    receipt_number: str
    pin: str
    access_token: str
    checklist: ChecklistOut
    confirmed_by_text: bool = Field(description=CONFIRMED)
    version: int


class Submitted(Answer):
    """The receipt: from here on there is a case."""

    application_id: str
    receipt_number: str
    state: str
    received_at: datetime
    confirmed_by_text: bool = Field(description=CONFIRMED)
    version: int
    findings: list[FaultOut]


class Session(Answer):
    """A visit opened by receipt number and PIN."""

    application_id: str
    access_token: str
    status: CaseStatus


class CaseSummary(Answer):
    """One line of a work list, of a case, a product or somebody whom no notice reached; nothing personal.

    `is_duplicate_record`: the central record shows the person twice, and nothing goes on until that is settled there.
    """

    receipt_number: str
    clock: datetime
    service: str | None = None
    state: str | None = None
    channel: str | None = None
    version: int | None = None
    product: str | None = None
    kind: str | None = None
    product_state: str | None = None
    notice: str | None = None
    channels: dict[str, str] | None = None
    capped: list[str] | None = None
    closed: dict[str, str] | None = None
    received_at: datetime | None = None
    due_at: datetime | None = None
    claimed_by: str | None = None
    possible_duplicates: int = 0
    is_duplicate_record: bool = False
    round: int = 0


class CaseList(Answer):
    """One page of a work list."""

    items: list[CaseSummary]
    next_cursor: str | None


class PageOut(Answer):
    """One page image; fetch it by its number. `has_code`: a QR code is on it, as on signed cards and certificates."""

    number: int
    width: int
    height: int
    has_code: bool


class DocumentOut(Answer):
    """One paper of a case, with its pages, findings and verdict.

    `numbers`: whether the number printed on a card is one that was typed: agree, differ, unread; None: not looked at.
    """

    document: str
    choices: list[str]
    type: str | None
    issued_on: date | None
    round: int
    inspecting: bool
    pages: list[PageOut]
    findings: list[FaultOut]
    numbers: str | None
    verdict: str | None
    verdict_reason: str = ""
    note: str


class ScannedPageOut(Answer):
    """A page that came by post: `page` names it, `number` opens its image, `slot` is where it was sorted to.

    One that is set `aside` counts for nothing, and can be sorted into a slot again. Sizes in pixels, 0
    without an image. `has_code`: a QR code is on it. `findings`: what is in the way of reading it.
    """

    page: str
    number: int | None
    slot: str
    envelope: str
    control_number: str
    side: int
    aside: bool
    width: int
    height: int
    has_code: bool
    findings: list[FaultOut]


class UntoldOut(Answer):
    """News that reached nobody: `channels` says how each way that was tried ended. Somebody is to call.

    `capped`: the ways on which nothing was sent, for the limit of messages was reached; `closed`: why nothing goes to
    others that the resident gave, such as `landline`, `abroad`, `bounced` or `opted_out`.
    """

    notice: str
    product: str | None
    since: datetime
    channels: dict[str, str]
    capped: list[str]
    closed: dict[str, str]


class CaseOut(Answer):
    """One case as an officer sees it."""

    receipt_number: str
    service: str
    state: str
    channel: str
    assisted_by: str | None = None
    version: int
    round: int
    applicant_role: str | None
    answers: dict[str, bool | int | str]
    claimed_by: str | None
    received_at: datetime | None
    due_at: datetime | None
    personal: PersonalData | None
    reachable_by: list[str]
    documents: list[DocumentOut]
    slots: list[SlotOut]
    scanned: list[ScannedPageOut]
    unsorted: list[ScannedPageOut]
    findings: list[FaultOut]
    products: list[ProductOut]
    asked: list[AskedOut]
    possible_duplicates: list[str]
    dismissed_duplicates: list[str]
    claimed_at: datetime | None = None
    duplicate_of: str | None = None
    untold: list[UntoldOut]
    history: list[StepOut]


class PhoneOut(Answer):
    """The resident's number, and the version of the case now that it is recorded who asked."""

    phone: str
    version: int


class CaseVersion(Answer):
    """Where a case stands after a move."""

    receipt_number: str
    state: str
    version: int


class FamilyOut(Answer):
    """Other cases of the same family card, the newest twenty of `count`."""

    items: list[CaseVersion]
    count: int


class HintOut(Answer):
    """What tells apart people of one name: of whom a case is about, as far as it is known."""

    receipt_number: str
    birth_year: int | None
    place: str


class Found(Answer):
    """Receipt numbers that fit a search. `is_near`: no name fits as it sounds; these do but for a letter in a word.

    `hints` are of the first twenty.
    """

    items: list[str]
    hints: list[HintOut]
    is_near: bool = False
    next_cursor: str | None = None


class PageLink(Answer):
    """An address of one page image, good for 60 s; and of its thumbnail, where it has one."""

    url: str
    thumbnail_url: str | None = None
    expires_in: int
    width: int
    height: int


class AuditOut(Answer):
    """One thing that happened to a case."""

    move: int
    at: datetime
    actor_kind: str
    actor: str
    action: str
    from_state: str | None
    to_state: str
    details: dict[str, str]


class AuditList(Answer):
    """What happened to a case, in order."""

    items: list[AuditOut]
    next_cursor: str | None = None


class NewsOut(Answer):
    """Whether news goes to one address: where it is stopped, the reason is `bounced`, `complained` or `opted_out`."""

    channel: NoticeChannel
    is_stopped: bool
    reason: SuppressionReason | None


class NewsWayOut(Answer):
    """One way to a resident; `reason` and `since` where nothing goes there."""

    channel: NoticeChannel
    address: str = Field(description="masked")
    reason: SuppressionReason | None
    since: datetime | None
    closed: Closed | None = Field(description="why the number takes no messages: `landline` or `abroad`")
    is_here: bool = Field(description="stopped for this application alone, and can be had again here")


class NewsWayList(Answer):
    """Every way that the resident gave an address for."""

    items: list[NewsWayOut]


class Health(Answer):
    """The function answers; nothing else is asked."""

    status: Literal["ok"] = "ok"
