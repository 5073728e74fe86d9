"""Fakes of the ports of signing."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date

from chalicelib.domain.errors import NotFoundError, StaleVersionError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.signing import SigningBatch
from chalicelib.services.signing_ports import DocumentTakenError


class FakeSigningLedger:
    """Batches and days in memory."""

    def __init__(self) -> None:
        self.batches: dict[str, SigningBatch] = {}
        self.documents: dict[tuple[str, str], str] = {}
        self.days: Counter[date] = Counter()

    def open_batch(self, batch: SigningBatch) -> SigningBatch:
        taken = [place for place, line in enumerate(batch.lines) if (line.receipt, line.product) in self.documents]
        if taken or batch.id in self.batches:
            raise DocumentTakenError(taken)
        self.documents.update({(line.receipt, line.product): batch.id for line in batch.lines})
        self.batches[batch.id] = batch.model_copy(update={"version": 1})
        return self.batches[batch.id]

    def list_taken(self) -> Collection[tuple[str, str]]:
        return {(str(receipt), product) for receipt, product in self.documents}

    def get_batch(self, batch: str) -> SigningBatch:
        if batch not in self.batches:
            raise NotFoundError
        return self.batches[batch]

    def list_batches(self, limit: int) -> tuple[SigningBatch, ...]:
        return tuple(self.batches[name] for name in sorted(self.batches, reverse=True)[:limit])

    def save_batch(
        self, batch: SigningBatch, signed: tuple[date, int] | None = None,
        released: Sequence[tuple[ReceiptNumber, str]] = (),
    ) -> SigningBatch:  # fmt: skip
        if self.batches[batch.id].version != batch.version:
            raise StaleVersionError
        if signed is not None:
            self.days[signed[0]] += signed[1]
        for document in released:
            self.documents.pop(document, None)
        self.batches[batch.id] = batch.model_copy(update={"version": batch.version + 1})
        return self.batches[batch.id]

    def get_day(self, day: date) -> int:
        return self.days[day]
