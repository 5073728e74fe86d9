"""Cases that go on while they are told of: nobody hears old news after new, and the staff's list says how it stands."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.notification import NoticeState
from chalicelib.services import occasions
from chalicelib.services.send_notices import KNOWN_ANYWAY
from tests.telling.city import MORNING
from tests.telling.lives import LIVES, LivingCity
from tests.telling.providers import Weather

KNOWN = KNOWN_ANYWAY | {NoticeEvent.CANCELLED}  # no officer cancels any of them
shares = st.sampled_from([0.0, 0.2, 0.7, 1.0])
weathers = st.builds(
    Weather, down_from=st.sampled_from([None, MORNING]), down_for=st.timedeltas(timedelta(), timedelta(days=2)),
    throttled=shares, vanished=shares, bounced=shares, silent=shares, doubled=shares, late=shares, killed=shares,
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(weather=weathers, seed=st.integers(0, 2**32))
def test_no_news_is_sent_after_newer_news_of_the_same(weather: Weather, seed: int) -> None:
    city = LivingCity(2 * len(LIVES), weather, seed)
    told = city.run()

    assert city.sent
    assert [sent for sent in city.sent if sent.move != sent.newest] == []
    assert told.doubled == 0


@settings(max_examples=25, deadline=None)
@given(weather=weathers, seed=st.integers(0, 2**32))
def test_in_the_end_the_last_news_is_told_or_is_the_one_line_of_its_case(weather: Weather, seed: int) -> None:
    city = LivingCity(2 * len(LIVES), weather, seed)
    city.run()

    for case in city.registry.cases.values():
        receipt, last = case.receipt, max(case.news.values())
        told = {n.move for n in city.notices.list_for(receipt) if n.state is NoticeState.DELIVERED}
        listed = [line.move for line in city.list_for(receipt)]
        newest = {key.partition("#")[0] for key, move in case.news.items() if move == last}
        has_no_way = newest <= KNOWN and not city.can_be_told(receipt)
        takes_nothing_back = newest == {NoticeEvent.DELAYED} and not city.may_have_heard_ready(receipt)
        assert listed in ([], [last]), (case.news, listed)
        assert last in told or listed == [last] or has_no_way or takes_nothing_back


@settings(max_examples=25, deadline=None)
@given(weather=weathers, seed=st.integers(0, 2**32))
def test_that_it_is_ready_no_longer_is_sent_to_nobody_who_was_sent_nothing_before(weather: Weather, seed: int) -> None:
    city = LivingCity(2 * len(LIVES), weather, seed)
    city.run()

    ready: set[str] = set()
    for sent in city.sent:
        receipt = sent.reference.partition("-")[0]
        assert sent.event is not NoticeEvent.DELAYED or receipt in ready
        if sent.event is NoticeEvent.READY:
            ready.add(receipt)


def test_the_watch_would_see_both_notices_of_two_returns(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sender that asks for the state alone sends the first return when the second was made."""
    monkeypatch.setattr(occasions, "is_still_told", lambda case, news: bool(case.asked) or bool(case.products or news))
    city = LivingCity(2 * len(LIVES), Weather(silent=1))
    city.run()
    assert [sent for sent in city.sent if sent.move != sent.newest]
