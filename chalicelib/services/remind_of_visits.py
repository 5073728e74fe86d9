"""Reminders of tomorrow's appointments, in the afternoon before, on the office's clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.errors import NotFoundError, StaleVersionError
from chalicelib.domain.office import Office
from chalicelib.domain.pick_up import Booking
from chalicelib.domain.visit_reminders import owes_visit_reminder, remind_of_visit
from chalicelib.services.change_case import change_case
from chalicelib.services.counter_ports import PickUpBook
from chalicelib.services.ports import CaseRepository, Clock

AFTERNOON: Final = range(14, 20)
"""Hours of the office's clock."""


@dataclass(frozen=True, slots=True)
class RemindOfVisits:
    """Safe to run at any time, twice, or beside itself: each reminder is a move of its case.

    One query for each place; a case is read once for each booking, which then bears that its resident was told.
    """

    cases: CaseRepository
    book: PickUpBook
    office: Office
    clock: Clock

    def __call__(self) -> int:
        """Remind everybody who comes tomorrow; how many."""
        now = self.clock.now()
        if self.office.local_time(now).hour not in AFTERNOON:
            return 0
        return sum(self._remind(booking, now) for booking in list(self._due(now)))

    def _due(self, now: datetime) -> Iterator[Booking]:
        today = self.office.local_time(now).date()
        for place in self.office.places:
            for booking in self.book.list_day(place.id, today + timedelta(days=1)):
                made_on = self.office.local_time(booking.made_at).date()
                if owes_visit_reminder(booking, today, made_on):
                    yield booking

    def _remind(self, booking: Booking, now: datetime) -> bool:
        """The move first: a run that dies after it leaves a mark to be made, and nobody to be told twice."""
        try:
            case = change_case(self.cases, booking.receipt, lambda case: remind_of_visit(case, booking, now))
            self.book.save(booking.model_copy(update={"told_at": now}), booking, 0)
        except (NotFoundError, StaleVersionError):  # moved or cancelled meanwhile: the next round sees what stands
            return False
        return case.updated_at == now
