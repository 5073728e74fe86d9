"""A producer's work: propose a batch, confirm each card, count what was spoiled, close."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

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
from chalicelib.domain.lifecycle import ProductEvent
from chalicelib.domain.office import Office
from chalicelib.domain.print_batch import (
    CARDS,
    MOST_LINES,
    PrintBatch,
    PrintDay,
    PrintLine,
    SpoilReason,
    StockReason,
    is_dropped,
    tally_spoiled,
)
from chalicelib.domain.production import print_again, print_card
from chalicelib.services.batching import WaitingLines, new_batch_id, open_with_oldest
from chalicelib.services.card_stock import MOST_RACES, CardStock
from chalicelib.services.ports import CaseRepository, Clock, Ids
from chalicelib.services.presses import Presses
from chalicelib.services.printing_ports import Press, PressedBeforeError, PrintLedger

DAYS_TOLD: Final = timedelta(days=13)
"""Besides today."""

PAGE: Final = 20
"""Batches that are read at once; an office seldom has more of them open."""


@dataclass(frozen=True, slots=True)
class PrintedToday:
    """A day of the office's calendar until now, what left the printer on it, and cards an hour."""

    day: date
    done: PrintDay
    pace: float


@dataclass(frozen=True, slots=True)
class PrintBatches:
    """A card's move, its batch, the blank and the day's count are one transaction: all of it is done, once, or none."""

    ledger: PrintLedger
    stock: CardStock
    presses: Presses
    cases: CaseRepository
    office: Office
    clock: Clock
    ids: Ids

    def propose(self, card: str, size: int, officer: Actor, key: IdempotencyKey) -> PrintBatch:
        """The oldest cards that wait and stand in no batch, as many as are asked for; once for a key.

        Raises InvalidRequestError: an unknown kind, a size out of range or above the stock that no
        open batch waits for, or nothing that waits.
        Raises IdempotencyKeyReusedError.
        """
        press = self.presses.read(f"batch|{card}|{size}", officer, key)
        if known := self.presses.find(press):
            return self.ledger.get_batch(known)
        _check(card, size)
        try:
            return self._open_when_free(card, size, officer, press)
        except (PressedBeforeError, InvalidRequestError):  # the same press took the last cards a moment ago
            if known := self.presses.find(press):
                return self.ledger.get_batch(known)
            raise

    def confirm(self, batch: str, code: str, officer: Actor, seen: int | None = None) -> PrintBatch:
        """A card was printed. `seen` is the version of the batch that whoever says so had before them, if they say.

        Raises InvalidRequestError with the reason for one that was not to be.
        """

        def change(known: PrintBatch, line: PrintLine) -> None:
            now = self.clock.now()
            (day, hour), after = self._place(now), known.printed(line, now, seen)
            moved = self._move(known, line, lambda case: print_card(case, line.product, known.id, officer, now))
            stock = self.stock.entry(known.card, -1, StockReason.PRINTED, officer, known.id)
            self.ledger.save_batch(after, stock, (day, PrintDay(printed=1, by_hour={hour: 1})), moved=moved)

        return self._change(batch, code, change)

    def spoil(self, batch: str, code: str, officer: Actor, seen: int, reason: SpoilReason | None = None) -> PrintBatch:
        """A blank card was spoiled over this one, or its print was found bad: it waits to be printed again.

        A card whose case went back since is counted, and moves no case: what is made anew is another card.
        A print that is taken back counts today, beside what was printed.
        `seen` is the version of the batch that whoever says so had before them: said twice, one blank is spoiled.
        Raises InvalidRequestError: a printed card without a reason, or one that is not to be printed again.
        """

        def change(known: PrintBatch, line: PrintLine) -> None:
            now = self.clock.now()
            after = known.spoiling(line, seen, reason, now)
            if after == known:
                return
            tally = tally_spoiled(line, reason)
            moved = self._print_again(known, line, tally.event, reason or "", officer)
            stock = self.stock.entry(known.card, tally.amount, tally.reason, officer, known.id)
            self.ledger.save_batch(after, stock, (self._place(now)[0], tally.day), moved=moved)

        return self._change(batch, code, change)

    def close(self, batch: str, seen: int) -> PrintBatch:
        """What was not printed goes back to the work list, unless its case was cancelled or sent back.

        Raises StaleVersionError, TransitionRefusedError.
        """
        known = self.read(batch)
        if known.version != seen:
            raise StaleVersionError
        released = [(line.receipt, line.product) for line in known.lines]
        return self.ledger.save_batch(known.closing(self.clock.now()), released=released)

    def read(self, batch: str) -> PrintBatch:
        """A batch as its cases are now. Raises NotFoundError."""
        return self.look_at_cases(self.ledger.get_batch(batch))

    def look_at_cases(self, batch: PrintBatch) -> PrintBatch:
        """The same with those marked whose cases were cancelled or sent back: one read, none where nothing waits."""
        receipts = list(dict.fromkeys(line.receipt for line in batch.waiting()))
        return batch.beside({case.receipt: case for case in self.cases.get_many(receipts)})

    def today(self) -> date:
        """On the office's calendar."""
        return self._place(self.clock.now())[0]

    def printed_today(self, card: str) -> PrintedToday:
        """How the day goes with one kind of blank card."""
        day, hour = self._place(self.clock.now())
        done = self.ledger.get_day(day, card)
        return PrintedToday(day, done, done.pace(hour))

    def last_days(self) -> Sequence[tuple[date, Mapping[str, PrintDay]]]:
        """The days on which something was told of any card, by kind of blank card, today first."""
        today, days = self.today(), dict[date, dict[str, PrintDay]]()
        for (day, card), told in self.ledger.list_days(today - DAYS_TOLD, today).items():
            days.setdefault(day, {})[card] = told
        return sorted(days.items(), reverse=True)

    def _place(self, moment: datetime) -> tuple[date, int]:
        local = self.office.local_time(moment)
        return local.date(), local.hour

    def _open_when_free(self, card: str, size: int, officer: Actor, press: Press) -> PrintBatch:
        for _ in range(MOST_RACES):
            opened = self.ledger.count_opened(card)
            with suppress(StaleVersionError):
                self._must_be_free(card, size)
                return self._open(card, size, officer, press, opened)
        raise UnavailableError

    def _open(self, card: str, size: int, officer: Actor, press: Press, opened: int) -> PrintBatch:
        def open_batch(lines: Sequence[PrintLine]) -> PrintBatch:
            name = new_batch_id(self.clock, self.ids)
            made = PrintBatch(id=name, card=card, made_by=officer.id, made_at=self.clock.now(), lines=tuple(lines))
            return self.ledger.open_batch(made, press, opened)

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

    def _print_again(
        self, batch: PrintBatch, line: PrintLine, event: ProductEvent | None, reason: str, officer: Actor
    ) -> Change | None:
        if event is None or self._is_dropped(batch, line):
            return None
        now = self.clock.now()
        return self._move(
            batch, line, lambda case: print_again(case, line.product, batch.id, event, reason, officer, now)
        )

    def _is_dropped(self, batch: PrintBatch, line: PrintLine) -> bool:
        """Read after the batch, whose version the write names: who prints the card meanwhile changes both."""
        with suppress(NotFoundError):
            return is_dropped(self.cases.get(line.receipt).product(line.product), batch.id)
        return True

    def _move(self, batch: PrintBatch, line: PrintLine, build: Callable[[Case], Change]) -> Change:
        """The move of a card's case, to be stored with its batch.

        Raises StaleVersionError where the case is ahead of the batch as it was read: another scanner moved both.
        """
        with suppress(TransitionRefusedError, NotFoundError):
            case = self.cases.get(line.receipt)
            if case.product(line.product) is not None:
                return build(case)
        if self.ledger.get_batch(batch.id).version != batch.version:
            raise StaleVersionError
        raise InvalidRequestError([Fault("code", "not_to_be_printed")])

    def _must_be_free(self, card: str, size: int) -> None:
        """Raises InvalidRequestError: too few blanks. Raises StaleVersionError where cards were printed meanwhile.

        A print takes a blank and a card that waits for one: what is counted before and after it would not fit together.
        """
        stock = self.ledger.get_stock(card)
        if stock.balance < size:
            raise InvalidRequestError([Fault("size", "no_blank_cards")])
        promised = self._count_promised(card)
        if self.ledger.get_stock(card).version != stock.version:
            raise StaleVersionError
        if stock.balance - promised < size:
            raise InvalidRequestError([Fault("size", "blanks_promised")])

    def _count_promised(self, card: str) -> int:
        """Blanks that cards of open batches still wait for."""
        count, cursor = 0, None
        while True:
            page = self.ledger.list_batches(PAGE, cursor)
            opened = [batch for batch in page.items if batch.is_open]
            count += sum(len(list(batch.waiting())) for batch in opened if batch.card == card)
            cursor = page.next_cursor
            if cursor is None or len(opened) < len(page.items):
                return count


def _check(card: str, size: int) -> None:
    if card not in CARDS:
        raise InvalidRequestError([Fault("card", "not_a_choice")])
    if not 1 <= size <= MOST_LINES:
        raise InvalidRequestError([Fault("size", "out_of_range")])


def _line(item: Mapping[str, Any]) -> PrintLine:
    return PrintLine(receipt=ReceiptNumber.restore(item["receipt"]), product=item["product"], service=item["service"])


def _read(code: str) -> tuple[ReceiptNumber, str]:
    try:
        return parse_scan(code)
    except InvalidIdentifierError as error:
        raise InvalidRequestError([Fault("code", error.code)]) from None
