"""Clocks against holds: what is computed from spans is what counting minute by minute tells."""

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.clock import ServiceClock, Span, merge
from tests.fakes import EPOCH

HORIZON = 600
HOURS = 2
minutes = st.integers(0, HORIZON // 2)
spans = st.lists(st.tuples(minutes, st.integers(0, 90)), max_size=6)


def at(minute: int) -> datetime:
    return EPOCH + timedelta(minutes=minute)


def paused(start: int, pauses: list[tuple[int, int]]) -> tuple[ServiceClock, set[int]]:
    """A clock that was paused so, and the minutes in which it was."""
    clock, still, free = ServiceClock(hours=HOURS).start(at(start)), set[int](), start
    for begin, length in sorted(pauses):
        if begin >= free:
            clock = clock.pause(at(begin)).start(at(begin + length))
            still |= set(range(begin, begin + length))
            free = begin + length
    return clock, still


def holds_of(found: list[tuple[int, int]]) -> tuple[list[Span], set[int]]:
    held = {minute for begin, length in found for minute in range(begin, begin + length)}
    return [(at(begin), at(begin + length)) for begin, length in found], held


@given(start=minutes, pauses=spans, holds=spans, stop=st.integers(0, HORIZON))
def test_time_that_ran_is_the_minutes_in_which_nothing_stood_still(
    start: int, pauses: list[tuple[int, int]], holds: list[tuple[int, int]], stop: int
) -> None:
    clock, still = paused(start, pauses)
    given_holds, held = holds_of(holds)
    end = max([stop, start, *(minute + 1 for minute in still)])
    ran = [minute for minute in range(start, end) if minute not in still | held]
    assert clock.ran(at(end), given_holds) == timedelta(minutes=len(ran))
    assert clock.stop(at(end)).ran(at(HORIZON * 2), given_holds) == timedelta(minutes=len(ran))
    assert clock.is_within(at(end), given_holds) == (len(ran) <= HOURS * 60)


@given(start=minutes, pauses=spans, holds=spans, stop=st.integers(0, HORIZON))
def test_what_is_done_by_the_due_time_is_within_the_law_and_nothing_else_is(
    start: int, pauses: list[tuple[int, int]], holds: list[tuple[int, int]], stop: int
) -> None:
    clock, still = paused(start, pauses)
    given_holds, held = holds_of(holds)
    end = max([stop, start, *(minute + 1 for minute in still)])
    due = clock.due_with(given_holds)
    assert due is not None
    is_running = end not in held
    assert not is_running or (at(end) <= due) == clock.is_within(at(end), given_holds)


@given(start=minutes, holds=spans, opened=minutes)
def test_while_the_system_is_down_nothing_becomes_due(start: int, holds: list[tuple[int, int]], opened: int) -> None:
    clock = ServiceClock(hours=HOURS).start(at(start))
    closed, _ = holds_of(holds)
    due, open_due = clock.due_with(closed), clock.due_with([*closed, (at(opened), None)])
    assert due is not None
    assert open_due == (due if due <= at(opened) else None) or any(b and a <= at(opened) <= b for a, b in closed)


@given(spans)
def test_merged_spans_are_the_same_minutes_in_order(found: list[tuple[int, int]]) -> None:
    given_spans, held = holds_of(found)
    merged = merge(given_spans)
    counted = {minute for a, b in merged for minute in range(HORIZON) if b and a <= at(minute) < b}
    assert counted == held
    assert all(b is not None and b < c for (_, b), (c, _) in pairwise(merged))
