"""Scanners and pages at once on one table: each card is printed once, each blank counted once, each press one batch."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from chalicelib.adapters.dynamodb.printing import DynamoPrintLedger
from chalicelib.bootstrap import Services
from chalicelib.domain.errors import InvalidRequestError, StaleVersionError, UnavailableError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseState, ProductState
from chalicelib.domain.print_batch import BatchState, LineState, PrintBatch, SpoilReason
from chalicelib.services.ports import Sealed
from tests.builders import a_creation, a_product, a_running_clock, a_step
from tests.contract.place import Place
from tests.contract.wire import Mishap, answer_lost, never_sent, troubled
from tests.fakes import OFFICE
from tests.print_room import CARD, PRODUCER, PrintRoom

SCANNERS = 4


@pytest.fixture
def room(honest_place: Place) -> PrintRoom:
    room = PrintRoom()
    room.ports.cases = honest_place.cases  # type: ignore[assignment]
    ledger = DynamoPrintLedger(honest_place.clients.dynamodb, honest_place.table, OFFICE)
    room.ports.print_ledger = room.ledger = ledger  # type: ignore[assignment]
    room.services = Services(room.ports)
    room.services.printing.stock.receive(CARD, room.blanks, "", PRODUCER, room.key(0))
    return room


def queue(room: PrintRoom, n: int) -> ReceiptNumber:
    product = a_product("p1", kind=CARD)
    made = a_creation(n, state=CaseState.IN_PROCESS, products=(product,), clock=a_running_clock())
    case = room.ports.cases.create(made, Sealed(b"\x01sealed", b"key"))
    room.ports.cases.save(a_step(case, products=("p1",)))
    return case.receipt


def scan(room: PrintRoom, batch: str, receipt: ReceiptNumber) -> str:
    try:
        room.batches.confirm(batch, str(receipt), PRODUCER)
    except InvalidRequestError as error:
        return error.faults[0].code
    return "done"


def test_two_scanners_on_one_card_print_it_once(room: PrintRoom) -> None:
    receipt = queue(room, 1)
    batch = room.propose().id
    with ThreadPoolExecutor(SCANNERS) as threads:
        told = list(threads.map(lambda _: scan(room, batch, receipt), range(SCANNERS)))
    assert sorted(told) == ["done"] + ["printed_before"] * (SCANNERS - 1)
    assert (room.balance(), room.printed_today()) == (99, (1, 0))
    assert room.state(receipt) is ProductState.PRINTED


def test_one_press_on_many_pages_spoils_one_blank(room: PrintRoom) -> None:
    receipt = queue(room, 1)
    batch = room.propose()
    with ThreadPoolExecutor(SCANNERS) as threads:
        spoiled = lambda _: room.batches.spoil(batch.id, str(receipt), PRODUCER, batch.version)  # noqa: E731
        after = list(threads.map(spoiled, range(SCANNERS)))
    assert {known.lines[0].spoiled for known in after} == {1}
    assert (room.balance(), room.printed_today()) == (99, (0, 1))


def test_scanners_that_share_batch_and_stock_hold_up_none(room: PrintRoom) -> None:
    receipts = [queue(room, n) for n in range(2 * SCANNERS)]
    batch = room.propose().id
    with ThreadPoolExecutor(SCANNERS) as threads:
        told = list(threads.map(lambda receipt: scan(room, batch, receipt), receipts))
    assert set(told) == {"done"}
    assert (room.balance(), room.printed_today()) == (100 - len(receipts), (len(receipts), 0))


def test_cards_that_are_scanned_while_their_batch_is_closed_are_counted_or_wait(room: PrintRoom) -> None:
    receipts = [queue(room, n) for n in range(2 * SCANNERS)]
    batch = room.propose()

    def close() -> None:
        """With the version that stands, however often it moves on."""
        while room.ledger.get_batch(batch.id).state is BatchState.OPEN:
            with suppress(StaleVersionError):
                room.batches.close(batch.id, room.ledger.get_batch(batch.id).version)

    scan(room, batch.id, receipts[0])
    with ThreadPoolExecutor(SCANNERS + 1) as threads:
        closing = threads.submit(close)
        told = list(threads.map(lambda receipt: scan(room, batch.id, receipt), receipts[1:]))
        closing.result()
    done = 1 + told.count("done")
    lines = room.ledger.get_batch(batch.id).lines
    printed = {line.receipt for line in lines if line.state is LineState.PRINTED}
    assert set(told) <= {"done", "batch_closed"}
    assert (len(printed), room.balance(), room.printed_today()) == (done, 100 - done, (done, 0))
    assert printed == {receipt for receipt in receipts if room.state(receipt) is ProductState.PRINTED}


@pytest.mark.parametrize(("mishap", "done"), [(never_sent, 0), (answer_lost, 1)])
def test_a_scan_that_breaks_off_is_done_whole_or_not_at_all(
    room: PrintRoom, honest_place: Place, mishap: Mishap, done: int
) -> None:
    receipt = queue(room, 1)
    batch = room.propose()
    broken = troubled(honest_place.clients.dynamodb, "TransactWriteItems", mishap, times=99)
    with broken, pytest.raises(UnavailableError):
        room.batches.confirm(batch.id, str(receipt), PRODUCER)
    closed = room.batches.close(batch.id, room.ledger.get_batch(batch.id).version)
    assert closed.lines[0].state is (LineState.PRINTED if done else LineState.LEFT)
    assert room.state(receipt) is (ProductState.PRINTED if done else ProductState.PRINT_QUEUED)
    assert (room.balance(), room.printed_today()) == (100 - done, (done, 0))


def test_a_card_that_is_found_bad_on_many_pages_at_once_goes_back_once(room: PrintRoom) -> None:
    receipt = queue(room, 1)
    printed = room.batches.confirm(room.propose().id, str(receipt), PRODUCER)
    closed = room.batches.close(printed.id, printed.version)
    bad = lambda _: room.batches.spoil(closed.id, str(receipt), PRODUCER, closed.version, SpoilReason.CHIP)  # noqa: E731
    with ThreadPoolExecutor(SCANNERS) as threads:
        after = list(threads.map(bad, range(SCANNERS)))
    assert {known.lines[0].state for known in after} == {LineState.SPOILED}
    assert [event.action for event in room.ports.cases.list_audit(receipt)].count("spoiled") == 1
    assert (room.balance(), room.printed_today()) == (99, (0, 1))


def test_proposals_at_one_moment_promise_each_blank_once(room: PrintRoom) -> None:
    for n in range(2 * SCANNERS):
        queue(room, n)
    room.services.printing.stock.count(CARD, 3, "hitung", PRODUCER, room.key(99))

    def propose(number: int) -> str:
        try:
            return str(len(room.propose(2, press=number).lines))
        except InvalidRequestError as error:
            return error.faults[0].code

    with ThreadPoolExecutor(SCANNERS) as threads:
        told = list(threads.map(propose, range(1, SCANNERS + 1)))
    assert sorted(told) == ["2", *["blanks_promised"] * (SCANNERS - 1)]
    assert len(room.ledger.list_batches(10).items) == 1


def test_one_press_that_arrives_many_times_makes_one_batch(room: PrintRoom) -> None:
    for n in range(3):
        queue(room, n)

    def press(number: int) -> PrintBatch:
        return room.propose(2, press=number)

    with ThreadPoolExecutor(SCANNERS) as threads:
        made = list(threads.map(press, [1] * SCANNERS))
    assert {batch.id for batch in made} == {made[0].id}
    assert len(room.ledger.list_batches(10).items) == 1
    assert len(press(2).lines) == 1
