"""Ports of the figures: where they are counted, and what the public may read of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from chalicelib.domain.events import AuditEvent
from chalicelib.domain.figure_editions import Editions, Part
from chalicelib.domain.figures import Amounts, Counted
from chalicelib.domain.identifiers import ReceiptNumber


class FigureLedger(Protocol):
    """Figures by day, and what stands open. What is told of a case counts once by its mark, however often."""

    def add(
        self, receipt: ReceiptNumber, mark: str, day: date, counted: Counted, editions: Collection[int] = (0,)
    ) -> bool:
        """Count it for each of these; one transaction. False where it was counted before: nothing changes."""
        ...

    def read_days(self, first: date, last: date, edition: int | None = None) -> Mapping[date, Amounts]:
        """The figures of each day that has any, both ends included; of the edition that holds where none is named."""
        ...

    def read_standing(self, edition: int | None = None) -> Amounts:
        """What stands open now."""
        ...

    def read_editions(self) -> Editions:
        """Which edition holds, and which is being rebuilt; one read."""
        ...

    def save_editions(self, editions: Editions, parts: Mapping[str, Part]) -> Editions:
        """Store what was read further, and these parts of the edition that is rebuilt in the place of what they were.

        One transaction, of at most ninety parts. Raises StaleVersionError where others stored meanwhile.
        """
        ...

    def read_parts(self, edition: int) -> Mapping[str, Part]:
        """What was read for an edition so far, by the names of its parts."""
        ...


@dataclass(frozen=True, slots=True)
class EventPage:
    """Some events, in no order, and where the next page begins; empty after the last."""

    events: tuple[AuditEvent, ...]
    next_place: str


class EventLog(Protocol):
    """Every audit event of every case, for good."""

    def list_events(self, place: str, lines: int) -> EventPage:
        """Those among so many items of the table, from `place` on; empty: from the first."""
        ...


class PublishedFigures(Protocol):
    """What anybody may read: one text that is made once a day."""

    def publish(self, text: str) -> None: ...

    def read(self) -> str:
        """Empty before anything was published."""
        ...
