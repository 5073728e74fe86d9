"""Bodies of requests."""

from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, Field
from pydantic_core import PydanticCustomError

from chalicelib.domain.applicant import Address, Contact, Person
from chalicelib.domain.document import DocumentFacts, MediaType, VerdictKind
from chalicelib.domain.holds import HoldReason
from chalicelib.domain.identifiers import FamilyCardNumber, Nik, PhoneNumber, Pin, PostalNumber, ReceiptNumber
from chalicelib.domain.production import Milestone
from chalicelib.domain.review_desk import CallOutcome
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


class StartRequest(AmendRequest):
    """A new application; everything but the service may follow later."""

    service: str = Field(max_length=40)


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
    """At least one of the numbers; never in a URL."""

    receipt_number: ReceiptNumber | None = None
    nik: Nik | None = None
    family_card_number: FamilyCardNumber | None = None
    phone: PhoneNumber | None = None


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


class CallRequest(Request):
    """What came of calling the resident; the note is for staff, and sealed."""

    outcome: CallOutcome
    note: str = Field(default="", max_length=500)


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
    """A step that staff recorded in SIAK or at the press."""

    milestone: Milestone
    product: str | None = Field(default=None, max_length=20)


class HandOverRequest(Request):
    """Who took the product, and what became of the old card."""

    product: str = Field(max_length=20)
    collected_by: Literal["self", "family", "proxy"]
    old_card: Literal["withdrawn", "lost", "none"]


class DispatchRequest(Request):
    """A product handed to the post."""

    product: str = Field(max_length=20)
    postal_number: PostalNumber


class DeliveryRequest(Request):
    """What became of a mailed product."""

    product: str = Field(max_length=20)
    outcome: Literal["delivered", "undelivered", "came_back"]
