"""Days of recording: nobody is looked up unseen, nothing is said before its time, and who did what is kept."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.domain.closed_days import ClosedDays
from chalicelib.domain.coverage.campaign import Campaign, CampaignChannel, ContactOutcome, LeftOut, Selection
from chalicelib.domain.coverage.recording import RecordingDay, check_day, read_slots
from chalicelib.domain.errors import InvalidRequestError, NotFoundError
from tests.unit.coverage.given import BLIMBING, KASI, OTHER, line, table
from tests.unit.coverage.test_owing import Area

LISTED, UNLISTED = "3573990503900002", "3573990503909999"


@pytest.fixture
def area() -> Area:
    return Area()


def plan(area: Area, day: date | None = None, name: str = "r1") -> RecordingDay:
    return area.recordings.plan(
        name, place="Balai RW 2", village=BLIMBING, day=day or area.owing.today(), slots="08:00 2\n09:00 1", by=KASI
    )


def test_an_hour_written_twice_is_named() -> None:
    with pytest.raises(InvalidRequestError) as error:
        read_slots("08:00 2\n09:00 1\n8.00 5")
    (fault,) = error.value.faults
    assert (fault.field, fault.code, fault.params) == ("slots", "slot_twice", (("hour", "08:00"),))


OFF = ClosedDays(
    source="", every_year=frozenset({"12-25"}), holidays=frozenset({date(2026, 3, 19)}),
    collective_leave=frozenset({date(2026, 3, 20)}), own=frozenset({date(2026, 4, 1)}),
    worked=frozenset({date(2026, 3, 22)}),
)  # fmt: skip


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 3, 1), "day_passed"),
        (date(2026, 3, 2), ""),
        (date(2026, 3, 7), ""),
        (date(2026, 3, 8), "day_is_sunday"),
        (date(2026, 3, 19), "day_is_holiday"),
        (date(2026, 3, 20), "day_is_leave"),
        (date(2026, 3, 22), ""),
        (date(2026, 4, 1), "day_is_closed"),
        (date(2026, 12, 25), "day_is_holiday"),
        (date(2027, 3, 3), ""),
        (date(2027, 3, 4), "day_too_far"),
    ],
)
def test_a_day_off_is_refused_with_its_reason_unless_it_is_meant(day: date, reason: str) -> None:
    today = date(2026, 3, 2)
    assert [fault.code for fault in check_day(day, today, OFF, on_day_off=False)] == [reason][: bool(reason)]
    meant = [reason] if reason in {"day_passed", "day_too_far"} else []
    assert [fault.code for fault in check_day(day, today, OFF, on_day_off=True)] == meant


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


def test_the_slot_that_is_offered_next_has_room(area: Area) -> None:
    area.bring(table(line(1), line(2)))
    day = plan(area)
    assert [day.next_free(wanted) for wanted in ("", "08:00", "09:00", "23:00")] == ["08:00", "08:00", "09:00", "08:00"]
    area.recordings.book_by_nik("r1", LISTED, "09:00", KASI)
    after = area.recordings.book_by_nik("r1", "3573990503900003", "08:00", KASI)
    assert after.next_free("09:00") == "08:00"
    assert after.model_copy(update={"slots": after.slots[1:]}).next_free("") == ""


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


@pytest.fixture
def booked_twice(area: Area) -> tuple[Campaign, str]:
    """Somebody of a campaign of two who is booked on two days of recording."""
    for name in ("r1", "r2"):
        plan(area, name=name)  # before there was a list
    area.bring(table(line(1), line(2)))
    made = area.campaigns.create("c1", name="x", channel=CampaignChannel.POST, selection=Selection(), by=KASI)
    person, _ = (each.id for each in area.campaigns.list_page(made, 0, KASI))
    area.recordings.book("r1", person, "08:00", "c1", KASI)
    area.recordings.book("r2", person, "08:00", "c1", KASI)
    return made, person


def attended(area: Area) -> list[int]:
    return [day.attended for day in area.recordings.days.list_all()]


def test_who_came_on_two_days_is_told_clearly_and_counted_once(area: Area, booked_twice: tuple[Campaign, str]) -> None:
    _, person = booked_twice
    for _ in range(2):
        area.recordings.attend("r1", person, KASI, came=True)
    with pytest.raises(InvalidRequestError) as refused:
        area.recordings.attend("r2", person, OTHER, came=True)
    (fault,) = refused.value.faults
    told = {"place": "Balai RW 2", "day": f"{area.owing.today():%d-%m-%Y}"}
    assert (fault.field, fault.code, dict(fault.params)) == ("came", "recorded_before", told)
    assert attended(area) == [1, 0]
    assert [step.what for step in area.recordings.days.list_steps("r2")] == ["planned", "booked"]


@pytest.mark.parametrize(
    "take_back",
    [
        lambda area, person: area.recordings.attend("r1", person, KASI, came=False),
        lambda area, person: area.recordings.cancel("r1", person, KASI),
    ],
    ids=["absent", "cancelled"],
)
def test_who_did_not_come_after_all_can_be_recorded_elsewhere(
    area: Area, booked_twice: tuple[Campaign, str], take_back: Callable[[Area, str], object]
) -> None:
    made, person = booked_twice
    area.recordings.attend("r1", person, KASI, came=True)
    area.recordings.cancel("r2", person, KASI)  # that they are not awaited there takes nothing back here
    assert area.campaigns.figures(made)["recorded"] == 1
    area.recordings.book("r2", person, "08:00", "c1", KASI)
    for _ in range(2):
        take_back(area, person)
    assert area.campaigns.figures(made)["recorded"] == 0
    area.recordings.attend("r2", person, KASI, came=True)
    assert attended(area) == [0, 1]


def test_who_came_is_open_in_no_campaign_whatever_was_said_before(
    area: Area, booked_twice: tuple[Campaign, str]
) -> None:
    made, person = booked_twice
    assert len(area.campaigns.list_page(made, 0, KASI, only_open=True)) == 2
    area.recordings.attend("r1", person, KASI, came=True)
    (other,) = area.campaigns.list_page(made, 0, KASI, only_open=True)
    assert other.id != person
    assert {each.id: each.is_recorded for each in area.campaigns.list_page(made, 0, KASI)} == {
        person: True, other.id: False,
    }  # fmt: skip
    area.campaigns.mark("c1", person, ContactOutcome.WILL_COME, KASI, 0)
    everybody = Selection(also=(LeftOut.RECORDED,))
    later = area.campaigns.create("c2", name="y", channel=CampaignChannel.POST, selection=everybody, by=KASI)
    for campaign in (made, later):
        figures = area.campaigns.figures(campaign)
        assert (figures["recorded"], figures["will_come"], figures["open"]) == (1, 0, 1)
        assert sum(figures.values()) == campaign.people


def close(area: Area, *days: date) -> None:
    """The office says that it is closed on these."""
    area.recordings = replace(area.recordings, off=OFF.model_copy(update={"own": frozenset(days)}))


def test_a_day_that_the_calendar_closes_takes_nobody_new_keeps_who_is_booked_and_can_be_held(area: Area) -> None:
    area.bring(table(line(1), line(2)))
    day = plan(area)
    [person] = area.recordings.book_by_nik("r1", LISTED, "08:00", KASI).bookings
    close(area, day.day)
    booked = area.recordings.days.get("r1")
    assert area.recordings.why_closed(booked) == "day_is_closed"
    seen = len(area.ports.coverage.seen.views)
    with pytest.raises(InvalidRequestError, match="recording_day_off"):
        area.recordings.book_by_nik("r1", "3573990503900003", "08:00", KASI)
    assert len(area.ports.coverage.seen.views) == seen  # refused before anybody was looked up
    with pytest.raises(InvalidRequestError, match="recording_day_off"):
        area.recordings.book_by_nik("r1", LISTED, "09:00", KASI)
    assert set(booked.bookings) == {person}
    for _ in range(2):
        assert area.recordings.why_closed(area.recordings.hold("r1", OTHER)) == ""
    assert len(area.recordings.book_by_nik("r1", "3573990503900003", "08:00", KASI).bookings) == 2
    steps = area.recordings.days.list_steps("r1")
    assert [(step.by, step.what) for step in steps if step.what == "held"] == [("adm", "held")]


def test_a_day_off_that_was_meant_is_not_flagged_and_one_that_passed_is_neither(area: Area) -> None:
    day = area.owing.today() + timedelta(days=1)
    plan(area, day)
    close(area, day)
    meant = area.recordings.plan(
        "r2", place="Balai RW 2", village=BLIMBING, day=day, slots="08:00 2", by=KASI, on_day_off=True
    )
    assert area.recordings.why_closed(meant) == ""
    again = area.recordings.plan(
        "r1", place="Balai RW 2", village=BLIMBING, day=day, slots="08:00 2\n09:00 1", by=KASI, on_day_off=True
    )
    assert (again.on_day_off, area.recordings.why_closed(again)) == (True, "")
    early = plan(area, day - timedelta(days=1), "r3").model_copy(update={"day": day - timedelta(days=9)})
    close(area, early.day)
    assert area.recordings.why_closed(early) == ""
