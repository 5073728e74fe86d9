"""What every ledger of printing promises, whichever table is behind the port."""

from datetime import date, timedelta

import pytest

from chalicelib.adapters.dynamodb import DynamoCaseRepository
from chalicelib.adapters.dynamodb.cursors import encode_place
from chalicelib.adapters.dynamodb.printing import DynamoPrintLedger
from chalicelib.domain.errors import InvalidRequestError, NotFoundError, StaleVersionError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseState, ProductEvent
from chalicelib.domain.print_batch import (
    MOST_LINES,
    EntryGroup,
    PrintBatch,
    PrintDay,
    PrintLine,
    Stock,
    StockEntry,
    StockReason,
    change_stock,
)
from chalicelib.domain.production import print_again, print_card
from chalicelib.services.ports import CaseRepository, Sealed
from chalicelib.services.printing_ports import CardTakenError, Press, Pressed, PressedBeforeError, PrintLedger
from tests.builders import OFFICER, a_creation, a_product, a_running_clock, a_step
from tests.contract.conftest import AnyTable
from tests.fakes import EPOCH, OFFICE, FakeCaseRepository, FakeRegistry
from tests.printing_fakes import FakePrintLedger

DAY = date(2026, 3, 2)


@pytest.fixture
def cases(any_table: AnyTable | None) -> CaseRepository:
    if any_table is None:
        return FakeCaseRepository(FakeRegistry())
    return DynamoCaseRepository(any_table.clients.dynamodb, any_table.name, OFFICE, 900)


@pytest.fixture
def ledger(any_table: AnyTable | None, cases: CaseRepository) -> PrintLedger:
    if any_table is None:
        return FakePrintLedger(cases.save)
    return DynamoPrintLedger(any_table.clients.dynamodb, any_table.name, OFFICE)


def card(number: int) -> PrintLine:
    receipt = ReceiptNumber.derive(b"key", number.to_bytes(4, "big"))
    return PrintLine(receipt=receipt, product="p1", service="KTP-LOST")


def batch(name: str, *numbers: int) -> PrintBatch:
    return PrintBatch(id=name, card="KTP_EL", made_by="p1", made_at=EPOCH, lines=tuple(map(card, numbers)))


def open_batch(ledger: PrintLedger, made: PrintBatch, by: Press) -> PrintBatch:
    """By somebody who sees every batch that was opened before."""
    return ledger.open_batch(made, by, ledger.count_opened(made.card))


def press(number: int) -> Press:
    return Press(digest=f"{number:064x}", request_digest=f"{number + 1:064x}", at=EPOCH)


def entry(stock: Stock, amount: int, number: int = 1) -> tuple[Stock, StockEntry]:
    after = change_stock(stock, amount)
    at = EPOCH + timedelta(minutes=number)
    told = StockEntry(
        id=f"e{number}", at=at, by="p1", card=stock.card, reason=StockReason.RECEIVED, amount=amount,
        balance=after.balance,
    )  # fmt: skip
    return after, told


def test_a_batch_is_kept_whole_and_listed_newest_first(ledger: PrintLedger) -> None:
    with pytest.raises(NotFoundError):
        ledger.get_batch("b1")
    first, second = open_batch(ledger, batch("b1", 1, 2), press(1)), open_batch(ledger, batch("b2", 3), press(2))
    assert ledger.get_batch("b1") == first
    assert first.version == 1
    assert ledger.list_batches(5).items == (second, first)
    assert ledger.list_batches(1).items == (second,)


def test_a_card_stands_in_one_batch_until_it_is_let_go(ledger: PrintLedger) -> None:
    first = open_batch(ledger, batch("b1", 1, 2), press(1))
    with pytest.raises(CardTakenError) as refused:
        open_batch(ledger, batch("b2", 5, 2, 1), press(2))
    assert refused.value.taken == (1, 2)
    with pytest.raises(NotFoundError):
        ledger.get_batch("b2")
    ledger.save_batch(first.closing(EPOCH), released=[(line.receipt, line.product) for line in first.lines])
    assert open_batch(ledger, batch("b2", 5, 2, 1), press(2)).version == 1


def test_of_two_who_counted_the_same_blanks_one_opens_a_batch(ledger: PrintLedger) -> None:
    seen = ledger.count_opened("KTP_EL")
    first = ledger.open_batch(batch("b1", 1), press(1), seen)
    for other in (batch("b2", 2), batch("b2", 1)):  # told before a card that the first took, too
        with pytest.raises(StaleVersionError):
            ledger.open_batch(other, press(2), seen)
    with pytest.raises(PressedBeforeError):
        ledger.open_batch(batch("b3", 3), press(1), seen)
    assert ledger.list_batches(5).items == (first,)
    assert ledger.list_taken() == {(str(first.lines[0].receipt), "p1")}
    child = batch("b4", 4).model_copy(update={"card": "KIA"})
    ledger.open_batch(child, press(3), 0)  # another blank, counted by itself
    assert (ledger.count_opened("KTP_EL"), ledger.count_opened("KIA")) == (1, 1)
    ledger.open_batch(batch("b2", 2), press(2), 1)


def test_the_largest_batch_fits_one_transaction(ledger: PrintLedger) -> None:
    made = open_batch(ledger, batch("b1", *range(MOST_LINES)), press(1))
    stock = ledger.save_stock(*entry(Stock(card="KTP_EL"), 100), press(2))
    released = [(line.receipt, line.product) for line in made.lines]
    assert ledger.list_taken() == {(str(receipt), product) for receipt, product in released}
    ledger.save_batch(made.closing(EPOCH), entry(stock, -1, 2), (DAY, PrintDay(printed=1)), released)
    assert ledger.list_taken() == set()
    assert len(ledger.get_batch("b1").lines) == MOST_LINES


def test_what_a_card_takes_and_adds_is_stored_with_it_or_not_at_all(ledger: PrintLedger) -> None:
    made = open_batch(ledger, batch("b1", 1), press(1))
    stock = ledger.save_stock(*entry(Stock(card="KTP_EL"), 10), press(2))
    printed = made.printed(made.lines[0], EPOCH)
    ledger.save_batch(printed, entry(stock, -1, 2), (DAY, PrintDay(printed=1, by_hour={9: 1})))
    for stale in (printed, made):
        with pytest.raises(StaleVersionError):
            ledger.save_batch(stale, entry(ledger.get_stock("KTP_EL"), -1, 3), (DAY, PrintDay(printed=1)))
    with pytest.raises(StaleVersionError):
        ledger.save_batch(ledger.get_batch("b1"), entry(stock, -1, 4), (DAY, PrintDay(printed=1)))
    assert ledger.get_stock("KTP_EL").balance == 9
    assert ledger.get_day(DAY, "KTP_EL") == PrintDay(printed=1, by_hour={9: 1})
    assert [each.amount for each in ledger.list_entries("KTP_EL", 10).items] == [-1, 10]


def test_a_cards_move_is_stored_with_its_batch_or_not_at_all(ledger: PrintLedger, cases: CaseRepository) -> None:
    made = a_creation(1, state=CaseState.IN_PROCESS, products=(a_product("p1"),), clock=a_running_clock())
    case = cases.create(made, Sealed(b"\x01sealed", b"key"))
    batch_of_it = batch("b1", 1)
    known = open_batch(ledger, batch_of_it, press(1))
    moved = print_card(case, "p1", "b1", OFFICER, EPOCH)
    saved = ledger.save_batch(known.printed(known.lines[0], EPOCH), moved=moved)
    assert cases.get(case.receipt) == moved.case
    assert cases.list_audit(case.receipt)[-1].details == {"product": "p1", "batch": "b1"}
    again = print_again(moved.case, "p1", "b1", ProductEvent.SPOILED, "chip", OFFICER, EPOCH)
    with pytest.raises(StaleVersionError):  # the batch was changed by somebody else
        ledger.save_batch(known, moved=again)
    assert cases.get(case.receipt) == moved.case
    cases.save(a_step(moved.case))
    with pytest.raises(StaleVersionError):  # the case was
        ledger.save_batch(saved, entry(ledger.get_stock("KTP_EL"), 1), moved=again)
    assert (ledger.get_batch("b1"), ledger.get_stock("KTP_EL").balance) == (saved, 0)


def test_days_add_up_by_hour(ledger: PrintLedger) -> None:
    made = open_batch(ledger, batch("b1", 1), press(1))
    for hour, bad in ((9, 0), (9, 1), (10, 0)):
        added = PrintDay(printed=1, spoiled=bad, found_bad=bad, by_hour={hour: 1})
        made = ledger.save_batch(made, day=(DAY, added))
    made = ledger.save_batch(made, day=(DAY, PrintDay(unprinted=1)))
    day = PrintDay(printed=3, spoiled=1, found_bad=1, unprinted=1, by_hour={9: 2, 10: 1})
    assert ledger.get_day(DAY, "KTP_EL") == day
    assert ledger.get_day(DAY, "KIA") == PrintDay()
    tomorrow, last = DAY + timedelta(days=1), DAY + timedelta(days=3)
    for later in (tomorrow, last):
        made = ledger.save_batch(made, day=(later, PrintDay(spoiled=1)))
    assert ledger.list_days(DAY, tomorrow) == {(DAY, "KTP_EL"): day, (tomorrow, "KTP_EL"): PrintDay(spoiled=1)}
    assert set(ledger.list_days(tomorrow, last)) == {(tomorrow, "KTP_EL"), (last, "KTP_EL")}


def test_two_changes_of_the_stock_at_once_do_not_both_hold(ledger: PrintLedger) -> None:
    stock = ledger.get_stock("KIA")
    ledger.save_stock(*entry(stock, 5), press(1))
    with pytest.raises(StaleVersionError):
        ledger.save_stock(*entry(stock, 7, 2), press(2))
    assert ledger.get_stock("KIA").balance == 5
    assert ledger.list_entries("KTP_EL", 10).items == ()


def test_a_delivery_is_found_behind_all_that_was_printed_since(ledger: PrintLedger) -> None:
    stock, told = Stock(card="KTP_EL"), list[StockEntry]()
    reasons = [StockReason.RECEIVED, *[StockReason.PRINTED] * 6, StockReason.FOUND_BAD, StockReason.COUNTED]
    for number, reason in enumerate(reasons, 1):
        stock, made = entry(stock, 9 if reason is StockReason.RECEIVED else 0, number)
        told.insert(0, made.model_copy(update={"reason": reason}))
        ledger.save_stock(stock, told[0], press(number))
    ledger.save_stock(*entry(Stock(card="KIA"), 5), press(90))
    assert walk(ledger, 2, None) == walk(ledger, len(told), None) == told
    assert [each.reason for each in walk(ledger, 1, EntryGroup.STOCK)] == [StockReason.COUNTED, StockReason.RECEIVED]
    assert [each.reason for each in walk(ledger, 5, EntryGroup.SPOILED)] == [StockReason.FOUND_BAD]
    foreign = [ledger.list_entries("KTP_EL", 1).next_cursor, encode_place("3573#PRINTING", "BATCH#b1"), "x"]
    for cursor in foreign:
        with pytest.raises(InvalidRequestError):
            ledger.list_entries("KTP_EL", 1, cursor, EntryGroup.STOCK)


def walk(ledger: PrintLedger, limit: int, group: EntryGroup | None) -> list[StockEntry]:
    page = ledger.list_entries("KTP_EL", limit, None, group)
    found = list(page.items)
    while page.next_cursor:
        page = ledger.list_entries("KTP_EL", limit, page.next_cursor, group)
        assert 0 < len(page.items) <= limit
        found += page.items
    return found


def test_a_press_is_known_again_with_what_it_led_to(ledger: PrintLedger) -> None:
    assert ledger.find_press(press(1).digest) is None
    made = open_batch(ledger, batch("b1", 1), press(1))
    for other in (batch("b2", 1), batch("b2", 2)):
        with pytest.raises(PressedBeforeError):
            open_batch(ledger, other, press(1))
    assert ledger.find_press(press(1).digest) == Pressed(press(1).request_digest, made.id)
    assert ledger.list_batches(5).items == (made,)
    assert ledger.list_taken() == {(str(made.lines[0].receipt), "p1")}


def test_a_press_of_the_stock_is_stored_with_its_entry_or_not_at_all(ledger: PrintLedger) -> None:
    stock = ledger.get_stock("KIA")
    stored, told = entry(stock, 5)
    ledger.save_stock(stored, told, press(1))
    for before in (stock, ledger.get_stock("KIA")):  # late, and with the newest stock before it
        with pytest.raises(PressedBeforeError):
            ledger.save_stock(*entry(before, 5, 2), press(1))
    with pytest.raises(StaleVersionError):
        ledger.save_stock(*entry(stock, 7, 3), press(2))
    assert ledger.find_press(press(1).digest) == Pressed(press(1).request_digest, told.id)
    assert ledger.find_press(press(2).digest) is None
    assert ledger.get_stock("KIA").balance == 5


def test_every_open_batch_is_listed_before_those_that_are_over(ledger: PrintLedger) -> None:
    made = [open_batch(ledger, batch(f"b{number:02}", number), press(number)) for number in range(30)]
    for known in made[5:28]:
        ledger.save_batch(known.closing(EPOCH))
    page, listed = ledger.list_batches(4), list[str]()
    ledger.save_batch(made[29].closing(EPOCH))  # the page before the next was read ends with an open batch
    while True:
        listed += [known.id for known in page.items]
        assert len(page.items) <= 4
        if page.next_cursor is None:
            break
        page = ledger.list_batches(4, page.next_cursor)
    assert listed[:7] == ["b29", "b28", "b04", "b03", "b02", "b01", "b00"]
    assert [name for name in listed[7:] if name != "b29"] == [f"b{number:02}" for number in range(27, 4, -1)]
    with pytest.raises(InvalidRequestError):
        ledger.list_batches(4, encode_place("3574#SIGNING", "OPEN#b1"))
