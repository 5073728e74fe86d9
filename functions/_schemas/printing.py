"""Bodies of requests and answers about milestones by list, print batches and blank cards."""

from datetime import date, datetime

from pydantic import Field

from chalicelib.domain.print_batch import SpoilReason
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
    """The card whose blank was spoiled. A card that was spoiled since the `version` that you saw stays as it is.

    A card that was printed needs a `reason`; `not_printed` says that it was scanned by mistake.
    """

    code: str = Field(max_length=200)
    version: int = Field(ge=1)
    reason: SpoilReason | None = None


class PrintedListRequest(Request):
    """The numbers or codes of printed cards as CSV: comma, semicolon or tab; at most 300, one a line."""

    table: str = Field(min_length=1, max_length=60_000)


class PrintLineOut(Answer):
    """One card of a batch: waiting, printed, left, or spoiled once the batch was closed; `reason` why it went back.

    `cancelled` and `sent_back`: it is not to be printed, since its case was.
    """

    receipt: str
    product: str
    service: str
    state: str
    spoiled: int
    printed_at: datetime | None
    spoiled_at: datetime | None
    reason: str | None


class PrintSums(Answer):
    """Cards of a batch by where they stand. `blanks` that it took are `printed` ones and `blanks_spoiled`."""

    waiting: int
    printed: int
    left: int
    spoiled: int
    cancelled: int
    sent_back: int
    blanks_spoiled: int
    blanks: int


class PrintBatchOut(Answer):
    """One batch; `ETag` is the version."""

    batch: str
    version: int
    card: str
    state: str
    made_by: str
    made_at: datetime
    closed_at: datetime | None
    sums: PrintSums
    lines: list[PrintLineOut]


class PrintBatchList(Answer):
    """Open ones first, each the newest first."""

    items: list[PrintBatchOut]
    next_cursor: str | None


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


class PrintedDayOut(Answer):
    """What was told on a day of the office's calendar; nothing that is told later changes it.

    `printed`: cards, those printed again among them; `found_bad`: cards, whenever they were printed; `unprinted`: scans
    that were taken back as mistaken; `spoiled`: blanks, those of the cards found bad among them.
    """

    day: date
    printed: int
    found_bad: int
    unprinted: int
    spoiled: int


class PrintDayOut(PrintedDayOut):
    """Today; `pace`: cards an hour since the first one of the day, 0 before it."""

    pace: float


class StockOut(Answer):
    """Blank cards of one kind, what became of them at the printer today and in the last two weeks, and the changes.

    `days` are those on which something was told, the newest first; so are `entries`, a page of them.
    """

    card: str
    balance: int
    is_low: bool
    today: PrintDayOut
    days: list[PrintedDayOut]
    entries: list[StockEntryOut]
    next_cursor: str | None
