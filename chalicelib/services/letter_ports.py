"""What letters need of the world, beside the ports that others share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from chalicelib.domain.applicant import Address
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.letters import Letter, LetterBatch
from chalicelib.domain.text import Language

LetterKey = tuple[ReceiptNumber, str]
"""The case of a letter, and the notice that it carries."""


class LetterShelf(Protocol):
    """Letters and their batches. Reads are strongly consistent."""

    def put(self, letter: Letter) -> None:
        """Store a new one; nothing happens where a letter of the same news is stored. One write."""

    def get_many(self, keys: Sequence[LetterKey]) -> tuple[Letter, ...]:
        """Those that there are of at most a hundred, in this order; one read."""

    def list_for(self, receipt: ReceiptNumber) -> tuple[Letter, ...]:
        """The letters of a case; one query."""

    def save(self, letter: Letter, number_digest: str = "") -> None:
        """Store a change; with `number_digest` the number of the post is this letter's alone from then on.

        Raises StaleVersionError unless the version before is stored, ReservedError where another letter has the number.
        """

    def find_mailed(self, number_digest: str) -> Letter | None:
        """The letter that was mailed under a number; two reads."""

    def open_batch(self, batch: LetterBatch, letters: Sequence[Letter]) -> None:
        """Store a batch together with its letters as they stand in it, all or nothing.

        Raises StaleVersionError where the batch is stored, or one of the letters is not as it was.
        """

    def get_batch(self, batch: str) -> LetterBatch:
        """One read. Raises NotFoundError."""

    def end_batch(self, batch: LetterBatch) -> None:
        """Take it off the list of batches; it can still be read. Harmless when repeated."""


@dataclass(frozen=True, slots=True)
class WrittenLetter:
    """One letter as it is printed: `text` with blank lines between its paragraphs; `link` where papers are asked for.

    `link` opens the page to upload on, and is never there together with a PIN. `is_practice`: every page says that it
    is not to be mailed.
    """

    code: str
    receipt: ReceiptNumber
    name: str
    address: Address
    language: Language
    written_on: date
    subject: str
    text: str
    link: str = ""
    is_practice: bool = False


class LetterPrinter(Protocol):
    """Makes the PDF of a batch."""

    def print(self, letters: Sequence[WrittenLetter]) -> bytes:
        """A4 for window envelopes. Raises InvalidRequestError for more pages than one PDF may have."""
