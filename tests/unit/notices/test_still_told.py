"""Which news still holds: each kind in each state, what a later move overtook, and what a call told."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain import production, review
from chalicelib.domain.access import Actor, ActorKind, Role
from chalicelib.domain.case import Case, Change, move
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.lifecycle import AT_LEAST_READY, CaseState, ProductEvent, ProductState
from chalicelib.domain.notification import News, NoticeChannel, NoticeState, Untold
from chalicelib.domain.product import Collector, HandOver, OldCard
from chalicelib.domain.review_desk import CallOutcome, note_call
from chalicelib.domain.still_told import OF_CASE, OF_PRODUCT, is_still_told
from tests.unit.notices.given import NOW, a_case, a_product, every

C, E, P = CaseState, NoticeEvent, ProductState
OFFICER = Actor(kind=ActorKind.OFFICER, id="an-officer", roles=frozenset({Role.VERIFIER}))
WARNED = NOW + timedelta(days=1)

HOLDS: dict[NoticeEvent, set[Any]] = {
    E.RECEIVED: {C.SUBMITTED, C.IN_REVIEW},
    E.RECEIVED_BY_POST: {C.SUBMITTED, C.IN_REVIEW},
    E.RETURNED: {C.RETURNED},
    E.COMPLETE: {C.COMPLETE, C.IN_PROCESS},
    E.REJECTED: {C.REJECTED},
    E.CANCELLED: {C.CANCELLED},
    E.FILE_LATE: {C.SUBMITTED, C.IN_REVIEW, C.RETURNED, C.COMPLETE, C.IN_PROCESS},
    E.DRAFT_ENDING: {C.DRAFT},
    E.DRAFT_EXPIRED: {C.EXPIRED},
    E.ANSWER_ENDING: {C.RETURNED},
    E.LAPSED: {C.EXPIRED},
    E.PIN_REISSUED: set(C),
    E.ORIGINALS_RETURNED: set(C),
    E.VISIT_REMINDER: set(C),
    E.VISIT_OFF: set(C),
    E.READY: {P.READY, P.DISPATCHED, P.UNDELIVERED},
    E.DELAYED: set(P) - AT_LEAST_READY,
    E.DISPATCHED: {P.DISPATCHED},
    E.UNDELIVERED: {P.UNDELIVERED},
    E.HANDED_OVER: {P.HANDED_OVER},
    E.COLLECT_REMINDER: {P.READY},
}


def test_every_kind_of_news_is_decided_once() -> None:
    assert set(OF_CASE) | set(OF_PRODUCT) == set(HOLDS) == set(E)
    assert not set(OF_CASE) & set(OF_PRODUCT)


@pytest.mark.parametrize(("event", "state"), every(sorted(OF_CASE), C))
def test_news_of_a_case_holds_in_its_states_alone(event: NoticeEvent, state: CaseState) -> None:
    case = a_case(state=state, end_warned_at=WARNED)
    assert is_still_told(case, News(event, "", 7)) is (state in HOLDS[event])


@pytest.mark.parametrize(("event", "state"), every(sorted(OF_PRODUCT), P))
def test_news_of_a_product_holds_in_its_states_alone(event: NoticeEvent, state: ProductState) -> None:
    case = a_case(state=C.IN_PROCESS, products=(a_product(state=state),))
    assert is_still_told(case, News(event, "p1", 7)) is (state in HOLDS[event])
    assert not is_still_told(case, News(event, "p2", 7))


@pytest.mark.parametrize("event", [E.DRAFT_ENDING, E.ANSWER_ENDING])
def test_who_acted_after_a_warning_is_not_warned_of_it(event: NoticeEvent) -> None:
    (state,) = HOLDS[event]
    case = a_case(state=state, end_warned_at=WARNED, acted_at=WARNED + timedelta(hours=1))
    assert not is_still_told(case, News(event, "", 7))


def told(case: Case, event: NoticeEvent, product_id: str | None = None) -> Case:
    """As a move leaves it that tells this."""
    return move(case, action="a-move", actor=OFFICER, now=NOW, notices=[(event, product_id)]).case


@pytest.mark.parametrize("event", sorted(set(E) - {E.ORIGINALS_RETURNED}))
def test_the_same_news_of_a_later_move_overtakes_it_and_that_of_another_product_does_not(event: NoticeEvent) -> None:
    of = "p1" if event in OF_PRODUCT else ""
    state = min(HOLDS[event])
    case = a_case(state=C.IN_PROCESS if of else state, end_warned_at=WARNED)
    if of:
        known = a_product(state=ProductState(state))
        case = case.model_copy(update={"products": (known, known.model_copy(update={"id": "p2"}))})
    first = told(case, event, of)
    assert is_still_told(first, News(event, of, first.version))
    other = told(first, event, "p2") if of else first
    assert is_still_told(other, News(event, of, first.version))
    again = told(other, event, of)
    assert not is_still_told(again, News(event, of, first.version))
    assert is_still_told(again, News(event, of, again.version))


def test_each_envelope_of_originals_is_told_whatever_came_later() -> None:
    first = told(a_case(state=C.CLOSED), E.ORIGINALS_RETURNED)
    later = told(told(first, E.ORIGINALS_RETURNED), E.PIN_REISSUED)
    assert is_still_told(later, News(E.ORIGINALS_RETURNED, "", first.version))


def test_a_pin_and_a_visit_are_told_whatever_the_case_came_to() -> None:
    case = told(told(a_case(state=C.CLOSED), E.PIN_REISSUED), E.VISIT_REMINDER)
    later = told(told(case, E.READY, "p2"), E.HANDED_OVER, "p1")
    assert is_still_told(later, News(E.PIN_REISSUED, "", case.version - 1))
    assert is_still_told(later, News(E.VISIT_REMINDER, "", case.version))


@pytest.mark.parametrize(("first", "then"), [(E.VISIT_REMINDER, E.VISIT_OFF), (E.VISIT_OFF, E.VISIT_REMINDER)])
def test_of_an_appointment_the_last_news_alone_holds(first: NoticeEvent, then: NoticeEvent) -> None:
    before = told(a_case(state=C.IN_PROCESS), first)
    after = told(before, then)
    assert not is_still_told(after, News(first, "", before.version))
    assert is_still_told(after, News(then, "", after.version))


@pytest.mark.parametrize(
    ("later", "is_known"), [(E.READY, False), (E.COLLECT_REMINDER, False), (E.DELAYED, True), (E.HANDED_OVER, True)]
)
def test_that_an_appointment_is_off_is_to_be_called_about_though_another_product_is_ready(
    later: NoticeEvent, *, is_known: bool
) -> None:
    assert News(E.VISIT_OFF, "", 7).is_outdated_by(News(later, "p2", 8)) is is_known


def test_of_two_returns_the_first_is_told_no_more_once_the_second_was_made() -> None:
    case = a_case(state=C.COMPLETE)
    first = review.return_for_completion(case, case.asked, OFFICER, NOW).case
    news = News(E.RETURNED, "", first.version)
    assert is_still_told(first, news)
    answered = move(first, action="x", actor=OFFICER, now=NOW, event=None, updates={"state": C.COMPLETE}).case
    again = review.return_for_completion(
        answered.model_copy(update={"state": C.COMPLETE}), case.asked, OFFICER, NOW
    ).case
    assert not is_still_told(again, news)
    assert is_still_told(again, News(E.RETURNED, "", again.version))


def step(case: Case, event: ProductEvent) -> Case:
    """One product further."""
    if event is ProductEvent.HANDED_OVER:
        taken = HandOver(collected_by=Collector.SELF, old_card=OldCard.NONE, by="an-officer", at=NOW)
        return production.hand_over(case, "p1", taken, OFFICER, NOW).case
    if event is ProductEvent.DISPATCHED:
        return production.dispatch(case, "p1", f"A{case.version}", OFFICER, NOW).case
    return production.record_delivery(case, "p1", event, OFFICER, NOW).case


V = ProductEvent
ROADS = [
    ([V.SPOILED, V.PRINTED, V.MADE_READY], [E.DELAYED, None, E.READY]),
    ([V.HANDED_OVER, V.CORRECTED], [E.HANDED_OVER, E.READY]),
    ([V.DISPATCHED, V.CORRECTED], [E.DISPATCHED, E.READY]),
    ([V.DISPATCHED, V.UNDELIVERED, V.CAME_BACK, V.DISPATCHED], [E.DISPATCHED, E.UNDELIVERED, E.READY, E.DISPATCHED]),
    ([V.DISPATCHED, V.DELIVERED, V.CORRECTED, V.UNDELIVERED], [E.DISPATCHED, None, None, E.UNDELIVERED]),
    ([V.DISPATCHED, V.UNDELIVERED, V.CORRECTED], [E.DISPATCHED, E.UNDELIVERED, E.DISPATCHED]),
]


@pytest.mark.parametrize(("events", "news"), ROADS)
def test_on_every_road_of_a_product_the_last_news_alone_holds(
    events: list[ProductEvent], news: list[NoticeEvent | None]
) -> None:
    route = (P.PRINT_QUEUED, P.PRINTED, P.READY)
    made = a_product().model_copy(update={"route": route, "state": P.PRINTED})
    case = step(a_case(state=C.IN_PROCESS, products=(made,)), V.MADE_READY)
    known = [News(E.READY, "p1", case.version)]
    for event, expected in zip(events, news, strict=True):
        case = step(case, event)
        known += [News(expected, "p1", case.version)] if expected else []
    assert {key: number for key, number in case.news.items() if number == known[-1].move} == {
        f"{known[-1].event}#p1": known[-1].move
    }
    assert [one for one in known if is_still_told(case, one)] == known[-1:]


def call(case: Case, outcome: CallOutcome, *listed: News) -> Change:
    """An officer rang up about what stands on the list."""
    lines = [
        Untold(f"job-{one.move}", one.move, one.event, one.product, {NoticeChannel.SMS: NoticeState.FAILED}, NOW)
        for one in listed
    ]
    return note_call(case, outcome, OFFICER, NOW, has_note=False, untold=lines)


def test_what_was_told_by_telephone_is_told_and_what_came_after_it_is_not() -> None:
    first = told(a_case(), E.READY, "p1")
    news = News(E.READY, "p1", first.version)
    called = call(first, CallOutcome.REACHED, replace(news, move=news.move - 1), news).case
    assert not is_still_told(called, news)
    later = told(called, E.READY, "p1")
    assert is_still_told(later, News(E.READY, "p1", later.version))
    assert is_still_told(call(first, CallOutcome.NO_ANSWER, news).case, news)
    assert is_still_told(call(first, CallOutcome.REACHED).case, news)
