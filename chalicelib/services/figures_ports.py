"""Ports of the figures: where they are counted, and what the public may read of them."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from chalicelib.domain.figures import Amounts, Counted
from chalicelib.domain.identifiers import ReceiptNumber


class FigureLedger(Protocol):
    """Figures by day, and what stands open. Every move counts once, however often it is told."""

    def add(self, receipt: ReceiptNumber, move: int, day: date, counted: Counted) -> bool:
        """Count one move; one transaction. False where it was counted before, which changes nothing."""
        ...

    def read_days(self, first: date, last: date) -> Mapping[date, Amounts]:
        """The figures of each day that has any, both ends included."""
        ...

    def read_standing(self) -> Amounts:
        """What stands open now."""
        ...


class PublishedFigures(Protocol):
    """What anybody may read: one text that is made once a day."""

    def publish(self, text: str) -> None: ...

    def read(self) -> str:
        """Empty before anything was published."""
        ...
