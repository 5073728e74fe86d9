"""A print batch by itself: which card a code names, and what each step leaves of it."""

from datetime import timedelta
from functools import partial

import pytest

from chalicelib.domain.errors import InvalidRequestError, TransitionRefusedError
from chalicelib.domain.lifecycle import ProductState
from chalicelib.domain.print_batch import BatchState, LineState, PrintBatch, PrintDay, PrintLine, Stock, change_stock
from tests.builders import a_product, a_receipt
from tests.fakes import EPOCH

NOW = EPOCH + timedelta(hours=1)


def line(n: int, product: str = "p1") -> PrintLine:
    return PrintLine(receipt=a_receipt(n), product=product, service="KIA-NEW")


def a_batch(*lines: PrintLine) -> PrintBatch:
    return PrintBatch(id="b1", version=4, card="KIA", made_by="p1", made_at=EPOCH, lines=lines or (line(1), line(2)))


def code_of(refused: pytest.ExceptionInfo[InvalidRequestError]) -> str:
    return refused.value.faults[0].code


def test_a_number_alone_names_a_card_only_where_the_case_has_one() -> None:
    batch = a_batch(line(1), line(1, "p2"), line(2))
    assert batch.line(a_receipt(1), "") is None
    assert batch.line(a_receipt(1), "p2") == batch.lines[1]
    assert batch.line(a_receipt(2), "") == batch.lines[2]
    assert batch.line(a_receipt(2), "p2") is None


def test_a_step_changes_its_own_line() -> None:
    batch = a_batch()
    after = batch.printed(batch.lines[0], NOW)
    assert after.lines == (batch.lines[0].model_copy(update={"state": "printed", "printed_at": NOW}), batch.lines[1])
    with pytest.raises(InvalidRequestError) as refused:
        after.printed(after.lines[0], NOW)
    assert code_of(refused) == "printed_before"
    spoiled = after.spoiling(after.lines[0], seen=4)
    assert (spoiled.lines[0].state, spoiled.lines[0].spoiled, spoiled.lines[0].printed_at) == ("waiting", 1, None)


def test_what_somebody_saw_tells_a_repeat_from_one_blank_more() -> None:
    batch = a_batch()
    after = batch.spoiling(batch.lines[0], seen=4).model_copy(update={"version": 5})
    assert after.spoiling(after.lines[0], seen=4) == after
    assert after.spoiling(after.lines[1], seen=4).lines[1].spoiled == 1
    assert after.spoiling(after.lines[0], seen=5).lines[0].spoiled == 2
    with pytest.raises(InvalidRequestError) as refused:
        after.printed(after.lines[0], NOW, seen=4)
    assert code_of(refused) == "spoiled_since"
    assert after.printed(after.lines[0], NOW, seen=5).lines[0].state is LineState.PRINTED
    assert after.printed(after.lines[0], NOW).lines[0].state is LineState.PRINTED


def test_a_closed_batch_takes_nothing_but_what_was_printed_already() -> None:
    batch = a_batch()
    closed = batch.settling({batch.lines[1].code}, NOW).closing(NOW)
    assert [known.state for known in closed.lines] == [LineState.LEFT, LineState.PRINTED]
    assert (closed.state, closed.closed_at) == (BatchState.CLOSED, NOW)
    steps = (partial(closed.printed, closed.lines[0], NOW), partial(closed.spoiling, closed.lines[1], 4))
    for step in steps:
        with pytest.raises(InvalidRequestError) as refused:
            step()
        assert code_of(refused) == "batch_closed"
    with pytest.raises(TransitionRefusedError):
        closed.closing(NOW)
    assert closed.printed_after_all(closed.lines[0], NOW).lines[0].state is LineState.PRINTED


def test_a_printed_line_is_settled_once() -> None:
    batch = a_batch()
    printed = batch.printed(batch.lines[0], EPOCH)
    assert printed.settling({batch.lines[0].code}, NOW) == printed


def test_the_stock_holds_what_is_taken_or_refuses_it() -> None:
    assert change_stock(Stock(card="KIA", version=2, balance=3), -3) == Stock(card="KIA", version=3, balance=0)
    with pytest.raises(InvalidRequestError) as refused:
        change_stock(Stock(card="KIA", balance=2), -3)
    assert code_of(refused) == "no_blank_cards"


def test_the_pace_of_a_day() -> None:
    assert PrintDay().pace(9) == 0
    assert PrintDay(printed=30, by_hour={8: 10, 10: 20}).pace(10) == 10


@pytest.mark.parametrize(
    ("state", "is_past"),
    [
        (ProductState.AWAITING_PRINT_RECORD, False), (ProductState.PRINT_QUEUED, False), (ProductState.PRINTED, True),
        (ProductState.READY, True), (ProductState.HANDED_OVER, True),
    ],
)  # fmt: skip
def test_a_product_is_past_what_its_route_has_behind_it(state: ProductState, is_past: bool) -> None:  # noqa: FBT001
    assert a_product(state=state).is_past(ProductState.PRINT_QUEUED) is is_past
    assert not a_product(state=state).is_past(ProductState.AWAITING_SIGNATURE)
