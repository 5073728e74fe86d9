"""Bodies and answers about the days on which the office is closed."""

from datetime import date

from pydantic import Field

from functions._schemas.base import Answer, Request


class OwnDay(Answer):
    """A day that is otherwise than the decrees have it."""

    day: date
    why: str
    is_closed: bool


class ExpectedOut(Answer):
    """An appointment on a day on which the office is closed: its resident is to be called."""

    receipt: str
    place: str
    day: date
    at: str


class CalendarOut(Answer):
    """`version`: the overlay that holds, 0 for none. `every_year`: month and day of days off in every year.

    `to_call`: every appointment on a closed day ahead.
    """

    version: int
    source: str
    every_year: list[str]
    holidays: list[date]
    collective_leave: list[date]
    own: list[OwnDay]
    to_call: list[ExpectedOut]


class DaysRequest(Request):
    """Days from `first` to `last`: closed besides, or worked after all where a decree has them off."""

    first: date
    last: date
    why: str = Field(max_length=80)
    is_closed: bool


class DayAheadOut(Answer):
    """What a change would do to one day, and who has an appointment on it."""

    day: date
    was_closed: bool
    will_be_closed: bool
    appointments: int
    expected: list[ExpectedOut]


class DaysAhead(Answer):
    """Nothing is stored by looking."""

    items: list[DayAheadOut]
