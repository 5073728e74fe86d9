"""Papers: an upload is one file that came in, a document is the paper in a slot, made of pages of uploads."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict
from typing_extensions import override

from chalicelib.domain.finding import Finding, Severity
from chalicelib.domain.malware import MalwareVerdict
from chalicelib.domain.reading import NumberHint

MAX_UPLOAD_BYTES = 10 * 1024 * 1024
"""A resident's file is at most 10 MiB and is sent whole."""

MAX_SCANNED_PAGES = 200
"""Page images that posted envelopes may bring to one case, for the same reason."""

FORM_HOURS = 1
"""A form without script holds so long; a file that has not come by then is not waited for."""

MAX_UPLOADS_EVER = 240
"""Entries of one application, whatever became of them: what its item can hold beside everything else."""

MAX_UPLOADS = 60
"""Files of one round that count or may still come."""


class MediaType(StrEnum):
    """File types a resident may send; decided by a full parse, never by name or header."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    HEIC = "image/heic"
    WEBP = "image/webp"
    PDF = "application/pdf"

    @classmethod
    @override
    def _missing_(cls, value: object) -> "MediaType | None":
        """Other names that browsers give the same."""
        return {"image/heif": cls.HEIC, "image/jpg": cls.JPEG}.get(str(value))


class UploadState(StrEnum):
    """Where one file is: expected → inspecting → accepted or refused; late and withdrawn are never shown to staff.

    `aside` is a posted page that an officer set aside; it can be brought back.
    """

    EXPECTED = "expected"
    INSPECTING = "inspecting"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    LATE = "late"
    WITHDRAWN = "withdrawn"
    ASIDE = "aside"


_LIVE = frozenset({UploadState.INSPECTING, UploadState.ACCEPTED})


class Page(BaseModel):
    """One rebuilt page image, the only thing staff ever see of a file. Sizes in pixels.

    `thumbnail`: key of the same, small; None of pages made before there were any.
    `has_code`: whether a QR code is on it.
    """

    model_config = ConfigDict(frozen=True)

    number: int
    key: str
    thumbnail: str | None = None
    width: int
    height: int
    has_code: bool = False


def thumbnail_key(key: str) -> str:
    """Where the thumbnail of the page image at `key` is."""
    return key.removesuffix(".jpg") + "-small.jpg"


UNSORTED = ""
"""The slot of a scanned page whose paper nobody has named yet."""


class ScannedFrom(BaseModel):
    """Where a posted page comes from: the envelope's id, its page image, its sheet, the page of the original scan."""

    model_config = ConfigDict(frozen=True)

    envelope: str
    page: int
    control_number: str
    side: int
    file_page: int


class Upload(BaseModel):
    """One file of a resident, or one page image of a posted scan (`scan`).

    The inspection's verdict holds for `version_id` alone (S3 object version). `key` is the original's. A file that is
    `parsed` has its pages, and waits for the word of the malware scanner before anybody sees them. `reading` is what a
    reader made of the number on a card: a hint for the officer. `kept`: the resident knows that it is hard to read, and
    sends it all the same.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    slot: str
    state: UploadState
    round: int
    key: str
    media_type: MediaType | None = None
    size: int = 0
    sha256: str | None = None
    requested_at: datetime
    version_id: str | None = None
    detected_type: MediaType | None = None
    pages: tuple[Page, ...] = ()
    findings: tuple[Finding, ...] = ()
    parsed: bool = False
    malware: MalwareVerdict | None = None
    rescan_asked_at: datetime | None = None
    reading: NumberHint | None = None
    kept: bool = False
    scan: ScannedFrom | None = None

    @property
    def is_live(self) -> bool:
        """Whether the file counts for its slot."""
        return self.state in _LIVE

    def takes_room(self, now: datetime) -> bool:
        """Whether it counts for the limit of a round: it is there, or may still come."""
        is_awaited = self.state is UploadState.EXPECTED and now - self.requested_at < timedelta(hours=FORM_HOURS)
        return self.scan is None and (self.is_live or is_awaited)


class RenderedPage(BaseModel):
    """A page image made by an inspection, before it is stored. JPEG, upright, without metadata.

    `thumbnail`: the same, small, for lists. `has_code`: whether a QR code is on it, as on signed cards
    and certificates. `findings`: what is in the way of reading it.
    """

    model_config = ConfigDict(frozen=True)

    number: int
    width: int
    height: int
    jpeg: bytes
    thumbnail: bytes = b""
    has_code: bool = False
    findings: tuple[Finding, ...] = ()


class Inspection(BaseModel):
    """What a full parse of one file found. Refused when a finding is blocking.

    One that does not open has no pages; one that opens and cannot be read has them, for whoever wants to see why.
    """

    model_config = ConfigDict(frozen=True)

    detected_type: MediaType | None
    pages: tuple[RenderedPage, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether the file cannot be used."""
        return any(finding.severity is Severity.BLOCKING for finding in self.findings)


class VerdictKind(StrEnum):
    """An officer's judgement of a document (house words; the catalogue has the sentences)."""

    ACCEPTED = "accepted"
    UNREADABLE = "unreadable"
    NOT_ORIGINAL = "not_original"
    WRONG_DOCUMENT = "wrong_document"
    EXPIRED = "expired"
    DOES_NOT_MATCH = "does_not_match"
    MISSING = "missing"


_V = VerdictKind

VERDICT_REASONS: Final[Mapping[VerdictKind, tuple[str, ...]]] = {
    _V.UNREADABLE: ("blurred", "dark", "glare", "cut_off", "too_small"),
    _V.NOT_ORIGINAL: ("copy", "screen", "no_stamp"),
    _V.WRONG_DOCUMENT: ("other_paper", "other_person", "page_missing"),
    _V.EXPIRED: ("too_old", "no_date"),
    _V.DOES_NOT_MATCH: ("name", "nik", "family_card", "birth_date", "address"),
    _V.MISSING: ("not_sent", "not_signed"),
}
"""Why a paper is refused; the catalogue has a sentence for each, which the resident reads."""


class Verdict(BaseModel):
    """One judgement, with who gave it and when. `reason` is one of `VERDICT_REASONS`, or empty.

    `note` is free text for the resident.
    """

    model_config = ConfigDict(frozen=True)

    kind: VerdictKind
    reason: str = ""
    note: str = ""
    by: str
    at: datetime


class Document(BaseModel):
    """The paper in one slot as frozen by a submission: its files in order, its typed facts, and the verdict."""

    model_config = ConfigDict(frozen=True)

    id: str
    slot: str
    choices: tuple[str, ...]
    type: str | None = None
    issued_on: date | None = None
    uploads: tuple[str, ...] = ()
    round: int
    verdict: Verdict | None = None

    @property
    def is_accepted(self) -> bool:
        """Whether an officer accepted it."""
        return self.verdict is not None and self.verdict.kind is VerdictKind.ACCEPTED

    @property
    def is_refused(self) -> bool:
        """Whether an officer asked for it again."""
        return self.verdict is not None and self.verdict.kind is not VerdictKind.ACCEPTED


class DocumentFacts(BaseModel):
    """What the resident says of the paper in a slot."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: str | None = None
    issued_on: date | None = None
