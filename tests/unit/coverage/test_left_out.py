"""Who is in no second campaign: what is known of people, by whom it was said last, and that it is told."""

from collections.abc import Mapping

import pytest

from chalicelib.domain.coverage.campaign import Campaign, CampaignChannel, ContactOutcome, LeftOut, Selection
from chalicelib.domain.errors import InvalidRequestError
from tests.unit.coverage.given import BLIMBING, KASI, OTHER, line, table
from tests.unit.coverage.test_owing import Area


@pytest.fixture
def area() -> Area:
    """Seven people, all of them in a first campaign."""
    area = Area()
    area.bring(table(*map(line, range(7))))
    make(area, "c1")
    return area


def make(area: Area, campaign: str, *also: LeftOut) -> Campaign:
    return area.campaigns.create(
        campaign, name="x", channel=CampaignChannel.POST, selection=Selection(also=also), by=KASI
    )


def ids(area: Area, campaign: str = "c1") -> list[str]:
    return [member.id for member in area.campaigns.campaigns.list_members(campaign)]


def mark(area: Area, outcomes: Mapping[str, ContactOutcome], campaign: str = "c1") -> None:
    for person, outcome in outcomes.items():
        area.campaigns.mark(campaign, person, outcome, KASI, 0)


def test_who_died_moved_has_it_or_was_recorded_is_left_out_and_counted_by_reason(area: Area) -> None:
    dead, moved, has_it, recorded, reached, *others = ids(area)
    mark(area, {dead: ContactOutcome.DEAD, moved: ContactOutcome.MOVED, has_it: ContactOutcome.HAS_IT})
    mark(area, {reached: ContactOutcome.REACHED, recorded: ContactOutcome.WILL_COME})
    area.recordings.plan("r1", place="Balai", village=BLIMBING, day=area.owing.today(), slots="08:00 2", by=KASI)
    area.recordings.book("r1", recorded, "08:00", "c1", KASI)
    area.recordings.attend("r1", recorded, KASI, came=True)
    made = make(area, "c2")
    assert set(ids(area, "c2")) == {reached, *others}
    assert dict(made.left_out) == dict.fromkeys(LeftOut, 1)
    assert (made.people, made.fitting, made.open_elsewhere) == (3, 3, len(others))
    taken = make(area, "c3", LeftOut.MOVED)
    assert set(ids(area, "c3")) == {reached, moved, *others}
    assert LeftOut.MOVED not in taken.left_out
    assert make(area, "c4", *LeftOut).left_out == {}


def test_the_last_word_of_several_campaigns_holds_and_one_that_is_taken_back_is_none(area: Area) -> None:
    first, second, *_ = ids(area)
    make(area, "c2")
    mark(area, {first: ContactOutcome.MOVED, second: ContactOutcome.REACHED})
    area.ports.clock.advance(days=1)
    mark(area, {first: ContactOutcome.REACHED, second: ContactOutcome.DEAD}, "c2")
    assert dict(make(area, "c3").left_out) == {LeftOut.DEAD: 1}
    area.campaigns.mark("c2", second, None, OTHER, 1)
    assert make(area, "c4").left_out == {}


def test_where_all_who_fit_are_left_out_that_is_the_reason_told(area: Area) -> None:
    mark(area, dict.fromkeys(ids(area), ContactOutcome.DEAD))
    with pytest.raises(InvalidRequestError) as refused:
        make(area, "c2")
    (fault,) = refused.value.faults
    assert (fault.code, fault.params) == ("all_left_out", (("count", "7"),))
    assert make(area, "c2", LeftOut.DEAD).people == 7


def test_what_was_said_under_a_list_that_was_destroyed_leaves_nobody_out(area: Area) -> None:
    mark(area, dict.fromkeys(ids(area), ContactOutcome.MOVED))
    area.owing.erase(KASI, area.owing.read().version)
    area.bring(table(*map(line, range(7))))
    made = make(area, "c2")
    assert (made.people, made.left_out, made.open_elsewhere) == (7, {}, 0)


def test_who_died_moved_has_it_or_was_recorded_since_the_list_was_made_is_not_written_to(area: Area) -> None:
    dead, moved, has_it, recorded, *others = ids(area)
    first = area.campaigns.campaigns.get("c1")
    area.ports.clock.advance(days=1)
    make(area, "c2")
    mark(area, {dead: ContactOutcome.DEAD, others[0]: ContactOutcome.REACHED})
    mark(area, {moved: ContactOutcome.MOVED, has_it: ContactOutcome.HAS_IT}, "c2")
    area.recordings.plan("r1", place="Balai", village=BLIMBING, day=area.owing.today(), slots="08:00 2", by=KASI)
    area.recordings.book("r1", recorded, "08:00", "c1", KASI)
    area.recordings.attend("r1", recorded, KASI, came=True)
    assert dict(area.campaigns.find_not_written_to(first)) == {
        dead: LeftOut.DEAD, moved: LeftOut.MOVED, has_it: LeftOut.HAS_IT, recorded: LeftOut.RECORDED,
    }  # fmt: skip
    printed = area.campaigns.list_to_write(first)
    assert {each.id for each in printed} == set(others)
    area.campaigns.mark("c1", dead, None, KASI, 1)
    assert dead in {each.id for each in area.campaigns.list_to_write(first)}


def test_who_was_asked_for_in_spite_of_what_was_known_is_written_to_until_it_is_said_again(area: Area) -> None:
    dead, recorded, *_ = ids(area)
    mark(area, {dead: ContactOutcome.DEAD})
    area.recordings.plan("r1", place="Balai", village=BLIMBING, day=area.owing.today(), slots="08:00 2", by=KASI)
    area.recordings.book("r1", recorded, "08:00", "c1", KASI)
    area.recordings.attend("r1", recorded, KASI, came=True)
    area.ports.clock.advance(days=1)
    made = make(area, "c2", *LeftOut)
    assert {each.id for each in area.campaigns.list_to_write(made)} == set(ids(area))
    mark(area, {dead: ContactOutcome.DEAD}, "c2")
    assert dict(area.campaigns.find_not_written_to(made)) == {dead: LeftOut.DEAD}


def test_a_run_in_which_nobody_is_left_is_refused_and_the_next_run_keeps_its_place(area: Area) -> None:
    first, second, third, *_ = ids(area)
    mark(area, {first: ContactOutcome.DEAD, second: ContactOutcome.DEAD})
    made = area.campaigns.campaigns.get("c1")
    with pytest.raises(InvalidRequestError, match="nobody_to_write_to"):
        area.campaigns.list_to_write(made, most=2)
    (one,) = area.campaigns.list_to_write(made, start=2, most=1)
    assert one.id == third
