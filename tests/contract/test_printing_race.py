"""Scanners and pages at once on one table: each card is printed once, each blank counted once, each press one batch."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.adapters.dynamodb.printing import DynamoPrintLedger
from chalicelib.bootstrap import Services
from chalicelib.domain.errors import InvalidRequestError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseState, ProductState
from chalicelib.domain.print_batch import PrintBatch
from chalicelib.services.ports import Sealed
from tests.builders import a_creation, a_product, a_running_clock, a_step
from tests.contract.place import Place
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


def test_one_press_that_arrives_many_times_makes_one_batch(room: PrintRoom) -> None:
    for n in range(3):
        queue(room, n)

    def press(number: int) -> PrintBatch:
        return room.propose(2, press=number)

    with ThreadPoolExecutor(SCANNERS) as threads:
        made = list(threads.map(press, [1] * SCANNERS))
    assert {batch.id for batch in made} == {made[0].id}
    assert len(room.ledger.list_batches(10)) == 1
    assert len(press(2).lines) == 1
