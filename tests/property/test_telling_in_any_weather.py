"""Whatever the providers do: nobody is lost, nobody is told twice on one channel, and 72 hours later all is known."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain import notice_plan
from chalicelib.domain.notification import NoticeState
from tests.telling.city import MORNING, City
from tests.telling.providers import Weather

shares = st.sampled_from([0.0, 0.05, 0.2, 0.7, 1.0])
outages = st.timedeltas(timedelta(), timedelta(days=4))
weathers = st.builds(
    Weather, down_from=st.sampled_from([None, MORNING, MORNING + timedelta(hours=1)]), down_for=outages,
    throttled=shares, vanished=shares, bounced=shares, silent=shares, doubled=shares, late=shares, killed=shares,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(weather=weathers, seed=st.integers(0, 2**32))
def test_nobody_is_lost_and_nobody_told_twice(weather: Weather, seed: int) -> None:
    told = City(24, weather, seed).run()

    assert (told.lost, told.doubled) == (0, 0)
    assert told.delivered + told.unreached == told.notices


def test_in_fair_weather_everybody_with_a_contact_is_told_at_once() -> None:
    told = City(300, Weather()).run()

    without_contact = sum(number % 10 == 0 and number % 3 == 0 for number in range(300))
    assert told.unreached == without_contact
    assert told.within_10s == told.delivered == 300 - without_contact


def test_the_count_would_see_a_repeated_lost_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sender that tries again when it does not know tells some people twice."""
    plain = notice_plan._on_channel

    def repeats(step: notice_plan.Step, tried: list, now: object, *, is_usable: bool) -> object:  # type: ignore[type-arg]
        if tried and tried[-1].state is NoticeState.UNKNOWN:
            return notice_plan.Send(step.channel, tried[-1].attempt + 1)
        return plain(step, tried, now, is_usable=is_usable)  # type: ignore[arg-type]

    monkeypatch.setattr(notice_plan, "_on_channel", repeats)

    assert City(100, Weather(down_from=MORNING, down_for=timedelta(hours=1))).run().doubled > 0
