"""The service clock: the law's hours run only while it is the office's turn."""

from chalicelib.domain.clock import ServiceClock
from tests.unit.domain.given import at


def test_time_is_due_the_law_hours_after_the_start() -> None:
    assert ServiceClock(hours=24).start(at()).due_at == at(hours=24)


def test_nothing_is_due_before_the_start_or_in_a_pause() -> None:
    assert ServiceClock().due_at is None
    assert ServiceClock().start(at()).pause(at(hours=1)).due_at is None


def test_pauses_add_up_and_move_the_due_time() -> None:
    clock = ServiceClock().start(at()).pause(at(hours=1)).start(at(hours=3)).pause(at(hours=4)).start(at(hours=9))
    assert clock.due_at == at(hours=24 + 2 + 5)


def test_a_second_pause_does_not_lengthen_the_first() -> None:
    clock = ServiceClock().start(at()).pause(at(hours=1)).pause(at(hours=2)).start(at(hours=3))
    assert clock.due_at == at(hours=24 + 2)


def test_a_clock_that_never_ran_neither_pauses_nor_stops() -> None:
    assert ServiceClock().pause(at()) == ServiceClock()
    assert ServiceClock().stop(at()) == ServiceClock()


def test_stopping_twice_keeps_the_first_moment() -> None:
    clock = ServiceClock().start(at()).stop(at(hours=2))
    assert clock.stop(at(hours=5)).stopped_at == at(hours=2)


def test_stopping_in_a_pause_counts_the_pause() -> None:
    clock = ServiceClock().start(at()).pause(at(hours=1)).stop(at(hours=3))
    assert (clock.paused_since, clock.paused_seconds, clock.stopped_at) == (None, 2 * 3600, at(hours=3))


def test_time_a_card_lay_ready_is_no_time_of_the_office() -> None:
    clock = ServiceClock().start(at()).stop(at(hours=2)).start(at(days=10))
    assert clock.stopped_at is None
    assert clock.due_at == at(days=10, hours=22)


def test_a_ready_recorded_by_mistake_does_not_stop_time() -> None:
    clock = ServiceClock().start(at()).stop(at(hours=2)).undo_stop()
    assert (clock.stopped_at, clock.due_at) == (None, at(hours=24))


def test_a_clock_set_back_never_shortens_a_pause_below_nothing() -> None:
    assert ServiceClock().start(at()).pause(at(hours=2)).start(at(hours=1)).paused_seconds == 0
