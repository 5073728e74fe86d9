"""Appointments of tomorrow: who is reminded, once for each hour, while it is still the hour they mean to come at."""

from datetime import date, datetime, timedelta

from chalicelib.domain.access import SYSTEM
from chalicelib.domain.case import Case, Change, ToldVisit, move
from chalicelib.domain.collection import to_fetch
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.pick_up import Booking, Outcome


def owes_visit_reminder(booking: Booking, today: date, made_on: date) -> bool:
    """Whether a booking leaves a reason to read its case. Who made it on this very day knows it."""
    is_tomorrow = booking.day == today + timedelta(days=1)
    return booking.outcome is Outcome.BOOKED and is_tomorrow and booking.told_at is None and made_on < today


def remind_of_visit(case: Case, booking: Booking, now: datetime) -> Change | None:
    """Tell the resident of their hour; None where nothing waits for them any more, or they were told of this hour.

    Nobody acted on the case by it.
    """
    if not to_fetch(case) or is_told_of(case, booking):
        return None
    told = ToldVisit(move=case.version + 1, place=booking.place, day=booking.day, at=booking.at)
    return move(
        case, action="visit_reminded", actor=SYSTEM, now=now, notices=[(NoticeEvent.VISIT_REMINDER, None)],
        updates={"told_visit": told},
    )  # fmt: skip


def is_told_of(case: Case, booking: Booking) -> bool:
    """Whether the last hour that the resident was reminded of is this one."""
    told = case.told_visit
    return told is not None and (told.place, told.day, told.at) == (booking.place, booking.day, booking.at)


def still_holds(case: Case, booking: Booking | None, told_by: int) -> bool:
    """Whether what the move `told_by` was to tell is still so: the same hour, and something to fetch."""
    if booking is None or case.told_visit is None or case.told_visit.move != told_by:
        return False
    return is_told_of(case, booking) and bool(to_fetch(case))
