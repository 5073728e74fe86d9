"""What printing needs of the outside: batches, the stock of blank cards, and what a day brought."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.print_batch import PrintBatch, PrintDay, Stock, StockEntry


class CardTakenError(Exception):
    """Some of the cards stand in another open batch: `taken` says which, by place."""

    def __init__(self, taken: Sequence[int]) -> None:
        super().__init__(f"{len(taken)} cards stand in another batch")
        self.taken = tuple(taken)


class PrintLedger(Protocol):
    """Batches and the stock of one office. Reads are strongly consistent."""

    def open_batch(self, batch: PrintBatch) -> PrintBatch:
        """Store a new batch and reserve its cards, all or nothing. Raises CardTakenError."""
        ...

    def get_batch(self, batch: str) -> PrintBatch:
        """Raises NotFoundError."""
        ...

    def list_batches(self, limit: int) -> tuple[PrintBatch, ...]:
        """The newest first."""
        ...

    def save_batch(
        self,
        batch: PrintBatch,
        stock: tuple[Stock, StockEntry] | None = None,
        day: tuple[date, PrintDay] | None = None,
        released: Sequence[tuple[ReceiptNumber, str]] = (),
    ) -> PrintBatch:
        """Store the next version of a batch with what it takes of the stock and adds to its day, all or nothing.

        `day` holds what is added. `released` cards may stand in another batch from then on. Raises StaleVersionError
        where the batch or the stock was changed meanwhile.
        """
        ...

    def get_stock(self, card: str) -> Stock: ...

    def save_stock(self, stock: Stock, entry: StockEntry) -> Stock:
        """Store the next version of the stock and its entry. Raises StaleVersionError."""
        ...

    def list_entries(self, card: str, limit: int) -> tuple[StockEntry, ...]:
        """The newest first."""
        ...

    def get_day(self, day: date, card: str) -> PrintDay: ...
