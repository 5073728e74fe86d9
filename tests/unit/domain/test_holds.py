"""Holds: one switch, a beginning that stays, and clocks that are counted against it."""

import pytest

from chalicelib.domain.clock import ServiceClock
from chalicelib.domain.errors import InvalidRequestError, TransitionRefusedError
from chalicelib.domain.holds import Hold, HoldReason, Holds, due_of_line
from tests.unit.domain.given import at

DOWN = HoldReason.SIAK_DOWN


def test_there_is_no_hold_at_first() -> None:
    assert (Holds().present, Holds().spans) == (None, ())
    with pytest.raises(TransitionRefusedError):
        Holds().end("a1", at())


def test_a_hold_keeps_its_beginning_whatever_is_told_of_it_later() -> None:
    holds = Holds().begin(DOWN, None, "a1", at()).begin(HoldReason.MAINTENANCE, at(hours=5), "a2", at(hours=2))
    assert holds.past == (Hold(since=at(), expected_until=at(hours=5), reason=HoldReason.MAINTENANCE, by="a1"),)


def test_what_has_ended_stays_and_another_may_begin() -> None:
    holds = Holds().begin(DOWN, None, "a1", at()).end("a2", at(hours=1)).begin(DOWN, None, "a1", at(hours=3))
    assert holds.spans == ((at(), at(hours=1)), (at(hours=3), None))
    assert holds.past[0].ended_by == "a2"


@pytest.mark.parametrize("until", [at(), at(hours=-1), at(days=15)])
def test_an_end_is_expected_soon_and_not_in_the_past(until: object) -> None:
    with pytest.raises(InvalidRequestError, match="time_out_of_range"):
        Holds().begin(DOWN, until, "a1", at())  # type: ignore[arg-type]


def test_a_hold_puts_off_what_is_due_and_an_open_one_hides_it() -> None:
    clock = ServiceClock(hours=24).start(at())
    assert clock.due_with([(at(hours=1), at(hours=4))]) == at(hours=27)
    assert clock.due_with([(at(hours=1), None)]) is None
    assert clock.due_with([(at(hours=30), None)]) == at(hours=24)


def test_a_hold_in_a_pause_counts_once() -> None:
    clock = ServiceClock(hours=24).start(at()).pause(at(hours=2)).start(at(hours=6))
    assert clock.due_with([(at(hours=1), at(hours=4))]) == at(hours=24 + 4 + 1)


def test_a_clock_stored_before_pauses_had_moments_loses_none_of_them() -> None:
    clock = ServiceClock(hours=24, started_at=at(), paused_seconds=3600)
    assert clock.due_with([(at(hours=1), at(hours=2))]) == at(hours=26)
    assert clock.is_within(at(hours=26), [(at(hours=1), at(hours=2))])


def test_a_line_of_a_work_list_is_due_as_its_clock_says_under_the_holds() -> None:
    clock = ServiceClock(hours=24).start(at())
    line = {"service_clock": clock.model_dump(mode="json", exclude_defaults=True), "due_at": at(hours=24).isoformat()}
    holds = Holds().begin(DOWN, None, "a1", at(hours=1)).end("a1", at(hours=3))
    assert due_of_line(line, holds) == at(hours=26)
    assert due_of_line({"due_at": at(hours=24).isoformat()}, holds) == at(hours=24)
    assert due_of_line({"due_at": None}, holds) is None
