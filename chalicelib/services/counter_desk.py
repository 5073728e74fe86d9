"""The counter: what is ready for a number, for whom, who may take it, and how the day goes."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from chalicelib.domain.access import Actor
from chalicelib.domain.applicant import PersonalData
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue.service import Withdrawal
from chalicelib.domain.collection import Taker, is_any_ready, may_collect
from chalicelib.domain.errors import NotFoundError, StaleVersionError, UnavailableError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseState, ProductState
from chalicelib.domain.office import Office
from chalicelib.domain.pick_up import Booking, Outcome
from chalicelib.domain.product import Collector, Product
from chalicelib.domain.production import UndoReason
from chalicelib.domain.worklist import TO_FETCH
from chalicelib.services.book_pick_up import BookPickUp
from chalicelib.services.checklists import Checklists
from chalicelib.services.counter_ports import HandedOver, PickUpBook
from chalicelib.services.ports import CaseRepository, Clock, Sealer
from chalicelib.services.produce_case import ProduceCase

PAGE: Final = 100
MOST_COUNTED: Final = 300
"""Lines of a list that are counted for a day's view, three queries; a longer one is said to be longer."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One case at the counter. `names`: whom it is for and who asked for it; none where the person was erased.

    `ready` has what is to be mailed, too, until it is: its resident may come all the same. `is_off`: the booking does
    not hold, since the office is closed on that day.
    """

    case: Case
    names: tuple[str, ...]
    ready: tuple[Product, ...]
    may_collect: tuple[Collector, ...]
    owed: tuple[Withdrawal, ...]
    booking: Booking | None
    is_off: bool


@dataclass(frozen=True, slots=True)
class CounterDay:
    """How the day goes. `ready` is at most `MOST_COUNTED`.

    `not_ready`: who booked an hour and is not to be expected, since what was ready no longer is. `is_open`: whether the
    place is, on that day; where it is not, none of the hours that are still booked holds.
    """

    place: str
    day: date
    is_open: bool
    ready: int
    is_more: bool
    bookings: tuple[Booking, ...]
    not_ready: frozenset[ReceiptNumber]
    handed_over: tuple[HandedOver, ...]


@dataclass(frozen=True, slots=True)
class CounterDesk:
    """Reads for the counter, and the hand-over with what follows from it."""

    cases: CaseRepository
    sealer: Sealer
    checklists: Checklists
    produce: ProduceCase
    book: PickUpBook
    booking: BookPickUp
    office: Office
    clock: Clock

    def read(self, receipt: ReceiptNumber) -> Waiting:
        """Two reads and one unsealing. Raises NotFoundError, for a draft too: nothing was handed in under it."""
        case, sealed = self.cases.get_sealed(receipt)
        if case.state is CaseState.DRAFT:
            raise NotFoundError
        personal = self.sealer.open(receipt, sealed) if sealed else None
        booking = self.book.get(receipt)
        ready = tuple(product for product in case.products if product.state is ProductState.READY)
        return Waiting(
            case, _names(personal), ready, may_collect(case), self.checklists.withdrawals(case),
            booking if booking and booking.stands else None, booking is not None and self.booking.is_off(booking),
        )  # fmt: skip

    def hand_over(self, receipt: ReceiptNumber, product: str, taker: Taker, officer: Actor, seen: int) -> Case:
        """The move; then the day's list and the appointment, which nothing else depends on.

        Raises as `ProduceCase.hand_over` does.
        """
        case = self.produce.hand_over(receipt, product, taker, officer, seen)
        with suppress(StaleVersionError, UnavailableError):  # it is handed over, whatever becomes of the lists
            handed = HandedOver(receipt=receipt, product=product, at=case.updated_at)
            self.book.note_handed(self._day(handed.at), handed)
            self.booking.note_served(receipt)
        return case

    def was_handed(self, receipt: ReceiptNumber, product: str, taker: Taker, officer: Actor) -> bool:
        """Whether this officer recorded just this: a button was pressed twice. Raises NotFoundError."""
        found = self.cases.get(receipt).product(product)
        handed = found.hand_over if found else None
        return handed is not None and handed == taker.hand_over(officer, handed.at)

    def undo(self, receipt: ReceiptNumber, product: str, reason: UndoReason, officer: Actor, seen: int) -> Case:
        """Take a wrong hand-over back: the product waits again, and its resident is told that it does.

        It goes from the list of the day on which it was made; who came for nothing else has not come.
        """
        before = self.cases.get(receipt).product(product)
        case = self.produce.undo_hand_over(receipt, product, reason, officer, seen)
        with suppress(StaleVersionError, UnavailableError):
            if before and before.hand_over:
                self.book.forget_handed(self._day(before.hand_over.at), receipt, product)
            if not any(known.hand_over for known in case.products):
                self.booking.take_back(receipt)
        return case

    def read_day(self, place: str, day: date | None = None) -> CounterDay:
        """How many wait now, who is expected on the day, what was handed over; a handful of queries."""
        ready, is_more = self._count_ready()
        day = day or self.today()
        bookings = self.booking.list_day(place, day) if place else ()
        is_open = not place or self.booking.is_open(place, day)
        handed = self.book.list_handed(day)
        return CounterDay(place, day, is_open, ready, is_more, bookings, self._not_ready(bookings), handed)

    def _not_ready(self, bookings: Sequence[Booking]) -> frozenset[ReceiptNumber]:
        """Read from the cases as they stand: a note beside the booking could be forgotten, or outlive its reason."""
        booked = [booking.receipt for booking in bookings if booking.outcome is Outcome.BOOKED]
        starts = range(0, len(booked), PAGE)
        cases = (case for start in starts for case in self.cases.get_many(booked[start : start + PAGE]))
        return frozenset(case.receipt for case in cases if not is_any_ready(case))

    def _count_ready(self) -> tuple[int, bool]:
        count = 0
        for queue in TO_FETCH:
            more, is_more = self._count(queue, MOST_COUNTED - count)
            count += more
            if is_more:
                return count, True
        return count, False

    def _count(self, queue: str, most: int) -> tuple[int, bool]:
        count, cursor = 0, None
        while count < most:
            page = self.cases.list_queue(queue, cursor, PAGE)
            count, cursor = count + len(page.items), page.next_cursor
            if cursor is None:
                return count, False
        return count, True

    def today(self) -> date:
        """The day at the counter."""
        return self._day(self.clock.now())

    def _day(self, moment: datetime) -> date:
        return self.office.local_time(moment).date()


def _names(personal: PersonalData | None) -> tuple[str, ...]:
    if personal is None:
        return ()
    people = (personal.concerned, personal.applicant)
    return tuple(dict.fromkeys(str(person.name) for person in people if person.name))
