"""Notices: reports in any order end the same, nights are quiet all year, and every plan ends within 72 hours."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.catalogue import load_closed_days
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.notice_hours import NoticeHours, is_working
from chalicelib.domain.notice_plan import END, GiveUp, NoticePlans, Plan, Send, Told, Unreached, Wait, decide
from chalicelib.domain.notification import Notice, NoticeChannel, NoticeState, join
from chalicelib.domain.text import Language

WIB = ZoneInfo("Asia/Jakarta")
HOURS = NoticeHours()
CLOSED = load_closed_days()
START = datetime(2026, 3, 1, tzinfo=UTC)
states = st.sampled_from(NoticeState)


@given(st.lists(states, min_size=1), st.randoms())
def test_reports_in_any_order_and_twice_end_the_same(reports: list[NoticeState], chance: object) -> None:
    shuffled = [*reports, *reports]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert _fold(reports) is _fold(shuffled)


def _fold(reports: list[NoticeState]) -> NoticeState:
    found = reports[0]
    for report in reports:
        found = join(found, report)
    return found


@given(states, states)
def test_a_state_follows_only_those_before_it(one: NoticeState, other: NoticeState) -> None:
    assert (one in other.earlier) == (join(one, other) is other and one is not other)


def test_every_minute_of_a_year_waits_for_its_hours() -> None:
    minute = datetime(2026, 1, 1, tzinfo=WIB)
    while minute.year == 2026:
        opening, working = HOURS.earliest(minute), HOURS.earliest(minute, CLOSED)
        assert minute <= opening <= working
        assert HOURS.opens <= opening.time() < HOURS.closes
        assert opening - minute <= timedelta(hours=11)
        assert (opening == minute) == (HOURS.opens <= minute.time() < HOURS.closes)
        assert is_working(working, CLOSED)
        minute += timedelta(minutes=1)


@given(
    st.sampled_from(NoticeEvent),
    st.sets(st.sampled_from(NoticeChannel)),
    st.lists(st.sampled_from([NoticeState.SENT, NoticeState.UNKNOWN, NoticeState.FAILED_FOR_NOW, NoticeState.FAILED])),
    st.integers(0, 24 * 60),
)
def test_whatever_providers_answer_it_ends_or_is_with_staff_within_three_days(
    event: NoticeEvent, usable: set[NoticeChannel], answers: list[NoticeState], minutes: int
) -> None:
    plan, now, notices = NoticePlans().of(event), START + timedelta(minutes=minutes), list[Notice]()
    began, sent = now, set[tuple[NoticeChannel, int]]()
    while not isinstance(decision := decide(plan, usable, notices, now), Told | Unreached):
        assert not isinstance(decision, GiveUp)
        if isinstance(decision, Wait):
            assert decision.until > now
            now = decision.until
        elif (opening := _opening(plan, now)) > now:
            now = opening
        else:
            assert (decision.channel, decision.attempt) not in sent
            sent.add((decision.channel, decision.attempt))
            notices.append(_notice(event, decision, answers.pop() if answers else NoticeState.FAILED, now))
    assert isinstance(decision, Unreached)
    letters = [notice.created_at for notice in notices if notice.channel is NoticeChannel.LETTER]
    with_staff = min(letters, default=now)  # a letter stands on a list of theirs from the moment it is written
    assert plan.can_wait or with_staff - began <= END


def _opening(plan: Plan, now: datetime) -> datetime:
    closed = CLOSED if plan.can_wait else None
    return now if plan.urgent else HOURS.earliest(now.astimezone(WIB), closed).astimezone(UTC)


def _notice(event: NoticeEvent, send: Send, state: NoticeState, now: datetime) -> Notice:
    receipt = ReceiptNumber.derive(b"a key", b"an intent")
    return Notice(
        id=f"{send.channel}-{send.attempt}", office="3573", receipt=receipt, move=1, event=event,
        channel=send.channel, attempt=send.attempt, language=Language.INDONESIAN, state=state,
        created_at=now, updated_at=now,
    )  # fmt: skip
