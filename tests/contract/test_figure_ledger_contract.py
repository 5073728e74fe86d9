"""What every ledger of figures promises, whichever table is behind the port."""

from datetime import date
from threading import Barrier, Thread

import pytest

from chalicelib.adapters.dynamodb.figures import DynamoFigureLedger, DynamoPublishedFigures
from chalicelib.domain.figures import Counted
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.services.figures_ports import FigureLedger, PublishedFigures
from tests.contract.conftest import AnyTable
from tests.contract.place import Place
from tests.fakes import OFFICE
from tests.figures_fakes import FakeFigureLedger, FakePublishedFigures

FIRST, SECOND = (ReceiptNumber.derive(b"key", name) for name in (b"one", b"two"))
DAY, NEXT = date(2026, 3, 2), date(2026, 3, 3)
RECEIVED = Counted({"received#KTP-LOST#web": 1}, {"open#KTP-LOST#web": 1, "age#2026-03-02": 1})
READY = Counted({"completed#KTP-LOST#web": 1, "hours#IN_PROCESS#3": 1}, {"open#KTP-LOST#web": -1, "age#2026-03-02": -1})


@pytest.fixture
def ledger(any_table: AnyTable | None) -> FigureLedger:
    if any_table is None:
        return FakeFigureLedger()
    return DynamoFigureLedger(any_table.clients.dynamodb, any_table.name, OFFICE)


@pytest.fixture
def published(any_table: AnyTable | None) -> PublishedFigures:
    if any_table is None:
        return FakePublishedFigures()
    return DynamoPublishedFigures(any_table.clients.dynamodb, any_table.name, OFFICE)


def test_nothing_is_counted_at_first(ledger: FigureLedger) -> None:
    assert ledger.read_days(DAY, NEXT) == {}
    assert ledger.read_standing() == {}


def test_moves_add_up_by_day_and_what_stands_open_goes_again(ledger: FigureLedger) -> None:
    assert ledger.add(FIRST, 2, DAY, RECEIVED)
    assert ledger.add(SECOND, 2, DAY, RECEIVED)
    assert ledger.read_standing() == {"open#KTP-LOST#web": 2, "age#2026-03-02": 2}
    assert ledger.add(FIRST, 9, NEXT, READY)
    assert ledger.add(SECOND, 9, NEXT, READY)
    assert ledger.read_days(DAY, NEXT) == {
        DAY: {"received#KTP-LOST#web": 2},
        NEXT: {"completed#KTP-LOST#web": 2, "hours#IN_PROCESS#3": 2},
    }
    assert ledger.read_standing() == {}
    assert list(ledger.read_days(NEXT, NEXT)) == [NEXT]


def test_a_move_that_is_told_again_counts_once(ledger: FigureLedger) -> None:
    assert ledger.add(FIRST, 2, DAY, RECEIVED)
    assert not ledger.add(FIRST, 2, DAY, RECEIVED)
    assert not ledger.add(FIRST, 2, NEXT, READY)
    assert ledger.read_days(DAY, NEXT) == {DAY: {"received#KTP-LOST#web": 1}}


def test_told_by_many_at_once_it_counts_once(honest_place: Place) -> None:
    ledger = DynamoFigureLedger(honest_place.clients.dynamodb, honest_place.table, OFFICE)
    barrier, told = Barrier(6), list[bool]()

    def tell() -> None:
        barrier.wait()
        told.append(ledger.add(FIRST, 2, DAY, RECEIVED))

    threads = [Thread(target=tell) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [False] * 5 + [True]
    assert ledger.read_days(DAY, DAY) == {DAY: {"received#KTP-LOST#web": 1}}


def test_what_is_published_takes_the_place_of_what_was(published: PublishedFigures) -> None:
    assert published.read() == ""
    for text in ('{"a":1}', '{"b":"é"}', "x" * 100_000):
        published.publish(text)
        assert published.read() == text
