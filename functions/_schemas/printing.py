"""Bodies of requests and answers about milestones by list, print batches and blank cards."""

from datetime import datetime

from pydantic import Field

from chalicelib.domain.production import Milestone
from functions._schemas.base import Answer, FaultOut, Request


class MilestoneLine(Request):
    """One line, as it was typed. A product is named where a case has several."""

    receipt: str = Field(max_length=200)
    product: str = Field(default="", max_length=64)
    milestone: str = Field(default="", max_length=64)


class MilestonesRequest(Request):
    """Up to 300 lines; `milestone` holds for those that name none."""

    milestone: Milestone | None = None
    lines: list[MilestoneLine] = Field(min_length=1, max_length=300)


class MilestoneReport(Answer):
    """What became of one line: done, already, or refused with its reasons."""

    line: int
    receipt: str
    result: str
    errors: list[FaultOut]


class MilestonesOut(Answer):
    """Every line, in order, and how many of each kind."""

    done: int
    already: int
    refused: int
    lines: list[MilestoneReport]


class BatchRequest(Request):
    """A proposal: which blank card, and how many of the oldest that wait."""

    card: str = Field(max_length=20)
    size: int


class CodeRequest(Request):
    """What a scanner read off the print list, or the receipt number.

    With the `version` of the batch that you saw, a card that was spoiled since is refused.
    """

    code: str = Field(max_length=200)
    version: int | None = Field(default=None, ge=1)


class SpoiledRequest(Request):
    """The card whose blank was spoiled. A card that was spoiled since the `version` that you saw stays as it is."""

    code: str = Field(max_length=200)
    version: int = Field(ge=1)


class PrintedListRequest(Request):
    """The numbers or codes of printed cards as CSV: comma, semicolon or tab; at most 300, one a line."""

    table: str = Field(min_length=1, max_length=60_000)


class PrintLineOut(Answer):
    """One card of a batch."""

    receipt: str
    product: str
    service: str
    state: str
    spoiled: int
    printed_at: datetime | None


class PrintBatchOut(Answer):
    """One batch; `ETag` is the version."""

    batch: str
    version: int
    card: str
    state: str
    made_by: str
    made_at: datetime
    closed_at: datetime | None
    lines: list[PrintLineOut]


class PrintBatchList(Answer):
    """The newest first."""

    items: list[PrintBatchOut]


class StockRequest(Request):
    """Blank cards that came in (`received`), or that were counted, with a reason."""

    reason: str = Field(pattern="^(received|counted)$")
    amount: int
    note: str = Field(default="", max_length=200)


class StockEntryOut(Answer):
    """One change of the stock."""

    at: datetime
    by: str
    reason: str
    amount: int
    balance: int
    note: str


class StockOut(Answer):
    """Blank cards of one kind, and the last changes."""

    card: str
    balance: int
    is_low: bool
    entries: list[StockEntryOut]
