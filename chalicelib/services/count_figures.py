"""Moves become figures, once each."""

from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.domain.events import AuditEvent
from chalicelib.domain.figures import count
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.office import Office
from chalicelib.services.figures_ports import FigureLedger


@dataclass(frozen=True, slots=True)
class CountFigures:
    """`office` says on which day a moment falls."""

    ledger: FigureLedger
    office: Office

    def __call__(self, receipt: ReceiptNumber, event: AuditEvent) -> bool:
        """Count one move; False where it was counted before, or adds nothing."""
        counted = count(event, self._day_of_receipt(event))
        if not counted.of_day and not counted.standing:
            return False
        return self.ledger.add(receipt, event.move, self._day(event.at), counted)

    def _day_of_receipt(self, event: AuditEvent) -> date | None:
        received = event.facts.get("received")
        return self._day(datetime.fromisoformat(received)) if received else None

    def _day(self, moment: datetime) -> date:
        return self.office.local_time(moment).date()
