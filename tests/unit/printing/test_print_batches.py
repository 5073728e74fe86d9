"""A producer's work on fakes: nothing that is sent twice is done twice, and no card is lost between two writes."""

from collections.abc import Callable, Collection, Sequence
from datetime import date

import pytest
from typing_extensions import override

from chalicelib.domain.case import Change
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
from chalicelib.domain.print_batch import (
    LineState,
    PrintBatch,
    PrintDay,
    SpoilReason,
    Stock,
    StockEntry,
    StockReason,
)
from chalicelib.domain.production import Milestone, dispatch, record_milestone
from chalicelib.services.batching import PAGE, BatchPage
from chalicelib.services.change_case import change_case
from chalicelib.services.printing_ports import Press
from tests.print_room import CARD, PRODUCER, PrintRoom
from tests.printing_fakes import FakePrintLedger

BAD = SpoilReason.CHIP


@pytest.fixture
def room() -> PrintRoom:
    return PrintRoom()


def told(refused: pytest.ExceptionInfo[InvalidRequestError]) -> list[tuple[str, str]]:
    return [(fault.field, fault.code) for fault in refused.value.faults]


def record(room: PrintRoom, receipt: ReceiptNumber, milestone: Milestone) -> None:
    """By another officer's hand."""
    now = room.ports.clock.now()
    change_case(room.ports.cases, receipt, lambda case: record_milestone(case, milestone, "p1", PRODUCER, now))


class TiredLedger(FakePrintLedger):
    """Before the next write of a batch somebody else does something."""

    def __init__(self, save_case: Callable[[Change], None]) -> None:
        super().__init__(save_case)
        self.before: Sequence[object] = ()

    @override
    def save_batch(
        self,
        batch: PrintBatch,
        stock: tuple[Stock, StockEntry] | None = None,
        day: tuple[date, PrintDay] | None = None,
        released: Sequence[tuple[ReceiptNumber, str]] = (),
        moved: Change | None = None,
    ) -> PrintBatch:
        pending, self.before = self.before, ()
        for act in pending:
            assert callable(act)
            act()
        return super().save_batch(batch, stock, day, released, moved)


@pytest.fixture
def tired() -> tuple[PrintRoom, TiredLedger]:
    room = PrintRoom()
    ledger = TiredLedger(room.ports.cases.save)
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


def test_no_two_batches_are_promised_the_same_blanks(room: PrintRoom) -> None:
    first, *_ = room.wait_for_many(12)
    room.ledger.stocks[CARD] = Stock(card=CARD, version=1, balance=10)
    batch = room.propose(8)
    with pytest.raises(InvalidRequestError) as refused:
        room.propose(3, press=2)
    assert told(refused) == [("size", "blanks_promised")]
    room.batches.confirm(batch.id, str(first), PRODUCER)  # one blank less, and one card less that waits for it
    assert len(room.propose(2, press=3).lines) == 2
    room.batches.close(batch.id, room.ledger.get_batch(batch.id).version)
    assert len(room.propose(7, press=4).lines) == 7


def test_a_printed_card_that_is_spoiled_twice_by_one_press_is_printed_again_once(room: PrintRoom) -> None:
    receipt = room.wait_for()
    batch = room.batches.confirm(room.propose().id, str(receipt), PRODUCER)
    for _ in range(2):
        room.batches.spoil(batch.id, str(receipt), PRODUCER, batch.version, BAD)
    again = room.batches.confirm(batch.id, str(receipt), PRODUCER)
    late = room.batches.spoil(batch.id, str(receipt), PRODUCER, batch.version, BAD)  # the same press, once more
    assert late == again
    assert (room.balance(), room.printed_today()) == (98, (1, 1))
    assert room.state(receipt) is ProductState.PRINTED


def test_a_card_that_is_found_bad_after_closing_goes_back_once_and_is_printed_by_the_next_batch(
    room: PrintRoom,
) -> None:
    receipt = room.wait_for()
    batch = room.batches.confirm(room.propose().id, str(receipt), PRODUCER)
    record(room, receipt, Milestone.MADE_READY)
    closed, yesterday = room.batches.close(batch.id, batch.version), room.batches.today()
    room.ports.clock.advance(days=1)
    for _ in range(2):
        bad = room.batches.spoil(batch.id, str(receipt), PRODUCER, closed.version, BAD)
    assert (bad.lines[0].state, bad.lines[0].spoiled) == (LineState.SPOILED, 1)
    assert (room.state(receipt), room.balance()) == (ProductState.PRINT_QUEUED, 99)
    assert (room.ledger.entries[-1].reason, room.ledger.entries[-1].amount) == (StockReason.FOUND_BAD, 0)
    assert room.ports.cases.list_audit(receipt)[-1].details == {"product": "p1", "batch": batch.id, "reason": "chip"}
    again = room.batches.confirm(room.propose(press=2).id, str(receipt), PRODUCER)
    with pytest.raises(InvalidRequestError) as refused:
        room.batches.spoil(batch.id, str(receipt), PRODUCER, bad.version, BAD)
    assert told(refused) == [("code", "spoiled_before")]
    assert again.lines[0].state is LineState.PRINTED
    assert (room.balance(), room.printed_on(yesterday), room.printed_today()) == (98, (1, 0), (0, 1))


def test_a_mistaken_scan_gives_its_blank_back_once(room: PrintRoom) -> None:
    receipt = room.wait_for()
    batch = room.batches.confirm(room.propose().id, str(receipt), PRODUCER)
    closed = room.batches.close(batch.id, batch.version)
    for _ in range(2):
        room.batches.spoil(batch.id, str(receipt), PRODUCER, closed.version, SpoilReason.NOT_PRINTED)
    assert (room.balance(), room.printed_today()) == (100, (0, 0))
    assert room.state(receipt) is ProductState.PRINT_QUEUED


@pytest.mark.parametrize(("reason", "spoiled"), [(SpoilReason.NOT_PRINTED, 0), (BAD, 1)])
@pytest.mark.parametrize("is_closed", [False, True])
def test_what_is_taken_back_of_an_earlier_day_leaves_that_day_as_it_was_told(
    room: PrintRoom,
    reason: SpoilReason,
    spoiled: int,
    is_closed: bool,  # noqa: FBT001 - a case of the table
) -> None:
    wrong, right = room.wait_for_many(2)
    batch, yesterday = room.propose(), room.batches.today()
    for receipt in (right, wrong):
        batch = room.batches.confirm(batch.id, str(receipt), PRODUCER)
    batch = room.batches.close(batch.id, batch.version) if is_closed else batch
    room.ports.clock.advance(days=1)
    for _ in range(2):
        room.batches.spoil(batch.id, str(wrong), PRODUCER, batch.version, reason)
    today = PrintDay(spoiled=spoiled, found_bad=spoiled, unprinted=1 - spoiled)
    assert room.ledger.get_day(room.batches.today(), CARD) == today
    day = room.ledger.get_day(yesterday, CARD)
    assert (day.printed, day.spoiled, sum(day.by_hour.values())) == (2, 0, 2)
    assert room.balance() == 98 + today.unprinted
    assert [told for _, told in room.batches.last_days()] == [{CARD: today}, {CARD: day}]


def test_between_two_proposals_at_one_moment_the_blanks_are_promised_once(room: PrintRoom) -> None:
    room.wait_for_many(4)
    room.ledger.stocks[CARD] = Stock(card=CARD, version=1, balance=3)
    taken = room.ledger.list_taken

    def at_one_moment() -> Collection[tuple[str, str]]:
        """The first has counted the blanks, and stored nothing yet, when the second proposes."""
        room.ledger.list_taken = taken  # type: ignore[method-assign]
        assert len(room.propose(2, press=2).lines) == 2
        return ()

    room.ledger.list_taken = at_one_moment  # type: ignore[method-assign]
    with pytest.raises(InvalidRequestError) as refused:
        room.propose(2)
    assert told(refused) == [("size", "blanks_promised")]
    assert [len(batch.lines) for batch in room.ledger.batches.values()] == [2]


def test_a_card_that_is_printed_while_the_blanks_are_counted_is_not_counted_twice(room: PrintRoom) -> None:
    first, *_ = room.wait_for_many(4)
    room.ledger.stocks[CARD] = Stock(card=CARD, version=1, balance=4)
    batch, listed = room.propose(2), room.ledger.list_batches

    def meanwhile(limit: int, cursor: str | None = None) -> BatchPage[PrintBatch]:
        room.ledger.list_batches = listed  # type: ignore[method-assign]
        room.batches.confirm(batch.id, str(first), PRODUCER)
        return listed(limit, cursor)

    room.ledger.list_batches = meanwhile  # type: ignore[method-assign]
    with pytest.raises(InvalidRequestError) as refused:
        room.propose(3, press=2)
    assert told(refused) == [("size", "blanks_promised")]


@pytest.mark.parametrize("reason", [BAD, SpoilReason.NOT_PRINTED])
def test_a_card_that_is_with_its_resident_stays_as_it_is(room: PrintRoom, reason: SpoilReason) -> None:
    receipt = room.wait_for()
    batch = room.batches.confirm(room.propose().id, str(receipt), PRODUCER)
    record(room, receipt, Milestone.MADE_READY)
    now = room.ports.clock.now()
    change_case(room.ports.cases, receipt, lambda case: dispatch(case, "p1", "RR123456785ID", PRODUCER, now))
    with pytest.raises(InvalidRequestError) as refused:
        room.batches.spoil(batch.id, str(receipt), PRODUCER, batch.version, reason)
    assert told(refused) == [("code", "not_to_be_printed")]
    assert (room.ledger.get_batch(batch.id), room.balance()) == (batch, 99)


def make_anew(room: PrintRoom, receipt: ReceiptNumber, **facts: object) -> None:
    """Its case was returned and accepted once more."""
    case = room.ports.cases.get(receipt)
    product = case.products[0].model_copy(update={"state": ProductState.PRINT_QUEUED, "printed_in": None, **facts})
    room.ports.registry.cases[receipt] = case.model_copy(update={"products": (product,)})


def test_a_card_whose_case_went_back_is_counted_as_spoiled_and_printed_again_in_its_open_batch(room: PrintRoom) -> None:
    receipt = room.wait_for()
    batch = room.batches.confirm(room.propose().id, str(receipt), PRODUCER)
    make_anew(room, receipt)
    moves = room.ports.cases.get(receipt).version
    with pytest.raises(InvalidRequestError) as refused:
        room.batches.confirm(batch.id, str(receipt), PRODUCER)
    assert told(refused) == [("code", "printed_before")]
    for _ in range(2):
        bad = room.batches.spoil(batch.id, str(receipt), PRODUCER, batch.version, BAD)
    assert (bad.lines[0].state, bad.lines[0].spoiled) == (LineState.WAITING, 1)
    assert (room.ports.cases.get(receipt).version, room.balance(), room.printed_today()) == (moves, 99, (0, 1))
    room.batches.confirm(batch.id, str(receipt), PRODUCER)
    assert (room.state(receipt), room.balance(), room.printed_today()) == (ProductState.PRINTED, 98, (1, 1))


@pytest.mark.parametrize("facts", [{}, {"state": ProductState.PRINTED, "printed_in": "b2"}])
def test_a_card_of_a_closed_batch_whose_case_was_made_anew_is_spoiled_and_takes_nothing_from_the_new_one(
    room: PrintRoom, facts: dict[str, object]
) -> None:
    receipt = room.wait_for()
    batch = room.batches.confirm(room.propose().id, str(receipt), PRODUCER)
    closed = room.batches.close(batch.id, batch.version)
    make_anew(room, receipt, **facts)
    before = room.ports.cases.get(receipt)
    for _ in range(2):
        bad = room.batches.spoil(batch.id, str(receipt), PRODUCER, closed.version, BAD)
    assert (bad.lines[0].state, bad.lines[0].spoiled) == (LineState.SPOILED, 1)
    assert room.ports.cases.get(receipt) == before
    assert room.printed_today() == (0, 1)


def test_a_confirmation_that_comes_again_after_the_card_was_spoiled_prints_nothing(room: PrintRoom) -> None:
    receipt = room.wait_for()
    seen = room.propose().version
    batch = room.batches.confirm(room.propose().id, str(receipt), PRODUCER, seen)
    batch = room.batches.spoil(batch.id, str(receipt), PRODUCER, batch.version, BAD)
    with pytest.raises(InvalidRequestError) as refused:
        room.batches.confirm(batch.id, str(receipt), PRODUCER, seen)
    assert told(refused) == [("code", "spoiled_since")]
    assert room.state(receipt) is ProductState.PRINT_QUEUED


def test_a_confirmation_that_breaks_off_leaves_nothing_and_closing_gives_the_card_back(
    tired: tuple[PrintRoom, TiredLedger],
) -> None:
    room, ledger = tired
    first, second = room.wait_for_many(2)
    batch = room.propose()
    ledger.before = (break_off,)
    with pytest.raises(UnavailableError):
        room.batches.confirm(batch.id, str(first), PRODUCER)
    assert (room.state(first), room.balance()) == (ProductState.PRINT_QUEUED, 100)
    closed = room.batches.close(batch.id, batch.version)
    assert [line.state for line in closed.lines] == [LineState.LEFT, LineState.LEFT]
    assert (room.balance(), room.printed_today()) == (100, (0, 0))
    assert [line.receipt for line in room.propose(press=2).lines] == [first, second]


def test_a_batch_that_is_closed_while_a_card_is_confirmed_refuses_it_whole(
    tired: tuple[PrintRoom, TiredLedger],
) -> None:
    room, ledger = tired
    receipt = room.wait_for()
    batch = room.propose()
    ledger.before = (lambda: room.batches.close(batch.id, batch.version),)
    with pytest.raises(InvalidRequestError) as refused:
        room.batches.confirm(batch.id, str(receipt), PRODUCER)
    assert told(refused) == [("code", "batch_closed")]
    assert (room.state(receipt), room.balance(), room.printed_today()) == (ProductState.PRINT_QUEUED, 100, (0, 0))


def test_a_card_that_an_earlier_batch_printed_is_not_counted_again(room: PrintRoom) -> None:
    """The work list lags: it still shows a card whose batch was closed a moment ago."""
    receipt = room.wait_for()
    place = ("print", room.ports.clock.now(), next(iter(room.ports.registry.lists["print"].values())).shown)
    first = room.batches.confirm(room.propose().id, str(receipt), PRODUCER)
    room.batches.close(first.id, first.version)
    room.ports.clock.advance(seconds=1)
    room.ports.registry.place(receipt, "PRODUCT#p1", *place)
    second = room.propose(press=2)
    assert [line.receipt for line in second.lines] == [receipt]
    with pytest.raises(InvalidRequestError) as refused:
        room.batches.confirm(second.id, str(receipt), PRODUCER)
    assert told(refused) == [("code", "not_to_be_printed")]
    assert room.batches.close(second.id, second.version).lines[0].state is LineState.LEFT
    assert (room.balance(), room.printed_today()) == (99, (1, 0))


def test_a_stale_page_closes_nothing(room: PrintRoom) -> None:
    receipt = room.wait_for()
    batch = room.propose()
    room.batches.confirm(batch.id, str(receipt), PRODUCER)
    with pytest.raises(StaleVersionError):
        room.batches.close(batch.id, batch.version)


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
    assert {first, second} == {line.receipt for line in room.ledger.list_batches(2).items[1].lines}


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
