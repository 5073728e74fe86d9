"""Appointments of tomorrow: who is told of theirs, once for each hour, while what they are told is so.

Where the office is open they are reminded; where it is closed they hear that the appointment does not hold.
"""

from datetime import date, datetime, timedelta

from chalicelib.domain.access import SYSTEM
from chalicelib.domain.case import Case, Change, ToldVisit, move
from chalicelib.domain.collection import to_fetch
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.pick_up import Booking, Outcome


def owes_visit_news(booking: Booking, today: date, made_on: date, *, is_off: bool) -> bool:
    """Whether a booking leaves a reason to read its case. Who made it on this very day knows it, unless it is off.

    Told once, its resident hears of it again only where the calendar has changed since.
    """
    if booking.outcome is not Outcome.BOOKED or booking.day != today + timedelta(days=1):
        return False
    if booking.told_at is not None:
        return booking.told_off is not is_off
    return is_off or made_on < today


def tell_of_visit(case: Case, booking: Booking, now: datetime, *, is_off: bool) -> Change | None:
    """Remind the resident of their hour, or tell them that it is off; None where nothing waits or they know it.

    Nobody acted on the case by it.
    """
    if not to_fetch(case) or _is_told(case, booking, is_off=is_off):
        return None
    told = ToldVisit(move=case.version + 1, place=booking.place, day=booking.day, at=booking.at, is_off=is_off)
    if is_off:
        return move(
            case, action="visit_off_told", actor=SYSTEM, now=now, notices=[(NoticeEvent.VISIT_OFF, None)],
            updates={"told_visit": told},
        )  # fmt: skip
    return move(
        case, action="visit_reminded", actor=SYSTEM, now=now, notices=[(NoticeEvent.VISIT_REMINDER, None)],
        updates={"told_visit": told},
    )  # fmt: skip


def still_holds(case: Case, booking: Booking, told_by: int, *, is_off: bool) -> bool:
    """Whether what the move `told_by` was to tell is still so: the same hour, as open or closed, something to fetch."""
    if case.told_visit is None or case.told_visit.move != told_by:
        return False
    return _is_told(case, booking, is_off=is_off) and bool(to_fetch(case))


def _is_told(case: Case, booking: Booking, *, is_off: bool) -> bool:
    """Whether the last that the resident was told is of this hour, and that it holds or does not."""
    told = case.told_visit
    if told is None or told.is_off is not is_off:
        return False
    return (told.place, told.day, told.at) == (booking.place, booking.day, booking.at)
