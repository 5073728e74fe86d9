"""What erasing needs from the world besides the ports of cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from chalicelib.domain.administration import AdminEvent
from chalicelib.domain.case import Case, Change
from chalicelib.domain.events import Lookup
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.retention import KeptFor, Look, Part


@dataclass(frozen=True, slots=True)
class ErasedDay:
    """How many cases lost their papers, and how many what named people, on one day of the office."""

    day: date
    papers: int
    personal: int


@dataclass(frozen=True, slots=True)
class Ended:
    """A case that is over, and its place in the list of such."""

    receipt: ReceiptNumber
    place: str


@dataclass(frozen=True, slots=True)
class KeptCase:
    """A case that an administrator has kept."""

    receipt: ReceiptNumber
    kept: KeptFor


class EndedCases(Protocol):
    """Cases that are over, by how and when they ended; an index tells, so a case may be told a moment late."""

    def list_ended(self, look: Look, after: str, limit: int) -> tuple[Ended, ...]:
        """Those that ended by then and still have that part, the oldest first, behind `after`; one query."""

    def count_ended(self, look: Look, most: int) -> int:
        """How many they are, `most` at most."""

    def save_step(self, change: Change) -> None:
        """Store a move that only says that erasing begins. Raises StaleVersionError."""

    def save_erased(self, change: Change, part: Part, day: date, unfiled: Sequence[Lookup]) -> None:
        """Store the move that ends a part, and count it for its day, together.

        With the personal part go what was sealed, its key, and `unfiled`. Raises StaleVersionError.
        """

    def blank_notices(self, receipt: ReceiptNumber) -> None:
        """Take the hash of its address out of every notice of a case; states, and what is counted of them, stay."""

    def list_days(self) -> tuple[ErasedDay, ...]:
        """What was erased, newest day first; one query."""

    def save_kept(self, change: Change, act: AdminEvent) -> None:
        """Store a move that has a case kept or let go, its entry in the list of those kept, and the act, together."""

    def list_kept(self) -> tuple[KeptCase, ...]:
        """Every case that is kept."""


@dataclass(frozen=True, slots=True)
class UnplacedPage:
    """Some of the ended cases that stand in no list, how many items were looked at, and where to go on."""

    cases: Sequence[Case]
    looked_at: int
    go_on: str


class UnplacedCases(Protocol):
    """Ended cases that stand in no list of such."""

    def list_unplaced(self, start: str, lines: int) -> UnplacedPage:
        """What is found in so many items from `start` on. Raises InvalidRequestError for a start that is none."""

    def place(self, case: Case) -> bool:
        """Put it where it belongs, as it was read; False where it was moved since, or stands there."""


class Shredder(Protocol):
    """Deletes files for good: every version of every object under what it is told."""

    def shred_papers(self, receipt: ReceiptNumber, envelopes: Sequence[str]) -> None:
        """A case's files as they came, and every picture of them. Raises UnavailableError where one is left."""

    def shred_results(self, receipt: ReceiptNumber) -> None:
        """Its signed documents. Raises UnavailableError."""

    def shred_scans(self, partner: str, batch: str) -> None:
        """The scans of a whole parcel as the post office sent them. Raises UnavailableError."""

    def shred_manifest(self, partner: str, batch: str) -> None:
        """What the post office wrote down of a parcel's senders. Raises UnavailableError."""
