"""Kept views of the queue, and all that stands around a work list in one read."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from chalicelib.adapters.dynamodb import DynamoCaseRepository
from chalicelib.adapters.dynamodb.administration import DynamoOfficerDirectory
from chalicelib.adapters.dynamodb.keys import Keys
from chalicelib.adapters.dynamodb.queue_counts import COUNTS, TOTALS, DynamoQueueCounts
from chalicelib.adapters.dynamodb.queue_front import DynamoQueueFront
from chalicelib.adapters.dynamodb.saved_views import DynamoViewStore
from chalicelib.domain.errors import StaleVersionError
from chalicelib.domain.officers import Officer
from chalicelib.domain.saved_views import SavedView, Sharing
from chalicelib.services.count_queues import CountQueues
from chalicelib.services.ports import Sealed
from chalicelib.services.queue_ports import Front, QueueCounts, QueueFront, ViewStore
from chalicelib.services.saved_views import SHARED
from chalicelib.services.staff_ports import OfficerDirectory
from tests.builders import a_creation
from tests.contract.conftest import WINDOW, AnyTable
from tests.fakes import OFFICE
from tests.office_fakes import FakeOfficerDirectory
from tests.queue_fakes import FakeQueueCounts, FakeQueueFront, FakeViewStore


@dataclass(frozen=True)
class Kept:
    officers: OfficerDirectory
    counts: QueueCounts
    views: ViewStore
    front: QueueFront


@pytest.fixture
def kept(any_table: AnyTable | None) -> Kept:
    if any_table is None:
        officers, counts, views = FakeOfficerDirectory(), FakeQueueCounts(), FakeViewStore()
        return Kept(officers, counts, views, FakeQueueFront(officers, counts, views))
    place = (any_table.clients.dynamodb, any_table.name, OFFICE)
    return Kept(
        DynamoOfficerDirectory(*place), DynamoQueueCounts(*place), DynamoViewStore(*place), DynamoQueueFront(*place)
    )


def view(name: str, sharing: Sharing = Sharing.OWN, by: str = "", **filters: str) -> SavedView:
    return SavedView(name=name, sharing=sharing, filters=filters, by=by)


def test_views_are_kept_by_owner_and_name(kept: Kept) -> None:
    assert kept.views.list_of("v1") == ()
    kept.views.put("v1", view("Pos", channel="post"), None)
    kept.views.put("v1", view("Akta"), None)
    kept.views.put("v1", view("Pos", channel="web"), view("Pos", channel="post"))
    assert kept.views.list_of("v1") == (view("Akta"), view("Pos", channel="web"))
    assert kept.views.list_of("v2") == ()
    for name in ("Akta", "Akta", "none of that name"):
        kept.views.remove("v1", view(name))
    assert kept.views.list_of("v1") == (view("Pos", channel="web"),)
    kept.views.remove("v3", view("Pos"))
    assert kept.views.list_of("v3") == ()


def test_a_view_that_another_made_meanwhile_is_neither_replaced_nor_removed(kept: Kept) -> None:
    mine, theirs = (view("Pos", Sharing.SHARED, by, channel=by) for by in ("v1", "v2"))
    kept.views.put(SHARED, mine, None)
    kept.views.put(SHARED, mine, mine)  # its maker's own second tab
    kept.views.remove(SHARED, mine)
    kept.views.put(SHARED, theirs, None)
    for before in (mine, None):
        with pytest.raises(StaleVersionError):
            kept.views.put(SHARED, mine, before)
    with pytest.raises(StaleVersionError):
        kept.views.remove(SHARED, mine)
    assert kept.views.list_of(SHARED) == (theirs,)
    kept.views.remove(SHARED, theirs)
    with pytest.raises(StaleVersionError):
        kept.views.put(SHARED, theirs, theirs)  # what is gone is not changed, either
    kept.views.put(SHARED, mine, None)
    assert kept.views.list_of(SHARED) == (mine,)


def test_an_empty_office_has_an_officer_and_nothing_else(kept: Kept) -> None:
    assert kept.front.read("v1", "submitted") == Front(Officer(id="v1"), {}, {}, ())


def test_all_that_stands_around_a_list_is_as_each_part_says_it(kept: Kept) -> None:
    stored = kept.officers.save(Officer(id="v1", name="Ibu Contoh"))
    kept.counts.add("p", "s", "1", {"submitted": {"n": 2, "c#web": 2}, "envelopes": {"n": 1}})
    kept.counts.add("p", "s", "2", {"submitted": {"n": -1, "c#web": -2, "c#post": 1}})
    kept.views.put("v1", view("Zulu"), None)
    kept.views.put("v2", view("Bukan miliknya"), None)
    kept.views.put(SHARED, view("Akta", Sharing.SHARED), None)
    views, lines = (view("Zulu"), view("Akta", Sharing.SHARED)), {"submitted": 1, "envelopes": 1}
    for queue, numbers in (("submitted", {"n": 1, "c#post": 1}), ("envelopes", {"n": 1}), ("ready", {})):
        assert kept.counts.get(queue) == numbers
        assert kept.front.read("v1", queue) == Front(stored, lines, numbers, views)


def test_how_many_lines_each_list_has_follows_what_is_counted_and_recounted(kept: Kept) -> None:
    def lines() -> Mapping[str, int]:
        return kept.front.read("v1", "submitted").lines

    moved = {"submitted": {"n": -1, "c#web": -1}, "in-review": {"n": 1, "c#web": 1}}
    for told in (1, 2):
        assert kept.counts.add("p", "s", "1", {"submitted": {"n": 3, "c#web": 3}}) is (told == 1)
        assert kept.counts.add("p", "s", "2", moved) is (told == 1)
        assert lines() == kept.counts.read_lines() == {"submitted": 2, "in-review": 1}
    kept.counts.add("p", "s", "3", {"submitted": {"c#web": -1, "c#post": 1}})
    assert lines() == {"submitted": 2, "in-review": 1}
    assert not kept.counts.replace("submitted", {"n": 3}, {"n": 9})
    assert lines() == {"submitted": 2, "in-review": 1}
    assert kept.counts.replace("submitted", kept.counts.get("submitted"), {"n": 7, "c#web": 7})
    assert kept.counts.replace("in-review", kept.counts.get("in-review"), {})
    assert lines() == {"submitted": 7}
    assert set(kept.counts.read_all()) == {"submitted"}


def test_a_recount_tells_how_many_lines_a_list_has_that_was_counted_before_that_was_kept(
    kept: Kept, any_table: AnyTable | None
) -> None:
    if any_table is None:
        pytest.skip("the fake keeps no such number")
    client, name = any_table.clients.dynamodb, any_table.name
    cases = DynamoCaseRepository(client, name, OFFICE, WINDOW)
    cases.create(a_creation(), Sealed(b"\x01sealed", b"key"))
    counting = CountQueues(kept.counts, cases)
    counting.recount("draft")
    client.delete_item(TableName=name, Key=Keys(OFFICE).beside(COUNTS, TOTALS))
    assert kept.front.read("v1", "draft").lines == {}
    assert counting.recount("draft").is_settled
    assert kept.front.read("v1", "draft").lines == {"draft": 1}
