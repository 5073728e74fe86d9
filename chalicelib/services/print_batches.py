"""A producer's work: propose a batch, confirm each card, count what was spoiled, and keep the stock of blank cards."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
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
from chalicelib.domain.identifiers import InvalidIdentifierError, ReceiptNumber
from chalicelib.domain.lifecycle import ProductState
from chalicelib.domain.office import Office
from chalicelib.domain.print_batch import (
    CARDS,
    MOST_LINES,
    LineState,
    PrintBatch,
    PrintDay,
    PrintLine,
    Stock,
    StockEntry,
    StockReason,
    cards_of,
    change_stock,
)
from chalicelib.domain.production import Milestone, record_milestone
from chalicelib.services.change_case import change_case
from chalicelib.services.ports import CaseRepository, Clock, Ids
from chalicelib.services.printing_ports import CardTakenError, PrintLedger

PAGE: Final = 100
MOST_PAGES: Final = 5
"""Of the work list, that a proposal looks at."""

MOST_RACES: Final = 8


@dataclass(frozen=True, slots=True)
class PrintBatches:
    """Each confirmation is the product's own move, then the batch's: sent twice, it is done once."""

    ledger: PrintLedger
    cases: CaseRepository
    office: Office
    clock: Clock
    ids: Ids

    def propose(self, card: str, size: int, officer: Actor) -> PrintBatch:
        """The oldest cards that wait and stand in no batch, as many as are asked for.

        Raises InvalidRequestError: an unknown kind, a size out of range or above the stock, or nothing that waits.
        """
        self._check(card, size)
        lines = list(self._waiting(card))
        for _ in range(MOST_RACES):
            chosen = lines[:size]
            if not chosen:
                raise InvalidRequestError([Fault("size", "nothing_to_print")])
            batch = PrintBatch(
                id=self._new_id(), card=card, made_by=officer.id, made_at=self.clock.now(), lines=tuple(chosen)
            )
            try:
                return self.ledger.open_batch(batch)
            except CardTakenError as error:
                lines = [line for place, line in enumerate(lines) if place not in error.taken]
        raise UnavailableError

    def confirm(self, batch: str, code: str, officer: Actor) -> PrintBatch:
        """A card was printed. Raises InvalidRequestError with the reason for one that was not to be."""
        receipt, product = _read(code)
        return self._change(batch, receipt, product, lambda found, line: self._printed(found, line, officer))

    def spoil(self, batch: str, code: str, officer: Actor) -> PrintBatch:
        """A blank card was spoiled over this one, which waits to be printed again."""
        receipt, product = _read(code)
        return self._change(batch, receipt, product, lambda found, line: self._spoiled(found, line, officer))

    def close(self, batch: str, seen: int) -> PrintBatch:
        """What was never printed goes back to the work list. Raises StaleVersionError, TransitionRefusedError."""
        known = self.ledger.get_batch(batch)
        if known.version != seen:
            raise StaleVersionError
        left = [(line.receipt, line.product) for line in known.lines]
        return self.ledger.save_batch(known.closing(self.clock.now()), released=left)

    def receive(self, card: str, amount: int, note: str, officer: Actor) -> Stock:
        """Blank cards came in."""
        if not 1 <= amount <= MOST_CARDS:
            raise InvalidRequestError([Fault("amount", "out_of_range")])
        return self._store(card, lambda stock: amount, StockReason.RECEIVED, note, officer)  # noqa: ARG005 - the amount is known

    def count(self, card: str, found: int, note: str, officer: Actor) -> Stock:
        """Somebody counted the cards: what differs is an entry with its reason."""
        if not 0 <= found <= MOST_CARDS:
            raise InvalidRequestError([Fault("amount", "out_of_range")])
        if not note.strip():
            raise InvalidRequestError([Fault("note", "missing")])
        return self._store(card, lambda stock: found - stock.balance, StockReason.COUNTED, note, officer)

    def today(self) -> date:
        """On the office's calendar."""
        return self.office.local_time(self.clock.now()).date()

    def _printed(self, batch: PrintBatch, line: PrintLine, officer: Actor) -> None:
        after = batch.printed(line, self.clock.now())
        stock = self._stock(batch.card, -1, StockReason.PRINTED, officer, batch.id)
        self._move(line, Milestone.PRINTED, officer, done=ProductState.PRINTED)
        self.ledger.save_batch(after, stock, (self.today(), PrintDay(printed=1, by_hour={self._hour(): 1})))

    def _spoiled(self, batch: PrintBatch, line: PrintLine, officer: Actor) -> None:
        after = batch.spoiling(line)
        taken = None
        if line.state is LineState.PRINTED:  # its blank card was taken when it was printed
            self._move(line, Milestone.SPOILED, officer, done=ProductState.PRINT_QUEUED)
        else:
            taken = self._stock(batch.card, -1, StockReason.SPOILED, officer, batch.id)
        self.ledger.save_batch(after, taken, (self.today(), PrintDay(spoiled=1)))

    def _change(
        self, batch: str, receipt: ReceiptNumber, product: str, change: Callable[[PrintBatch, PrintLine], None]
    ) -> PrintBatch:
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

    def _move(self, line: PrintLine, milestone: Milestone, officer: Actor, *, done: ProductState) -> None:
        """The product's move, or none where an earlier try made it before its answer was lost."""

        def build(case: Case) -> Change | None:
            product = case.product(line.product)
            if product is not None and product.state is done:
                return None
            return record_milestone(case, milestone, line.product, officer, self.clock.now())

        try:
            change_case(self.cases, line.receipt, build)
        except (TransitionRefusedError, NotFoundError, InvalidRequestError):
            raise InvalidRequestError([Fault("code", "not_to_be_printed")]) from None

    def _waiting(self, card: str) -> Iterator[PrintLine]:
        cursor = None
        for _ in range(MOST_PAGES):
            page = self.cases.list_queue("print", cursor, PAGE)
            yield from map(_line, cards_of(page.items, card))
            cursor = page.next_cursor
            if cursor is None:
                return

    def _check(self, card: str, size: int) -> None:
        faults = []
        if card not in CARDS:
            raise InvalidRequestError([Fault("card", "not_a_choice")])
        if not 1 <= size <= MOST_LINES:
            faults.append(Fault("size", "out_of_range"))
        elif self.ledger.get_stock(card).balance < size:
            faults.append(Fault("size", "no_blank_cards"))
        if faults:
            raise InvalidRequestError(faults)

    def _stock(
        self, card: str, amount: int, reason: StockReason, officer: Actor, note: str
    ) -> tuple[Stock, StockEntry]:
        before = self.ledger.get_stock(card)
        after = change_stock(before, amount)
        entry = StockEntry(
            id=self.ids.new_id(), at=self.clock.now(), by=officer.id, card=card, reason=reason, amount=amount,
            balance=after.balance, note=note,
        )  # fmt: skip
        return after, entry

    def _store(
        self, card: str, amount_of: Callable[[Stock], int], reason: StockReason, note: str, officer: Actor
    ) -> Stock:
        if card not in CARDS:
            raise InvalidRequestError([Fault("card", "not_a_choice")])
        if len(note) > LONGEST_NOTE:
            raise InvalidRequestError([Fault("note", "too_long")])
        for _ in range(MOST_RACES):
            amount = amount_of(self.ledger.get_stock(card))
            try:
                return self.ledger.save_stock(*self._stock(card, amount, reason, officer, note.strip()))
            except StaleVersionError:
                continue
        raise UnavailableError

    def _new_id(self) -> str:
        """Sorts as time does."""
        return f"{self.clock.now():%Y%m%dT%H%M%S}-{self.ids.new_id()[:8]}"

    def _hour(self) -> int:
        return self.office.local_time(self.clock.now()).hour


MOST_CARDS: Final = 1_000_000
LONGEST_NOTE: Final = 200


def _line(item: Mapping[str, Any]) -> PrintLine:
    return PrintLine(receipt=ReceiptNumber.restore(item["receipt"]), product=item["product"], service=item["service"])


def _read(code: str) -> tuple[ReceiptNumber, str]:
    try:
        return parse_scan(code)
    except InvalidIdentifierError as error:
        raise InvalidRequestError([Fault("code", error.code)]) from None
