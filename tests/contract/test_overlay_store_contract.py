"""What every store of overlays promises, whichever table is behind the port."""

from threading import Barrier, Thread

import pytest

from chalicelib.domain.catalogue.conditions import AnyOf
from chalicelib.domain.errors import NotFoundError, StaleVersionError
from chalicelib.domain.overlay import LocalChanges, Overlay, restore, save_draft
from chalicelib.services.ports import OverlayStore
from tests.builders import OFFICER
from tests.contract.conftest import Registry
from tests.contract.place import Place
from tests.fakes import EPOCH

CHANGES = LocalChanges.model_validate(
    {
        "office": {"hours": {"id": "Senin 09.00 sampai 14.00 WIB", "en": "Monday 09:00 to 14:00 (WIB)"}},
        "papers": {
            "max_age_days": {"SK_HILANG": 7},
            "without_local": ["sptjm-kk"],
            "extra": [
                {
                    "service": "KTP-LOST",
                    "id": "surat-rt",
                    "any_of": ["KK"],
                    "when": {"any": [{"is": "foreigner"}, {"not": {"at_least": ["age", 60]}}]},
                    "reason": {"id": "Aturan kantor.", "en": "A rule of the office."},
                }
            ],
        },
        "messages": {"mail/greeting": {"id": "Halo,", "en": "Hello,"}},
    }
)


@pytest.fixture
def store(registry: Registry) -> OverlayStore:
    return registry.overlays


def draft(number: int, changes: LocalChanges = CHANGES) -> Overlay:
    return save_draft(number, changes, OFFICER, EPOCH)


def publish(store: OverlayStore, number: int, seen: int) -> Overlay:
    published = store.get(number).published(OFFICER, EPOCH)
    store.publish(published, seen)
    return published


def test_nothing_holds_at_first(store: OverlayStore) -> None:
    assert store.holding_number() == 0
    assert store.list_versions(None, 10) == ()
    for number in (-1, 0, 1, 10**6):
        with pytest.raises(NotFoundError):
            store.get(number)


def test_a_draft_is_kept_whole_and_does_not_hold(store: OverlayStore) -> None:
    store.add(draft(1))
    kept = store.get(1)
    assert kept == draft(1)
    assert isinstance(kept.changes.papers.extra[0].when, AnyOf)
    assert store.holding_number() == 0


def test_a_number_is_given_once(store: OverlayStore) -> None:
    store.add(draft(1))
    with pytest.raises(StaleVersionError):
        store.add(draft(1, LocalChanges()))
    assert store.get(1) == draft(1)


def test_a_published_version_holds(store: OverlayStore) -> None:
    store.add(draft(1))
    published = publish(store, 1, 0)
    assert store.holding_number() == 1
    assert store.get(1) == published


def test_who_saw_another_version_hold_publishes_nothing(store: OverlayStore) -> None:
    for number in (1, 2, 3):
        store.add(draft(number))
    publish(store, 1, 0)
    for seen in (0, 2, 3):
        with pytest.raises(StaleVersionError):
            publish(store, 2, seen)
    assert store.holding_number() == 1
    assert store.get(2) == draft(2)


def test_only_a_draft_that_is_stored_can_be_published(store: OverlayStore) -> None:
    with pytest.raises(StaleVersionError):
        store.publish(draft(1).published(OFFICER, EPOCH), 0)
    store.add(draft(1))
    published = publish(store, 1, 0)
    with pytest.raises(StaleVersionError):
        store.publish(published, 1)
    assert store.holding_number() == 1


def test_an_older_version_is_taken_up_as_a_new_one(store: OverlayStore) -> None:
    store.add(draft(1))
    first = publish(store, 1, 0)
    store.add(draft(2, LocalChanges()))
    publish(store, 2, 1)
    again = restore(first, 3, OFFICER, EPOCH)
    store.publish(again, 2)
    assert store.holding_number() == 3
    assert store.get(3) == again
    with pytest.raises(StaleVersionError):
        store.publish(restore(first, 2, OFFICER, EPOCH), 3)


def test_versions_come_newest_first_and_page_by_page(store: OverlayStore) -> None:
    for number in range(1, 13):
        store.add(draft(number, LocalChanges()))
    assert [version.number for version in store.list_versions(None, 5)] == [12, 11, 10, 9, 8]
    assert [version.number for version in store.list_versions(8, 5)] == [7, 6, 5, 4, 3]
    assert [version.number for version in store.list_versions(3, 5)] == [2, 1]
    assert store.list_versions(1, 5) == ()
    assert store.list_versions(0, 5) == ()


def test_of_two_who_publish_at_once_one_is_told(honest_place: Place) -> None:
    store, barrier, told = honest_place.overlays, Barrier(2), []
    for number in (1, 2):
        store.add(draft(number))

    def race(number: int) -> None:
        barrier.wait()
        try:
            publish(store, number, 0)
        except StaleVersionError:
            told.append(number)

    threads = [Thread(target=race, args=(number,)) for number in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {store.holding_number(), *told} == {1, 2}
