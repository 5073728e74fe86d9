"""Figures as people read them."""

from datetime import date, timedelta

import pytest

from chalicelib.domain.statistics import AGES_DAYS, Selection, ages_of, backlog_of, build_report, forecast, narrow

TODAY = date(2026, 3, 31)
MONDAY = date(2026, 3, 2)


def working(day: date) -> bool:
    return day.weekday() < 5


def days_of(received: int, completed: int, count: int = 29) -> dict[date, dict[str, int]]:
    amounts = {"received#KTP-LOST#web": received, "completed#KTP-LOST#web": completed}
    return {MONDAY + timedelta(days=number): amounts for number in range(count)}


def test_the_day_on_which_a_backlog_clears_counts_working_days_alone() -> None:
    ahead = forecast(days_of(100, 130), 90, date(2026, 3, 27), working)
    assert ahead is not None
    assert (ahead.pace, ahead.backlog) == (30, 90)
    assert ahead.likely == date(2026, 4, 1)  # three working days after a Friday
    assert ahead.early == ahead.late == ahead.likely


def test_a_backlog_that_grows_never_clears() -> None:
    ahead = forecast(days_of(130, 100), 90, TODAY, working)
    assert ahead is not None
    assert (ahead.pace, ahead.likely) == (-30, None)


def test_without_working_days_there_is_no_pace() -> None:
    assert forecast({}, 90, TODAY, working) is None
    assert forecast({date(2026, 3, 7): {"received#A#web": 1}}, 90, date(2026, 3, 9), working) is None


def test_a_working_day_on_which_nothing_happened_counts_like_every_other() -> None:
    busy = {MONDAY: {"completed#A#web": 9}, MONDAY + timedelta(days=3): {"completed#A#web": 3}}
    ahead = forecast(busy, 30, MONDAY + timedelta(days=4), working)
    assert ahead is not None
    assert ahead.pace == 3  # twelve on four working days, not on two
    assert ahead.likely == MONDAY + timedelta(days=18)  # ten working days after that Friday


def test_nothing_to_clear_is_cleared_today() -> None:
    ahead = forecast(days_of(100, 100), 0, TODAY, working)
    assert ahead is not None
    assert ahead.likely == TODAY


def test_rejections_and_withdrawals_shrink_it_too() -> None:
    amounts = {"received#A#web": 10, "rejected#A#web": 5, "cancelled#A#web": 4, "expired#A#web": 3}
    ahead = forecast({MONDAY: amounts}, 4, MONDAY + timedelta(days=1), working)
    assert ahead is not None
    assert ahead.pace == 2


def test_what_is_no_longer_ready_is_told_apart_and_has_to_be_done_again() -> None:
    days = {MONDAY: {"completed#A#web": 5}, MONDAY + timedelta(days=1): {"unready#A#web": 3, "received#A#web": 1}}
    selection = Selection(MONDAY, MONDAY + timedelta(days=1), "A", "web")
    report = build_report(selection, days, {}, TODAY)
    assert [day.flows for day in report.days] == [{"completed": 5}, {"unready": 3, "received": 1}]
    ahead = forecast(narrow(days, selection), 4, MONDAY + timedelta(days=2), working)
    assert ahead is not None
    assert ahead.pace == (5 - 3 - 1) / 2


def test_a_selection_takes_its_own_cases() -> None:
    standing = {"open#A#web": 3, "open#A#post": 2, "open#B#web": 1, "age#2026-03-01": 6}
    chosen = [Selection(MONDAY, TODAY, *place) for place in (("", ""), ("A", ""), ("", "web"), ("B", "post"))]
    assert [backlog_of(standing, selection) for selection in chosen] == [6, 5, 4, 0]


@pytest.mark.parametrize(("age", "place"), [(0, 0), (1, 0), (2, 1), (90, 5), (91, 6)])
def test_open_cases_are_told_by_age(age: int, place: int) -> None:
    counts = ages_of({f"age#{TODAY - timedelta(days=age)}": 2}, TODAY)
    assert len(counts) == len(AGES_DAYS) + 1
    assert counts[place] == sum(counts) == 2


def test_days_without_moves_are_shown_as_nought() -> None:
    report = build_report(Selection(MONDAY, TODAY), {}, {}, TODAY)
    assert len(report.days) == 30
    assert (report.totals, report.law_share, report.times) == ({}, None, ())


MIXED = {
    MONDAY: {
        "received#A#web": 3, "completed#A#web": 3, "received#B#post": 2, "law#in#A": 3, "reason#blurred#web": 4,
        "hours#SUBMITTED#2": 5, "printed#KTP_EL": 3, "signed#KK": 1,
    }
}  # fmt: skip


@pytest.mark.parametrize(
    ("service", "channel", "law", "reasons"),
    [
        ("", "", 3, {("blurred", "web"): 4}),
        ("", "post", None, {}),
        ("A", "", 3, None),
        ("B", "", 0, None),
        ("A", "web", None, None),
    ],
)
def test_what_is_not_kept_by_service_or_channel_is_told_of_no_part(
    service: str, channel: str, law: int | None, reasons: dict[tuple[str, str], int] | None
) -> None:
    report = build_report(Selection(MONDAY, MONDAY, service, channel), MIXED, {"age#2026-03-01": 1}, TODAY)
    assert (report.in_law, report.reasons) == (law, reasons)
    whole = [report.times, report.open_by_age, report.days[0].printed, report.days[0].signed, report.counts()]
    assert [figure is None for figure in whole] == [bool(service or channel)] * 5


def test_family_cards_stand_by_themselves_beside_their_target() -> None:
    days = {
        MONDAY: {"signed#KK": 4, "signed#CERTIFICATE": 3, "printed#KIA": 2},
        TODAY: {"unsigned#KK": 1, "spoiled#KIA": 1},
    }
    report = build_report(Selection(MONDAY, TODAY), days, {}, TODAY)
    told = {"printed": 2, "found_bad": 0, "unprinted": 0, "signed": 4, "signed_others": 3, "unsigned": 0}
    assert report.days[0].counts() == told
    assert report.days[-1].counts() == dict.fromkeys(told, 0) | {"found_bad": 1, "unsigned": 1}
    assert report.counts() == told | {"found_bad": 1, "unsigned": 1}


def test_the_pace_of_a_selection_is_that_of_its_own_cases() -> None:
    own = narrow(MIXED, Selection(MONDAY, MONDAY, "B"))
    assert own == {MONDAY: {"received#B#post": 2}}
    ahead = forecast(own, 2, MONDAY + timedelta(days=1), working)
    assert ahead is not None
    assert (ahead.backlog, ahead.pace) == (2, -2)
