"""What every ledger of figures promises, whichever table is behind the port."""

from datetime import UTC, date, datetime
from threading import Barrier, Thread

import pytest

from chalicelib.adapters.dynamodb import DynamoCaseRepository
from chalicelib.adapters.dynamodb.figures import DynamoEventLog, DynamoFigureLedger, DynamoPublishedFigures
from chalicelib.domain.errors import StaleVersionError
from chalicelib.domain.events import AuditEvent
from chalicelib.domain.figure_editions import STANDING, Editions, Part, part_of
from chalicelib.domain.figures import Counted
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.services.figures_ports import EventLog, FigureLedger, PublishedFigures
from chalicelib.services.ports import CaseRepository, Sealed
from tests.builders import a_creation, a_step
from tests.contract.conftest import WINDOW, AnyTable
from tests.contract.place import Place
from tests.fakes import OFFICE, FakeCaseRepository, FakeRegistry
from tests.figures_fakes import FakeEventLog, FakeFigureLedger, FakePublishedFigures

FIRST, SECOND = (ReceiptNumber.derive(b"key", name) for name in (b"one", b"two"))
EARLIER, DAY, NEXT = date(2026, 2, 28), date(2026, 3, 2), date(2026, 3, 3)
NOON = datetime(2026, 3, 2, 5, tzinfo=UTC)
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
    assert ledger.add(FIRST, "2", DAY, RECEIVED)
    assert ledger.add(SECOND, "2", DAY, RECEIVED)
    assert ledger.read_standing() == {"open#KTP-LOST#web": 2, "age#2026-03-02": 2}
    assert ledger.add(FIRST, "9", NEXT, READY)
    assert ledger.add(SECOND, "9", NEXT, READY)
    assert ledger.read_days(DAY, NEXT) == {
        DAY: {"received#KTP-LOST#web": 2},
        NEXT: {"completed#KTP-LOST#web": 2, "hours#IN_PROCESS#3": 2},
    }
    assert ledger.read_standing() == {}
    assert list(ledger.read_days(NEXT, NEXT)) == [NEXT]


def test_a_move_that_is_told_again_counts_once(ledger: FigureLedger) -> None:
    assert ledger.add(FIRST, "2", DAY, RECEIVED)
    assert not ledger.add(FIRST, "2", DAY, RECEIVED)
    assert not ledger.add(FIRST, "2", NEXT, READY)
    assert ledger.read_days(DAY, NEXT) == {DAY: {"received#KTP-LOST#web": 1}}


def test_told_by_many_at_once_it_counts_once(honest_place: Place) -> None:
    ledger = DynamoFigureLedger(honest_place.clients.dynamodb, honest_place.table, OFFICE)
    barrier, told = Barrier(6), list[bool]()

    def tell() -> None:
        barrier.wait()
        told.append(ledger.add(FIRST, "2", DAY, RECEIVED))

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


def test_a_rebuilt_edition_is_what_was_read_and_what_the_stream_counted_for_it(ledger: FigureLedger) -> None:
    assert ledger.read_editions() == Editions()
    assert ledger.add(FIRST, "2", DAY, RECEIVED)
    begun = ledger.save_editions(Editions().begin(NOON), {})
    quarter = part_of(DAY)
    first = ledger.save_editions(begun.read_on("place", 1), {quarter: {DAY: {"printed#KK": 2}}})
    assert ledger.read_parts(1) == {quarter: {DAY: {"printed#KK": 2}}}
    parts: dict[str, Part] = {
        quarter: {DAY: {"printed#KK": 1, "received#KTP-LOST#web": 1}, EARLIER: {"printed#KK": 4}},
        STANDING: {None: {"open#KTP-LOST#web": 1, "age#2026-03-02": 1}},
    }
    second = ledger.save_editions(first.read_on("", 2), parts)
    assert ledger.read_parts(1) == parts
    assert ledger.add(SECOND, "9", NEXT, READY, (0, 1))
    assert not ledger.add(SECOND, "9", NEXT, READY, (0, 1))
    assert ledger.read_days(DAY, NEXT) == {DAY: {"received#KTP-LOST#web": 1}, NEXT: READY.of_day}
    assert ledger.read_editions() == second
    ledger.save_editions(second.take_up("adm1"), {})
    assert ledger.read_days(DAY, NEXT) == {DAY: parts[quarter][DAY], NEXT: READY.of_day}
    assert list(ledger.read_days(EARLIER, EARLIER)) == [EARLIER]
    assert ledger.read_days(date.min, date.max, 0) == {DAY: {"received#KTP-LOST#web": 1}, NEXT: READY.of_day}
    assert ledger.read_standing() == {}


def test_of_two_who_read_on_at_once_one_is_stored(ledger: FigureLedger) -> None:
    begun = ledger.save_editions(Editions().begin(NOON), {})
    one = ledger.save_editions(begun.read_on("one", 1), {part_of(DAY): {DAY: {"printed#KK": 1}}})
    for late in (begun.read_on("two", 7), Editions().begin(NOON)):
        with pytest.raises(StaleVersionError):
            ledger.save_editions(late, {part_of(DAY): {DAY: {"printed#KK": 9}}})
    assert ledger.read_editions() == one
    assert ledger.read_parts(1) == {part_of(DAY): {DAY: {"printed#KK": 1}}}


@pytest.mark.parametrize("lines", [1, 3, 1000])
def test_every_event_is_found_once_among_all_that_the_table_holds(any_table: AnyTable | None, lines: int) -> None:
    if any_table is None:
        made = FakeRegistry()
        cases: CaseRepository = FakeCaseRepository(made)
        log: EventLog = FakeEventLog(lambda: made.audit)
    else:
        client = any_table.clients.dynamodb
        cases = DynamoCaseRepository(client, any_table.name, OFFICE, WINDOW)
        log = DynamoEventLog(client, any_table.name, OFFICE)
    stored = []
    for number in range(3):
        change = a_creation(number)
        cases.create(change, Sealed(b"sealed", b"key"))
        step = a_step(change.case)
        cases.save(step)
        stored += [change.audit, step.audit]
    found, place = list[AuditEvent](), ""
    while True:
        page = log.list_events(place, lines)
        found += page.events
        place = page.next_place
        if not place:
            break
    assert sorted(found, key=str) == sorted(stored, key=str)
