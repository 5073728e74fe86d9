"""What every ledger of signing promises, whichever table is behind the port."""

from datetime import date

import pytest

from chalicelib.adapters.dynamodb.signing import DynamoSigningLedger
from chalicelib.domain.errors import NotFoundError, StaleVersionError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.signing import MOST_LINES, SigningBatch, SigningLine
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


def test_a_batch_is_kept_whole_and_listed_newest_first(ledger: SigningLedger) -> None:
    with pytest.raises(NotFoundError):
        ledger.get_batch("b1")
    first, second = ledger.open_batch(batch("b1", 1, 2)), ledger.open_batch(batch("b2", 3))
    assert ledger.get_batch("b1") == first
    assert first.version == 1
    assert ledger.list_batches(5) == (second, first)
    assert ledger.list_batches(1) == (second,)


def test_a_document_stands_in_one_batch_until_it_is_let_go(ledger: SigningLedger) -> None:
    first = ledger.open_batch(batch("b1", 1, 2))
    with pytest.raises(DocumentTakenError) as refused:
        ledger.open_batch(batch("b2", 5, 2, 1))
    assert refused.value.taken == (1, 2)
    with pytest.raises(NotFoundError):
        ledger.get_batch("b2")
    assert ledger.list_taken() == {(str(line.receipt), "p1") for line in first.lines}
    ledger.save_batch(first.closing(EPOCH), released=[(line.receipt, line.product) for line in first.lines])
    assert ledger.open_batch(batch("b2", 5, 2, 1)).version == 1


def test_the_largest_batch_fits_one_transaction(ledger: SigningLedger) -> None:
    made = ledger.open_batch(batch("b1", *range(MOST_LINES)))
    ledger.save_batch(made.closing(EPOCH), (DAY, 1), [(line.receipt, line.product) for line in made.lines])
    assert len(ledger.get_batch("b1").lines) == MOST_LINES


def test_a_day_adds_up_and_a_stale_batch_adds_nothing(ledger: SigningLedger) -> None:
    assert ledger.get_day(DAY) == 0
    made = ledger.open_batch(batch("b1", 1))
    saved = ledger.save_batch(made, (DAY, 3))
    with pytest.raises(StaleVersionError):
        ledger.save_batch(made, (DAY, 3))
    ledger.save_batch(saved, (DAY, 4))
    assert ledger.get_day(DAY) == 7
    assert ledger.get_batch("b1").version == 3
