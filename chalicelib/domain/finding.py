"""Findings: what is wrong or doubtful with an application, always with its reason and what to do."""

from collections.abc import Iterable
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Severity(StrEnum):
    """How much a finding weighs, from worst to lightest."""

    BLOCKING = "blocking"
    WARNING = "warning"
    INFO = "info"


class FindingCode(StrEnum):
    """Each code has one sentence of reason and one of advice, in both languages, in the catalogue's messages."""

    # of an application
    MISSING = "missing"
    UNREADABLE = "unreadable"
    WRONG_TYPE = "wrong_type"
    EXPIRED = "expired"
    ISSUE_DATE_UNKNOWN = "issue_date_unknown"
    ISSUE_DATE_IN_FUTURE = "issue_date_in_future"
    DOUBTFUL_NIK = "doubtful_nik"
    DOUBTFUL_FAMILY_CARD = "doubtful_family_card"
    DOUBTFUL_NAME = "doubtful_name"
    ADDRESS_OUTSIDE = "address_outside"
    NOT_ELIGIBLE = "not_eligible"
    ROLE_NOT_ALLOWED = "role_not_allowed"
    NEEDS_COUNTER = "needs_counter"
    UNANSWERED = "unanswered"
    FIELD_MISSING = "field_missing"
    NO_CONTACT = "no_contact"
    CONTACT_CLOSED = "contact_closed"
    CONTACT_FULL = "contact_full"
    PHONE_WITHOUT_TEXTS = "phone_without_texts"
    WHATSAPP_WITHOUT_MOBILE = "whatsapp_without_mobile"
    OTHER_CASE_FIRST = "other_case_first"
    STILL_INSPECTING = "still_inspecting"
    NOT_ARRIVED = "not_arrived"
    KEEP_OR_REPLACE = "keep_or_replace"
    NOT_CORRECTED = "not_corrected"
    PAGE_UNSORTED = "page_unsorted"
    SCAN_AWAITED = "scan_awaited"
    # of one file, from its inspection
    EMPTY_FILE = "empty_file"
    TOO_LARGE = "too_large"
    SIZE_DIFFERS = "size_differs"
    CHECKSUM_DIFFERS = "checksum_differs"
    UNKNOWN_TYPE = "unknown_type"
    NOT_WHAT_IT_SAYS = "not_what_it_says"
    DOES_NOT_OPEN = "does_not_open"
    PASSWORD_PROTECTED = "password_protected"  # noqa: S105 - a code, not a secret
    TOO_MANY_PAGES = "too_many_pages"
    NO_PAGES = "no_pages"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_SMALL = "too_small"
    INSPECTION_FAILED = "inspection_failed"
    PAGE_LOST = "page_lost"
    MORE_PICTURES = "more_pictures"
    PAGE_BLANK = "page_blank"
    PAGE_TOO_DARK = "page_too_dark"
    PAGE_GLARE = "page_glare"
    PAGE_LOW_CONTRAST = "page_low_contrast"
    PAGE_TOO_SMALL = "page_too_small"
    PAGE_BLURRED = "page_blurred"
    PAGE_INCOMPLETE = "page_incomplete"
    PAGE_TILTED = "page_tilted"
    PAGE_SIDEWAYS = "page_sideways"
    PAGE_UPSIDE_DOWN = "page_upside_down"
    PAGE_CUT_OFF = "page_cut_off"
    PAGE_SEVERAL_PAPERS = "page_several_papers"
    PAGE_OF_SCREEN = "page_of_screen"
    PAGE_NOT_IN_COLOUR = "page_not_in_colour"
    MALWARE = "malware"
    NOT_SCANNED = "not_scanned"
    CAME_LATE = "came_late"
    # of one document, from an officer
    VERDICT = "verdict"
    DOCUMENT_OPEN = "document_open"


LEGIBILITY_CODES = frozenset(
    {
        FindingCode.PAGE_BLANK,
        FindingCode.PAGE_TOO_DARK,
        FindingCode.PAGE_GLARE,
        FindingCode.PAGE_LOW_CONTRAST,
        FindingCode.PAGE_TOO_SMALL,
        FindingCode.PAGE_BLURRED,
        FindingCode.PAGE_INCOMPLETE,
    }
)
"""What is in the way of reading a page that opens."""

FRAMING_CODES = frozenset(
    {
        FindingCode.PAGE_TILTED,
        FindingCode.PAGE_SIDEWAYS,
        FindingCode.PAGE_UPSIDE_DOWN,
        FindingCode.PAGE_CUT_OFF,
        FindingCode.PAGE_SEVERAL_PAPERS,
        FindingCode.PAGE_OF_SCREEN,
    }
)
"""How a written page lies in its picture."""

SCAN_CODES = LEGIBILITY_CODES | {FindingCode.PAGE_SIDEWAYS, FindingCode.PAGE_UPSIDE_DOWN}
"""What is told of a scan. Its paper lies flat and fills the picture; the rest is asked of cameras."""

PAGE_CODES = LEGIBILITY_CODES | FRAMING_CODES | {FindingCode.PAGE_NOT_IN_COLOUR}
"""What is found of the page and not of the file. Colour is asked of portraits only, everything else of writing only."""

KEEPS_PAGES = PAGE_CODES | {FindingCode.TOO_SMALL, FindingCode.TOO_MANY_PAGES}
"""Why a file is refused that opens all the same: its pages are made, for whoever wants to see why."""


_ASKED_OF_FEW = frozenset({FindingCode.PAGE_NOT_IN_COLOUR})


class Finding(BaseModel):
    """One thing that is wrong or doubtful. `where` names a slot, a field (`applicant.nik`), an upload, or `service`.

    `params` fill the sentence (numbers, document codes, question names): never a personal value.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: FindingCode
    severity: Severity
    where: str
    page: int | None = None
    params: dict[str, str] = {}


def is_unreadable(findings: Iterable[Finding]) -> bool:
    """Whether any page was judged unreadable (`Level.UNREADABLE`); the page's finding itself is a warning."""
    return any(finding.params.get("level") == "unreadable" for finding in findings)


def told_in(
    slot: str, findings: Iterable[Finding], beside_the_point: frozenset[FindingCode] = _ASKED_OF_FEW
) -> tuple[Finding, ...]:
    """What was found of a file, said of the slot it lies in, without what is not asked of the papers there."""
    return tuple(
        finding.model_copy(update={"where": slot}) for finding in findings if finding.code not in beside_the_point
    )


def is_blocked(findings: Iterable[Finding]) -> bool:
    """Whether any finding holds up a submission."""
    return any(finding.severity is Severity.BLOCKING for finding in findings)
