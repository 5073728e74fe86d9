"""What the counts of the work lists promise, whichever table is behind the port."""

from itertools import permutations

import pytest

from chalicelib.adapters.dynamodb import DynamoCaseRepository
from chalicelib.adapters.dynamodb.queue_counts import DynamoQueueCounts
from chalicelib.domain.queue_counts import Line
from chalicelib.services.count_queues import CountQueues
from chalicelib.services.ports import CaseRepository, QueuePage, Sealed
from chalicelib.services.queue_ports import QueueCounts
from tests.builders import a_creation
from tests.contract.conftest import WINDOW, AnyTable
from tests.fakes import OFFICE, FakeCaseRepository, FakeRegistry
from tests.queue_fakes import FakeQueueCounts

FIRST = Line(1, "submitted", "KTP-LOST", "357301", "web")
SECOND = Line(2, "in-review", "KTP-LOST", "357301", "web")
THIRD = Line(3)
SEALED = Sealed(b"\x01sealed", b"key")
RECORDS = ((None, FIRST), (FIRST, SECOND), (SECOND, THIRD))


@pytest.fixture
def counts(any_table: AnyTable | None) -> QueueCounts:
    if any_table is None:
        return FakeQueueCounts()
    return DynamoQueueCounts(any_table.clients.dynamodb, any_table.name, OFFICE)


@pytest.fixture
def counting(any_table: AnyTable | None, counts: QueueCounts) -> CountQueues:
    if any_table is None:
        return CountQueues(counts, FakeCaseRepository(FakeRegistry(), WINDOW))
    return CountQueues(counts, DynamoCaseRepository(any_table.clients.dynamodb, any_table.name, OFFICE, WINDOW))


def test_a_list_that_nothing_stood_in_has_no_numbers(counts: QueueCounts) -> None:
    assert counts.get("submitted") == {}


def test_what_the_stream_repeats_counts_once(counting: CountQueues) -> None:
    assert counting.count("CASE#A", "CASE", None, FIRST)
    assert not counting.count("CASE#A", "CASE", None, FIRST)
    assert counting.count("CASE#B", "CASE", None, FIRST)
    assert counting.counts.get("submitted") == {"n": 2, "s#KTP-LOST": 2, "a#357301": 2, "c#web": 2}


@pytest.mark.parametrize("order", list(permutations(RECORDS)))
def test_the_order_in_which_the_stream_tells_does_not_matter(
    counting: CountQueues, order: tuple[tuple[Line | None, Line], ...]
) -> None:
    for before, after in order:
        counting.count("CASE#A", "CASE", before, after)
    assert counting.counts.get("submitted") == counting.counts.get("in-review") == {}


def test_an_item_that_goes_is_taken_off_once(counting: CountQueues) -> None:
    counting.count("CASE#A", "PRODUCT#ktp", None, FIRST)
    assert counting.count("CASE#A", "PRODUCT#ktp", FIRST, None)
    assert not counting.count("CASE#A", "PRODUCT#ktp", FIRST, None)
    assert counting.counts.get("submitted") == {}


def test_a_recount_lets_wrong_numbers_go(counting: CountQueues) -> None:
    assert counting.counts.replace("draft", {}, {"n": 9, "c#post": 9})
    for number in range(3):
        counting.cases.create(a_creation(number), SEALED)
    told = counting.recount("draft")
    assert counting.counts.get("draft") == {"n": 3, "s#KTP-LOST": 3, "a#unknown": 3, "c#web": 3}
    assert (told.lines, told.is_settled) == (3, True)
    new = dict.fromkeys(("s#KTP-LOST", "a#unknown", "c#web"), (0, 3))
    assert told.differing == {"n": (9, 3), **new, "c#post": (9, 0)}
    assert counting.recount("draft").differing == {}


@pytest.mark.parametrize("seen", [{}, {"n": 1}, {"n": 2, "c#web": 2}, {"n": 2, "c#web": 1, "c#post": 1}])
def test_numbers_that_moved_on_since_they_were_seen_are_not_overwritten(
    counts: QueueCounts, seen: dict[str, int]
) -> None:
    held = {"n": 2, "c#web": 1, "c#assisted": 1}
    assert counts.replace("draft", {}, held)
    assert not counts.replace("draft", seen, {"n": 7, "c#post": 7})
    assert counts.get("draft") == held
    assert counts.replace("draft", held, {"n": 7, "c#post": 7})


def test_what_the_stream_counts_during_a_recount_is_not_lost(
    counting: CountQueues, monkeypatch: pytest.MonkeyPatch
) -> None:
    list_queue, late = type(counting.cases).list_queue, iter(range(1, 3))

    def listed(cases: CaseRepository, queue: str, cursor: str | None, limit: int) -> QueuePage:
        page = list_queue(cases, queue, cursor, limit)
        for number in late:
            counting.cases.create(a_creation(number), SEALED)
            counting.count(f"CASE#{number}", "CASE", None, Line(1, "draft", "KTP-LOST", "", "web"))
            break
        return page

    counting.cases.create(a_creation(0), SEALED)
    monkeypatch.setattr(type(counting.cases), "list_queue", listed)
    assert counting.recount("draft").is_settled
    assert counting.counts.get("draft") == {"n": 3, "s#KTP-LOST": 3, "a#unknown": 3, "c#web": 3}
