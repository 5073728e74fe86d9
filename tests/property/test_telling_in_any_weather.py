"""Whatever the providers do: nobody is lost, nobody is told twice on one channel, and 72 hours later all is known."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain import notice_plan, notification
from chalicelib.domain.events import Job
from chalicelib.domain.notification import NoticeState
from chalicelib.domain.told import Hearing
from chalicelib.services import send_notices
from chalicelib.services.check_told import CheckTold, Finding
from tests.fakes import FakeCaseRepository
from tests.telling.city import MORNING, City
from tests.telling.providers import Weather
from tests.telling_fakes import FakeTellingTrail

WAVERING = Weather(wavering=1, doubled=0.5, late=0.5)
ENDS = {NoticeState.DELIVERED, NoticeState.FAILED}
shares = st.sampled_from([0.0, 0.05, 0.2, 0.7, 1.0])
outages = st.timedeltas(timedelta(), timedelta(days=4))
weathers = st.builds(
    Weather, down_from=st.sampled_from([None, MORNING, MORNING + timedelta(hours=1)]), down_for=outages,
    throttled=shares, vanished=shares, bounced=shares, silent=shares, doubled=shares, late=shares,
    wavering=shares, killed=shares,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(weather=weathers, seed=st.integers(0, 2**32))
def test_nobody_is_lost_and_nobody_told_twice(weather: Weather, seed: int) -> None:
    told = City(24, weather, seed).run()

    assert (told.lost, told.doubled, told.misheard) == (0, 0, 0)
    assert told.delivered + told.unreached == told.notices


@settings(max_examples=40, deadline=None)
@given(weather=weathers, seed=st.integers(0, 2**32), hours=st.lists(st.floats(0, 70), max_size=5))
def test_at_no_moment_there_is_news_that_nobody_follows(weather: Weather, seed: int, hours: list[float]) -> None:
    city = City(24, weather, seed)
    for hour in (*hours, 76):
        city.at(MORNING + timedelta(hours=hour), lambda: _assert_followed(city))
    city.run()
    assert {found.heard.hearing for found in _walked(city)} <= {Hearing.TOLD, Hearing.ON_THE_LIST}
    assert len(_walked(city)) == 24


def _assert_followed(city: City) -> None:
    assert not [found for found in _walked(city) if found.heard.hearing.is_fault]


def _walked(city: City) -> list[Finding]:
    check = CheckTold(FakeCaseRepository(city.registry), FakeTellingTrail(city.registry), city.clock)
    return [found for page in check.walk(most=7) for found in page.findings]


def test_the_walk_would_see_a_notice_that_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sender that ends a job once it was handed over forgets whom silence should have led to the next channel."""
    plain = notice_plan._on_channel

    def believes(step: notice_plan.Step, tried: list, now: object, *, is_usable: bool) -> object:  # type: ignore[type-arg]
        if tried and tried[-1].state is NoticeState.SENT:
            return notice_plan.Told()
        return plain(step, tried, now, is_usable=is_usable)  # type: ignore[arg-type]

    monkeypatch.setattr(notice_plan, "_on_channel", believes)
    monkeypatch.setattr(send_notices.SendNotices, "_is_told", lambda *_: True)
    city = City(24, Weather(silent=1))
    city.run()
    assert Hearing.NOBODY_KNOWS in {found.heard.hearing for found in _walked(city)}


def test_the_count_is_of_each_notice_at_its_own_72_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is listed four hours late is lost, although the last event of the city came later still."""
    plain = City.add

    def later(city: City, job: Job, channels: object, now: datetime, *why: object) -> None:
        city.at(now + timedelta(hours=74), lambda: plain(city, job, channels, city.clock.now(), *why))

    monkeypatch.setattr(City, "add", later)

    assert City(40, Weather(), spread=timedelta(hours=4)).run().lost == sum(n % 30 == 0 for n in range(40))


def test_reports_of_different_ends_in_any_order_lose_nobody() -> None:
    told = City(1000, WAVERING).run()
    assert (told.lost, told.doubled, told.misheard) == (0, 0, 0)
    assert told.delivered > 500


def test_the_count_would_see_a_join_that_takes_the_last_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sent after delivered: nobody follows it any more."""
    monkeypatch.setattr(notification, "join", lambda _, other: other)
    assert City(200, WAVERING).run().lost > 0


def test_the_count_would_see_a_join_that_takes_the_first_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Failed after delivered: the next channel never comes."""
    monkeypatch.setattr(notification, "join", lambda one, other: one if one in ENDS else other)
    assert City(200, WAVERING).run().misheard > 0


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
