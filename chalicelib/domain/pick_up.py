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
"""How long before an hour begins it is closed: the counter has its list of the morning by then."""


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
    hour_minutes: int = Field(default=30, ge=5, le=240)
    capacity: int = Field(default=6, ge=1, le=500)
    closed: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True, order=True)
class Hour:
    """One stretch of a day at a place; `at` is office time, HH:MM."""

    place: str
    day: date
    at: str


@dataclass(frozen=True, slots=True)
class FreeHour:
    """An hour and how many may still come."""

    hour: Hour
    left: int


class Outcome(StrEnum):
    """What became of a booking."""

    BOOKED = "booked"
    CAME = "came"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


class Booking(BaseModel):
    """When somebody comes for the products of a case. `version` counts its changes, `made_by` is an officer or none.

    `told_at`: when its resident was last told of it, which is no change of it; `told_off`: that it does not hold.
    """

    model_config = ConfigDict(frozen=True)

    receipt: ReceiptNumber
    place: str
    day: date
    at: str
    outcome: Outcome = Outcome.BOOKED
    made_at: datetime
    made_by: str = ""
    told_at: datetime | None = None
    told_off: bool = False
    version: int = 1

    @property
    def stands(self) -> bool:
        """Whether it takes its hour: a cancelled one is kept for its version alone."""
        return self.outcome is not Outcome.CANCELLED

    def cancelled(self) -> Self:
        """The same, with its hour given back."""
        return self.model_copy(update={"outcome": Outcome.CANCELLED, "version": self.version + 1})

    def moves_from(self, before: "Booking | None") -> bool:
        """Whether it takes an hour that `before` did not."""
        return before is None or not before.stands or before.hour != self.hour

    @property
    def hour(self) -> Hour:
        """The hour that it takes."""
        return Hour(self.place, self.day, self.at)


def list_days(place: Place, today: date, off: ClosedDays) -> tuple[date, ...]:
    """The days ahead on which a place is open, today among them."""
    days = (today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD + 1))
    return tuple(day for day in days if is_open(place, day, off))


def is_open(place: Place, day: date, off: ClosedDays) -> bool:
    """Whether anybody stands at the counter on that day."""
    return bool(place.week.get(day.weekday())) and day not in place.closed and not off.has(day)


def list_hours(place: Place, day: date, off: ClosedDays) -> tuple[Hour, ...]:
    """The hours of a day; one that would end after closing time is none."""
    if not is_open(place, day, off):
        return ()
    return tuple(
        Hour(place.id, day, at) for opening in place.week[day.weekday()] for at in _starts(opening, place.hour_minutes)
    )


def _starts(opening: Opening, minutes: int) -> Iterator[str]:
    start, step = datetime.combine(date.min, opening.opens), timedelta(minutes=minutes)
    while start + step <= datetime.combine(date.min, opening.closes):
        yield f"{start:%H:%M}"
        start += step


def free_hours(
    place: Place, day: date, off: ClosedDays, taken: Mapping[str, int], now: datetime
) -> tuple[FreeHour, ...]:
    """Those of a day that can still be booked; `now` is office time."""
    hours = (hour for hour in list_hours(place, day, off) if not is_past(hour, now))
    return tuple(
        FreeHour(hour, place.capacity - taken.get(hour.at, 0))
        for hour in hours
        if taken.get(hour.at, 0) < place.capacity
    )


def is_past(hour: Hour, now: datetime) -> bool:
    """Whether it begins too soon, or has begun; `now` is office time."""
    return starts_at(hour, now) - NOTICE < now


def starts_at(hour: Hour, now: datetime) -> datetime:
    """When it begins, on the clock of `now`."""
    return datetime.combine(hour.day, time.fromisoformat(hour.at), now.tzinfo)


def has_begun(booking: Booking, now: datetime) -> bool:
    """Whether its hour has come; until then nobody is late. `now` is office time."""
    return starts_at(booking.hour, now) <= now


def is_over(booking: Booking, places: Sequence[Place], now: datetime) -> bool:
    """Whether its hour has passed; `now` is office time."""
    minutes = next((place.hour_minutes for place in places if place.id == booking.place), 0)
    return starts_at(booking.hour, now) + timedelta(minutes=minutes) <= now


def check_hour(places: Sequence[Place], hour: Hour, off: ClosedDays, now: datetime) -> Place:
    """The place of an hour that somebody may book. Raises InvalidRequestError; `now` is office time."""
    place = next((place for place in places if place.id == hour.place), None)
    if place is None:
        raise InvalidRequestError([Fault("place", "not_a_choice")])
    ahead = (hour.day - now.date()).days
    if not 0 <= ahead <= DAYS_AHEAD or hour not in list_hours(place, hour.day, off) or is_past(hour, now):
        raise InvalidRequestError([Fault("at", "hour_closed")])
    return place
