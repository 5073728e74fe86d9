"""What printing needs of the outside: batches, the stock of blank cards, and what a day brought."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Protocol

from chalicelib.domain.case import Change
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.print_batch import EntryGroup, PrintBatch, PrintDay, Stock, StockEntry
from chalicelib.services.batching import BatchPage, LinesTakenError

PRESSES_KEPT: Final = timedelta(days=7)
"""How long the same press is known again."""


class CardTakenError(LinesTakenError):
    """Some of the cards stand in another open batch."""


@dataclass(frozen=True, slots=True)
class Press:
    """A button that was pressed, however often that arrives: the HMACs of its key and of what was asked with it."""

    digest: str
    request_digest: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a press led to: the HMAC of what was asked, and the id of the batch or of the stock's entry."""

    request_digest: str
    made: str


class PressedBeforeError(Exception):
    """This press was stored before, with what it led to; nothing was stored now."""


class PrintListPrinter(Protocol):
    """Prints what a producer works from."""

    def print(self, batch: PrintBatch) -> bytes:
        """A PDF with a code for each card."""
        ...


class PrintLedger(Protocol):
    """Batches and the stock of one office. Reads are strongly consistent."""

    def open_batch(self, batch: PrintBatch, press: Press, opened: int) -> PrintBatch:
        """Store a new batch, reserve its cards and note the press, all or nothing.

        `opened`: how many batches of its card there had been when the blanks that are left for it were counted. Raises
        PressedBeforeError, StaleVersionError where another one was opened since, CardTakenError.
        """
        ...

    def count_opened(self, card: str) -> int:
        """How many batches of a card were ever opened."""
        ...

    def find_press(self, digest: str) -> Pressed | None:
        """What a press led to, kept for a week; None for one that was not stored."""
        ...

    def list_taken(self) -> Collection[tuple[str, str]]:
        """The cards of every open batch: receipt and product."""
        ...

    def get_batch(self, batch: str) -> PrintBatch:
        """Raises NotFoundError."""
        ...

    def list_batches(self, limit: int, cursor: str | None = None) -> BatchPage[PrintBatch]:
        """Every open batch first, then those that are over, each the newest first.

        Raises InvalidRequestError for a foreign cursor.
        """
        ...

    def save_batch(
        self,
        batch: PrintBatch,
        stock: tuple[Stock, StockEntry] | None = None,
        day: tuple[date, PrintDay] | None = None,
        released: Sequence[tuple[ReceiptNumber, str]] = (),
        moved: Change | None = None,
    ) -> PrintBatch:
        """Store the next version of a batch with what it takes of the stock and adds to its day, all or nothing.

        `day` holds what is added. `released` cards may stand in another batch from then on. `moved` is the move of a
        card's case that belongs to it. Raises StaleVersionError where batch, stock or case was changed meanwhile.
        """
        ...

    def get_stock(self, card: str) -> Stock: ...

    def save_stock(self, stock: Stock, entry: StockEntry, press: Press) -> Stock:
        """Store the next stock, its entry and the press, all or nothing.

        Raises PressedBeforeError, StaleVersionError.
        """
        ...

    def list_entries(
        self, card: str, limit: int, cursor: str | None = None, group: EntryGroup | None = None
    ) -> BatchPage[StockEntry]:
        """Of all groups, or of one; the newest first. Raises InvalidRequestError for a foreign cursor."""
        ...

    def get_day(self, day: date, card: str) -> PrintDay: ...

    def list_days(self, first: date, last: date) -> Mapping[tuple[date, str], PrintDay]:
        """By day and kind of blank card, where anything was told; both ends included."""
        ...
