"""What a process knows of holds: asked every five seconds, kept where nobody answers, changed for a seen one only."""

import pytest

from chalicelib.domain.access import Actor, ActorKind
from chalicelib.domain.errors import StaleVersionError
from chalicelib.domain.holds import HoldReason
from chalicelib.services.hold_office import HoldOffice
from tests.fakes import FakeClock
from tests.review_fakes import FakeHoldStore

BOSS = Actor(kind=ActorKind.OFFICER, id="a1")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def store() -> FakeHoldStore:
    return FakeHoldStore()


@pytest.fixture
def told() -> list[tuple[str, str]]:
    return []


@pytest.fixture
def hold(store: FakeHoldStore, clock: FakeClock, told: list[tuple[str, str]]) -> HoldOffice:
    return HoldOffice(store, clock, lambda event, fact: told.append((event, fact)))


def test_it_is_asked_every_five_seconds(hold: HoldOffice, store: FakeHoldStore, clock: FakeClock) -> None:
    for _ in range(3):
        hold.present()
    assert store.reads == 1
    clock.advance(seconds=5)
    hold.present()
    assert store.reads == 2


def test_where_nobody_answers_what_was_known_goes_on(
    hold: HoldOffice, store: FakeHoldStore, clock: FakeClock, told: list[tuple[str, str]]
) -> None:
    known = hold.begin(HoldReason.SIAK_DOWN, None, BOSS, 0)
    clock.advance(minutes=2)
    store.is_down = True
    assert hold.present() == known
    assert told == [("holds_not_read", "ConnectionError")]


def test_the_same_again_changes_nothing(hold: HoldOffice) -> None:
    first = hold.begin(HoldReason.SIAK_DOWN, None, BOSS, 0)
    assert hold.begin(HoldReason.SIAK_DOWN, None, BOSS, first.version) == first


def test_who_saw_another_version_changes_nothing(hold: HoldOffice, store: FakeHoldStore) -> None:
    hold.begin(HoldReason.SIAK_DOWN, None, BOSS, 0)
    before = store.holds
    with pytest.raises(StaleVersionError):
        hold.end(BOSS, 0)
    with pytest.raises(StaleVersionError):
        hold.begin(HoldReason.OTHER, None, BOSS, 7)
    assert store.holds == before


def test_who_switched_sees_it_at_once(hold: HoldOffice) -> None:
    hold.present()
    begun = hold.begin(HoldReason.SIAK_DOWN, None, BOSS, 0)
    assert hold.present().present is not None
    hold.end(BOSS, begun.version)
    assert hold.present().present is None
