"""The stock of blank cards: what comes in, what somebody counted, and what is taken."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from chalicelib.domain.access import Actor
from chalicelib.domain.errors import Fault, InvalidRequestError, StaleVersionError, UnavailableError
from chalicelib.domain.identifiers import IdempotencyKey
from chalicelib.domain.print_batch import CARDS, Stock, StockEntry, StockReason, change_stock
from chalicelib.services.ports import Clock, Ids
from chalicelib.services.presses import Presses
from chalicelib.services.printing_ports import Press, PressedBeforeError, PrintLedger

MOST_RACES: Final = 25
"""All scanners of an office take their blanks from one stock."""

MOST_CARDS: Final = 1_000_000
LONGEST_NOTE: Final = 200


@dataclass(frozen=True, slots=True)
class CardStock:
    """Each change is an entry that nothing replaces; there are never fewer than none."""

    ledger: PrintLedger
    presses: Presses
    clock: Clock
    ids: Ids

    def receive(self, card: str, amount: int, note: str, officer: Actor, key: IdempotencyKey) -> Stock:
        """Blank cards came in; once for a key. Raises InvalidRequestError, IdempotencyKeyReusedError."""
        _check(card, note, [] if 1 <= amount <= MOST_CARDS else [Fault("amount", "out_of_range")])
        press = self.presses.read(f"received|{card}|{amount}|{note}", officer, key)
        return self._store(press, lambda: self.entry(card, amount, StockReason.RECEIVED, officer, note.strip()))

    def count(self, card: str, found: int, note: str, officer: Actor, key: IdempotencyKey) -> Stock:
        """Somebody counted the cards: what differs is an entry with its reason; once for a key."""
        faults = [] if 0 <= found <= MOST_CARDS else [Fault("amount", "out_of_range")]
        faults += [] if note.strip() else [Fault("note", "missing")]
        _check(card, note, faults)
        press = self.presses.read(f"counted|{card}|{found}|{note}", officer, key)

        def build() -> tuple[Stock, StockEntry]:
            known = self.ledger.get_stock(card)
            return self._entry(known, found - known.balance, StockReason.COUNTED, officer, note.strip())

        return self._store(press, build)

    def entry(self, card: str, amount: int, reason: StockReason, officer: Actor, note: str) -> tuple[Stock, StockEntry]:
        """The stock after a change, and its entry; nothing is stored. Raises InvalidRequestError: too few are left."""
        return self._entry(self.ledger.get_stock(card), amount, reason, officer, note)

    def _entry(
        self, known: Stock, amount: int, reason: StockReason, officer: Actor, note: str
    ) -> tuple[Stock, StockEntry]:
        after = change_stock(known, amount)
        told = StockEntry(
            id=self.ids.new_id(), at=self.clock.now(), by=officer.id, card=known.card, reason=reason, amount=amount,
            balance=after.balance, note=note,
        )  # fmt: skip
        return after, told

    def _store(self, press: Press, build: Callable[[], tuple[Stock, StockEntry]]) -> Stock:
        for _ in range(MOST_RACES):
            stock, entry = build()
            try:
                return self.ledger.save_stock(stock, entry, press)
            except StaleVersionError:
                continue
            except PressedBeforeError:
                self.presses.find(press)
                return self.ledger.get_stock(stock.card)
        raise UnavailableError


def _check(card: str, note: str, faults: list[Fault]) -> None:
    faults += [] if card in CARDS else [Fault("card", "not_a_choice")]
    faults += [] if len(note) <= LONGEST_NOTE else [Fault("note", "too_long")]
    if faults:
        raise InvalidRequestError(faults)
