"""Days of recording: nobody is looked up unseen, nothing is said before its time, and who did what is kept."""

from datetime import date, timedelta

import pytest

from chalicelib.domain.coverage.recording import RecordingDay, read_slots
from chalicelib.domain.errors import InvalidRequestError, NotFoundError
from tests.unit.coverage.given import BLIMBING, KASI, OTHER, line, table
from tests.unit.coverage.test_owing import Area

LISTED, UNLISTED = "3573990503900002", "3573990503909999"


@pytest.fixture
def area() -> Area:
    return Area()


def plan(area: Area, day: date | None = None) -> RecordingDay:
    return area.recordings.plan(
        "r1", place="Balai RW 2", village=BLIMBING, day=day or area.owing.today(), slots="08:00 2\n09:00 1", by=KASI
    )


def test_an_hour_written_twice_is_named() -> None:
    with pytest.raises(InvalidRequestError) as error:
        read_slots("08:00 2\n09:00 1\n8.00 5")
    (fault,) = error.value.faults
    assert (fault.field, fault.code, fault.params) == ("slots", "slot_twice", (("hour", "08:00"),))


@pytest.mark.parametrize("nik", [LISTED, UNLISTED])
def test_a_slot_that_is_none_is_told_before_anybody_is_looked_up(area: Area, nik: str) -> None:
    area.bring(table(line(1)))
    plan(area)
    with pytest.raises(InvalidRequestError, match="not_a_choice"):
        area.recordings.book_by_nik("r1", nik, "09:99", OTHER)
    assert area.ports.coverage.seen.views == []


@pytest.mark.parametrize("nik", [LISTED, UNLISTED])
def test_whoever_looks_somebody_up_is_recorded_whatever_is_found(area: Area, nik: str) -> None:
    area.bring(table(line(1)))
    plan(area)
    try:
        area.recordings.book_by_nik("r1", nik, "08:00", OTHER)
    except NotFoundError:
        assert nik == UNLISTED
    assert [(view.officer, view.what, view.count) for view in area.ports.coverage.seen.views] == [
        ("adm", "walk_in r1", 1)
    ]


def test_nobody_comes_before_the_day_and_nobody_is_booked_after_it(area: Area) -> None:
    area.bring(table(line(1), line(2)))
    plan(area, area.owing.today() + timedelta(days=1))
    [person] = area.recordings.book_by_nik("r1", LISTED, "08:00", KASI).bookings
    with pytest.raises(InvalidRequestError, match="recording_to_come"):
        area.recordings.attend("r1", person, KASI, came=True)
    with pytest.raises(InvalidRequestError, match="recording_to_come"):
        area.recordings.count_others("r1", 3, KASI)
    area.ports.clock.advance(days=2)
    seen = len(area.ports.coverage.seen.views)
    with pytest.raises(InvalidRequestError, match="recording_passed"):
        area.recordings.book_by_nik("r1", "3573990503900003", "08:00", KASI)
    assert len(area.ports.coverage.seen.views) == seen  # refused before anybody was looked up
    with pytest.raises(InvalidRequestError, match="recording_passed"):
        area.recordings.book_by_nik("r1", LISTED, "09:00", KASI)
    assert area.recordings.attend("r1", person, KASI, came=True).attended == 1  # lists are typed in later


def test_who_changed_a_day_is_kept_once_a_change(area: Area) -> None:
    area.bring(table(line(1)))
    plan(area)
    [person] = area.recordings.book_by_nik("r1", LISTED, "08:00", KASI).bookings
    for _ in range(2):
        area.recordings.attend("r1", person, OTHER, came=True)
        area.recordings.count_others("r1", 4, OTHER)
    area.recordings.attend("r1", person, KASI, came=False)
    for _ in range(2):
        area.recordings.cancel("r1", person, OTHER)
    steps = area.recordings.days.list_steps("r1")
    assert [(step.by, step.what, step.person, step.slot, step.count) for step in steps] == [
        ("kasi", "planned", "", "", None),
        ("kasi", "booked", person, "08:00", None),
        ("adm", "came", person, "", None),
        ("adm", "others", "", "", 4),
        ("kasi", "absent", person, "", None),
        ("adm", "cancelled", person, "", None),
    ]
