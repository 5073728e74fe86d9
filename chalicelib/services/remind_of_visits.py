"""News of tomorrow's appointments, in the afternoon before, on the office's clock: reminders, or that they are off."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.closed_days import ClosedDays
from chalicelib.domain.errors import NotFoundError, StaleVersionError
from chalicelib.domain.office import Office
from chalicelib.domain.pick_up import Booking, is_open
from chalicelib.domain.visit_reminders import owes_visit_news, tell_of_visit
from chalicelib.services.change_case import change_case
from chalicelib.services.counter_ports import PickUpBook
from chalicelib.services.ports import CaseRepository, Clock

AFTERNOON: Final = range(14, 20)
"""Hours of the office's clock."""


@dataclass(frozen=True, slots=True)
class RemindOfVisits:
    """Safe to run at any time, twice, or beside itself: each telling is a move of its case.

    One query for each place; a case is read once for each booking, which then bears what its resident was told, and
    once more where the office's calendar has changed that since. `closed` are the days on which the office is closed.
    """

    cases: CaseRepository
    book: PickUpBook
    office: Office
    closed: ClosedDays
    clock: Clock

    def __call__(self) -> int:
        """Remind everybody who comes tomorrow, or tell them not to come; how many."""
        now = self.clock.now()
        if self.office.local_time(now).hour not in AFTERNOON:
            return 0
        return sum(self._tell(booking, now, is_off=is_off) for booking, is_off in list(self._due(now)))

    def _due(self, now: datetime) -> Iterator[tuple[Booking, bool]]:
        today = self.office.local_time(now).date()
        tomorrow = today + timedelta(days=1)
        for place in self.office.places:
            is_off = not is_open(place, tomorrow, self.closed)
            for booking in self.book.list_day(place.id, tomorrow):
                made_on = self.office.local_time(booking.made_at).date()
                if owes_visit_news(booking, today, made_on, is_off=is_off):
                    yield booking, is_off

    def _tell(self, booking: Booking, now: datetime, *, is_off: bool) -> bool:
        """The move first: a run that dies after it leaves a mark to be made, and nobody to be told twice."""
        try:
            case = change_case(
                self.cases, booking.receipt, lambda case: tell_of_visit(case, booking, now, is_off=is_off)
            )
            self.book.save(booking.model_copy(update={"told_at": now, "told_off": is_off}), booking, 0)
        except (NotFoundError, StaleVersionError):  # moved or cancelled meanwhile: the next round sees what stands
            return False
        return case.updated_at == now
