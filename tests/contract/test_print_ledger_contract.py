"""What every ledger of printing promises, whichever table is behind the port."""

from datetime import date, timedelta

import pytest

from chalicelib.adapters.dynamodb.printing import DynamoPrintLedger
from chalicelib.domain.errors import NotFoundError, StaleVersionError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.print_batch import (
    MOST_LINES,
    PrintBatch,
    PrintDay,
    PrintLine,
    Stock,
    StockEntry,
    StockReason,
    change_stock,
)
from chalicelib.services.printing_ports import CardTakenError, Press, Pressed, PressedBeforeError, PrintLedger
from tests.contract.conftest import AnyTable
from tests.fakes import EPOCH, OFFICE
from tests.printing_fakes import FakePrintLedger

DAY = date(2026, 3, 2)


@pytest.fixture
def ledger(any_table: AnyTable | None) -> PrintLedger:
    if any_table is None:
        return FakePrintLedger()
    return DynamoPrintLedger(any_table.clients.dynamodb, any_table.name, OFFICE)


def card(number: int) -> PrintLine:
    receipt = ReceiptNumber.derive(b"key", number.to_bytes(4, "big"))
    return PrintLine(receipt=receipt, product="p1", service="KTP-LOST")


def batch(name: str, *numbers: int) -> PrintBatch:
    return PrintBatch(id=name, card="KTP_EL", made_by="p1", made_at=EPOCH, lines=tuple(map(card, numbers)))


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
    first, second = ledger.open_batch(batch("b1", 1, 2), press(1)), ledger.open_batch(batch("b2", 3), press(2))
    assert ledger.get_batch("b1") == first
    assert first.version == 1
    assert ledger.list_batches(5) == (second, first)
    assert ledger.list_batches(1) == (second,)


def test_a_card_stands_in_one_batch_until_it_is_let_go(ledger: PrintLedger) -> None:
    first = ledger.open_batch(batch("b1", 1, 2), press(1))
    with pytest.raises(CardTakenError) as refused:
        ledger.open_batch(batch("b2", 5, 2, 1), press(2))
    assert refused.value.taken == (1, 2)
    with pytest.raises(NotFoundError):
        ledger.get_batch("b2")
    ledger.save_batch(first.closing(EPOCH), released=[(line.receipt, line.product) for line in first.lines])
    assert ledger.open_batch(batch("b2", 5, 2, 1), press(2)).version == 1


def test_the_largest_batch_fits_one_transaction(ledger: PrintLedger) -> None:
    made = ledger.open_batch(batch("b1", *range(MOST_LINES)), press(1))
    stock = ledger.save_stock(*entry(Stock(card="KTP_EL"), 100), press(2))
    released = [(line.receipt, line.product) for line in made.lines]
    assert ledger.list_taken() == {(str(receipt), product) for receipt, product in released}
    settled = made.settling({line.code for line in made.lines}, EPOCH).closing(EPOCH)
    ledger.save_batch(settled, entry(stock, -MOST_LINES, 2), (DAY, PrintDay(printed=MOST_LINES)), released)
    assert ledger.list_taken() == set()
    assert len(ledger.get_batch("b1").lines) == MOST_LINES


def test_what_a_card_takes_and_adds_is_stored_with_it_or_not_at_all(ledger: PrintLedger) -> None:
    made = ledger.open_batch(batch("b1", 1), press(1))
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
    assert [each.amount for each in ledger.list_entries("KTP_EL", 10)] == [-1, 10]


def test_days_add_up_by_hour(ledger: PrintLedger) -> None:
    made = ledger.open_batch(batch("b1", 1), press(1))
    for hour, spoiled in ((9, 0), (9, 1), (10, 0)):
        added = PrintDay(printed=1, spoiled=spoiled, by_hour={hour: 1})
        made = ledger.save_batch(made, day=(DAY, added))
    assert ledger.get_day(DAY, "KTP_EL") == PrintDay(printed=3, spoiled=1, by_hour={9: 2, 10: 1})
    assert ledger.get_day(DAY, "KIA") == PrintDay()


def test_two_changes_of_the_stock_at_once_do_not_both_hold(ledger: PrintLedger) -> None:
    stock = ledger.get_stock("KIA")
    ledger.save_stock(*entry(stock, 5), press(1))
    with pytest.raises(StaleVersionError):
        ledger.save_stock(*entry(stock, 7, 2), press(2))
    assert ledger.get_stock("KIA").balance == 5
    assert ledger.list_entries("KTP_EL", 10) == ()


def test_a_press_is_known_again_with_what_it_led_to(ledger: PrintLedger) -> None:
    assert ledger.find_press(press(1).digest) is None
    made = ledger.open_batch(batch("b1", 1), press(1))
    for other in (batch("b2", 1), batch("b2", 2)):
        with pytest.raises(PressedBeforeError):
            ledger.open_batch(other, press(1))
    assert ledger.find_press(press(1).digest) == Pressed(press(1).request_digest, made.id)
    assert ledger.list_batches(5) == (made,)
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
