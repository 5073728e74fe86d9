"""Appointments of residents at the counter."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.domain.access import Actor, Visitor
from chalicelib.domain.case import Case
from chalicelib.domain.closed_days import ClosedDays
from chalicelib.domain.collection import is_any_ready, to_fetch
from chalicelib.domain.errors import Fault, InvalidRequestError, NotFoundError, StaleVersionError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.office import Office
from chalicelib.domain.pick_up import (
    Booking,
    FreeHour,
    Hour,
    Outcome,
    Place,
    check_hour,
    free_hours,
    has_begun,
    is_open,
    is_over,
    list_days,
    list_hours,
)
from chalicelib.services.change_case import must_be_theirs
from chalicelib.services.counter_ports import HourFullError, PickUpBook
from chalicelib.services.ports import CaseRepository, Clock


@dataclass(frozen=True, slots=True)
class Offer:
    """What a resident may choose from: the days that are open, and the free hours of one of them.

    `is_off`: the booking does not hold, since its place is closed on that day.
    """

    case: Case
    booking: Booking | None
    is_off: bool
    places: tuple[Place, ...]
    place: str
    days: tuple[date, ...]
    day: date | None
    free: tuple[FreeHour, ...]


@dataclass(frozen=True, slots=True)
class BookPickUp:
    """One booking for each case, from the moment that something waits for it. Who has none may come all the same."""

    cases: CaseRepository
    book: PickUpBook
    office: Office
    closed: ClosedDays
    clock: Clock

    def offer(self, visitor: Visitor, place: str | None = None, day: date | None = None) -> Offer:
        """Three reads. Raises NotFoundError, and UnauthorizedError for a visit that a new PIN has ended."""
        return self._offer(self._own(visitor), place, day)

    def offer_for(self, receipt: ReceiptNumber, place: str | None = None, day: date | None = None) -> Offer:
        """The same for a resident who stands at the counter or calls. Raises NotFoundError."""
        return self._offer(self._known(receipt), place, day)

    def put(self, visitor: Visitor, hour: Hour, seen: int) -> Booking:
        """Book, or move a booking; the same hour again changes nothing. `seen`: its version, 0 for none.

        Raises InvalidRequestError where nothing waits or the hour cannot be had, StaleVersionError.
        """
        return self._put(self._own(visitor), hour, seen)

    def put_for(self, receipt: ReceiptNumber, hour: Hour, seen: int, officer: Actor) -> Booking:
        """The same for a resident, by an officer. Raises NotFoundError, too."""
        return self._put(self._known(receipt), hour, seen, officer.id)

    def cancel(self, visitor: Visitor, seen: int) -> None:
        """Take a booking off; none is none. Raises StaleVersionError unless it is what was seen."""
        self._cancel(self._own(visitor), seen)

    def cancel_for(self, receipt: ReceiptNumber, seen: int) -> None:
        """The same for a resident. Raises NotFoundError, too."""
        self._cancel(self._known(receipt), seen)

    def _offer(self, case: Case, place: str | None, day: date | None) -> Offer:
        chosen = self._place(place)
        today = self._local().date()
        days = list_days(chosen, today, self.closed) if chosen else ()
        on = day if day in days else next(iter(days), None)
        free = self._free(chosen, on) if chosen and on else ()
        booking = self.book.get(case.receipt)
        return Offer(
            case,
            booking if booking and booking.stands else None,
            booking is not None and self.is_off(booking),
            self.office.places,
            chosen.id if chosen else "",
            days,
            on,
            free,
        )

    def _put(self, case: Case, hour: Hour, seen: int, officer: str = "") -> Booking:
        if not to_fetch(case):
            raise InvalidRequestError([Fault("application", "nothing_to_fetch")])
        place = check_hour(self.office.places, hour, self.closed, self._local())
        before = self.book.get(case.receipt)
        if before and before.hour == hour and before.outcome is Outcome.BOOKED:
            return before
        if not _is_seen(before, seen):
            raise StaleVersionError
        return self._save(case.receipt, hour, place, before, officer)

    def _cancel(self, case: Case, seen: int) -> None:
        before = self.book.get(case.receipt)
        if before is None or not before.stands:
            return
        if before.version != seen:
            raise StaleVersionError
        self.book.remove(before)

    def _save(self, receipt: ReceiptNumber, hour: Hour, place: Place, before: Booking | None, officer: str) -> Booking:
        booking = Booking(
            receipt=receipt, place=hour.place, day=hour.day, at=hour.at, made_at=self.clock.now(), made_by=officer,
            version=before.version + 1 if before else 1,
        )  # fmt: skip
        try:
            self.book.save(booking, before, place.capacity)
        except HourFullError:
            raise InvalidRequestError([Fault("at", "hour_full")]) from None
        return booking

    def list_day(self, place: str, day: date) -> tuple[Booking, ...]:
        """Who is expected, in order of time. Raises NotFoundError for a place that there is not."""
        if self._place(place) is None:
            raise NotFoundError
        return self.book.list_day(place, day)

    def is_open(self, place: str, day: date) -> bool:
        """Whether the place is open on that day."""
        known = self._place(place)
        return known is not None and is_open(known, day, self.closed)

    def is_off(self, booking: Booking) -> bool:
        """Whether somebody is expected at a place that is closed on that day.

        Read from the calendar as it stands: a mark beside the booking could be forgotten, or outlive its reason.
        """
        return booking.outcome is Outcome.BOOKED and not self.is_open(booking.place, booking.day)

    def note(self, receipt: ReceiptNumber, outcome: Outcome, seen: int | None = None) -> Booking | None:
        """Note who came and who did not; what is noted already stays. None without a booking.

        Raises InvalidRequestError for somebody who cannot be late: not yet, or since nothing is ready for them any
        more, or since the office is closed on that day; for who came before the day of their appointment, which only
        what is handed over to them tells (`note_served`); StaleVersionError.
        """
        before = self.book.get(receipt)
        if before is None or not before.stands:
            return None
        if before.outcome is outcome:
            return before
        if outcome is Outcome.NO_SHOW:
            self._must_be_late(before)
        elif outcome is Outcome.CAME and before.day > self._local().date():
            raise InvalidRequestError([Fault("outcome", "day_ahead")])
        if seen is not None and before.version != seen:
            raise StaleVersionError
        return self._note(before, outcome)

    def note_served(self, receipt: ReceiptNumber) -> None:
        """Something was handed over to them: they came, on whatever day. Raises StaleVersionError."""
        before = self.book.get(receipt)
        if before is not None and before.stands and before.outcome is not Outcome.CAME:
            self._note(before, Outcome.CAME)

    def _must_be_late(self, booking: Booking) -> None:
        faults = [] if has_begun(booking, self._local()) else [Fault("outcome", "hour_ahead")]
        if self.is_off(booking):
            faults.append(Fault("outcome", "office_was_closed"))
        elif not is_any_ready(self.cases.get(booking.receipt)):
            faults.append(Fault("outcome", "nobody_expected"))
        if faults:
            raise InvalidRequestError(faults)

    def take_back(self, receipt: ReceiptNumber) -> None:
        """Who was noted to have come is expected again; or did not come, where their hour has passed."""
        before = self.book.get(receipt)
        if before is not None and before.outcome is Outcome.CAME:
            is_late = is_over(before, self.office.places, self._local())
            self._note(before, Outcome.NO_SHOW if is_late else Outcome.BOOKED)

    def ahead(self, receipt: ReceiptNumber) -> Booking | None:
        """The booking of a case whose hour is still to come; one read."""
        booking = self.book.get(receipt)
        is_awaited = booking is not None and booking.outcome is Outcome.BOOKED and not self.has_begun(booking)
        return booking if is_awaited else None

    def has_begun(self, booking: Booking) -> bool:
        """Whether who has it could be late."""
        return has_begun(booking, self._local())

    def _note(self, before: Booking, outcome: Outcome) -> Booking:
        after = before.model_copy(update={"outcome": outcome, "version": before.version + 1})
        self.book.save(after, before, 0)
        return after

    def _known(self, receipt: ReceiptNumber) -> Case:
        case = self.cases.get(receipt)
        if case.state is CaseState.DRAFT:
            raise NotFoundError
        return case

    def _own(self, visitor: Visitor) -> Case:
        case = self.cases.get(visitor.receipt)
        must_be_theirs(case, visitor)
        return case

    def _place(self, wanted: str | None) -> Place | None:
        fitting: Iterator[Place] = (place for place in self.office.places if wanted in {None, place.id})
        return next(fitting, None)

    def _free(self, place: Place, day: date) -> tuple[FreeHour, ...]:
        taken = self.book.count_taken(list_hours(place, day, self.closed))
        return free_hours(place, day, self.closed, taken, self._local())

    def _local(self) -> datetime:
        return self.office.local_time(self.clock.now())


def _is_seen(before: Booking | None, seen: int) -> bool:
    """Whether who books saw what stands; who sees none may have seen one cancelled."""
    if before is None or not before.stands:
        return seen == 0
    return seen == before.version
