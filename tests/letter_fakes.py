"""Letters in memory."""

from collections.abc import Sequence

from chalicelib.adapters.documents.letter_pdf import PdfLetterPrinter
from chalicelib.adapters.documents.words import SheetWords
from chalicelib.adapters.messaging.letters import LetterMessenger
from chalicelib.catalogue import load_regions
from chalicelib.domain.errors import NotFoundError, ReservedError, StaleVersionError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.letters import (
    BATCHES,
    TO_PRINT,
    Letter,
    LetterBatch,
    LetterState,
    batch_summary,
    letter_summary,
)
from chalicelib.domain.notification import Message
from chalicelib.domain.overlay import Edition
from chalicelib.services.letter_ports import LetterKey, LetterPrinter
from tests.fakes import OFFICE, FakeClock, FakeRegistry


class FakeLetterShelf:
    """Letters of the registry, in its work lists."""

    def __init__(self, registry: FakeRegistry) -> None:
        self.registry = registry
        self.letters: dict[tuple[str, str], Letter] = {}
        self.batches: dict[str, LetterBatch] = {}
        self.numbers: dict[str, LetterKey] = {}

    def put(self, letter: Letter) -> None:
        if _filed(letter.receipt, letter.notice_id) not in self.letters:
            self._store(letter)

    def get_many(self, keys: Sequence[LetterKey]) -> tuple[Letter, ...]:
        wanted = dict.fromkeys(_filed(*key) for key in keys)
        return tuple(self.letters[key] for key in wanted if key in self.letters)

    def list_for(self, receipt: ReceiptNumber) -> tuple[Letter, ...]:
        return tuple(letter for key, letter in sorted(self.letters.items()) if key[0] == receipt)

    def save(self, letter: Letter, number_digest: str = "") -> None:
        key = (letter.receipt, letter.notice_id)
        self._check(letter)
        if number_digest and self.numbers.get(number_digest, key) != key:
            raise ReservedError(self.numbers[number_digest][0])
        if number_digest:
            self.numbers[number_digest] = key
        self._store(letter)

    def find_mailed(self, number_digest: str) -> Letter | None:
        key = self.numbers.get(number_digest)
        return self.letters.get(_filed(*key)) if key else None

    def open_batch(self, batch: LetterBatch, letters: Sequence[Letter]) -> None:
        if batch.id in self.batches:
            raise StaleVersionError
        for letter in letters:
            self._check(letter)
        self.batches[batch.id] = batch
        for letter in letters:
            self._store(letter)
        self._list(batch, BATCHES)

    def get_batch(self, batch: str) -> LetterBatch:
        if batch not in self.batches:
            raise NotFoundError
        return self.batches[batch]

    def save_batch(self, batch: LetterBatch) -> None:
        stored = self.batches.get(batch.id)
        if stored is None or stored.prints != batch.prints - 1:
            raise StaleVersionError
        self.batches[batch.id] = batch

    def end_batch(self, batch: LetterBatch) -> None:
        self._list(batch, None)

    def _list(self, batch: LetterBatch, queue: str | None) -> None:
        self.registry.put_line(f"LETTERS#{batch.id}", "BATCH", queue, batch.made_at, batch.id, batch_summary(batch))

    def _check(self, letter: Letter) -> None:
        stored = self.letters.get(_filed(letter.receipt, letter.notice_id))
        if stored is None or stored.version != letter.version - 1:
            raise StaleVersionError

    def _store(self, letter: Letter) -> None:
        key = _filed(letter.receipt, letter.notice_id)
        self.letters[key] = letter
        queue = TO_PRINT if letter.state is LetterState.WAITING else None
        self.registry.place(letter.receipt, f"LETTER#{key[1]}", queue, letter.created_at, letter_summary(letter))


class FakeLetterMessenger(LetterMessenger):
    """The real one; no provider reports of what it files, so nothing was `sent`."""

    def __init__(self, shelf: FakeLetterShelf, clock: FakeClock) -> None:
        super().__init__(shelf, OFFICE, clock)
        self.sent: list[Message] = []


class FakeLetterPorts:
    """The ports of letters in memory; what is printed is a real PDF."""

    def __init__(self, registry: FakeRegistry) -> None:
        self.shelf = FakeLetterShelf(registry)

    def printer_for(self, edition: Edition) -> LetterPrinter:
        return PdfLetterPrinter(SheetWords(edition.office, edition.catalogue, edition.messages), load_regions())


def _filed(receipt: ReceiptNumber, notice_id: str) -> tuple[str, str]:
    return receipt, notice_id.rpartition("-")[0]
