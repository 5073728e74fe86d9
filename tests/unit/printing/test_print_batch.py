"""A print batch by itself: which card a code names, and what each step leaves of it."""

from datetime import timedelta
from functools import partial

import pytest

from chalicelib.domain.errors import InvalidRequestError, TransitionRefusedError
from chalicelib.domain.lifecycle import CaseState, ProductState
from chalicelib.domain.print_batch import (
    BatchState,
    LineState,
    PrintBatch,
    PrintDay,
    PrintLine,
    SpoilReason,
    Stock,
    change_stock,
    is_of_batch,
    tally_spoiled,
)
from chalicelib.domain.production import Milestone
from tests.builders import a_case, a_product, a_receipt
from tests.fakes import EPOCH

NOW = EPOCH + timedelta(hours=1)
BAD = SpoilReason.MISPRINT


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
    spoiled = after.spoiling(after.lines[0], 4, SpoilReason.CHIP, NOW)
    assert (spoiled.lines[0].state, spoiled.lines[0].spoiled, spoiled.lines[0].printed_at) == ("waiting", 1, None)


def test_what_somebody_saw_tells_a_repeat_from_one_blank_more() -> None:
    batch = a_batch()
    after = batch.spoiling(batch.lines[0], 4, None, NOW).model_copy(update={"version": 5})
    assert after.spoiling(after.lines[0], 4, None, NOW) == after
    assert after.spoiling(after.lines[1], 4, None, NOW).lines[1].spoiled == 1
    assert after.spoiling(after.lines[0], 5, None, NOW).lines[0].spoiled == 2
    with pytest.raises(InvalidRequestError) as refused:
        after.printed(after.lines[0], NOW, seen=4)
    assert code_of(refused) == "spoiled_since"
    assert after.printed(after.lines[0], NOW, seen=5).lines[0].state is LineState.PRINTED
    assert after.printed(after.lines[0], NOW).lines[0].state is LineState.PRINTED


def a_closed_batch() -> PrintBatch:
    """Its first card was left, its second printed."""
    batch = a_batch()
    return batch.printed(batch.lines[1], NOW).closing(NOW)


def test_a_closed_batch_prints_nothing_and_is_closed_once() -> None:
    closed = a_closed_batch()
    assert [known.state for known in closed.lines] == [LineState.LEFT, LineState.PRINTED]
    assert (closed.state, closed.closed_at) == (BatchState.CLOSED, NOW)
    for step in (partial(closed.printed, closed.lines[0], NOW), partial(closed.spoiling, closed.lines[0], 4, BAD, NOW)):
        with pytest.raises(InvalidRequestError) as refused:
            step()
        assert code_of(refused) == "batch_closed"
    with pytest.raises(TransitionRefusedError):
        closed.closing(NOW)


def test_a_card_of_a_closed_batch_is_found_bad_once_and_its_sums_still_tell_every_blank() -> None:
    closed = a_closed_batch()
    none = {"cancelled": 0, "sent_back": 0}
    assert (
        closed.sums() == {"waiting": 0, "printed": 1, "left": 1, "spoiled": 0, "blanks_spoiled": 0, "blanks": 1} | none
    )
    after = closed.spoiling(closed.lines[1], 4, BAD, NOW + timedelta(days=1)).model_copy(update={"version": 5})
    assert (
        after.sums() == {"waiting": 0, "printed": 0, "left": 1, "spoiled": 1, "blanks_spoiled": 1, "blanks": 1} | none
    )
    told = after.lines[1]
    assert (told.reason, told.printed_at, told.spoiled_at) == (BAD, NOW, NOW + timedelta(days=1))
    assert after.spoiling(told, 4, BAD, NOW) == after  # the same press again
    with pytest.raises(InvalidRequestError) as refused:
        after.spoiling(told, 5, BAD, NOW)
    assert code_of(refused) == "spoiled_before"


def test_a_card_that_was_scanned_by_mistake_costs_no_blank() -> None:
    closed = a_closed_batch()
    after = closed.spoiling(closed.lines[1], 4, SpoilReason.NOT_PRINTED, NOW)
    assert (after.lines[1].state, after.sums()["blanks"]) == (LineState.LEFT, 0)
    batch = a_batch()
    with pytest.raises(InvalidRequestError) as refused:
        batch.spoiling(batch.lines[0], 4, SpoilReason.NOT_PRINTED, NOW)
    assert code_of(refused) == "never_printed"


def test_a_printed_card_goes_back_for_a_reason_alone() -> None:
    closed = a_closed_batch()
    with pytest.raises(InvalidRequestError) as refused:
        closed.spoiling(closed.lines[1], 4, None, NOW)
    assert [(fault.field, fault.code) for fault in refused.value.faults] == [("reason", "why_again")]


@pytest.mark.parametrize("state", LineState)
@pytest.mark.parametrize("reason", [None, *SpoilReason])
def test_whatever_goes_back_the_day_tells_the_blanks_that_the_stock_lost(
    state: LineState, reason: SpoilReason | None
) -> None:
    tally = tally_spoiled(line(1).model_copy(update={"state": state}), reason)
    assert tally.day.spoiled_blank - tally.day.unprinted == -tally.amount


def test_only_cards_are_of_a_batch() -> None:
    card, paper = a_product(kind="KIA", state=ProductState.PRINTED), a_product(kind="KK", state=ProductState.PRINTED)
    of_batch = {milestone for milestone in Milestone if is_of_batch(card, milestone)}
    assert of_batch == {Milestone.PRINTED, Milestone.SPOILED, Milestone.CORRECTED}
    assert not is_of_batch(card.model_copy(update={"state": ProductState.READY}), Milestone.CORRECTED)
    assert not any(is_of_batch(product, milestone) for product in (paper, None) for milestone in Milestone)


def test_the_stock_holds_what_is_taken_or_refuses_it() -> None:
    assert change_stock(Stock(card="KIA", version=2, balance=3), -3) == Stock(card="KIA", version=3, balance=0)
    with pytest.raises(InvalidRequestError) as refused:
        change_stock(Stock(card="KIA", balance=2), -3)
    assert code_of(refused) == "no_blank_cards"


def test_the_pace_of_a_day() -> None:
    assert PrintDay().pace(9) == 0
    assert PrintDay(printed=30, by_hour={8: 10, 10: 20}).pace(10) == 10
    assert PrintDay(printed=30, spoiled=5, found_bad=3, by_hour={8: 10, 10: 20}).pace(10) == 10
    assert PrintDay(found_bad=1).pace(9) == 0  # of yesterday's


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


@pytest.mark.parametrize(
    ("state", "product", "stands"),
    [
        (CaseState.IN_PROCESS, ProductState.PRINT_QUEUED, LineState.WAITING),
        (CaseState.IN_PROCESS, ProductState.PRINTED, LineState.WAITING),  # by another scanner, a moment ago
        (CaseState.IN_PROCESS, ProductState.AWAITING_PRINT_RECORD, LineState.SENT_BACK),
        (CaseState.COMPLETE, ProductState.PRINT_QUEUED, LineState.SENT_BACK),
        (CaseState.RETURNED, None, LineState.SENT_BACK),
        (CaseState.CANCELLED, ProductState.PRINT_QUEUED, LineState.CANCELLED),
        (CaseState.REJECTED, None, LineState.CANCELLED),
    ],
)
def test_a_card_waits_as_long_as_its_case_is_in_production(
    state: CaseState, product: ProductState | None, stands: LineState
) -> None:
    products = () if product is None else (a_product("p1", state=product),)
    case = a_case(1, state=state, products=products)
    assert a_batch(line(1)).beside({case.receipt: case}).lines[0].state is stands
    assert a_batch(line(1)).beside({}).lines[0].state is LineState.CANCELLED


def test_what_is_not_to_be_printed_does_not_go_back_to_the_work_list() -> None:
    case = a_case(2, state=CaseState.IN_PROCESS, products=(a_product("p1"),))
    known = a_batch().beside({case.receipt: case})
    assert [one.receipt for one in known.dropped()] == [a_receipt(1)]
    assert [one.state for one in known.closing(NOW).lines] == [LineState.CANCELLED, LineState.LEFT]
    printed = known.printed(known.lines[1], NOW)
    assert printed.beside({}).lines[1].state is LineState.PRINTED
