"""What was seen on the pages of a scan: codes, blanks, which way is up. Nothing here says what a code is worth."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

MAX_SCAN_PAGES = 2_000
"""Pages of one scanned file."""


class ScanType(StrEnum):
    """File types a post office may send; decided by content. Residents may not send TIFF."""

    PDF = "application/pdf"
    TIFF = "image/tiff"
    JPEG = "image/jpeg"
    PNG = "image/png"


class ScanFault(StrEnum):
    """Why a file is refused as a whole."""

    NOT_A_SCAN = "not_a_scan"
    ENCRYPTED = "encrypted"
    NO_PAGES = "no_pages"
    TOO_MANY_PAGES = "too_many_pages"
    BROKEN = "broken"


class RefusedScanError(Exception):
    """The file cannot be read at all; `code` says why."""

    def __init__(self, code: ScanFault) -> None:
        """The code is all there is to tell."""
        super().__init__(code.value)
        self.code = code


class PageSurvey(BaseModel):
    """One page: `codes` as read and verified by nobody here, distinct, in reading order.

    `blank`: nothing printed or written on it, though the other side may show through. `unread_code`: a code is visibly
    there and could not be read. `turn`: clockwise degrees that make the page upright, as far as a read code tells.
    `failed`: it could not be opened.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    number: int = Field(ge=1, le=MAX_SCAN_PAGES)
    blank: bool = False
    codes: tuple[str, ...] = Field(default=(), max_length=16)
    unread_code: bool = False
    turn: int = Field(default=0, ge=0, le=270, multiple_of=90)
    failed: bool = False
