"""Bodies of requests."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, Field
from pydantic_core import PydanticCustomError

from chalicelib.domain.applicant import Address, Contact, Person
from chalicelib.domain.collection import Taker
from chalicelib.domain.document import DocumentFacts, MediaType, VerdictKind
from chalicelib.domain.holds import HoldReason
from chalicelib.domain.identifiers import (
    EmailAddress,
    FamilyCardNumber,
    Nik,
    PhoneNumber,
    Pin,
    PostalNumber,
    ReceiptNumber,
)
from chalicelib.domain.lifting import LiftReason
from chalicelib.domain.product import Collector, IdentityKind, OldCard, ProxyLetter, ShownIdentity
from chalicelib.domain.production import BackReason, Milestone, UndoReason
from chalicelib.domain.review_desk import CallOutcome
from chalicelib.domain.seen import SearchReason
from chalicelib.domain.text import Language
from functions._schemas.base import Request

Answers = dict[str, bool | int | str]
Slot = str


def _is_refusal(kind: VerdictKind) -> VerdictKind:
    if kind is VerdictKind.ACCEPTED:
        raise PydanticCustomError("enum", "an accepted paper is not asked for")
    return kind


class PaperFacts(DocumentFacts):
    """What the resident says of a paper; the length of an item is limited, so that of every text in it is."""

    type: str | None = Field(default=None, max_length=64)


class ChecklistRequest(Request):
    """Answers to a service's questions, as far as they are known."""

    applicant_role: str | None = None
    answers: Answers = Field(default={}, max_length=50)


class AmendRequest(Request):
    """What a resident says of an application; each field present replaces the one known."""

    language: Language | None = None
    applicant_role: str | None = Field(default=None, max_length=40)
    answers: Answers = Field(default={}, max_length=50)
    documents: dict[Slot, PaperFacts] = Field(default={}, max_length=50)
    applicant: Person | None = None
    subject: Person | None = None
    family_card_number: FamilyCardNumber | None = None
    contact: Contact | None = None
    address: Address | None = None
    delivery: Literal["pick_up", "post"] | None = None
    postal_number: PostalNumber | None = Field(default=None, description="Of the letter that brings the papers")


class PuzzleSolution(Request):
    """A puzzle, solved: good for what it was asked for with (the Idempotency-Key, or the next PIN) and nothing else."""

    sealed: str = Field(max_length=4000)
    solution: str = Field(max_length=4000, description="ALTCHA's payload, in base64")


class StartRequest(AmendRequest):
    """A new application; everything but the service may follow later."""

    service: str = Field(max_length=40)
    puzzle: PuzzleSolution | None = Field(
        default=None, description="Without one no text message confirms the application; e-mail does"
    )


class PinRequest(Request):
    """A new PIN is told by a text message, so that no program has thousands of them sent."""

    puzzle: PuzzleSolution = Field(description="Of `GET /v1/applications/{application_id}/pin-puzzle`")


class UploadRequest(Request):
    """A file to be sent. `file_name` is not kept: names of files often hold personal numbers."""

    slot: str = Field(max_length=64)
    file_name: str = Field(default="", max_length=255)
    media_type: MediaType
    size: int = Field(gt=0, description="Bytes; at most 10 MiB")
    sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$", description="Of the whole file, in hex")
    return_to: str | None = Field(
        default=None,
        pattern=r"^/[A-Za-z0-9/_-]{0,200}$",
        description="Page of this site to come back to from a plain form",
    )
    plain_form: bool = Field(default=False, description="A form without script: valid for one hour instead of 300 s")


class TrackingRequest(Request):
    """Receipt number and PIN, as people type them."""

    receipt_number: ReceiptNumber
    pin: Pin


class SearchRequest(Request):
    """At least one of them; never in a URL. A search by NIK says why. `name`: as it sounds, in any spelling."""

    receipt_number: ReceiptNumber | None = None
    nik: Nik | None = None
    family_card_number: FamilyCardNumber | None = None
    phone: PhoneNumber | None = None
    postal_number: PostalNumber | None = None
    name: str | None = Field(default=None, min_length=2, max_length=100)
    reason: SearchReason | None = None


class VerdictRequest(Request):
    """An officer's judgement of one document; reason and note are for the resident."""

    kind: VerdictKind
    reason: str = Field(default="", pattern=r"^[a-z_]{0,40}$", description="A code of the kind's own, or empty")
    note: str = Field(default="", max_length=500)


class MissingPaper(Request):
    """A paper that is asked for besides those refused."""

    slot: str = Field(max_length=64)
    reason: Annotated[VerdictKind, AfterValidator(_is_refusal)] = VerdictKind.MISSING
    note: str = Field(default="", max_length=500)


class ReturnRequest(Request):
    """What is asked besides the refused papers."""

    missing: list[MissingPaper] = Field(default=[], max_length=30)


class EndRequest(Request):
    """Why a case ends without a result: the code of a sentence in the catalogue."""

    reason: str = Field(pattern=r"^[a-z_]{1,40}$")


class CancelRequest(EndRequest):
    """The same; for `duplicate_case` also the case that this one is a duplicate of, which must look like it."""

    duplicate_of: ReceiptNumber | None = None


class CallRequest(Request):
    """What came of calling the resident; the note is for staff, and sealed."""

    outcome: CallOutcome
    note: str = Field(default="", max_length=500)


class NumbersRequest(Request):
    """Numbers as they stand on the papers; what is absent stays as it was typed."""

    applicant_nik: Nik | None = None
    subject_nik: Nik | None = None
    family_card_number: FamilyCardNumber | None = None


class ContactRequest(Request):
    """Where the resident can be told from now on; what is absent stays, and null takes away what is nobody's."""

    phone: PhoneNumber | None = None
    email: EmailAddress | None = None
    tell_again: bool = Field(
        default=True,
        description="Tell at the new address what arrived at the old one alone and still holds; false: they know it",
    )


class LiftRequest(Request):
    """Where news is to be sent again, and what the resident said of it."""

    channel: Literal["whatsapp", "sms", "email"]
    reason: LiftReason


class SettleRequest(Request):
    """Whether a case that looks alike is the same application: then this one ends."""

    other: ReceiptNumber
    is_duplicate: bool


class HoldRequest(Request):
    """The switch of the whole office. `reason` and `expected_until` are told to residents while it is held."""

    is_held: bool
    reason: HoldReason = HoldReason.SIAK_DOWN
    expected_until: AwareDatetime | None = None


class MilestoneRequest(Request):
    """A step that staff recorded in SIAK or at the press; one that takes another back says why."""

    milestone: Milestone
    product: str | None = Field(default=None, max_length=20)
    reason: BackReason | None = None


class LetterIn(Request):
    """The letter of power that was seen: its number, or its date where it has none."""

    number: str = Field(default="", max_length=40, pattern=r"^(|[A-Za-z0-9](?:[A-Za-z0-9 ./-]*[A-Za-z0-9])?)$")
    dated: date | None = None


class IdentityIn(Request):
    """What the person at the counter showed; of its number the last four symbols."""

    kind: IdentityKind
    last_four: str = Field(pattern=r"^[0-9A-Z]{4}$")


class HandOverRequest(Request):
    """Who took the product, and what became of the old card.

    `identity_checked` says that the officer saw that it is who the case names; without it nothing is handed over.
    A proxy needs a letter and an identity document.
    """

    product: str = Field(max_length=20)
    collected_by: Collector
    old_card: OldCard
    identity_checked: bool = False
    letter: LetterIn | None = None
    identity: IdentityIn | None = None

    def taker(self) -> Taker:
        """As the domain has it."""
        return Taker(
            self.collected_by, self.old_card, self.identity_checked,
            ProxyLetter(**self.letter.model_dump()) if self.letter else None,
            ShownIdentity(**self.identity.model_dump()) if self.identity else None,
        )  # fmt: skip


class UndoRequest(Request):
    """A hand-over that was none, and why."""

    product: str = Field(max_length=20)
    reason: UndoReason


class DispatchLine(Request):
    """One line of a list of mailed products, as it was scanned: the label or number, and what is said of it.

    `outcome` is `dispatched` where nothing is said; that needs receipt and postal number. What became of it later may
    come by postal number alone.
    """

    receipt: str = Field(default="", max_length=200)
    product: str = Field(default="", max_length=20)
    postal_number: str = Field(default="", max_length=40)
    outcome: str = Field(default="", max_length=40)


class DispatchList(Request):
    """At most 300 lines; each stands for itself."""

    lines: list[DispatchLine] = Field(min_length=1, max_length=300)


class LabelRequest(Request):
    """Cases whose address labels are printed."""

    receipts: list[Annotated[str, Field(max_length=200)]] = Field(min_length=1, max_length=100)


class PickUpRequest(Request):
    """A place, a day and an hour of its list. `version`: of the booking that it moves, 0 for none."""

    place: str = Field(max_length=20)
    day: date
    at: str = Field(pattern=r"^[0-2][0-9]:[0-5][0-9]$")
    version: int = Field(default=0, ge=0)


class CancelPickUpRequest(Request):
    """`version`: of the booking as it was seen."""

    version: int = Field(ge=1)


class OutcomeRequest(Request):
    """Whether who had an appointment came."""

    outcome: Literal["came", "no_show"]


class DispatchRequest(Request):
    """A product handed to the post."""

    product: str = Field(max_length=20)
    postal_number: PostalNumber


class DeliveryRequest(Request):
    """What became of a mailed product."""

    product: str = Field(max_length=20)
    outcome: Literal["delivered", "undelivered", "came_back"]


class NewsRequest(Request):
    """Whether news is to go to the address that a mail's link belongs to."""

    token: str = Field(max_length=128, description="What stands behind `k=` in the link of a mail")
    wants_news: bool


class NewsWayRequest(Request):
    """Whether news is to go one way to the resident. WhatsApp ends by `…/whatsapp-withdrawal`."""

    channel: Literal["sms", "email"]
    wants_news: bool
