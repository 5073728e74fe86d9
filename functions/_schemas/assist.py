"""Bodies of what staff do for a resident who is with them."""

from datetime import datetime

from pydantic import Field

from chalicelib.domain.text import Language
from functions._schemas.base import Answer, Request


class AssistRequest(Request):
    """What the resident came for; everything personal is filled in on the residents' pages."""

    service: str = Field(max_length=40)
    language: Language | None = None
    applicant_role: str | None = Field(default=None, max_length=40)


class TicketOut(Answer):
    """What opens a draft on the residents' pages: post `ticket` to `handover_url` within two minutes."""

    application_id: str
    receipt_number: str
    ticket: str
    handover_url: str
    version: int


class AssistedOut(TicketOut):
    """A draft for a resident. It has a number but no receipt before it is handed in; the PIN is the resident's."""

    pin: str


class AssistedLine(Answer):
    """One application that the caller began for a resident. `reopens`: a ticket may be asked for it.

    `number_in_others`: in how many other cases its telephone number was written, fifty at most; 0 where it cannot be
    changed any more.
    """

    application_id: str
    receipt_number: str
    service: str
    state: str
    label: str
    started_at: datetime
    reopens: bool
    has_receipt: bool
    number_in_others: int


class AssistedList(Answer):
    """Newest first; nothing personal is in it."""

    items: list[AssistedLine]
    next_cursor: str | None = None
