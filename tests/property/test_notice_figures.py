"""Figures of notices equal a plain recount, whatever is reported, in what order, and however often it is told."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.figures import Counted, add_up
from chalicelib.domain.notification import Notice, NoticeChannel, NoticeState
from chalicelib.domain.telling_figures import (
    BOUNDS_SECONDS,
    HANDED_OVER,
    SOON,
    bucket_of,
    build_telling_report,
    count_notice,
)
from tests.builders import a_notice
from tests.figures_fakes import FakeFigureLedger

DAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 5, tzinfo=UTC)
PRICES = {NoticeChannel.SMS: 350}


def _told(number: int, channel: NoticeChannel, waited: int | None, states: list[NoticeState]) -> list[Notice]:
    """A notice as it stood after each report; a report that says less than is known changes nothing."""
    due = None if waited is None else NOW - timedelta(seconds=waited)
    first = a_notice(
        number, channel=channel,
        state=NoticeState.SENDING, parts=number % 3 + 1, due_at=due, created_at=NOW, updated_at=NOW,
    )  # fmt: skip
    steps = [first]
    for state in states:
        after = steps[-1].with_report(state, NOW)
        if after.state is not steps[-1].state:
            steps.append(after)
    return steps


stories = st.lists(
    st.tuples(
        st.sampled_from(NoticeChannel),
        st.none() | st.integers(0, 300_000),
        st.lists(st.sampled_from(NoticeState), max_size=6),
    ),
    max_size=8,
)


@given(stories, st.integers(1, 3))
def test_figures_of_notices_equal_a_recount(
    stories: list[tuple[NoticeChannel, int | None, list[NoticeState]]], times: int
) -> None:
    ledger, lives = FakeFigureLedger(), [_told(number, *story) for number, story in enumerate(stories)]
    for life in lives:
        steps = list(zip([None, *(one.state for one in life)], life, strict=False))
        for before, notice in steps * times:
            mark = f"{notice.id}#{notice.state}"
            ledger.add(notice.receipt, mark, DAY, Counted(of_day=count_notice(before, notice, NOW)))
    ends = [life[-1] for life in lives]
    report = build_telling_report(ledger.read_days(DAY, DAY, 0), PRICES, DAY, DAY, 0)
    assert {one.channel: (one.begun, one.delivered, one.failed) for one in report.channels} == {
        channel: (
            len(of),
            sum(end.state is NoticeState.DELIVERED for end in of),
            sum(end.state in {NoticeState.FAILED, NoticeState.FAILED_FOR_NOW} for end in of),
        )
        for channel in NoticeChannel
        if (of := [end for end in ends if end.channel is channel])
    }
    taken = [one for life in lives if (one := _taken(life)) is not None]
    waited = [(one.updated_at - one.due_at).total_seconds() for one in taken if one.due_at]
    assert (report.handed_over, report.soon) == (len(waited), sum(seconds <= SOON for seconds in waited))
    texts = [one.parts for one in taken if one.channel is NoticeChannel.SMS]
    assert report.cost == (PRICES[NoticeChannel.SMS] * sum(texts) if NoticeChannel.SMS in _channels(ends) else None)
    for share, bound in ((0.5, report.p50), (0.95, report.p95)):
        within = sum(1 for seconds in waited if bound is None or seconds <= bound)
        assert within >= share * len(waited)


def _taken(life: list[Notice]) -> Notice | None:
    """The step by which a provider took it: the first one past what is in doubt, unless it was refused."""
    known = [one for one in life if one.state not in {NoticeState.SENDING, NoticeState.UNKNOWN}]
    return known[0] if known and known[0].state in HANDED_OVER else None


def _channels(notices: list[Notice]) -> set[NoticeChannel]:
    return {notice.channel for notice in notices}


@given(st.floats(0, 1e7))
def test_a_bucket_is_the_first_whose_bound_holds(seconds: float) -> None:
    number = bucket_of(seconds)
    assert number == len(BOUNDS_SECONDS) or seconds <= BOUNDS_SECONDS[number]
    assert number == 0 or seconds > BOUNDS_SECONDS[number - 1]


def test_no_step_adds_nothing() -> None:
    notice = a_notice(state=NoticeState.SENT)
    assert count_notice(NoticeState.SENT, notice, NOW) == {}
    assert add_up([count_notice(None, notice, NOW), count_notice(NoticeState.SENT, notice, NOW)]) == count_notice(
        None, notice, NOW
    )
