"""Bodies and answers about the days on which the office is closed."""

from datetime import date

from pydantic import Field

from functions._schemas.base import Answer, Request


class OwnDay(Answer):
    """A day that is otherwise than the decrees have it."""

    day: date
    why: str
    is_closed: bool


class CalendarOut(Answer):
    """`version`: the overlay that holds, 0 for none. `every_year`: month and day of days off in every year."""

    version: int
    source: str
    every_year: list[str]
    holidays: list[date]
    collective_leave: list[date]
    own: list[OwnDay]


class DaysRequest(Request):
    """Days from `first` to `last`: closed besides, or worked after all where a decree has them off."""

    first: date
    last: date
    why: str = Field(max_length=80)
    is_closed: bool


class DayAheadOut(Answer):
    """What a change would do to one day, and how many have an appointment on it."""

    day: date
    was_closed: bool
    will_be_closed: bool
    appointments: int


class DaysAhead(Answer):
    """Nothing is stored by looking."""

    items: list[DayAheadOut]
