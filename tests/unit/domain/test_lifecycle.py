"""The two state tables: every state and event is legal or refused, and nothing is a dead end by accident."""

import pytest

from chalicelib.domain.errors import TransitionRefusedError
from chalicelib.domain.lifecycle import (
    AFTER_READY,
    CASE_TRANSITIONS,
    PRODUCT_TRANSITIONS,
    CaseEvent,
    CaseState,
    ProductEvent,
    ProductState,
    next_case_state,
    next_product_state,
)
from chalicelib.domain.product import build_route

C, E = CaseState, CaseEvent

LEGAL = {
    (C.DRAFT, E.SUBMIT): C.SUBMITTED,
    (C.DRAFT, E.WITHDRAW): C.CANCELLED,
    (C.DRAFT, E.SWEEP): C.EXPIRED,
    (C.SUBMITTED, E.CLAIM): C.IN_REVIEW,
    (C.SUBMITTED, E.REFUSE_FILE): C.RETURNED,
    (C.SUBMITTED, E.WITHDRAW): C.CANCELLED,
    (C.SUBMITTED, E.CANCEL): C.CANCELLED,
    (C.IN_REVIEW, E.RELEASE): C.SUBMITTED,
    (C.IN_REVIEW, E.IDLE): C.SUBMITTED,
    (C.IN_REVIEW, E.RETURN): C.RETURNED,
    (C.IN_REVIEW, E.REFUSE_FILE): C.RETURNED,
    (C.IN_REVIEW, E.REJECT): C.REJECTED,
    (C.IN_REVIEW, E.ACCEPT): C.COMPLETE,
    (C.IN_REVIEW, E.WITHDRAW): C.CANCELLED,
    (C.IN_REVIEW, E.CANCEL): C.CANCELLED,
    (C.RETURNED, E.RESUBMIT): C.SUBMITTED,
    (C.RETURNED, E.WITHDRAW): C.CANCELLED,
    (C.RETURNED, E.CANCEL): C.CANCELLED,
    (C.RETURNED, E.LAPSE): C.EXPIRED,
    (C.COMPLETE, E.START_PROCESSING): C.IN_PROCESS,
    (C.COMPLETE, E.RETURN): C.RETURNED,
    (C.COMPLETE, E.REJECT): C.REJECTED,
    (C.COMPLETE, E.CANCEL): C.CANCELLED,
    (C.IN_PROCESS, E.ALL_READY): C.READY,
    (C.IN_PROCESS, E.RETURN): C.RETURNED,
    (C.IN_PROCESS, E.REJECT): C.REJECTED,
    (C.IN_PROCESS, E.CANCEL): C.CANCELLED,
    (C.IN_PROCESS, E.CORRECT): C.COMPLETE,
    (C.READY, E.ALL_HANDED_OVER): C.CLOSED,
    (C.READY, E.NOT_READY): C.IN_PROCESS,
    (C.CLOSED, E.NOT_READY): C.IN_PROCESS,
    (C.CLOSED, E.HAND_OVER_UNDONE): C.READY,
    (C.EXPIRED, E.REOPEN): C.RETURNED,
    (C.EXPIRED, E.POST_ARRIVED): C.SUBMITTED,
}


@pytest.mark.parametrize("state", CaseState)
@pytest.mark.parametrize("event", CaseEvent)
def test_each_case_state_and_event_is_legal_or_refused(state: CaseState, event: CaseEvent) -> None:
    if (state, event) in LEGAL:
        assert next_case_state(state, event) is LEGAL[state, event]
    else:
        with pytest.raises(TransitionRefusedError) as refused:
            next_case_state(state, event)
        assert (refused.value.state, refused.value.event) == (state, event)


def test_every_case_event_happens_somewhere() -> None:
    assert {event for row in CASE_TRANSITIONS.values() for event in row} == set(CaseEvent)


def test_every_case_state_is_reached_from_a_draft() -> None:
    reached, waiting = {C.DRAFT}, [C.DRAFT]
    while waiting:
        for target in CASE_TRANSITIONS[waiting.pop()].values():
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    assert reached == set(CaseState)


ROUTES = {
    "ktp_first": build_route(biometrics=True, signed=False, print_record=True, printed=True),
    "ktp": build_route(biometrics=False, signed=False, print_record=True, printed=True),
    "kk": build_route(biometrics=False, signed=True, print_record=False, printed=False),
    "kia": build_route(biometrics=False, signed=True, print_record=False, printed=True),
    "record": build_route(biometrics=False, signed=False, print_record=False, printed=False),
}

P, V = ProductState, ProductEvent

WALKS = {
    "ktp_first": [V.BIOMETRICS_RECORDED, V.PRINT_READY, V.PRINTED, V.MADE_READY],
    "ktp": [V.PRINT_READY, V.PRINTED, V.MADE_READY],
    "kk": [V.SIGNED, V.MADE_READY],
    "kia": [V.SIGNED, V.PRINT_READY, V.PRINTED, V.MADE_READY],
    "record": [V.RECORDED],
}


@pytest.mark.parametrize("kind", ROUTES)
def test_each_product_walks_its_route_to_ready(kind: str) -> None:
    state, seen = ROUTES[kind][0], [ROUTES[kind][0]]
    for event in WALKS[kind]:
        state = next_product_state(ROUTES[kind], state, event)
        seen.append(state)
    assert tuple(seen) == ROUTES[kind]


@pytest.mark.parametrize(
    ("kind", "state", "event"),
    [
        ("kia", P.SIGNED, V.MADE_READY),
        ("kk", P.SIGNED, V.PRINT_READY),
        ("kk", P.AWAITING_SIGNATURE, V.PRINTED),
        ("ktp", P.AWAITING_PRINT_RECORD, V.PRINTED),
        ("ktp", P.PRINT_QUEUED, V.MADE_READY),
        ("ktp", P.AWAITING_PRINT_RECORD, V.CORRECTED),
        ("record", P.AWAITING_RECORD, V.MADE_READY),
    ],
)
def test_a_step_that_the_route_does_not_have_next_is_refused(
    kind: str, state: ProductState, event: ProductEvent
) -> None:
    with pytest.raises(TransitionRefusedError):
        next_product_state(ROUTES[kind], state, event)


@pytest.mark.parametrize("kind", ROUTES)
@pytest.mark.parametrize("event", ProductEvent)
def test_every_product_state_and_event_stays_on_the_route_or_is_refused(kind: str, event: ProductEvent) -> None:
    route = ROUTES[kind]
    for state in (*route, *AFTER_READY):
        try:
            target = next_product_state(route, state, event)
        except TransitionRefusedError:
            continue
        assert target in PRODUCT_TRANSITIONS[state][event]
        assert target in route or target in AFTER_READY
        assert target not in route or state in AFTER_READY or route.index(target) <= route.index(state) + 1


def test_a_spoiled_card_is_printed_again_and_a_spoiled_family_card_signed_again() -> None:
    assert next_product_state(ROUTES["ktp"], P.READY, V.SPOILED) is P.PRINT_QUEUED
    assert next_product_state(ROUTES["kia"], P.PRINTED, V.SPOILED) is P.PRINT_QUEUED
    assert next_product_state(ROUTES["kk"], P.READY, V.SPOILED) is P.AWAITING_SIGNATURE


def test_a_wrong_milestone_goes_back_one_step() -> None:
    assert next_product_state(ROUTES["ktp"], P.READY, V.CORRECTED) is P.PRINTED
    assert next_product_state(ROUTES["kk"], P.READY, V.CORRECTED) is P.SIGNED
    assert next_product_state(ROUTES["kia"], P.PRINT_QUEUED, V.CORRECTED) is P.SIGNED
    assert next_product_state(ROUTES["ktp"], P.PRINT_QUEUED, V.CORRECTED) is P.AWAITING_PRINT_RECORD
