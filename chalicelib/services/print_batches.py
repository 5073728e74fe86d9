"""A producer's work: propose a batch, confirm each card, count what was spoiled, close."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.domain.access import Actor
from chalicelib.domain.case import Case, Change
from chalicelib.domain.collection import parse_scan
from chalicelib.domain.errors import (
    Fault,
    InvalidRequestError,
    NotFoundError,
    StaleVersionError,
    TransitionRefusedError,
    UnavailableError,
)
from chalicelib.domain.identifiers import IdempotencyKey, InvalidIdentifierError, ReceiptNumber
from chalicelib.domain.lifecycle import ProductState
from chalicelib.domain.office import Office
from chalicelib.domain.print_batch import (
    CARDS,
    MOST_LINES,
    LineState,
    PrintBatch,
    PrintDay,
    PrintLine,
    StockReason,
    was_printed,
)
from chalicelib.domain.product import Product
from chalicelib.domain.production import Milestone, record_milestone
from chalicelib.services.batching import WaitingLines, new_batch_id, open_with_oldest
from chalicelib.services.card_stock import MOST_RACES, CardStock
from chalicelib.services.change_case import change_case
from chalicelib.services.ports import CaseRepository, Clock, Ids
from chalicelib.services.presses import Presses
from chalicelib.services.printing_ports import Press, PressedBeforeError, PrintLedger


@dataclass(frozen=True, slots=True)
class PrintBatches:
    """Each confirmation is the product's own move, then the batch's: sent twice, it is done once."""

    ledger: PrintLedger
    stock: CardStock
    presses: Presses
    cases: CaseRepository
    office: Office
    clock: Clock
    ids: Ids

    def propose(self, card: str, size: int, officer: Actor, key: IdempotencyKey) -> PrintBatch:
        """The oldest cards that wait and stand in no batch, as many as are asked for; once for a key.

        Raises InvalidRequestError: an unknown kind, a size out of range or above the stock, or nothing that waits.
        Raises IdempotencyKeyReusedError.
        """
        press = self.presses.read(f"batch|{card}|{size}", officer, key)
        if known := self.presses.find(press):
            return self.ledger.get_batch(known)
        self._check(card, size)
        try:
            return self._open(card, size, officer, press)
        except (PressedBeforeError, InvalidRequestError):  # the same press took the last cards a moment ago
            if known := self.presses.find(press):
                return self.ledger.get_batch(known)
            raise

    def confirm(self, batch: str, code: str, officer: Actor, seen: int | None = None) -> PrintBatch:
        """A card was printed. `seen` is the version of the batch that whoever says so had before them, if they say.

        Raises InvalidRequestError with the reason for one that was not to be.
        """
        is_moved = False

        def change(known: PrintBatch, line: PrintLine) -> None:
            nonlocal is_moved
            now = self.clock.now()
            after = known.printed_after_all(line, now) if is_moved else known.printed(line, now, seen)
            stock = self.stock.entry(known.card, -1, StockReason.PRINTED, officer, known.id)
            is_moved |= self._move(line, Milestone.PRINTED, officer, _is_printed)
            if not is_moved and not self._was_printed(known, line):
                raise InvalidRequestError([Fault("code", "not_to_be_printed")])
            self.ledger.save_batch(after, stock, (self.today(), self._printed_now(1)))

        return self._change(batch, code, change)

    def spoil(self, batch: str, code: str, officer: Actor, seen: int) -> PrintBatch:
        """A blank card was spoiled over this one, which waits to be printed again.

        `seen` is the version of the batch that whoever says so had before them: said twice, one blank is spoiled.
        """

        def change(known: PrintBatch, line: PrintLine) -> None:
            after, is_counted = known.spoiling(line, seen), line.state is LineState.PRINTED
            if after == known:
                return
            # the blank of a printed card was taken when it was printed, unless that broke off
            taken = None if is_counted else self.stock.entry(known.card, -1, StockReason.SPOILED, officer, known.id)
            if is_counted or self._is_printed(known, line):
                self._move(line, Milestone.SPOILED, officer, _is_queued)
            self.ledger.save_batch(after, taken, (self.today(), PrintDay(spoiled=1)))

        return self._change(batch, code, change)

    def close(self, batch: str, seen: int, officer: Actor) -> PrintBatch:
        """What was never printed goes back to the work list; what was, and did not reach the batch, is counted.

        Raises StaleVersionError, TransitionRefusedError, and InvalidRequestError where the stock does not hold it.
        """
        for _ in range(MOST_RACES):
            known = self.ledger.get_batch(batch)
            if known.version != seen:
                raise StaleVersionError
            try:
                return self._close(known, officer)
            except StaleVersionError:
                continue  # the batch, which is told above, or the stock
        raise UnavailableError

    def today(self) -> date:
        """On the office's calendar."""
        return self.office.local_time(self.clock.now()).date()

    def _open(self, card: str, size: int, officer: Actor, press: Press) -> PrintBatch:
        def open_batch(lines: Sequence[PrintLine]) -> PrintBatch:
            name = new_batch_id(self.clock, self.ids)
            made = PrintBatch(id=name, card=card, made_by=officer.id, made_at=self.clock.now(), lines=tuple(lines))
            return self.ledger.open_batch(made, press)

        waiting = WaitingLines(self.cases, "print", CARDS[card], self.ledger.list_taken())
        return open_with_oldest(waiting, size, _line, open_batch, "nothing_to_print")

    def _change(self, batch: str, code: str, change: Callable[[PrintBatch, PrintLine], None]) -> PrintBatch:
        receipt, product = _read(code)
        for _ in range(MOST_RACES):
            known = self.ledger.get_batch(batch)
            line = known.line(receipt, product)
            if line is None:
                raise InvalidRequestError([Fault("code", "not_in_batch")])
            try:
                change(known, line)
            except StaleVersionError:
                continue
            return self.ledger.get_batch(batch)
        raise UnavailableError

    def _close(self, known: PrintBatch, officer: Actor) -> PrintBatch:
        now, left = self.clock.now(), [(line.receipt, line.product) for line in known.lines]
        settled = known.settling({line.code for line in known.waiting() if self._is_printed(known, line)}, now)
        number = sum(1 for _ in known.waiting()) - sum(1 for _ in settled.waiting())
        closed = settled.closing(now)
        if not number:
            return self.ledger.save_batch(closed, released=left)
        stock = self.stock.entry(known.card, -number, StockReason.PRINTED, officer, known.id)
        return self.ledger.save_batch(closed, stock, (self.today(), self._printed_now(number)), left)

    def _is_printed(self, batch: PrintBatch, line: PrintLine) -> bool:
        try:
            product = self.cases.get(line.receipt).product(line.product)
        except NotFoundError:
            return False
        return product is not None and _is_printed(product) and self._was_printed(batch, line)

    def _was_printed(self, batch: PrintBatch, line: PrintLine) -> bool:
        """Whether the product was printed since the batch was made: a work list that lags shows what was before."""
        return was_printed(self.cases.list_audit(line.receipt), line.product, batch.made_at)

    def _move(self, line: PrintLine, milestone: Milestone, officer: Actor, is_done: Callable[[Product], bool]) -> bool:
        """Whether the product was moved now; an earlier try may have done it before its answer was lost."""
        is_moved = False

        def build(case: Case) -> Change | None:
            nonlocal is_moved
            product = case.product(line.product)
            is_moved = product is None or not is_done(product)
            return record_milestone(case, milestone, line.product, officer, self.clock.now()) if is_moved else None

        try:
            change_case(self.cases, line.receipt, build)
        except (TransitionRefusedError, NotFoundError, InvalidRequestError):
            raise InvalidRequestError([Fault("code", "not_to_be_printed")]) from None
        return is_moved

    def _check(self, card: str, size: int) -> None:
        if card not in CARDS:
            raise InvalidRequestError([Fault("card", "not_a_choice")])
        if not 1 <= size <= MOST_LINES:
            raise InvalidRequestError([Fault("size", "out_of_range")])
        if self.ledger.get_stock(card).balance < size:
            raise InvalidRequestError([Fault("size", "no_blank_cards")])

    def _printed_now(self, number: int) -> PrintDay:
        hour = self.office.local_time(self.clock.now()).hour
        return PrintDay(printed=number, by_hour={hour: number})


def _is_printed(product: Product) -> bool:
    return product.is_past(ProductState.PRINT_QUEUED)


def _is_queued(product: Product) -> bool:
    return product.state is ProductState.PRINT_QUEUED


def _line(item: Mapping[str, Any]) -> PrintLine:
    return PrintLine(receipt=ReceiptNumber.restore(item["receipt"]), product=item["product"], service=item["service"])


def _read(code: str) -> tuple[ReceiptNumber, str]:
    try:
        return parse_scan(code)
    except InvalidIdentifierError as error:
        raise InvalidRequestError([Fault("code", error.code)]) from None
