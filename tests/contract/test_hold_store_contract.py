"""What every store of holds promises, whichever table is behind the port."""

import pytest

from chalicelib.adapters.dynamodb.holds import DynamoHoldStore
from chalicelib.domain.errors import StaleVersionError
from chalicelib.domain.holds import HoldReason, Holds
from chalicelib.services.review_ports import HoldStore
from tests.contract.conftest import AnyTable
from tests.fakes import EPOCH, OFFICE
from tests.review_fakes import FakeHoldStore


@pytest.fixture
def store(any_table: AnyTable | None) -> HoldStore:
    if any_table is None:
        return FakeHoldStore()
    return DynamoHoldStore(any_table.clients.dynamodb, any_table.name, OFFICE)


def held() -> Holds:
    return Holds().begin(HoldReason.SIAK_DOWN, None, "a1", EPOCH)


def test_an_office_that_was_never_held_says_so(store: HoldStore) -> None:
    assert store.get() == Holds()


def test_holds_are_kept_whole_and_counted(store: HoldStore) -> None:
    first = store.save(held())
    assert first == held().model_copy(update={"version": 1})
    second = store.save(first.end("a2", EPOCH))
    assert (store.get(), second.version) == (second, 2)


@pytest.mark.parametrize("version", [0, 2])
def test_of_two_switches_at_once_one_holds(store: HoldStore, version: int) -> None:
    stored = store.save(held())
    with pytest.raises(StaleVersionError):
        store.save(held().model_copy(update={"version": version}))
    assert store.get() == stored
