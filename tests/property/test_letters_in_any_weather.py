"""Whatever happens between the printer and the post: nobody is lost, and no letter leaves the house twice."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.letters import LetterState
from chalicelib.domain.notice_plan import END
from tests.telling.city import MORNING
from tests.telling.post import PostedCity, PostWeather
from tests.telling.providers import Weather

shares = st.sampled_from([0.0, 0.1, 0.5])
weathers = st.builds(
    Weather, down_from=st.sampled_from([None, MORNING]), down_for=st.timedeltas(timedelta(), timedelta(days=2)),
    bounced=st.sampled_from([0.0, 0.5, 1.0]), silent=shares, killed=shares,
)  # fmt: skip
posts = st.builds(PostWeather, broken=shares, left=shares, twice=st.sampled_from([0.0, 1.0]), back=shares)


@settings(max_examples=25, deadline=None)
@given(weather=weathers, post=posts, seed=st.integers(0, 2**32))
def test_everybody_is_told_or_on_the_list_and_no_letter_is_mailed_twice(
    weather: Weather, post: PostWeather, seed: int
) -> None:
    city = PostedCity(28, weather, post, seed)
    forgotten: list[ReceiptNumber] = []
    city.at(max(job.created_at for job in city.jobs) + END, lambda: forgotten.extend(city.nobodys()))
    told = city.run()

    assert (told.lost, told.doubled, forgotten) == (0, 0, [])
    assert told.delivered + told.unreached == told.notices
    assert not [code for code, count in city.posted.items() if count > 1]
    came_back = {letter.receipt for letter in city.shelf.letters.values() if letter.state is LetterState.RETURNED}
    assert came_back <= city.listed | city.told_otherwise()


def test_in_fair_weather_who_has_an_address_alone_has_a_letter_in_the_post_the_same_day() -> None:
    city = PostedCity(28, Weather(), PostWeather())
    told = city.run()

    silent = [number for number in range(28) if city.is_silent(number)]
    assert len(city.posted) == sum(city.home_of(number) is not None for number in silent) > 0
    assert told.unreached == len(silent) - len(city.posted)
    assert city.on_paper() == {LetterState.MAILED}


def test_the_count_would_see_a_letter_that_is_handed_over_without_a_look_at_the_answer() -> None:
    city = PostedCity(28, Weather(bounced=1), PostWeather(twice=1))
    city.is_careless = True
    city.run()
    assert max(city.posted.values()) > 1
