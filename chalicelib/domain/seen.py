"""Who was shown what of whom: written before it is shown, never what was seen itself."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Sight(StrEnum):
    """What was shown."""

    CASE = "case"
    PAGE = "page"
    AUDIT = "audit"
    NUMBER = "number"
    SLIP = "slip"
    LABEL = "label"
    LETTER = "letter"
    SEARCH = "search"
    RESULT = "result"
    ENVELOPE = "envelope"


class SearchReason(StrEnum):
    """Why somebody looks for a person by their NIK: a choice, so that nothing personal is typed into it."""

    AT_COUNTER = "at_counter"
    ON_PHONE = "on_phone"
    BY_LETTER = "by_letter"
    DUPLICATE_CHECK = "duplicate_check"
    AUTHORITY = "authority"


class Seen(BaseModel):
    """One sight. `receipt` is empty for a search, and for a posted envelope (`envelope` names it) without a case.

    The `by` of a search names what was searched by and never a value. `officer` is empty where the resident took their
    own document.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    at: datetime
    officer: str
    sight: Sight
    receipt: str = ""
    envelope: str = ""
    page: int | None = None
    by: tuple[str, ...] = ()
    reason: SearchReason | None = None
    found: int | None = None
