"""The ledger: a batch, its envelopes and their page images, and where each of them is.

The end of a page image follows from its envelope's, so the sums hold at every moment and nothing is counted twice.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict

from chalicelib.domain.document import Page
from chalicelib.domain.finding import Finding
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.post.vocabulary import End, RejectionCode, RescanReason, WaitReason


class _Stored(BaseModel):
    model_config = ConfigDict(frozen=True)


class EnvelopeRef(_Stored):
    """Names an envelope: the partner who opened it, its batch, its number."""

    partner: str
    batch: str
    number: str

    @property
    def id(self) -> str:
        """One word for URLs and audit events: `posmlg.B-17.0003`."""
        return f"{self.partner}.{self.batch}.{self.number}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The envelope of an id; None for anything else. Neither partner, batch nor number holds a dot."""
        parts = text.split(".")
        return cls(partner=parts[0], batch=parts[1], number=parts[2]) if len(parts) == 3 and all(parts) else None  # noqa: PLR2004 - as in `id`


class PageKind(StrEnum):
    """What a page image is. Only papers are sorted into slots; the others are kept and set aside."""

    PAPER = "paper"
    BLANK = "blank"
    COVER = "cover"
    SEPARATOR = "separator"
    UNREAD = "unread"
    FAILED = "failed"


_ASIDE = frozenset({PageKind.BLANK, PageKind.COVER, PageKind.SEPARATOR})


class ScannedPage(_Stored):
    """One page image of an envelope, from 1, and the page of the original scan that it was made from.

    `document`: type named by the separator before it. `key` is of the rebuilt image, `thumbnail` of the same, small;
    sizes in pixels. `has_code`: whether a QR code is on it. `findings`: what is in the way of reading it.
    """

    number: int
    control_number: str
    side: Literal[1, 2]
    file: str
    file_page: int
    kind: PageKind
    document: str | None = None
    key: str | None = None
    thumbnail: str | None = None
    width: int = 0
    height: int = 0
    has_code: bool = False
    findings: tuple[Finding, ...] = ()
    rescan: str | None = None

    @property
    def image(self) -> Page | None:
        """The rebuilt image as a page of a case; None where the scan did not open."""
        if self.key is None:
            return None
        shape = self.model_dump(include={"thumbnail", "width", "height", "has_code"})
        return Page(number=1, key=self.key, **shape)


class Reason(_Stored):
    """Why an envelope was refused: a code, where, and what fills its sentence; never a personal value."""

    code: RejectionCode
    where: str = ""
    params: dict[str, str] = {}


class Custody(_Stored):
    """Where the original papers are, since when; `returned_under`: the postal number they went back under."""

    place: Literal["post_office", "office", "returned"]
    since: datetime
    returned_under: str | None = None


class Envelope(_Stored):
    """One posted envelope. `version` counts the stored moves, 0 is known from the manifest alone. Nothing personal.

    `received_at` is the post office's stamp, from which the office has the papers. `object_versions` are of its files.
    `seen_in`: envelopes in which some of its sheets came before.
    """

    schema_version: Literal[1] = 1
    office: str
    partner: str
    batch: str
    number: str
    version: int = 0
    end: End = End.PENDING
    declared_pages: int
    sheet_count: int
    pages: tuple[ScannedPage, ...] = ()
    reasons: tuple[Reason, ...] = ()
    waits_for: tuple[WaitReason, ...] = ()
    candidates: tuple[str, ...] = ()
    receipt: ReceiptNumber | None = None
    duplicate_of: str | None = None
    seen_in: tuple[str, ...] = ()
    rescan_for: str | None = None
    scans: tuple[str, ...] = ()
    object_versions: dict[str, str] = {}
    received_at: datetime
    custody: tuple[Custody, ...] = ()
    resolved_by: str | None = None
    created_at: datetime
    updated_at: datetime

    @property
    def ref(self) -> EnvelopeRef:
        return EnvelopeRef(partner=self.partner, batch=self.batch, number=self.number)

    def page(self, number: int) -> ScannedPage | None:
        """The page image of this number, if the envelope has one."""
        return next((page for page in self.pages if page.number == number), None)

    def end_of(self, page: ScannedPage) -> End:
        """Where one page image is."""
        if page.rescan is not None:
            return End.RESCAN
        if self.end in {End.OPENED, End.ATTACHED, End.STAFF} and page.kind in _ASIDE:
            return End.SET_ASIDE
        return self.end

    def page_ends(self) -> Counter[End]:
        """How many page images are where; an envelope whose scans were not read counts those it declares."""
        if not self.pages:
            return Counter({self.end: self.declared_pages})
        return Counter(self.end_of(page) for page in self.pages)

    def keeps(self, control_numbers: Collection[str]) -> bool:
        """Whether the pages of these sheets are here still: not refused, and not to be scanned again."""
        if self.end in {End.REJECTED, End.RESCAN}:
            return False
        return not any(page.rescan for page in self.pages if page.control_number in control_numbers)

    def papers(self) -> tuple[ScannedPage, ...]:
        """The page images that belong into a case: papers, and pages that a person must look at."""
        return tuple(page for page in self.pages if page.kind not in _ASIDE and page.rescan is None)

    def moved(self, now: datetime, **updates: object) -> Self:
        """The next stored state."""
        return self.model_copy(update={**updates, "version": self.version + 1, "updated_at": now})


class BatchState(StrEnum):
    """A batch takes files while it is open; once it is closed nothing is added."""

    OPEN = "open"
    CLOSED = "closed"


class Batch(_Stored):
    """One batch. The signed manifest is kept whole under `manifest_key`; `parcels` are the jobs it is split by."""

    schema_version: Literal[1] = 1
    office: str
    partner: str
    id: str
    sequence: int
    version: int = 1
    state: BatchState = BatchState.OPEN
    manifest_key: str
    manifest_digest: str
    signature: str
    received_on: date
    envelope_count: int
    parcels: int = 0
    missing_files: tuple[str, ...] = ()
    created_at: datetime
    closed_at: datetime | None = None


class Rescan(_Stored):
    """A sheet that is to be scanned again; the partner's next manifest names `id` in `rescan_for`."""

    schema_version: Literal[1] = 1
    id: str
    office: str
    envelope: EnvelopeRef
    control_number: str | None = None
    reason: RescanReason
    note: str = ""
    asked_by: str
    asked_at: datetime
    answered_by: EnvelopeRef | None = None
    answered_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.answered_by is None

    @property
    def key(self) -> str:
        """One word that names it among those of all partners, for the case that waits for the new scan."""
        return f"{self.envelope.partner}.{self.id}"


class Sums(_Stored):
    """How many envelopes and page images of a batch are where; each counted once."""

    envelopes: dict[End, int]
    pages: dict[End, int]


def sum_up(envelopes: Iterable[Envelope]) -> Sums:
    """The sums of a ledger."""
    counted = tuple(envelopes)
    pages: Counter[End] = Counter()
    for envelope in counted:
        pages += envelope.page_ends()
    return Sums(envelopes=dict(Counter(envelope.end for envelope in counted)), pages=dict(pages))


class Statement(_Stored):
    """What a partner says it handed over on one day; `digest` tells one report from another."""

    schema_version: Literal[1] = 1
    office: str
    partner: str
    day: date
    digest: str
    body: str
    reported_at: datetime
