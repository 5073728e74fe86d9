"""Milestones by list: which a case takes now, which it had before, and how the lines of a list are numbered."""

import pytest

from chalicelib.catalogue import load_messages
from chalicelib.domain.case import Case
from chalicelib.domain.errors import InvalidRequestError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseState, ProductState
from chalicelib.domain.milestone_list import (
    LISTED,
    Ordered,
    Typed,
    carry_out,
    list_fitting,
    list_reversible,
    read_line,
    read_lines,
)
from chalicelib.domain.product import build_route
from chalicelib.domain.production import Milestone
from chalicelib.domain.text import Language
from tests.builders import a_case, a_product, a_running_clock
from tests.fakes import EPOCH
from tests.print_room import PRODUCER

_P, _M = ProductState, Milestone
ROUTES = {
    "card": build_route(biometrics=True, signed=False, print_record=True, printed=True),
    "paper": build_route(biometrics=False, signed=True, print_record=False, printed=False),
    "record": build_route(biometrics=False, signed=False, print_record=False, printed=False),
}


def a_working_case(route: str, state: ProductState) -> Case:
    product = a_product("p1", route=ROUTES[route], state=state)
    return a_case(1, state=CaseState.IN_PROCESS, version=3, products=(product,), clock=a_running_clock())


@pytest.mark.parametrize(
    ("state", "can_go_back"),
    [(_P.DISPATCHED, True), (_P.DELIVERED, True), (_P.UNDELIVERED, True), (_P.HANDED_OVER, False)],
)
def test_what_the_post_took_can_be_taken_back_and_what_the_counter_gave_there_alone(
    state: ProductState,
    can_go_back: bool,  # noqa: FBT001 - a case of the table
) -> None:
    case = a_working_case("paper", state).model_copy(update={"state": CaseState.CLOSED})
    assert [one.product for one in list_reversible(case, PRODUCER, EPOCH)] == ["p1"] * can_go_back


@pytest.mark.parametrize(
    ("route", "state", "fitting"),
    [
        ("card", _P.AWAITING_BIOMETRICS, {_M.BIOMETRICS_RECORDED, _M.DUPLICATE_RECORD}),
        ("card", _P.AWAITING_PRINT_RECORD, {_M.PRINT_READY, _M.DUPLICATE_RECORD}),
        ("card", _P.PRINT_QUEUED, set()),
        ("card", _P.PRINTED, {_M.MADE_READY}),
        ("card", _P.READY, set()),
        ("paper", _P.AWAITING_SIGNATURE, set()),
        ("paper", _P.SIGNED, {_M.MADE_READY}),
        ("record", _P.AWAITING_RECORD, {_M.RECORDED}),
    ],
)
def test_what_a_product_takes_now(route: str, state: ProductState, fitting: set[Milestone]) -> None:
    case = a_working_case(route, state)
    found = list_fitting(case, PRODUCER, EPOCH)
    assert {ordered.milestone for ordered in found} == fitting
    assert {ordered.product for ordered in found} <= {"p1"}


def test_every_milestone_that_does_not_fit_is_done_before_or_out_of_turn() -> None:
    for route, states in ROUTES.items():
        for state in states:
            case = a_working_case(route, state)
            fitting = {ordered.milestone for ordered in list_fitting(case, PRODUCER, EPOCH)}
            assert {outcome(case, milestone) for milestone in fitting} <= {"done"}
            assert {outcome(case, milestone) for milestone in set(LISTED) - fitting} <= {"already", "out_of_turn"}


def outcome(case: Case, milestone: Milestone) -> str:
    try:
        change = carry_out(case, Ordered(case.receipt, "p1", milestone), PRODUCER, EPOCH)
    except InvalidRequestError as error:
        return error.faults[0].code
    return "already" if change is None else "done"


def test_a_case_is_entered_before_it_has_products_to_work_on() -> None:
    case = a_case(1, state=CaseState.COMPLETE, version=3)
    assert list_fitting(case, PRODUCER, EPOCH) == (Ordered(case.receipt, "", _M.ENTERED),)
    assert list_fitting(a_case(1, state=CaseState.RETURNED, version=3), PRODUCER, EPOCH) == ()


def test_notes_are_no_milestone() -> None:
    number = ReceiptNumber.derive(b"key", b"1")
    (typed,) = read_lines(f"Nomor berkas;Catatan\n{number};ditelepon dua kali\n")
    assert read_line(typed, _M.ENTERED) == Ordered(number, "", _M.ENTERED)
    (typed,) = read_lines(f"Nomor berkas;Tahap;Catatan\n{number};dicatat;ditelepon\n")
    assert read_line(typed, _M.ENTERED).milestone is _M.RECORDED


def test_lines_of_a_piece_are_numbered_as_in_the_whole_list() -> None:
    number = ReceiptNumber.derive(b"key", b"1")
    table = f"berkas\n\n{number}\n{number}"
    assert [line.number for line in read_lines(table)] == [3, 4]
    assert [line.number for line in read_lines(table, before=600)] == [603, 604]
    assert [line.number for line in read_lines(table, before=-5)] == [3, 4]


@pytest.mark.parametrize("language", list(Language))
def test_a_line_says_what_was_done_in_the_words_of_the_page(language: Language) -> None:
    texts = load_messages().staff("printing", language)
    told = load_messages().fault("milestone_unknown", {}, language)
    for milestone in LISTED:
        label = texts[f"milestone_{milestone}"]
        for typed in (label, f"  {label.upper()} ", milestone.value, label.partition(" (")[0]):
            line = Typed(1, str(ReceiptNumber.derive(b"key", b"1")), milestone=typed)
            assert read_line(line, None).milestone is milestone
        assert label.partition(" (")[0] in told


def test_a_line_in_other_words_is_told_which_are_known() -> None:
    with pytest.raises(InvalidRequestError) as refused:
        read_line(Typed(1, "x", milestone="sudah beres"), _M.ENTERED)
    assert [(fault.field, fault.code) for fault in refused.value.faults][1:] == [("milestone", "milestone_unknown")]
