"""What every shelf of letters promises, whichever table is behind the port."""

from datetime import timedelta

import pytest

from chalicelib.adapters.dynamodb.cases import DynamoCaseRepository
from chalicelib.adapters.dynamodb.letters import DynamoLetterShelf
from chalicelib.domain.delivery import Reference
from chalicelib.domain.errors import NotFoundError, ReservedError, StaleVersionError
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.identifiers import PostalNumber, ReceiptNumber
from chalicelib.domain.letters import (
    BATCHES,
    TO_PRINT,
    Letter,
    LetterBatch,
    LetterState,
    ReturnReason,
    letter_of,
)
from chalicelib.domain.notification import NoticeChannel, build_notice_id
from chalicelib.services.letter_ports import LetterShelf
from chalicelib.services.ports import CaseRepository
from tests.contract.conftest import AnyTable
from tests.fakes import EPOCH, OFFICE, FakeCaseRepository, FakeRegistry
from tests.letter_fakes import FakeLetterShelf

NUMBER = PostalNumber("RR000000005ID")


@pytest.fixture
def both(any_table: AnyTable | None) -> tuple[LetterShelf, CaseRepository]:
    if any_table is None:
        registry = FakeRegistry()
        return FakeLetterShelf(registry), FakeCaseRepository(registry)
    dynamodb = any_table.clients.dynamodb
    return DynamoLetterShelf(dynamodb, any_table.name, OFFICE), DynamoCaseRepository(
        dynamodb, any_table.name, OFFICE, 900
    )


def letter(number: int, attempt: int = 1) -> Letter:
    """The letter of another resident for each number."""
    notice = build_notice_id(7, NoticeEvent.READY, "p-1", NoticeChannel.LETTER, attempt)
    receipt = ReceiptNumber.derive(b"a shelf", str(number).encode())
    return letter_of(OFFICE, Reference(receipt, notice), EPOCH + timedelta(minutes=number))


def batch_of(*letters: Letter, name: str = "b1") -> LetterBatch:
    """A batch of these."""
    keys = tuple((known.receipt, known.notice_id) for known in letters)
    return LetterBatch(id=name, made_by="clerk", made_at=EPOCH, asked=len(keys), letters=keys)


def listed(cases: CaseRepository, queue: str) -> list[str]:
    return [line.get("code") or line["batch"] for line in cases.list_queue(queue, None, 10).items]


def test_a_letter_is_filed_once_whichever_try_of_its_notice_files_it(
    both: tuple[LetterShelf, CaseRepository],
) -> None:
    shelf, cases = both
    first, second = letter(1), letter(2)
    for known in (second, first, first.model_copy(update={"created_at": EPOCH}), letter(1, attempt=2)):
        shelf.put(known)
    assert shelf.list_for(first.receipt) == (first,)
    assert listed(cases, TO_PRINT) == [first.code, second.code]
    assert (first.move, first.event, first.product_id) == (7, NoticeEvent.READY, "p-1")
    keys = [(known.receipt, known.notice_id) for known in (second, letter(3), first)]
    assert shelf.get_many(keys) == (second, first)
    assert shelf.get_many([]) == ()


def test_a_batch_takes_all_of_its_letters_or_none(both: tuple[LetterShelf, CaseRepository]) -> None:
    shelf, cases = both
    first, second = letter(1), letter(2)
    shelf.put(first)
    shelf.put(second)
    batch = batch_of(first)
    shelf.open_batch(batch, [first.taken("b1")])
    assert (listed(cases, TO_PRINT), listed(cases, BATCHES)) == ([second.code], ["b1"])
    with pytest.raises(StaleVersionError):
        shelf.open_batch(batch_of(second, first, name="b2"), [second.taken("b2"), first.taken("b2")])
    with pytest.raises(StaleVersionError):
        shelf.open_batch(batch, [second.taken("b1")])
    assert listed(cases, TO_PRINT) == [second.code]
    assert shelf.get_batch("b1") == batch
    with pytest.raises(NotFoundError):
        shelf.get_batch("b2")
    printed = batch.printed(EPOCH)
    shelf.save_batch(printed)
    for stale in (printed, batch_of(first, name="b2").printed(EPOCH)):
        with pytest.raises(StaleVersionError):
            shelf.save_batch(stale)
    assert (shelf.get_batch("b1"), listed(cases, BATCHES)) == (printed, ["b1"])
    shelf.end_batch(batch)
    shelf.end_batch(batch)
    assert listed(cases, BATCHES) == []
    shelf.save_batch(printed.printed(EPOCH))
    assert (shelf.get_batch("b1").prints, listed(cases, BATCHES)) == (2, [])


def test_a_change_of_what_was_changed_is_refused_and_a_number_is_one_letters_alone(
    both: tuple[LetterShelf, CaseRepository],
) -> None:
    shelf, cases = both
    first, second = letter(1), letter(2)
    shelf.put(first)
    shelf.put(second)
    taken = first.taken("b1")
    shelf.save(taken)
    with pytest.raises(StaleVersionError):
        shelf.save(first.closed())
    mailed = taken.mailed(EPOCH, NUMBER)
    shelf.save(mailed, "a-digest")
    with pytest.raises(ReservedError) as reserved:
        shelf.save(second.taken("b1"), "a-digest")
    assert reserved.value.holder == first.receipt
    assert shelf.find_mailed("a-digest") == mailed
    assert shelf.find_mailed("another") is None
    shelf.save(mailed.returned(ReturnReason.MOVED), "a-digest")
    (known,) = shelf.list_for(first.receipt)
    assert (known.state, known.postal_number) == (LetterState.RETURNED, NUMBER)
    assert known.returned_because is ReturnReason.MOVED
    with pytest.raises(StaleVersionError):
        shelf.save(letter(9).taken("b1"))
    assert listed(cases, TO_PRINT) == [second.code]
    shelf.save(taken.put_back().model_copy(update={"version": known.version + 1}))
    assert listed(cases, TO_PRINT) == [first.code, second.code]


def test_a_copy_takes_the_place_of_the_letter_that_came_back_and_not_its_number(
    both: tuple[LetterShelf, CaseRepository],
) -> None:
    shelf, cases = both
    first = letter(1)
    shelf.put(first)
    mailed = first.taken("b1").mailed(EPOCH, NUMBER).model_copy(update={"version": 2})
    shelf.save(mailed, "a-digest")
    back = mailed.returned(ReturnReason.DAMAGED)
    shelf.save(back)
    again = back.again(letter(1, attempt=2).notice_id)
    shelf.save(again)
    with pytest.raises(StaleVersionError):
        shelf.save(again)
    assert shelf.list_for(first.receipt) == shelf.get_many([(first.receipt, first.notice_id)]) == (again,)
    assert listed(cases, TO_PRINT) == [f"{first.code}/2"]
    assert shelf.find_mailed("a-digest") == again
    with pytest.raises(ReservedError):
        shelf.save(again.taken("b2"), "a-digest")
