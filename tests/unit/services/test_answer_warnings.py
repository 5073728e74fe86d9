"""Before a return lapses its resident is told: once for each round, in time, and only while nothing was answered."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.domain.access import Visitor
from chalicelib.domain.drafts import answered_by
from chalicelib.domain.events import Job, NoticeEvent
from chalicelib.domain.holds import HoldReason
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.notification import NoticeChannel
from chalicelib.domain.office import Limits
from chalicelib.services.sweep import SweepReport
from tests.builders import OFFICER
from tests.unit.services.given import Desk

Days = Callable[[float], SweepReport]


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def after(desk: Desk) -> Days:
    def sweep(days: float) -> SweepReport:
        desk.ports.clock.advance(days=days)
        return desk.services.sweep()

    return sweep


def warnings(desk: Desk) -> list[Job]:
    jobs = desk.ports.registry.jobs.values()
    return [job for job in jobs if isinstance(job, Job) and job.notice is NoticeEvent.ANSWER_ENDING]


def test_a_return_is_warned_once_and_lapses_no_later_for_it(desk: Desk, after: Days) -> None:
    visitor = desk.returned()
    acted_at = desk.case(visitor).acted_at
    assert [after(days).warned for days in (24.9, 0.2, 0, 3)] == [0, 1, 0, 0]
    assert (len(warnings(desk)), desk.case(visitor).acted_at) == (1, acted_at)
    assert after(2).lapsed == 1


def test_the_warning_says_the_last_day_and_every_paper_and_how_to_send_it(desk: Desk, after: Days) -> None:
    desk.returned()
    after(26)
    (job,) = warnings(desk)
    for _ in range(2):
        desk.services.send_notices(job)
    (mail,) = desk.ports.messengers[NoticeChannel.EMAIL].sent
    assert "1. Kartu Keluarga (KK)" in mail.text
    assert "sampai 31 Maret 2026" in mail.text
    assert "lembar sampul" in mail.text


def test_who_answers_is_not_confused_by_an_old_warning_and_has_another_in_the_next_round(
    desk: Desk, after: Days
) -> None:
    visitor = desk.returned()
    after(26)
    desk.send(visitor, "kk")
    for job in warnings(desk):
        desk.services.send_notices(job)
    assert not warnings(desk)
    assert not [message for messenger in desk.ports.messengers.values() for message in messenger.sent]
    assert [after(days).warned for days in (24, 2, 1)] == [0, 1, 0]


def test_nobody_is_warned_while_a_letter_is_awaited(desk: Desk, after: Days) -> None:
    visitor = desk.returned()
    desk.services.print_sheets.cover(visitor)
    assert [after(days).warned for days in (26, 33, 16)] == [0, 0, 1]


def test_a_late_warning_leaves_a_day_to_answer(desk: Desk, after: Days) -> None:
    visitor = desk.returned()
    assert (late := after(40)).warned == 1
    assert (late.lapsed, after(0.9).lapsed, after(1.1).lapsed) == (0, 0, 1)
    assert desk.case(visitor).state is CaseState.EXPIRED


def test_a_line_of_an_older_release_lapses_no_case_unwarned(
    desk: Desk, after: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = desk.returned()
    plain = type(desk.racy).list_queue

    def older(self: object, queue: str, *page: object) -> object:
        found = plain(self, queue, *page)  # type: ignore[arg-type]
        return replace(found, items=tuple({**item, "owes_warning": False} for item in found.items))

    monkeypatch.setattr(type(desk.racy), "list_queue", older)
    assert after(31).lapsed == 0
    assert len(warnings(desk)) == 1
    assert after(2).lapsed == 1
    assert desk.case(visitor).state is CaseState.EXPIRED


def test_a_warned_return_is_not_read_again(desk: Desk, after: Days, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.returned()
    after(26)
    monkeypatch.setattr(type(desk.racy), "get", None)
    assert after(0.001).warned == 0


def hold(desk: Desk, *, on: bool = True) -> None:
    switch = desk.services.review.hold
    if on:
        switch.begin(HoldReason.SIAK_DOWN, None, OFFICER, switch.read().version)
    else:
        switch.end(OFFICER, switch.read().version)


def by(desk: Desk, visitor: Visitor) -> date:
    return answered_by(desk.case(visitor), desk.services.office, desk.services.review.hold.so_far())


def test_no_answer_comes_to_its_end_in_a_hold_and_the_time_held_is_added(desk: Desk, after: Days) -> None:
    visitor = desk.returned()
    before = by(desk, visitor)
    after(26)
    hold(desk)
    assert [after(days).lapsed for days in (4, 4)] == [0, 0]
    hold(desk, on=False)
    assert by(desk, visitor) == before + timedelta(days=8)
    assert [after(days).lapsed for days in (0, 3, 2)] == [0, 0, 1]


def test_a_hold_on_the_last_day_leaves_the_day_after(desk: Desk, after: Days) -> None:
    visitor = desk.returned()
    after(26)
    after(3)
    assert desk.services.office.local_time(desk.ports.clock.now()).date() == (last := by(desk, visitor))
    hold(desk)
    desk.ports.clock.advance(hours=1)
    hold(desk, on=False)
    assert by(desk, visitor) == last + timedelta(days=1)
    assert [after(days).lapsed for days in (1, 1)] == [0, 1]


def test_what_was_over_before_a_hold_stands_until_the_day_after_it(desk: Desk, after: Days) -> None:
    visitor = desk.returned()
    after(26)
    desk.ports.clock.advance(days=4)
    hold(desk)
    assert after(0.1).lapsed == 0
    hold(desk, on=False)
    assert (after(0).lapsed, after(1).lapsed) == (0, 1)
    assert desk.case(visitor).state is CaseState.EXPIRED


def test_what_was_held_before_a_return_adds_nothing_to_its_answer(desk: Desk) -> None:
    hold(desk)
    desk.ports.clock.advance(days=3)
    hold(desk, on=False)
    visitor = desk.returned()
    assert by(desk, visitor) == answered_by(desk.case(visitor), desk.services.office)


def test_a_warning_waits_for_the_end_of_a_hold_and_says_the_later_day(desk: Desk, after: Days) -> None:
    desk.returned()
    after(24)
    hold(desk)
    assert after(4).warned == 0
    hold(desk, on=False)
    assert after(0).warned == 1
    (job,) = warnings(desk)
    desk.services.send_notices(job)
    (mail,) = desk.ports.messengers[NoticeChannel.EMAIL].sent
    assert "sampai 4 April 2026" in mail.text


@pytest.mark.parametrize("days", [0, 30, 31])
def test_a_warning_falls_within_the_days_to_answer(days: int) -> None:
    with pytest.raises(ValueError, match="answer_warning_days"):
        Limits(answer_warning_days=days)
