"""Hours of a place, days on which nobody works, and which hours can be had."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from chalicelib.catalogue import load_closed_days, load_office
from chalicelib.domain.errors import Fault, InvalidRequestError
from chalicelib.domain.pick_up import DAYS_AHEAD, Hour, Opening, Place, check_hour, free_hours, list_days, list_hours
from chalicelib.domain.text import Text

ZONE = ZoneInfo("Asia/Jakarta")
MONDAY, SATURDAY = date(2026, 3, 2), date(2026, 3, 7)
OFF = load_closed_days()
HERE = Place(
    id="here", name=Text(id="Sini", en="Here"), address="Jalan Contoh 1", hour_minutes=30, capacity=2,
    week={
        0: (Opening(opens=time(8), closes=time(9, 15)), Opening(opens=time(13), closes=time(14))),
        1: (Opening(opens=time(8), closes=time(9)),),
    },
    closed=frozenset({date(2026, 3, 9)}),
)  # fmt: skip


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE)


def test_slots_end_with_their_opening() -> None:
    assert [hour.at for hour in list_hours(HERE, MONDAY, OFF)] == ["08:00", "08:30", "13:00", "13:30"]


@pytest.mark.parametrize(
    "day",
    [
        pytest.param(SATURDAY, id="weekend"),
        pytest.param(date(2026, 3, 9), id="closed by the office"),
        pytest.param(date(2026, 6, 1), id="national holiday, a Monday"),
        pytest.param(date(2026, 3, 23), id="collective leave, a Monday"),
        pytest.param(date(2029, 1, 1), id="the same every year, without a decree"),
    ],
)
def test_nobody_is_there_on_a_day_off(day: date) -> None:
    assert list_hours(HERE, day, OFF) == ()


def test_the_decree_of_2026_has_17_holidays_and_8_days_of_leave() -> None:
    assert (len(OFF.holidays), len(OFF.collective_leave)) == (17, 8)
    assert not OFF.holidays & OFF.collective_leave


def test_the_days_ahead_are_those_that_are_open() -> None:
    assert list_days(HERE, MONDAY, OFF) == (MONDAY, date(2026, 3, 3), date(2026, 3, 10), date(2026, 3, 16))
    assert (list_days(HERE, MONDAY, OFF)[-1] - MONDAY).days == DAYS_AHEAD


def test_what_is_full_or_about_to_begin_is_not_free() -> None:
    free = free_hours(HERE, MONDAY, OFF, {"13:00": 2, "13:30": 1}, at(MONDAY, 8, 1))
    assert [(known.hour.at, known.left) for known in free] == [("13:30", 1)]
    assert [known.hour.at for known in free_hours(HERE, MONDAY, OFF, {}, at(MONDAY, 8))] == ["08:30", "13:00", "13:30"]


@pytest.mark.parametrize(
    ("hour", "field"),
    [
        (Hour("there", MONDAY, "08:30"), "place"),
        (Hour("here", MONDAY, "08:15"), "at"),
        (Hour("here", SATURDAY, "08:00"), "at"),
        (Hour("here", date(2026, 2, 23), "08:00"), "at"),
        (Hour("here", date(2026, 3, 17), "08:00"), "at"),
        (Hour("here", MONDAY, "08:00"), "at"),
    ],
)
def test_a_hour_that_nobody_can_have_is_refused(hour: Hour, field: str) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        check_hour([HERE], hour, OFF, at(MONDAY, 7, 45))
    (fault,) = refused.value.faults
    assert fault in {Fault("place", "not_a_choice"), Fault("at", "hour_closed")}
    assert fault.field == field


def test_a_hour_of_today_can_be_had_until_half_an_hour_before() -> None:
    assert check_hour([HERE], Hour("here", MONDAY, "08:30"), OFF, at(MONDAY, 8)) == HERE


def test_a_place_that_closes_before_it_opens_is_none() -> None:
    with pytest.raises(ValidationError):
        Opening(opens=time(9), closes=time(9))


def test_the_shipped_office_is_open_every_weekday() -> None:
    (place,) = load_office("3573").places
    assert [len(list_hours(place, date(2026, 3, day), OFF)) for day in range(2, 9)] == [12, 12, 12, 12, 10, 0, 0]
