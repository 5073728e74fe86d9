"""What signing needs of the outside: batches, and what a day brought."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Protocol

from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.signing import SigningBatch
from chalicelib.services.batching import LinesTakenError


class DocumentTakenError(LinesTakenError):
    """Some of the documents stand in another open batch."""


class SigningLedger(Protocol):
    """Signing batches of one office. Reads are strongly consistent."""

    def open_batch(self, batch: SigningBatch) -> SigningBatch:
        """Store a new batch and reserve its documents, all or nothing. Raises DocumentTakenError."""
        ...

    def list_taken(self) -> Collection[tuple[str, str]]:
        """The documents of every open batch: receipt and product."""
        ...

    def get_batch(self, batch: str) -> SigningBatch:
        """Raises NotFoundError."""
        ...

    def list_batches(self, limit: int) -> tuple[SigningBatch, ...]:
        """The newest first."""
        ...

    def save_batch(
        self, batch: SigningBatch, signed: tuple[date, int] | None = None,
        released: Sequence[tuple[ReceiptNumber, str]] = (),
    ) -> SigningBatch:  # fmt: skip
        """Store the next version with what it adds to a day, all or nothing. Raises StaleVersionError.

        `released` documents may stand in another batch from then on.
        """
        ...

    def get_day(self, day: date) -> int:
        """How many were signed on it."""
        ...
