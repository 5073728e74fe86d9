"""A producer's work on fakes: nothing that is sent twice is done twice, and no card is lost between two writes."""

from collections.abc import Sequence
from datetime import date

import pytest
from typing_extensions import override

from chalicelib.domain.errors import (
    Fault,
    IdempotencyKeyReusedError,
    InvalidRequestError,
    NotFoundError,
    StaleVersionError,
    UnavailableError,
)
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import ProductState
from chalicelib.domain.print_batch import LineState, PrintBatch, PrintDay, Stock, StockEntry
from chalicelib.domain.production import Milestone, record_milestone
from chalicelib.services.batching import PAGE
from chalicelib.services.change_case import change_case
from chalicelib.services.printing_ports import Press
from tests.print_room import CARD, PRODUCER, PrintRoom
from tests.printing_fakes import FakePrintLedger


@pytest.fixture
def room() -> PrintRoom:
    return PrintRoom()


def told(refused: pytest.ExceptionInfo[InvalidRequestError]) -> list[tuple[str, str]]:
    return [(fault.field, fault.code) for fault in refused.value.faults]


def record(room: PrintRoom, receipt: ReceiptNumber, milestone: Milestone) -> None:
    """The product's move alone: what is left of a confirmation that broke off, or of another officer's hand."""
    now = room.ports.clock.now()
    change_case(room.ports.cases, receipt, lambda case: record_milestone(case, milestone, "p1", PRODUCER, now))


class TiredLedger(FakePrintLedger):
    """Before the next write of a batch somebody else does something."""

    def __init__(self) -> None:
        super().__init__()
        self.before: Sequence[object] = ()

    @override
    def save_batch(
        self,
        batch: PrintBatch,
        stock: tuple[Stock, StockEntry] | None = None,
        day: tuple[date, PrintDay] | None = None,
        released: Sequence[tuple[ReceiptNumber, str]] = (),
    ) -> PrintBatch:
        pending, self.before = self.before, ()
        for act in pending:
            assert callable(act)
            act()
        return super().save_batch(batch, stock, day, released)


@pytest.fixture
def tired() -> tuple[PrintRoom, TiredLedger]:
    room, ledger = PrintRoom(), TiredLedger()
    ledger.stocks = room.ledger.stocks
    room.ports.print_ledger = room.ledger = ledger
    return room, ledger


def break_off() -> None:
    raise UnavailableError


def test_a_card_that_is_spoiled_twice_by_one_press_takes_one_blank(room: PrintRoom) -> None:
    code = str(room.wait_for())
    seen = room.propose().version
    for _ in range(2):
        batch = room.batches.spoil(room.propose().id, code, PRODUCER, seen)
    assert (batch.lines[0].spoiled, room.balance(), room.printed_today()) == (1, 99, (0, 1))
    batch = room.batches.spoil(batch.id, code, PRODUCER, batch.version)
    assert (batch.lines[0].spoiled, room.balance()) == (2, 98)


def test_a_printed_card_that_is_spoiled_twice_by_one_press_is_printed_again_once(room: PrintRoom) -> None:
    receipt = room.wait_for()
    batch = room.batches.confirm(room.propose().id, str(receipt), PRODUCER)
    for _ in range(2):
        room.batches.spoil(batch.id, str(receipt), PRODUCER, batch.version)
    again = room.batches.confirm(batch.id, str(receipt), PRODUCER)
    late = room.batches.spoil(batch.id, str(receipt), PRODUCER, batch.version)  # the same press, once more
    assert late == again
    assert (room.balance(), room.printed_today()) == (98, (2, 1))
    assert room.state(receipt) is ProductState.PRINTED


def test_a_confirmation_that_comes_again_after_the_card_was_spoiled_prints_nothing(room: PrintRoom) -> None:
    receipt = room.wait_for()
    seen = room.propose().version
    batch = room.batches.confirm(room.propose().id, str(receipt), PRODUCER, seen)
    batch = room.batches.spoil(batch.id, str(receipt), PRODUCER, batch.version)
    with pytest.raises(InvalidRequestError) as refused:
        room.batches.confirm(batch.id, str(receipt), PRODUCER, seen)
    assert told(refused) == [("code", "spoiled_since")]
    assert room.state(receipt) is ProductState.PRINT_QUEUED


@pytest.mark.parametrize("later", [(), (Milestone.MADE_READY,)])
def test_closing_counts_a_card_whose_confirmation_broke_off(
    tired: tuple[PrintRoom, TiredLedger], later: tuple[Milestone, ...]
) -> None:
    room, ledger = tired
    first, second = room.wait_for_many(2)
    batch = room.propose()
    ledger.before = (break_off,)
    with pytest.raises(UnavailableError):
        room.batches.confirm(batch.id, str(first), PRODUCER)
    assert (room.state(first), room.balance()) == (ProductState.PRINTED, 100)
    for milestone in later:
        record(room, first, milestone)
    closed = room.batches.close(batch.id, batch.version, PRODUCER)
    assert [line.state for line in closed.lines] == [LineState.PRINTED, LineState.LEFT]
    assert (room.balance(), room.printed_today()) == (99, (1, 0))
    assert ledger.entries[-1].note == batch.id
    assert [line.receipt for line in room.propose(press=2).lines] == [second]


def test_a_card_that_is_ready_already_is_still_counted_when_it_is_scanned(room: PrintRoom) -> None:
    receipt = room.wait_for()
    batch = room.propose()
    record(room, receipt, Milestone.PRINTED)
    record(room, receipt, Milestone.MADE_READY)
    assert room.batches.confirm(batch.id, str(receipt), PRODUCER).lines[0].state is LineState.PRINTED
    assert (room.balance(), room.printed_today(), room.state(receipt)) == (99, (1, 0), ProductState.READY)


def test_a_card_whose_confirmation_broke_off_is_printed_again_once_it_is_spoiled(room: PrintRoom) -> None:
    receipt = room.wait_for()
    batch = room.propose()
    record(room, receipt, Milestone.PRINTED)
    after = room.batches.spoil(batch.id, str(receipt), PRODUCER, batch.version)
    assert room.state(receipt) is ProductState.PRINT_QUEUED
    assert (after.lines[0].spoiled, room.balance(), room.printed_today()) == (1, 99, (0, 1))
    closed = room.batches.close(batch.id, after.version, PRODUCER)
    assert (closed.lines[0].state, room.balance()) == (LineState.LEFT, 99)


def test_a_batch_that_is_closed_while_a_card_is_confirmed_keeps_the_card(tired: tuple[PrintRoom, TiredLedger]) -> None:
    room, ledger = tired
    receipt = room.wait_for()
    batch = room.propose()
    closing = batch.closing(room.ports.clock.now())
    ledger.before = (lambda: ledger.save_batch(closing, released=[(receipt, "p1")]),)  # it read the case just before
    after = room.batches.confirm(batch.id, str(receipt), PRODUCER)
    assert (after.state, after.lines[0].state) == ("closed", LineState.PRINTED)
    assert (room.balance(), room.printed_today()) == (99, (1, 0))


def test_a_card_that_an_earlier_batch_printed_is_not_counted_again(room: PrintRoom) -> None:
    """The work list lags: it still shows a card whose batch was closed a moment ago."""
    receipt = room.wait_for()
    place = ("print", room.ports.clock.now(), next(iter(room.ports.registry.lists["print"].values())).shown)
    first = room.batches.confirm(room.propose().id, str(receipt), PRODUCER)
    room.batches.close(first.id, first.version, PRODUCER)
    room.ports.clock.advance(seconds=1)
    room.ports.registry.place(receipt, "PRODUCT#p1", *place)
    second = room.propose(press=2)
    assert [line.receipt for line in second.lines] == [receipt]
    with pytest.raises(InvalidRequestError) as refused:
        room.batches.confirm(second.id, str(receipt), PRODUCER)
    assert told(refused) == [("code", "not_to_be_printed")]
    assert room.batches.close(second.id, second.version, PRODUCER).lines[0].state is LineState.LEFT
    assert (room.balance(), room.printed_today()) == (99, (1, 0))


def test_closing_is_refused_where_the_stock_does_not_hold_what_was_printed() -> None:
    room = PrintRoom(blanks=1)
    receipt = room.wait_for()
    batch = room.propose(1)
    record(room, receipt, Milestone.PRINTED)
    room.ledger.stocks[CARD] = Stock(card=CARD, version=2, balance=0)
    with pytest.raises(InvalidRequestError) as refused:
        room.batches.close(batch.id, batch.version, PRODUCER)
    assert told(refused) == [("stock", "no_blank_cards")]
    assert room.ledger.get_batch(batch.id) == batch


def test_a_stale_page_closes_nothing(room: PrintRoom) -> None:
    receipt = room.wait_for()
    batch = room.propose()
    room.batches.confirm(batch.id, str(receipt), PRODUCER)
    with pytest.raises(StaleVersionError):
        room.batches.close(batch.id, batch.version, PRODUCER)


def test_a_kind_behind_hundreds_of_another_is_found(room: PrintRoom) -> None:
    room.wait_for_many(601, "KIA")
    wanted = room.wait_for_many(2)
    assert [line.receipt for line in room.propose().lines] == wanted


def test_cards_of_many_open_batches_hide_nothing(room: PrintRoom) -> None:
    room.wait_for_many(85)
    for number in range(17):
        room.propose(5, press=number)
    wanted = room.wait_for()
    assert [line.receipt for line in room.propose(1, press=17).lines] == [wanted]


def test_a_list_that_is_too_long_to_look_through_is_told_so(room: PrintRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.services.batching.MOST_LOOKED_AT", 2 * PAGE)
    room.wait_for_many(2 * PAGE, "KIA")
    room.wait_for()
    with pytest.raises(InvalidRequestError) as refused:
        room.propose()
    assert refused.value.faults == (Fault("size", "too_many_before", (("limit", "500"),)),)


def test_a_rival_who_was_faster_is_passed_over(room: PrintRoom) -> None:
    first, second, third = room.wait_for_many(3)
    stale = room.ledger.list_taken()
    room.propose(2)
    room.ledger.list_taken = lambda: stale  # type: ignore[method-assign] # read before the rival's batch was stored
    assert [line.receipt for line in room.propose(2, press=2).lines] == [third]
    assert {first, second} == {line.receipt for line in room.ledger.list_batches(2)[1].lines}


def test_a_batch_that_is_asked_for_twice_is_made_once(room: PrintRoom) -> None:
    room.wait_for_many(5)
    made = room.propose(2)
    room.ports.clock.advance(days=1)
    assert room.propose(2) == made
    assert len(room.ledger.batches) == 1
    with pytest.raises(IdempotencyKeyReusedError):
        room.propose(3)
    assert len(room.propose(2, press=2).lines) == 2


def test_a_press_that_arrives_while_the_first_is_at_work_gets_the_same_batch(room: PrintRoom) -> None:
    """The first took all that waited after the second looked for it: there is nothing left, and yet no fault."""
    room.wait_for_many(2)
    made: list[PrintBatch] = []

    def look(digest: str) -> object:
        del room.ledger.find_press
        found = room.ledger.find_press(digest)
        made.append(room.propose())
        return found

    room.ledger.find_press = look  # type: ignore[method-assign, assignment]
    assert room.propose() == made[0]
    assert len(room.ledger.batches) == 1


def test_blank_cards_that_are_entered_twice_come_in_once(room: PrintRoom) -> None:
    stock = room.services.printing.stock
    for _ in range(2):
        assert stock.receive(CARD, 500, "SJ-1", PRODUCER, room.key(1)).balance == 600
    with pytest.raises(IdempotencyKeyReusedError):
        stock.receive(CARD, 50, "SJ-1", PRODUCER, room.key(1))
    stock.receive(CARD, 500, "SJ-1", PRODUCER, room.key(2))
    stock.count(CARD, 1000, "basah", PRODUCER, room.key(3))
    stock.receive(CARD, 10, "", PRODUCER, room.key(4))
    assert stock.count(CARD, 1000, "basah", PRODUCER, room.key(3)).balance == 1010
    other = PRODUCER.model_copy(update={"id": "p2"})
    assert stock.receive(CARD, 1, "", other, room.key(1)).balance == 1011
    assert [entry.amount for entry in room.ledger.entries] == [500, 500, -100, 10, 1]


def test_every_fault_of_an_entry_is_told_at_once(room: PrintRoom) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        room.services.printing.stock.count("PASSPORT", -1, " ", PRODUCER, room.key(1))
    assert told(refused) == [("amount", "out_of_range"), ("note", "missing"), ("card", "not_a_choice")]


def test_nothing_is_kept_of_a_key_but_its_hmac(room: PrintRoom) -> None:
    room.wait_for()
    room.propose()
    assert str(room.key(1)) not in repr(room.ledger.presses)


def test_a_batch_that_is_not_there(room: PrintRoom) -> None:
    with pytest.raises(NotFoundError):
        room.batches.confirm("b1", "TESTTESTTE5", PRODUCER)


def test_both_presses_are_told_apart_by_what_was_asked(room: PrintRoom) -> None:
    press: Press = room.services.printing.presses.read("a", PRODUCER, room.key(1))
    other = room.services.printing.presses.read("b", PRODUCER, room.key(1))
    assert press.digest == other.digest
    assert press.request_digest != other.request_digest
