"""Print batches: cards that are printed together, each confirmed by its code, and the blank cards that it takes."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal, Self

from pydantic import BaseModel, ConfigDict

from chalicelib.domain.errors import Fault, InvalidRequestError, TransitionRefusedError
from chalicelib.domain.events import AuditEvent
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import ProductEvent

MOST_LINES: Final = 90
"""Of one batch: making it reserves each card in the same transaction, which takes 100 actions; so does closing it."""

CARDS: Final[Mapping[str, tuple[str, ...]]] = {"KTP_EL": ("KTP_EL", "KTP_EL_OA"), "KIA": ("KIA",)}
"""Kinds of blank card, and the products that are printed on each."""


class BatchState(StrEnum):
    """Where a batch stands."""

    OPEN = "open"
    CLOSED = "closed"


class LineState(StrEnum):
    """Where one card of a batch stands."""

    WAITING = "waiting"
    PRINTED = "printed"
    LEFT = "left"


class PrintLine(BaseModel):
    """One card of a batch. `spoiled`: blank cards that it cost besides the one that it is printed on.

    `spoiled_in` is the version of the batch that the last of them was stored with.
    """

    model_config = ConfigDict(frozen=True)

    receipt: ReceiptNumber
    product: str
    service: str
    state: LineState = LineState.WAITING
    spoiled: int = 0
    spoiled_in: int = 0
    printed_at: datetime | None = None

    @property
    def code(self) -> str:
        """What its code says, for a scanner."""
        return f"{self.receipt}/{self.product}"


class PrintBatch(BaseModel):
    """Cards of one kind. `version` counts the stored changes."""

    model_config = ConfigDict(frozen=True)

    schema_version: Literal[1] = 1
    id: str
    version: int = 0
    card: str
    state: BatchState = BatchState.OPEN
    made_by: str
    made_at: datetime
    closed_at: datetime | None = None
    lines: tuple[PrintLine, ...]

    def line(self, receipt: str, product: str) -> PrintLine | None:
        """The card that a code names; the only one of a case where it names no product."""
        found = [line for line in self.lines if line.receipt == receipt and product in {"", line.product}]
        return found[0] if len(found) == 1 else None

    def waiting(self) -> Iterator[PrintLine]:
        return (line for line in self.lines if line.state is LineState.WAITING)

    def printed(self, wanted: PrintLine, now: datetime, seen: int | None = None) -> Self:
        """The same with one card printed. `seen` is the version that whoever says so had before them, if they say.

        Raises InvalidRequestError: it was printed before, it was spoiled since, or the batch is closed.
        """
        self._must_be_open()
        if seen is not None and wanted.spoiled_in > seen:
            raise InvalidRequestError([Fault("code", "spoiled_since")])
        return self.printed_after_all(wanted, now)

    def printed_after_all(self, wanted: PrintLine, now: datetime) -> Self:
        """The same where the product's own move is made already: closing the batch meanwhile undoes no print."""
        if wanted.state is LineState.PRINTED:
            raise InvalidRequestError([Fault("code", "printed_before")])
        return self._with(wanted, {"state": LineState.PRINTED, "printed_at": now})

    def spoiling(self, wanted: PrintLine, seen: int) -> Self:
        """The same with one blank card spoiled: the card waits to be printed again.

        `seen` is the version that whoever says so had before them. A card that was spoiled since is as they want it:
        said twice, one blank card is spoiled.
        """
        self._must_be_open()
        if wanted.spoiled_in > seen:
            return self
        facts = {"state": LineState.WAITING, "printed_at": None}
        return self._with(wanted, {**facts, "spoiled": wanted.spoiled + 1, "spoiled_in": self.version + 1})

    def settling(self, printed: Collection[str], now: datetime) -> Self:
        """The same with those waiting lines printed whose products are, by their codes: the batch was not told."""
        facts = {"state": LineState.PRINTED, "printed_at": now}
        lines = (
            line.model_copy(update=facts) if line.state is LineState.WAITING and line.code in printed else line
            for line in self.lines
        )
        return self.model_copy(update={"lines": tuple(lines)})

    def closing(self, now: datetime) -> Self:
        """The same at its end: what was not printed goes back to the work list."""
        if self.state is not BatchState.OPEN:
            thing = "batch"
            raise TransitionRefusedError(thing, self.state, "close")
        lines = (
            line.model_copy(update={"state": LineState.LEFT}) if line.state is LineState.WAITING else line
            for line in self.lines
        )
        return self.model_copy(update={"state": BatchState.CLOSED, "closed_at": now, "lines": tuple(lines)})

    def _must_be_open(self) -> None:
        if self.state is not BatchState.OPEN:
            raise InvalidRequestError([Fault("code", "batch_closed")])

    def _with(self, wanted: PrintLine, facts: Mapping[str, object]) -> Self:
        changed = wanted.model_copy(update=facts)
        return self.model_copy(update={"lines": tuple(changed if line == wanted else line for line in self.lines)})


class StockReason(StrEnum):
    """Why the number of blank cards changed."""

    RECEIVED = "received"
    PRINTED = "printed"
    SPOILED = "spoiled"
    COUNTED = "counted"


class StockEntry(BaseModel):
    """One change of the stock; never replaced. `balance` is what there was after it."""

    model_config = ConfigDict(frozen=True)

    id: str
    at: datetime
    by: str
    card: str
    reason: StockReason
    amount: int
    balance: int
    note: str = ""


class Stock(BaseModel):
    """Blank cards of one kind. `version` counts the entries."""

    model_config = ConfigDict(frozen=True)

    card: str
    version: int = 0
    balance: int = 0


class PrintDay(BaseModel):
    """What was printed on one day: cards, spoiled blanks, and cards by hour of the office's clock."""

    model_config = ConfigDict(frozen=True)

    printed: int = 0
    spoiled: int = 0
    by_hour: Mapping[int, int] = {}

    def pace(self, hour: int) -> float:
        """Cards an hour since the first one of the day."""
        worked = [known for known in self.by_hour if known <= hour]
        return self.printed / (hour - min(worked) + 1) if worked else 0.0


def was_printed(events: Iterable[AuditEvent], product: str, since: datetime) -> bool:
    """Whether what happened to a case holds a print of a product, from a moment on."""
    return any(
        event.action == ProductEvent.PRINTED and event.details.get("product") == product and event.at >= since
        for event in events
    )


def change_stock(stock: Stock, amount: int) -> Stock:
    """Raises InvalidRequestError where that takes more than there is: count the cards first."""
    if stock.balance + amount < 0:
        raise InvalidRequestError([Fault("stock", "no_blank_cards")])
    return stock.model_copy(update={"balance": stock.balance + amount, "version": stock.version + 1})
