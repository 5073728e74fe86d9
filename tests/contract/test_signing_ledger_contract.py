"""What every ledger of signing promises, whichever table is behind the port."""

from datetime import date

import pytest

from chalicelib.adapters.dynamodb.cursors import encode_place
from chalicelib.adapters.dynamodb.signing import DynamoSigningLedger
from chalicelib.domain.errors import InvalidRequestError, NotFoundError, StaleVersionError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.signing import MOST_LINES, SigningBatch, SigningLine
from chalicelib.services.printing_ports import Press, Pressed, PressedBeforeError
from chalicelib.services.signing_ports import DocumentTakenError, SigningLedger
from tests.contract.conftest import AnyTable
from tests.fakes import EPOCH, OFFICE
from tests.signing_fakes import FakeSigningLedger

DAY = date(2026, 3, 2)


@pytest.fixture
def ledger(any_table: AnyTable | None) -> SigningLedger:
    if any_table is None:
        return FakeSigningLedger()
    return DynamoSigningLedger(any_table.clients.dynamodb, any_table.name, OFFICE)


def document(number: int) -> SigningLine:
    receipt = ReceiptNumber.derive(b"key", number.to_bytes(4, "big"))
    return SigningLine(receipt=receipt, product="p1", service="KK-LOST", since=EPOCH)


def batch(name: str, *numbers: int) -> SigningBatch:
    return SigningBatch(id=name, kind="KK", made_by="s1", made_at=EPOCH, lines=tuple(map(document, numbers)))


def press(number: int) -> Press:
    return Press(digest=f"{number:064x}", request_digest=f"{number + 1:064x}", at=EPOCH)


def test_a_press_makes_one_batch_and_its_outcome_is_known(ledger: SigningLedger) -> None:
    ledger.open_batch(batch("b1", 1), press(1))
    with pytest.raises(PressedBeforeError):
        ledger.open_batch(batch("b2", 1, 2), press(1))
    assert ledger.find_press(press(1).digest) == Pressed(press(1).request_digest, "b1")
    assert ledger.find_press(press(2).digest) is None
    assert [known.id for known in ledger.list_batches(5).items] == ["b1"]


def test_a_batch_is_kept_whole_and_listed_newest_first(ledger: SigningLedger) -> None:
    with pytest.raises(NotFoundError):
        ledger.get_batch("b1")
    first, second = ledger.open_batch(batch("b1", 1, 2), press(1)), ledger.open_batch(batch("b2", 3), press(2))
    assert ledger.get_batch("b1") == first
    assert first.version == 1
    assert ledger.list_batches(5).items == (second, first)
    assert ledger.list_batches(1).items == (second,)


def test_a_document_stands_in_one_batch_until_it_is_let_go(ledger: SigningLedger) -> None:
    first = ledger.open_batch(batch("b1", 1, 2), press(3))
    with pytest.raises(DocumentTakenError) as refused:
        ledger.open_batch(batch("b2", 5, 2, 1), press(4))
    assert refused.value.taken == (1, 2)
    with pytest.raises(NotFoundError):
        ledger.get_batch("b2")
    assert ledger.list_taken() == {(str(line.receipt), "p1") for line in first.lines}
    ledger.save_batch(first.closing(EPOCH), released=[(line.receipt, line.product) for line in first.lines])
    assert ledger.open_batch(batch("b2", 5, 2, 1), press(5)).version == 1


def test_the_largest_batch_fits_one_transaction(ledger: SigningLedger) -> None:
    made = ledger.open_batch(batch("b1", *range(MOST_LINES)), press(6))
    ledger.save_batch(made.closing(EPOCH), [(line.receipt, line.product) for line in made.lines])
    assert len(ledger.get_batch("b1").lines) == MOST_LINES


def test_a_stale_batch_is_not_stored(ledger: SigningLedger) -> None:
    made = ledger.open_batch(batch("b1", 1), press(7))
    saved = ledger.save_batch(made)
    with pytest.raises(StaleVersionError):
        ledger.save_batch(made)
    ledger.save_batch(saved)
    assert ledger.get_batch("b1").version == 3


def test_every_open_batch_is_listed_before_those_that_are_over(ledger: SigningLedger) -> None:
    made = [ledger.open_batch(batch(f"b{number:02}", number), press(number)) for number in range(30)]
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
