"""Collecting by appointment: places, their hours, how many an hour takes, and one booking for each case."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from chalicelib.domain.closed_days import ClosedDays
from chalicelib.domain.errors import Fault, InvalidRequestError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.text import Text

DAYS_AHEAD: Final = 14
NOTICE: Final = timedelta(minutes=30)
"""How long before a slot begins it is closed: the counter has its list of the morning by then."""


class Opening(BaseModel):
    """From when until when, office time."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    opens: time
    closes: time

    @model_validator(mode="after")
    def _closes_after_it_opens(self) -> Self:
        if self.opens >= self.closes:
            raise ValueError("a place closes after it opens")
        return self


class Place(BaseModel):
    """Where products are handed over. `week` has the openings of each weekday, from Monday (0); none: closed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9-]{1,20}$")
    name: Text
    address: str
    week: dict[int, tuple[Opening, ...]]
    slot_minutes: int = Field(default=30, ge=5, le=240)
    capacity: int = Field(default=6, ge=1, le=500)
    closed: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One stretch of a day at a place; `at` is office time, HH:MM."""

    place: str
    day: date
    at: str


@dataclass(frozen=True, slots=True)
class FreeSlot:
    """A slot and how many may still come."""

    slot: Slot
    left: int


class Outcome(StrEnum):
    """What became of a booking."""

    BOOKED = "booked"
    CAME = "came"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


class Booking(BaseModel):
    """When somebody comes for the products of a case. `version` counts its changes."""

    model_config = ConfigDict(frozen=True)

    receipt: ReceiptNumber
    place: str
    day: date
    at: str
    outcome: Outcome = Outcome.BOOKED
    made_at: datetime
    version: int = 1

    @property
    def stands(self) -> bool:
        """Whether it takes its slot: a cancelled one is kept for its version alone."""
        return self.outcome is not Outcome.CANCELLED

    def cancelled(self) -> Self:
        """The same, with its slot given back."""
        return self.model_copy(update={"outcome": Outcome.CANCELLED, "version": self.version + 1})

    def moves_from(self, before: "Booking | None") -> bool:
        """Whether it takes a slot that `before` did not."""
        return before is None or not before.stands or before.slot != self.slot

    @property
    def slot(self) -> Slot:
        """The slot that it takes."""
        return Slot(self.place, self.day, self.at)


def list_days(place: Place, today: date, off: ClosedDays) -> tuple[date, ...]:
    """The days ahead on which a place is open, today among them."""
    days = (today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD + 1))
    return tuple(day for day in days if is_open(place, day, off))


def is_open(place: Place, day: date, off: ClosedDays) -> bool:
    """Whether anybody stands at the counter on that day."""
    return bool(place.week.get(day.weekday())) and day not in place.closed and not off.has(day)


def list_slots(place: Place, day: date, off: ClosedDays) -> tuple[Slot, ...]:
    """The slots of a day; one that would end after closing time is none."""
    if not is_open(place, day, off):
        return ()
    return tuple(
        Slot(place.id, day, at) for opening in place.week[day.weekday()] for at in _starts(opening, place.slot_minutes)
    )


def _starts(opening: Opening, minutes: int) -> Iterator[str]:
    start, step = datetime.combine(date.min, opening.opens), timedelta(minutes=minutes)
    while start + step <= datetime.combine(date.min, opening.closes):
        yield f"{start:%H:%M}"
        start += step


def free_slots(
    place: Place, day: date, off: ClosedDays, taken: Mapping[str, int], now: datetime
) -> tuple[FreeSlot, ...]:
    """Those of a day that can still be booked; `now` is office time."""
    slots = (slot for slot in list_slots(place, day, off) if not is_past(slot, now))
    return tuple(
        FreeSlot(slot, place.capacity - taken.get(slot.at, 0))
        for slot in slots
        if taken.get(slot.at, 0) < place.capacity
    )


def is_past(slot: Slot, now: datetime) -> bool:
    """Whether it begins too soon, or has begun; `now` is office time."""
    return starts_at(slot, now) - NOTICE < now


def starts_at(slot: Slot, now: datetime) -> datetime:
    """When it begins, on the clock of `now`."""
    return datetime.combine(slot.day, time.fromisoformat(slot.at), now.tzinfo)


def check_slot(places: Sequence[Place], slot: Slot, off: ClosedDays, now: datetime) -> Place:
    """The place of a slot that somebody may book. Raises InvalidRequestError; `now` is office time."""
    place = next((place for place in places if place.id == slot.place), None)
    if place is None:
        raise InvalidRequestError([Fault("place", "not_a_choice")])
    ahead = (slot.day - now.date()).days
    if not 0 <= ahead <= DAYS_AHEAD or slot not in list_slots(place, slot.day, off) or is_past(slot, now):
        raise InvalidRequestError([Fault("at", "slot_closed")])
    return place
