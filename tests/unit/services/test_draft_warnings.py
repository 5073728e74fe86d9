"""Before a draft ends its resident is told: once, in time, and never at the price of living longer."""

from dataclasses import replace

import pytest
from pydantic import ValidationError

from chalicelib.domain.access import Visitor
from chalicelib.domain.applicant import Contact
from chalicelib.domain.events import Job, NoticeEvent
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.office import Limits
from chalicelib.services.sweep import SweepReport
from tests.unit.services.given import Desk, changed


@pytest.fixture
def desk() -> Desk:
    return Desk()


def sweep_after(desk: Desk, days: float) -> SweepReport:
    desk.ports.clock.advance(days=days)
    return desk.services.sweep()


def warnings(desk: Desk) -> list[Job]:
    jobs = desk.ports.registry.jobs.values()
    return [job for job in jobs if isinstance(job, Job) and job.notice is NoticeEvent.DRAFT_ENDING]


def state(desk: Desk, visitor: Visitor) -> CaseState:
    return desk.case(visitor).state


def test_a_draft_is_warned_once_and_lives_no_longer_for_it(desk: Desk) -> None:
    visitor = desk.start()
    assert sweep_after(desk, 24.9).warned == 0
    acted_at = desk.case(visitor).acted_at
    assert [sweep_after(desk, days).warned for days in (0.2, 0, 1, 3)] == [1, 0, 0, 0]
    assert (len(warnings(desk)), desk.case(visitor).acted_at) == (1, acted_at)
    assert sweep_after(desk, 2).expired == 1


def test_a_draft_has_its_last_day_whole(desk: Desk) -> None:
    desk.start()  # at nine in the morning
    sweep_after(desk, 26)
    assert sweep_after(desk, 4.6).expired == 0
    assert sweep_after(desk, 0.1).expired == 1


def test_who_came_back_is_warned_again_before_the_new_end(desk: Desk) -> None:
    visitor = desk.start()
    sweep_after(desk, 26)
    desk.offer(visitor, "kk")
    assert [sweep_after(desk, days).warned for days in (24, 2, 1)] == [0, 1, 0]
    assert len(warnings(desk)) == 2


def test_who_cannot_be_reached_is_not_warned(desk: Desk) -> None:
    visitor = desk.start(details=changed(contact=Contact()))
    assert sweep_after(desk, 26).warned == 0
    assert sweep_after(desk, 5).expired == 1
    assert not warnings(desk)
    assert state(desk, visitor) is CaseState.EXPIRED


def test_nobody_is_warned_while_a_letter_is_awaited(desk: Desk) -> None:
    visitor = desk.start()
    desk.services.print_sheets.cover(visitor)
    assert [sweep_after(desk, days).warned for days in (26, 33, 1.1)] == [0, 0, 1]


def test_a_draft_stands_a_day_after_a_late_warning(desk: Desk) -> None:
    visitor = desk.start()
    late = sweep_after(desk, 40)
    assert (late.warned, late.expired) == (1, 0)
    assert sweep_after(desk, 1).expired == 0
    assert sweep_after(desk, 1).expired == 1
    assert state(desk, visitor) is CaseState.EXPIRED


def test_a_limit_that_was_lowered_ends_no_draft_unwarned(desk: Desk) -> None:
    desk.start()
    desk.ports.clock.advance(days=20)
    lowered = desk.services.office.model_copy(update={"limits": Limits(draft_days=10)})
    sweep = replace(desk.services.sweep, office=lowered)
    assert (sweep().warned, sweep().expired) == (1, 0)
    desk.ports.clock.advance(days=2)
    assert sweep().expired == 1


def test_a_warned_draft_is_not_read_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.start()
    sweep_after(desk, 26)
    monkeypatch.setattr(type(desk.racy), "get", None)
    assert sweep_after(desk, 0.001).warned == 0


def test_a_run_that_dies_after_the_move_leaves_the_notice_to_the_outbox(desk: Desk) -> None:
    desk.start()
    desk.ports.queue.is_down = True
    sweep_after(desk, 26)
    desk.ports.queue.is_down = False
    assert sweep_after(desk, 0.01).relayed == 1
    assert [job for job in desk.ports.queue.take() if job in warnings(desk)] == warnings(desk)


def test_who_went_on_since_is_not_confused_by_an_old_warning(desk: Desk) -> None:
    visitor = desk.start()
    sweep_after(desk, 26)
    desk.offer(visitor, "kk")
    for job in warnings(desk):
        desk.services.send_notices(job)
    assert not warnings(desk)
    assert not [message for messenger in desk.ports.messengers.values() for message in messenger.sent]


@pytest.mark.parametrize("days", [0, 30, 31])
def test_a_warning_falls_within_the_life_of_a_draft(days: int) -> None:
    with pytest.raises(ValidationError, match="draft_warning_days"):
        Limits(draft_warning_days=days)
