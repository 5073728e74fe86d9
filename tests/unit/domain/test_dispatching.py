"""What lists of the post do to a product, sent once, twice and late."""

from dataclasses import replace

import pytest

from chalicelib.catalogue import load_messages
from chalicelib.domain.access import Actor, ActorKind, Role
from chalicelib.domain.case import Case
from chalicelib.domain.dispatching import Outcome, Typed, carry_out, find_products, read_line, read_lines
from chalicelib.domain.errors import InvalidRequestError
from chalicelib.domain.lifecycle import CaseState, ProductState
from chalicelib.domain.text import Language
from tests.builders import a_case, a_product, a_receipt
from tests.fakes import EPOCH

CLERK = Actor(kind=ActorKind.OFFICER, id="clerk", roles=frozenset({Role.COUNTER}))
FIRST, SECOND, OTHER = "RR000000005ID", "RR000000014ID", "RR000000028ID"
AWAY = (("dikirim", FIRST), ("gagal antar", FIRST), ("kembali", FIRST), ("dikirim", SECOND))


def mailed() -> Case:
    ready = a_product("p1", state=ProductState.READY, ready_at=EPOCH)
    return a_case(state=CaseState.READY, sent_by_post=True, products=(ready,))


def say(case: Case, outcome: str, number: str = "", receipt: str = str(a_receipt())) -> tuple[str, Case]:
    """`done`, `already`, or the reason; and the case after it."""
    try:
        ordered = read_line(Typed(1, receipt, postal_number=number, outcome=outcome))
        (product,) = find_products(case, ordered)
        change = carry_out(case, product.id, ordered, CLERK, EPOCH)
    except InvalidRequestError as refused:
        return refused.faults[0].code, case
    return ("already", case) if change is None else ("done", change.case)


def after(*said: tuple[str, str]) -> Case:
    case = mailed()
    for outcome, number in said:
        result, case = say(case, outcome, number)
        assert result == "done"
    return case


@pytest.mark.parametrize("count", range(1, len(AWAY) + 1))
def test_a_list_of_the_post_sent_late_undoes_nothing(count: int) -> None:
    case = after(*AWAY[:count])
    for outcome, number in AWAY[:count]:
        told, later = say(case, outcome, number)
        is_old_number_on_new_envelope = case.products[0].state is ProductState.READY and outcome == "dikirim"
        assert told == ("postal_number_used" if is_old_number_on_new_envelope else "already")
        assert later is case


@pytest.mark.parametrize("outcome", ["gagal antar", "kembali", "diterima"])
def test_a_number_that_is_another_envelopes_is_refused(outcome: str) -> None:
    assert say(after(AWAY[0]), outcome, OTHER)[0] == "postal_number_other"


@pytest.mark.parametrize("outcome", ["gagal antar", "kembali"])
def test_of_a_second_attempt_a_line_must_say_which_it_means(outcome: str) -> None:
    case = after(*AWAY)
    assert say(case, outcome)[0] == "which_postal_number"
    assert say(case, "gagal antar", SECOND)[0] == "done"


def test_what_was_fetched_after_it_came_back_is_not_undelivered_again() -> None:
    case = after(*AWAY[:3])
    fetched = case.products[0].model_copy(update={"state": ProductState.HANDED_OVER})
    for outcome, number in AWAY[:3]:
        assert say(case.model_copy(update={"products": (fetched,)}), outcome, number)[0] == "already"


def test_one_envelope_with_two_products_is_reported_once() -> None:
    one = after(AWAY[0])
    two = replace_products(one, 2)
    ordered = read_line(Typed(1, "", postal_number=FIRST, outcome="gagal antar"))
    assert [product.id for product in find_products(two, ordered)] == ["p1", "p2"]


def replace_products(case: Case, count: int) -> Case:
    (product,) = case.products
    copies = (product.model_copy(update={"id": f"p{number + 1}"}) for number in range(count))
    return case.model_copy(update={"products": tuple(copies)})


def test_the_post_reports_by_its_own_number_alone() -> None:
    typed = read_lines("Nomor Resi;Status\nRR000000005ID;Gagal Antar\n")
    assert [(line.receipt, line.postal_number, line.outcome) for line in typed] == [("", FIRST, "Gagal Antar")]
    assert read_line(typed[0]).receipt is None
    with pytest.raises(InvalidRequestError) as refused:
        read_line(replace(typed[0], outcome="dikirim"))
    assert [(fault.field, fault.code) for fault in refused.value.faults] == [("receipt", "missing")]
    with pytest.raises(InvalidRequestError) as refused:
        read_line(replace(typed[0], postal_number=""))
    assert [(fault.field, fault.code) for fault in refused.value.faults] == [("receipt", "receipt_or_postal_number")]
    with pytest.raises(InvalidRequestError) as refused:
        read_lines("Status\nGagal Antar\n")
    assert [(fault.field, fault.code) for fault in refused.value.faults] == [("receipt", "column_missing")]


def test_what_was_not_delivered_at_first_may_be_delivered_at_the_next_attempt() -> None:
    case = after(AWAY[0], AWAY[1], ("diterima", FIRST))
    assert (case.state, case.products[0].state) == (CaseState.CLOSED, ProductState.DELIVERED)
    for outcome, number in (AWAY[0], AWAY[1], ("diterima", FIRST), ("gagal", "")):
        assert say(case, outcome, number) == ("already", case)
    assert say(case, "kembali", FIRST)[0] == "out_of_turn"


def test_what_was_delivered_at_once_is_not_undelivered_by_a_late_list() -> None:
    assert say(after(AWAY[0], ("diterima", FIRST)), "gagal", FIRST)[0] == "out_of_turn"
    later = after(*AWAY, ("diterima", SECOND))
    assert say(later, "gagal", SECOND)[0] == "out_of_turn"
    assert say(later, "gagal", FIRST)[0] == "already"


@pytest.mark.parametrize("language", list(Language))
def test_a_line_says_what_became_of_it_in_the_words_of_the_page(language: Language) -> None:
    texts = load_messages().staff("counter", language)
    told = load_messages().fault("outcome_unknown", {}, language)
    for outcome in Outcome:
        label = texts[f"what_{outcome}"]
        line = Typed(1, str(a_receipt()), postal_number=FIRST, outcome=f" {label.upper()} ")
        assert read_line(line).outcome is outcome
        assert label in told


@pytest.mark.parametrize("order", [("Status", "Keterangan"), ("KETERANGAN", "Keadaan")])
def test_notes_of_the_post_are_ignored_where_another_column_tells_the_outcome(order: tuple[str, str]) -> None:
    cells = {"status": "Gagal antar", "keadaan": "Gagal antar", "keterangan": "rumah kosong, pagar dikunci"}
    row = ";".join(cells[heading.lower()] for heading in order)
    (typed,) = read_lines(f"Nomor Resi;{';'.join(order)}\nRR000000005ID;{row}\n")
    assert read_line(typed).outcome is Outcome.UNDELIVERED
    (typed,) = read_lines("Nomor Resi;Keterangan\nRR000000005ID;Gagal antar\n")
    assert read_line(typed).outcome is Outcome.UNDELIVERED
    with pytest.raises(InvalidRequestError) as refused:
        read_lines("Nomor Resi;Status;Keadaan\nRR000000005ID;diterima;gagal\n")
    assert [(fault.field, fault.code) for fault in refused.value.faults] == [("outcome", "column_twice")]
