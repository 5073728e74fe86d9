"""Print batches: cards that are printed together, each confirmed by its code, and the blank cards that it takes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal, Self

from pydantic import BaseModel, ConfigDict

from chalicelib.domain.case import Case
from chalicelib.domain.errors import Fault, InvalidRequestError, TransitionRefusedError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import LEADS_TO_NOTHING, CaseState, ProductEvent, ProductState
from chalicelib.domain.product import Product
from chalicelib.domain.production import Milestone

MOST_LINES: Final = 90
"""Of one batch: making it reserves each card in the same transaction, which takes 100 actions; so does closing it."""

CARDS: Final[Mapping[str, tuple[str, ...]]] = {"KTP_EL": ("KTP_EL", "KTP_EL_OA"), "KIA": ("KIA",)}
"""Kinds of blank card, and the products that are printed on each; what is on none of them is plain paper."""

OF_BATCH: Final = frozenset({Milestone.PRINTED, Milestone.SPOILED})
"""What becomes of a card at the printer: recorded in its batch alone, which takes the blank and counts the day."""


class BatchState(StrEnum):
    """Where a batch stands."""

    OPEN = "open"
    CLOSED = "closed"


class LineState(StrEnum):
    """Where one card of a batch stands. CANCELLED and SENT_BACK are not to be printed: their cases went that way."""

    WAITING = "waiting"
    PRINTED = "printed"
    LEFT = "left"
    SPOILED = "spoiled"
    CANCELLED = "cancelled"
    SENT_BACK = "sent_back"


DROPPED: Final = frozenset({LineState.CANCELLED, LineState.SENT_BACK})
_PRODUCING: Final = frozenset({CaseState.IN_PROCESS, CaseState.READY, CaseState.CLOSED})


class SpoilReason(StrEnum):
    """Why a card is printed again. NOT_PRINTED: it was scanned by mistake, and no blank was used."""

    MISPRINT = "misprint"
    CHIP = "chip"
    DAMAGED = "damaged"
    WRONG_DATA = "wrong_data"
    NOT_PRINTED = "not_printed"


class PrintLine(BaseModel):
    """One card of a batch. `spoiled`: blank cards that it cost besides the one that it is printed on.

    `spoiled_in` is the version of the batch that was stored when it last went back to be printed again, `reason` why.
    SPOILED is a card that was found bad once its batch was closed, at `spoiled_at`: another batch prints it.
    """

    model_config = ConfigDict(frozen=True)

    receipt: ReceiptNumber
    product: str
    service: str
    state: LineState = LineState.WAITING
    spoiled: int = 0
    spoiled_in: int = 0
    printed_at: datetime | None = None
    spoiled_at: datetime | None = None
    reason: SpoilReason | None = None

    @property
    def code(self) -> str:
        """What its code says, for a scanner."""
        return f"{self.receipt}/{self.product}"

    @property
    def is_dropped(self) -> bool:
        """Whether nobody is to print it: its case was cancelled or sent back."""
        return self.state in DROPPED


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

    @property
    def is_open(self) -> bool:
        """Whether cards can still be printed in it."""
        return self.state is BatchState.OPEN

    def line(self, receipt: str, product: str) -> PrintLine | None:
        """The card that a code names; the only one of a case where it names no product."""
        found = [line for line in self.lines if line.receipt == receipt and product in {"", line.product}]
        return found[0] if len(found) == 1 else None

    def waiting(self) -> Iterator[PrintLine]:
        return (line for line in self.lines if line.state is LineState.WAITING)

    def dropped(self) -> tuple[PrintLine, ...]:
        """Those that nobody is to print any more."""
        return tuple(line for line in self.lines if line.is_dropped)

    def beside(self, cases: Mapping[ReceiptNumber, Case]) -> Self:
        """The same as the cases of those that wait are now: what is not to be printed any more does not wait."""
        lines = (
            line.model_copy(update={"state": _stands(line, cases.get(line.receipt))})
            if line.state is LineState.WAITING
            else line
            for line in self.lines
        )
        return self.model_copy(update={"lines": tuple(lines)})

    def sums(self) -> Mapping[str, int]:
        """Where its cards stand, and the blanks that they took: those that hold a good card, and those spoiled."""
        states = {state.value: sum(line.state is state for line in self.lines) for state in LineState}
        spoiled = sum(line.spoiled for line in self.lines)
        return {**states, "blanks_spoiled": spoiled, "blanks": spoiled + states[LineState.PRINTED]}

    def printed(self, wanted: PrintLine, now: datetime, seen: int | None = None) -> Self:
        """The same with one card printed. `seen` is the version that whoever says so had before them, if they say.

        Raises InvalidRequestError: it was printed before, it was spoiled since, or the batch is closed.
        """
        if self.state is not BatchState.OPEN:
            raise _refused("batch_closed")
        if seen is not None and wanted.spoiled_in > seen:
            raise _refused("spoiled_since")
        if wanted.state is LineState.PRINTED:
            raise _refused("printed_before")
        return self._with(wanted, {"state": LineState.PRINTED, "printed_at": now})

    def spoiling(self, wanted: PrintLine, seen: int, reason: SpoilReason | None, now: datetime) -> Self:
        """The same with one card to be printed again: here, or by another batch once this one is closed.

        `seen` is the version that whoever says so had before them. A card that went back since is as they want it:
        said twice, one blank card is spoiled. Raises InvalidRequestError with every reason against it.
        """
        if wanted.spoiled_in > seen:
            return self
        if faults := list(_against(wanted, reason, is_open=self.state is BatchState.OPEN)):
            raise InvalidRequestError(faults)
        is_blank = reason is not SpoilReason.NOT_PRINTED
        facts = {"reason": reason, "spoiled": wanted.spoiled + is_blank, "spoiled_in": self.version + 1}
        if self.state is BatchState.OPEN:
            return self._with(wanted, {**facts, "state": LineState.WAITING, "printed_at": None})
        return self._with(wanted, {**facts, **_after_closing(is_blank=is_blank, now=now)})

    def closing(self, now: datetime) -> Self:
        """The same at its end: what still waits goes back to the work list."""
        if self.state is not BatchState.OPEN:
            thing = "batch"
            raise TransitionRefusedError(thing, self.state, "close")
        lines = (
            line.model_copy(update={"state": LineState.LEFT}) if line.state is LineState.WAITING else line
            for line in self.lines
        )
        return self.model_copy(update={"state": BatchState.CLOSED, "closed_at": now, "lines": tuple(lines)})

    def _with(self, wanted: PrintLine, facts: Mapping[str, object]) -> Self:
        changed = wanted.model_copy(update=facts)
        return self.model_copy(update={"lines": tuple(changed if line == wanted else line for line in self.lines)})


def _stands(line: PrintLine, case: Case | None) -> LineState:
    """Of a card that waits in its batch; what another scanner printed a moment ago still does."""
    if case is None or case.state in LEADS_TO_NOTHING:
        return LineState.CANCELLED
    product, queued = case.product(line.product), ProductState.PRINT_QUEUED
    if case.state in _PRODUCING and product is not None and (product.state is queued or product.is_past(queued)):
        return LineState.WAITING
    return LineState.SENT_BACK


def _against(line: PrintLine, reason: SpoilReason | None, *, is_open: bool) -> Iterator[Fault]:
    if line.state is LineState.PRINTED:
        if reason is None:
            yield Fault("reason", "why_again")
    elif not is_open:
        yield Fault("code", "spoiled_before" if line.state is LineState.SPOILED else "batch_closed")
    elif reason is SpoilReason.NOT_PRINTED:
        yield Fault("code", "never_printed")


def _after_closing(*, is_blank: bool, now: datetime) -> Mapping[str, object]:
    """A card that was never printed goes back like any other that the batch left."""
    if is_blank:
        return {"state": LineState.SPOILED, "spoiled_at": now}
    return {"state": LineState.LEFT, "printed_at": None}


def _refused(code: str) -> InvalidRequestError:
    return InvalidRequestError([Fault("code", code)])


class StockReason(StrEnum):
    """Why the number of blank cards changed. FOUND_BAD changes none: the blank was taken when its card was printed."""

    RECEIVED = "received"
    PRINTED = "printed"
    SPOILED = "spoiled"
    FOUND_BAD = "found_bad"
    TAKEN_BACK = "taken_back"
    COUNTED = "counted"


class EntryGroup(StrEnum):
    """What an office looks for among its entries: prints are some 500 a day, and hide all else."""

    STOCK = "stock"
    SPOILED = "spoiled"


_GROUPS: Final = {
    StockReason.RECEIVED: EntryGroup.STOCK, StockReason.COUNTED: EntryGroup.STOCK,
    StockReason.SPOILED: EntryGroup.SPOILED, StockReason.FOUND_BAD: EntryGroup.SPOILED,
}  # fmt: skip


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

    @property
    def group(self) -> EntryGroup | None:
        """None for a print and what takes one back."""
        return _GROUPS.get(self.reason)


class Stock(BaseModel):
    """Blank cards of one kind. `version` counts the entries."""

    model_config = ConfigDict(frozen=True)

    card: str
    version: int = 0
    balance: int = 0


class PrintDay(BaseModel):
    """What was told on one day: cards confirmed, in all and by hour of the office's clock, and blanks spoiled.

    `found_bad` of the spoiled ones held a card, and `unprinted` scans were taken back as mistaken: told on that day,
    whenever the card was confirmed, and taken off no other number. So days add up, none tells fewer than none, and a
    day that is over stays as it was told; the office's figures count the same way.
    """

    model_config = ConfigDict(frozen=True)

    printed: int = 0
    spoiled: int = 0
    found_bad: int = 0
    unprinted: int = 0
    by_hour: Mapping[int, int] = {}

    @property
    def spoiled_blank(self) -> int:
        """Blanks that were spoiled before they held a card."""
        return self.spoiled - self.found_bad

    def pace(self, hour: int) -> float:
        """Cards an hour since the first one of the day."""
        worked = [known for known, cards in self.by_hour.items() if cards > 0 and known <= hour]
        return self.printed / (hour - min(worked) + 1) if worked else 0.0


@dataclass(frozen=True, slots=True)
class Tally:
    """What a card that goes back counts: in its product's history, in the stock, and on the day on which it is told."""

    event: ProductEvent | None
    amount: int
    reason: StockReason
    day: PrintDay


def tally_spoiled(line: PrintLine, reason: SpoilReason | None) -> Tally:
    """Each blank is taken once: with the print of a card, or when it is spoiled over one that waits."""
    if reason is SpoilReason.NOT_PRINTED:
        return Tally(ProductEvent.CORRECTED, 1, StockReason.TAKEN_BACK, PrintDay(unprinted=1))
    if line.state is LineState.PRINTED:
        return Tally(ProductEvent.SPOILED, 0, StockReason.FOUND_BAD, PrintDay(spoiled=1, found_bad=1))
    return Tally(None, -1, StockReason.SPOILED, PrintDay(spoiled=1))


def card_of(kind: str) -> str | None:
    """The blank card that a kind of product is printed on; None for plain paper."""
    return next((card for card, kinds in CARDS.items() if kind in kinds), None)


def is_dropped(product: Product | None, batch: str) -> bool:
    """Whether a card that a batch printed is nobody's any more: its case went back, and is made anew or not at all.

    A product that names no batch was printed before products named theirs, unless it was not printed at all.
    """
    if product is None:
        return True
    if product.printed_in is not None:
        return product.printed_in != batch
    return product.state is not ProductState.PRINTED and not product.is_past(ProductState.PRINTED)


def is_of_batch(product: Product | None, milestone: Milestone) -> bool:
    """Whether a milestone tells what a printer did to a card, or undoes that: beside a batch no blank is counted."""
    if product is None or card_of(product.kind) is None:
        return False
    return milestone in OF_BATCH or (milestone is Milestone.CORRECTED and product.state is ProductState.PRINTED)


def change_stock(stock: Stock, amount: int) -> Stock:
    """Raises InvalidRequestError where that takes more than there is: count the cards first."""
    if stock.balance + amount < 0:
        raise InvalidRequestError([Fault("stock", "no_blank_cards")])
    return stock.model_copy(update={"balance": stock.balance + amount, "version": stock.version + 1})
