"""Moves become figures, once each."""

from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.domain.events import AuditEvent
from chalicelib.domain.figures import Counted, count
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.office import Office
from chalicelib.services.figures_ports import FigureLedger


@dataclass(frozen=True, slots=True)
class CountFigures:
    """`office` says on which day a moment falls."""

    ledger: FigureLedger
    office: Office

    def __call__(self, receipt: ReceiptNumber, event: AuditEvent) -> bool:
        """Count one move; False where it was counted before, is in what a rebuild read, or adds nothing."""
        day, counted = self.amounts(event)
        if not counted.of_day and not counted.standing:
            return False
        editions = self.ledger.read_editions().counting(event.at)
        return bool(editions) and self.ledger.add(receipt, f"{event.move:06d}", day, counted, editions)

    def amounts(self, event: AuditEvent) -> tuple[date, Counted]:
        """What a move adds, and to which day."""
        return self._day(event.at), count(event, self._day_of_receipt(event))

    def _day_of_receipt(self, event: AuditEvent) -> date | None:
        received = event.facts.get("received")
        return self._day(datetime.fromisoformat(received)) if received else None

    def _day(self, moment: datetime) -> date:
        return self.office.local_time(moment).date()
