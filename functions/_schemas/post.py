"""Bodies of the postal channel."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from chalicelib.domain.identifiers import PostalNumber, ReceiptNumber
from chalicelib.domain.post.manifest import EnvelopeEntry
from chalicelib.domain.post.vocabulary import RejectionCode, RescanReason
from functions._schemas.base import Answer, FaultOut, Request
from functions._schemas.requests import StartRequest

EnvelopeId = Annotated[str, Field(max_length=130, pattern=r"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){2}$")]


class UploadsRequest(Request):
    """Files to make room for; the next hundred that have not come when none is named."""

    files: list[str] = Field(default=[], max_length=100)


class CloseRequest(Request):
    """The word that a batch is whole. `without_missing`: go on without the files that have not come."""

    without_missing: bool = False


class PartOut(Answer):
    """One part of a large file, in bytes; PUT it to `url`. Without a URL it is there already."""

    number: int
    size: int
    url: str | None


class TargetOut(Answer):
    """Where one file goes: PUT it whole to `url` with these headers, or part by part."""

    file: str
    url: str | None
    headers: dict[str, str]
    parts: list[PartOut]
    expires_at: datetime


class TargetList(Answer):
    """Files that have not come, at most a hundred; ask again for the next."""

    items: list[TargetOut]


class CustodyOut(Answer):
    """Where the original papers are, since when."""

    place: str
    since: datetime
    returned_under: str | None


class EnvelopeLine(Answer):
    """One envelope in the ledger: where it is, and how many of its page images are where."""

    envelope: str
    number: str
    end: str
    label: str
    version: int
    errors: list[FaultOut]
    waits_for: list[FaultOut]
    receipt_number: str | None
    duplicate_of: str | None
    rescan_for: str | None
    pages: dict[str, int]
    custody: list[CustodyOut]


class SumsOut(Answer):
    """Envelopes and page images of the batch by where they are; each is counted once."""

    envelopes: dict[str, int]
    pages: dict[str, int]


class BatchOut(Answer):
    """The ledger of one batch. `gaps`: sequence numbers before it that have not come."""

    batch_id: str
    sequence: int
    state: str
    done: bool
    received_on: date
    manifest_sha256: str
    missing_files: list[str]
    gaps: list[int]
    sums: SumsOut
    envelopes: list[EnvelopeLine]
    uploads: list[TargetOut]


class CheckedEnvelope(Answer):
    """One envelope of a manifest that was only looked at; without errors it would be taken."""

    number: str
    errors: list[FaultOut]


class ManifestCheck(Answer):
    """A manifest whose frame is right, as it would be taken. Nothing of it is kept."""

    batch_id: str
    sequence: int
    envelopes: list[CheckedEnvelope]


class BatchSummary(Answer):
    """One batch of a day."""

    batch_id: str
    sequence: int
    state: str
    envelopes: int
    created_at: datetime


class BatchList(Answer):
    """The batches that a partner handed over on one day, and the number that its next batch takes."""

    items: list[BatchSummary]
    next_sequence: int
    next_cursor: str | None = None


class DiscrepancyOut(Answer):
    """One difference between the partner's day and ours."""

    code: str
    message: str
    batch_id: str
    envelope: str | None
    facts: dict[str, str]


class StatementOut(Answer):
    """A partner's day reconciled: every difference, both ways; none when it fits. `more` are not listed."""

    day: date
    reported: bool
    batches: int
    discrepancies: list[DiscrepancyOut]
    more: int


class RescanOut(Answer):
    """A sheet, or a whole envelope, that is to be scanned again; name `rescan` in `rescan_for`."""

    rescan: str
    batch_id: str
    envelope: str
    control_number: str | None
    reason: str
    message: str
    note: str
    asked_at: datetime


class RescanList(Answer):
    """Open requests, oldest first."""

    items: list[RescanOut]
    next_cursor: str | None = None


class SheetPage(Answer):
    """One page image of an envelope and where it is; `file_page` is the page of the original scan.

    `findings`: what is in the way of reading it.
    """

    number: int
    control_number: str
    side: int
    file: str
    file_page: int
    kind: str
    document: str | None
    end: str
    has_image: bool
    rescan: str | None
    findings: list[FaultOut]


class EnvelopeOut(EnvelopeLine):
    """One envelope as an officer sees it: what the manifest says of it, and every page image.

    `seen_in`: envelopes in which some of its sheets came before.
    """

    received_at: datetime
    candidates: list[str]
    seen_in: list[str]
    entry: EnvelopeEntry | None
    page_images: list[SheetPage]
    resolved_by: str | None


class WaitingEnvelope(Answer):
    """One line of the list of envelopes that wait for an officer."""

    envelope: str
    received_at: datetime
    version: int
    pages: int
    waits_for: list[FaultOut]
    candidates: list[str]


class EnvelopeList(Answer):
    """Envelopes that wait, oldest first."""

    items: list[WaitingEnvelope]
    next_cursor: str | None = None


class AttachRequest(Request):
    """The envelope belongs to this case."""

    action: Literal["attach"]
    receipt_number: ReceiptNumber


class OpenRequest(StartRequest):
    """The envelope opens a case, by what the officer keys off the papers."""

    action: Literal["open"]


class DuplicateRequest(Request):
    """The same papers came in another envelope."""

    action: Literal["duplicate"]
    of: EnvelopeId


class RescanRequest(Request):
    """A sheet by its control number, or the whole envelope, is to be scanned again; the note is for the partner."""

    action: Literal["rescan"]
    control_number: str | None = Field(default=None, max_length=20)
    reason: RescanReason
    note: str = Field(default="", max_length=200)


class RejectRequest(Request):
    """The envelope ends here."""

    action: Literal["reject"]
    code: RejectionCode


class ResolutionRequest(Request):
    """What becomes of an envelope that waits."""

    resolution: Annotated[
        AttachRequest | OpenRequest | DuplicateRequest | RescanRequest | RejectRequest, Field(discriminator="action")
    ]


class CustodyRequest(Request):
    """Where the original papers are from now on."""

    place: Literal["post_office", "office", "returned"]
    returned_under: PostalNumber | None = None


class EnvelopeVersion(Answer):
    """An envelope after a change."""

    envelope: str
    end: str
    version: int
    receipt_number: str | None
    rescan: str | None = None


class SortRequest(Request):
    """Which slot each scanned page belongs to; null sets a page aside."""

    pages: dict[str, str | None] = Field(min_length=1, max_length=200)
