"""Production of several products: each told once per time it is there to fetch, the case ready when all are."""

import pytest

from chalicelib.domain.errors import Fault, InvalidRequestError, TransitionRefusedError
from chalicelib.domain.lifecycle import CaseState, ProductEvent, ProductState
from chalicelib.domain.product import Collector, HandOver, OldCard, Product, build_route
from chalicelib.domain.production import dispatch, hand_over, record_delivery
from chalicelib.domain.worklist import product_clock_of
from tests.builders import OFFICER, a_product
from tests.fakes import EPOCH
from tests.unit.domain.given import Story, at, handed_in

TAKEN = HandOver(collected_by=Collector.SELF, old_card=OldCard.WITHDRAWN, by=OFFICER.id, at=EPOCH)


def a_kk(product_id: str) -> Product:
    route = build_route(biometrics=False, signed=True, print_record=False, printed=False)
    return a_product(product_id, route=route, state=route[0])


def a_card(product_id: str) -> Product:
    route = build_route(biometrics=False, signed=False, print_record=True, printed=True)
    return a_product(product_id, route=route, state=route[0])


def producing(*products: Product) -> Story:
    return handed_in().claim().accept(*(products or (a_kk("p1"), a_card("p2")))).step("entered")


def make(story: Story, product: str, hours: float = 2) -> Story:
    route = story.case.product(product)
    assert route is not None
    steps = ("signed", "made_ready") if ProductState.SIGNED in route.route else ("print_ready", "printed", "made_ready")
    for step in steps:
        story.step(step, product, at(hours=hours))
    return story


def product(story: Story, product_id: str) -> Product:
    found = story.case.product(product_id)
    assert found is not None
    return found


def mailed(story: Story, *events: ProductEvent) -> Story:
    story.do(dispatch(story.case, "p1", "RR123456785ID", OFFICER, EPOCH))
    for event in events:
        story.do(record_delivery(story.case, "p1", event, OFFICER, at(days=9)))
    return story


def test_each_product_is_told_and_the_case_waits_for_the_last() -> None:
    story = make(producing(), "p1")
    assert (story.told, story.case.state) == (["ready"], CaseState.IN_PROCESS)
    make(story, "p2")
    assert (story.told, story.case.state) == (["ready"], CaseState.READY)
    assert story.changes[-1].jobs[0].product_id == "p2"
    assert story.case.clock.stopped_at == at(hours=2)


def test_one_product_is_handed_over_before_the_other_is_made() -> None:
    story = make(producing(), "p1")
    story.do(hand_over(story.case, "p1", TAKEN, OFFICER, EPOCH))
    assert (story.told, story.case.state) == (["handed_over"], CaseState.IN_PROCESS)
    make(story, "p2")
    story.do(hand_over(story.case, "p2", TAKEN, OFFICER, EPOCH))
    assert [entry.state for entry in story.case.history[-2:]] == [CaseState.READY, CaseState.CLOSED]


def test_a_spoiled_card_is_made_and_told_again() -> None:
    story = make(producing(a_card("p1")), "p1")
    story.step("spoiled", "p1", at(days=8))
    assert (story.case.state, product(story, "p1").spoiled, story.told) == (CaseState.IN_PROCESS, 1, ["delayed"])
    assert product(story, "p1").ready_at is None
    assert story.case.clock.due_at == at(days=8, hours=22)
    story.step("printed", "p1").step("made_ready", "p1", at(days=9))
    assert (story.case.state, story.told, product(story, "p1").ready_at) == (CaseState.READY, ["ready"], at(days=9))


def test_a_spoiled_card_stands_in_its_list_by_the_service_clock() -> None:
    story = make(producing(a_card("p1")), "p1", hours=50).step("spoiled", "p1", at(days=8))
    assert product_clock_of(story.case, product(story, "p1")) == story.case.clock.started_at


def test_a_ready_recorded_by_mistake_keeps_the_clock_as_it_was() -> None:
    story = make(producing(a_card("p1")), "p1").step("corrected", "p1", at(days=3))
    assert (story.case.state, story.case.clock.stopped_at) == (CaseState.IN_PROCESS, None)
    assert story.case.clock.due_at == at(hours=24)


def test_who_was_told_of_a_card_hears_once_that_it_is_not_ready_after_all() -> None:
    story = make(producing(a_card("p1")), "p1").step("corrected", "p1")
    assert (product(story, "p1").state, story.told) == (ProductState.PRINTED, ["delayed"])
    assert story.step("spoiled", "p1").told == []


def test_a_card_that_came_back_is_ready_and_told_again() -> None:
    story = mailed(make(producing(a_card("p1")), "p1"), ProductEvent.UNDELIVERED)
    assert story.told == ["undelivered"]
    story.do(record_delivery(story.case, "p1", ProductEvent.CAME_BACK, OFFICER, at(days=9)))
    assert (story.told, product(story, "p1").ready_at, story.case.state) == (["ready"], at(days=9), CaseState.READY)


def test_a_wrong_dispatch_is_undone_and_ready_told_again() -> None:
    story = mailed(make(producing(a_card("p1")), "p1"), ProductEvent.CORRECTED)
    assert (story.told, product(story, "p1").postal_number) == (["ready"], None)
    assert product(story, "p1").ready_at == at(hours=2)


def test_a_delivered_card_closes_the_case_and_a_correction_opens_it() -> None:
    story = mailed(make(producing(a_card("p1")), "p1"), ProductEvent.DELIVERED)
    assert story.case.state is CaseState.CLOSED
    story.step("corrected", "p1")
    assert (story.case.state, product(story, "p1").state) == (CaseState.READY, ProductState.DISPATCHED)


def test_a_hand_over_undone_leaves_no_trace_and_ready_is_told_again() -> None:
    story = make(producing(a_card("p1")), "p1")
    story.do(hand_over(story.case, "p1", TAKEN, OFFICER, EPOCH)).step("corrected", "p1", at(days=1))
    assert (story.case.state, product(story, "p1").hand_over, story.told) == (CaseState.READY, None, ["ready"])
    assert product(story, "p1").ready_at == at(hours=2)


def test_nothing_is_produced_before_the_case_was_entered() -> None:
    story = handed_in().claim().accept(a_kk("p1"))
    with pytest.raises(TransitionRefusedError):
        story.step("signed", "p1")


def test_an_unknown_product_is_named_as_the_fault() -> None:
    with pytest.raises(InvalidRequestError) as refused:
        producing().step("signed", "p9")
    assert refused.value.faults == (Fault("product", "unknown_product"),)


def test_a_card_that_is_not_ready_is_not_handed_over() -> None:
    with pytest.raises(TransitionRefusedError):
        hand_over(producing().case, "p1", TAKEN, OFFICER, EPOCH)


def test_a_wrong_entry_goes_back_and_forth_without_a_notice() -> None:
    story = producing().step("entry_corrected")
    assert (story.case.state, story.told) == (CaseState.COMPLETE, [])
    assert story.step("entered").case.state is CaseState.IN_PROCESS


def test_a_refused_signature_is_recorded_and_waits_on() -> None:
    story = producing().step("signature_refused", "p1")
    assert product(story, "p1").state is ProductState.AWAITING_SIGNATURE
