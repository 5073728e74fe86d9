"""From complete papers to the product in the resident's hands: milestones recorded in SIAK, ready, hand-over."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from chalicelib.domain.access import Actor
from chalicelib.domain.case import Case, Change, move
from chalicelib.domain.clock import ServiceClock
from chalicelib.domain.errors import Fault, InvalidRequestError, TransitionRefusedError
from chalicelib.domain.events import NoticeEvent, news_key, notify_job_id
from chalicelib.domain.lifecycle import AT_LEAST_READY, HANDED_OVER, CaseEvent, CaseState, ProductEvent, ProductState
from chalicelib.domain.product import PAPERS_DOUBTED, HandOver, Product, SignatureRefusal
from chalicelib.domain.rights import RIGHTS, Right
from chalicelib.domain.signed_pdf import SignedResult

_ON_ITS_WAY = (NoticeEvent.READY, NoticeEvent.COLLECT_REMINDER, NoticeEvent.DISPATCHED, NoticeEvent.UNDELIVERED)


class Milestone(StrEnum):
    """Steps that an officer records; those that name no product concern the whole case."""

    ENTERED = "entered"
    ENTRY_CORRECTED = "entry_corrected"
    BIOMETRICS_RECORDED = "biometrics_recorded"
    SIGNED = "signed"
    SIGNATURE_REFUSED = "signature_refused"
    PRINT_READY = "print_ready"
    DUPLICATE_RECORD = "duplicate_record"
    PRINTED = "printed"
    RECORDED = "recorded"
    MADE_READY = "made_ready"
    SPOILED = "spoiled"
    CORRECTED = "corrected"


class BackReason(StrEnum):
    """Why a step is taken back."""

    WRONG_CASE = "wrong_case"
    NOT_DONE = "not_done"
    WRONG_DATA = "wrong_data"


TAKING_BACK = frozenset({Milestone.CORRECTED, Milestone.ENTRY_CORRECTED})
"""Milestones that undo a step."""

_CASE_MILESTONES = {Milestone.ENTERED: CaseEvent.START_PROCESSING, Milestone.ENTRY_CORRECTED: CaseEvent.CORRECT}
_CENTRAL = frozenset({ProductState.AWAITING_BIOMETRICS, ProductState.AWAITING_PRINT_RECORD})
"""States in which a product waits for the central record."""

_WORKING = frozenset({CaseState.IN_PROCESS, CaseState.READY, CaseState.CLOSED})

_UNSIGNED = frozenset({ProductState.AWAITING_BIOMETRICS, ProductState.AWAITING_SIGNATURE})
"""States in which a signed product has no document that holds."""

_UNSIGNING = frozenset({(ProductState.SIGNED, Milestone.CORRECTED), (ProductState.READY, Milestone.SPOILED)})
"""Steps that may lead a signed product back to its signature."""

_SIGNED = frozenset(
    {
        ProductState.SIGNED,
        ProductState.AWAITING_PRINT_RECORD,
        ProductState.PRINT_QUEUED,
        ProductState.PRINTED,
        ProductState.READY,
    }
)
"""States in which the document of a product that was signed before may still be kept."""


def record_milestone(
    case: Case,
    milestone: Milestone,
    product_id: str | None,
    officer: Actor,
    now: datetime,
    why: BackReason | None = None,
) -> Change:
    """Record one step; one that is taken back has a reason, and no other has.

    Raises InvalidRequestError for an unknown product, or where that reason fails; TransitionRefusedError out of turn.
    """
    if (why is not None) != (milestone in TAKING_BACK):
        raise InvalidRequestError([Fault("reason", "not_a_choice")])
    told = {"reason": why.value} if why else {}
    if milestone is Milestone.DUPLICATE_RECORD:
        return _note_duplicate(case, product_id, officer, now)
    if milestone in _CASE_MILESTONES:
        return _move_case(case, milestone, officer, now, told)
    return _advance(case, product_id, ProductEvent(milestone), officer, now, told=told)


def print_card(case: Case, product_id: str, batch: str, officer: Actor, now: datetime) -> Change:
    """A card left the printer, as a line of a batch, which its product names from then on."""
    facts, told = {"printed_in": batch}, {"batch": batch}
    return _advance(case, product_id, ProductEvent.PRINTED, officer, now, facts, told)


def print_again(
    case: Case, product_id: str, batch: str, event: ProductEvent, reason: str, officer: Actor, now: datetime
) -> Change:
    """A card of a batch is to be printed again: spoiled, or corrected since it was not printed after all.

    Raises InvalidRequestError for one that another batch printed since, or that is to be corrected and was made ready;
    TransitionRefusedError for one that is with its resident.
    """
    product = case.product(product_id)
    if product is not None and product.printed_in not in {None, batch}:
        raise InvalidRequestError([Fault("code", "printed_elsewhere")])
    if product is not None and event is ProductEvent.CORRECTED and product.state is not ProductState.PRINTED:
        if product.state is ProductState.READY:
            raise InvalidRequestError([Fault("code", "made_ready", (("receipt", case.receipt.format()),))])
        thing = "product"
        raise TransitionRefusedError(thing, product.state, event)
    told = {"batch": batch, "reason": reason}
    return _advance(case, product_id, event, officer, now, {"printed_in": None}, told)


def hand_over(case: Case, product_id: str, taken: HandOver, officer: Actor, now: datetime) -> Change:
    """Record who took a product and what became of the old card."""
    told = {"collected_by": taken.collected_by.value, "old_card": taken.old_card.value, "checked": taken.checked}
    if taken.identity:
        told["identity"] = taken.identity.kind.value
    return _advance(case, product_id, ProductEvent.HANDED_OVER, officer, now, {"hand_over": taken}, told)


def refuse_signature(
    case: Case, product_id: str, refusal: SignatureRefusal, officer: Actor, now: datetime
) -> Change | None:
    """Record that the signer does not sign a product, and why: it waits until its entry in SIAK is mended.

    None where the same batch recorded it before.
    """
    product = case.product(product_id)
    if product is not None and product.refusal is not None and product.refusal.batch == refusal.batch:
        return None
    facts, told = {"refusal": refusal}, {"reason": refusal.reason}
    return _advance(case, product_id, ProductEvent.SIGNATURE_REFUSED, officer, now, facts, told)


def keep_result(
    case: Case, product_id: str, result: SignedResult, officer: Actor, now: datetime, *, may_sign: bool = True
) -> Change | None:
    """A product is signed, and this is its document; or it was confirmed before, and its document comes now.

    None where the same document is kept. Another takes its place only once the signature was taken back: raises
    InvalidRequestError. Raises TransitionRefusedError where it `may_sign` nothing that is not signed yet.
    """
    product = case.product(product_id)
    known = product.result if product is not None else None
    if known is not None and known.sha256 == result.sha256:
        return None
    if known is not None:
        raise InvalidRequestError([Fault("document", "other_document_kept")])
    if product is not None and product.state in _SIGNED and case.state in _WORKING:
        return _keep_later(case, product, result, officer, now)
    if product is not None and not may_sign:
        thing = "product"
        raise TransitionRefusedError(thing, product.state, ProductEvent.SIGNED)
    told = {"document": result.sha256}
    return _advance(case, product_id, ProductEvent.SIGNED, officer, now, {"result": result}, told)


def _keep_later(case: Case, product: Product, result: SignedResult, officer: Actor, now: datetime) -> Change:
    kept = product.model_copy(update={"result": result})
    return move(
        case, action="document_kept", actor=officer, now=now, products=(product.id,),
        updates={"products": tuple(kept if known.id == product.id else known for known in case.products)},
        details={"product": product.id, "document": result.sha256},
    )  # fmt: skip


def _move_case(case: Case, milestone: Milestone, officer: Actor, now: datetime, told: Mapping[str, str]) -> Change:
    """Entered anew, what a signer refused is mended: it waits for a signature again."""
    mended = _mended(case, officer) if milestone is Milestone.ENTERED else ()
    return move(
        case, action=milestone, actor=officer, now=now, event=_CASE_MILESTONES[milestone],
        updates={"products": _without_refusals(case, mended)}, products=mended, details=told,
    )  # fmt: skip


def mend_entry(case: Case, officer: Actor, now: datetime) -> Change | None:
    """Its entry in SIAK was mended where a signer refused: what was refused waits for a signature again.

    None where nothing was refused, or somebody who may return the case has to look at its papers first.
    """
    mended = _mended(case, officer)
    updates = {"products": _without_refusals(case, mended)}
    return (
        move(case, action="entry_mended", actor=officer, now=now, updates=updates, products=mended) if mended else None
    )


def _mended(case: Case, officer: Actor) -> tuple[str, ...]:
    """The products that a signer refused and that this officer may give to be signed again."""
    looks = RIGHTS[Right.RETURN].allows(officer.roles)
    refused = ((product.id, product.refusal) for product in case.products)
    return tuple(known for known, refusal in refused if refusal and (looks or not _needs_look(case, refusal)))


def _needs_look(case: Case, refusal: SignatureRefusal) -> bool:
    """Whether the papers were doubted and none was judged since: an entry typed anew says nothing of them."""
    verdicts = (document.verdict for document in case.documents)
    return refusal.reason == PAPERS_DOUBTED and all(one is None or one.at <= refusal.at for one in verdicts)


def _without_refusals(case: Case, mended: tuple[str, ...]) -> tuple[Product, ...]:
    return tuple(p.model_copy(update={"refusal": None}) if p.id in mended else p for p in case.products)


def takes_signature_back(case: Case, milestone: Milestone, product_id: str | None) -> bool:
    """Whether a milestone undoes what a signer signed, which is for signers alone.

    A bad sheet does that, too, where it is not printed again but signed again.
    """
    product = case.product(product_id or "")
    if product is None or (product.state, milestone) not in _UNSIGNING:
        return False
    return product.after(ProductEvent(milestone)).state is ProductState.AWAITING_SIGNATURE


class UndoReason(StrEnum):
    """Why a hand-over is taken back."""

    WRONG_PERSON = "wrong_person"
    WRONG_PRODUCT = "wrong_product"
    SLIP = "slip"


def undo_hand_over(case: Case, product_id: str, reason: UndoReason, officer: Actor, now: datetime) -> Change:
    """Take a wrong hand-over back: the product is ready again, and its resident hears that it is.

    Raises InvalidRequestError for an unknown product, TransitionRefusedError for one that was not handed over.
    """
    product = case.product(product_id)
    if product is not None and product.state is not ProductState.HANDED_OVER:
        thing = "product"
        raise TransitionRefusedError(thing, product.state, ProductEvent.CORRECTED)
    return _advance(case, product_id, ProductEvent.CORRECTED, officer, now, told={"reason": reason.value})


def dispatch(case: Case, product_id: str, postal_number: str, officer: Actor, now: datetime) -> Change:
    """Record that a product is in the mail under a postal number: another one each time.

    Raises InvalidRequestError for the number under which it came back.
    """
    product = case.product(product_id)
    before = (*product.earlier_numbers, product.postal_number) if product else ()
    if product and product.state is ProductState.READY and postal_number in before:
        raise InvalidRequestError([Fault("postal_number", "postal_number_used")])
    facts = {"postal_number": postal_number, "earlier_numbers": tuple(number for number in before if number)}
    return _advance(case, product_id, ProductEvent.DISPATCHED, officer, now, facts)


def record_delivery(case: Case, product_id: str, event: ProductEvent, officer: Actor, now: datetime) -> Change:
    """Record what became of a mailed product: delivered, undelivered, or back at the office.

    What is back in the hand was undelivered, whether or not anybody recorded that before: both at once. Whoever has it
    in their hands need not be called about where it was.
    """
    product = case.product(product_id)
    is_both = event is ProductEvent.CAME_BACK and product is not None and product.state is ProductState.DISPATCHED
    change = _advance(case, product_id, event, officer, now, told={"undelivered": "yes"} if is_both else None)
    if event is not ProductEvent.DELIVERED:
        return change
    moot = ((news, case.news.get(news_key(news, product_id))) for news in _ON_ITS_WAY)
    return replace(change, told=tuple(notify_job_id(at, news, product_id) for news, at in moot if at is not None))


def _note_duplicate(case: Case, product_id: str | None, officer: Actor, now: datetime) -> Change:
    """The central record shows the person twice (DUPLICATE_RECORD): until that is settled there the clock stands still.

    The next step of the product ends it.
    """
    product = case.product(product_id or "")
    if product is None:
        raise InvalidRequestError([Fault("product", "unknown_product" if product_id else "missing")])
    if case.state is not CaseState.IN_PROCESS or product.state not in _CENTRAL or product.is_duplicate_record:
        thing = "product"
        raise TransitionRefusedError(thing, product.state, Milestone.DUPLICATE_RECORD)
    noted = product.model_copy(update={"is_duplicate_record": True})
    return move(
        case, action=Milestone.DUPLICATE_RECORD, actor=officer, now=now, products=(product.id,),
        updates={
            "products": tuple(noted if known.id == product.id else known for known in case.products),
            "clock": case.clock.pause(now),
        },
        details={"product": product.id},
    )  # fmt: skip


def _advance(
    case: Case,
    product_id: str | None,
    event: ProductEvent,
    officer: Actor,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
    told: Mapping[str, str] | None = None,
) -> Change:
    if case.state not in _WORKING:
        thing = "case"
        raise TransitionRefusedError(thing, case.state, event)
    product = case.product(product_id or "")
    if product is None:
        raise InvalidRequestError([Fault("product", "unknown_product" if product_id else "missing")])
    after = product.after(event).model_copy(update=_facts(product, event, now) | dict(facts or {}))
    products = tuple(after if known.id == product.id else known for known in case.products)
    case_event = _case_event(case.state, products)
    return move(
        case, action=event.value, actor=officer, now=now, event=case_event, products=(product.id,),
        updates={"products": products, "clock": _clock(_settled(case, products, now), case_event, event, now)},
        notices=_notices(product, after), details={"product": product.id, **(told or {})},
    )  # fmt: skip


def _case_event(state: CaseState, products: tuple[Product, ...]) -> CaseEvent | None:
    ready = all(product.state in AT_LEAST_READY for product in products)
    handed_over = all(product.state in HANDED_OVER for product in products)
    if state is CaseState.IN_PROCESS and ready:
        return CaseEvent.ALL_READY
    if state is not CaseState.IN_PROCESS and not ready:
        return CaseEvent.NOT_READY
    if state is CaseState.READY and handed_over:
        return CaseEvent.ALL_HANDED_OVER
    if state is CaseState.CLOSED and not handed_over:
        return CaseEvent.HAND_OVER_UNDONE
    return None


def _clock(clock: ServiceClock, event: CaseEvent | None, cause: ProductEvent, now: datetime) -> ServiceClock:
    if event is CaseEvent.ALL_READY:
        return clock.stop(now)
    if event is CaseEvent.NOT_READY:
        return clock.undo_stop() if cause is ProductEvent.CORRECTED else clock.start(now)
    return clock


def _settled(case: Case, products: tuple[Product, ...], now: datetime) -> ServiceClock:
    """The clock goes on once no product waits for a duplicate record any more."""
    was = any(product.is_duplicate_record for product in case.products)
    return case.clock.start(now) if was and not any(p.is_duplicate_record for p in products) else case.clock


def _becomes_ready(before: Product, event: ProductEvent, state: ProductState) -> bool:
    """Whether there is something to fetch that was not there before: made, or back from the mail."""
    is_back = event is ProductEvent.CAME_BACK
    return state is ProductState.READY and (is_back or before.state not in AT_LEAST_READY)


def _facts(before: Product, event: ProductEvent, now: datetime) -> dict[str, Any]:
    """What holds of a product after a step besides its state: facts of a step that was undone are gone."""
    state = before.after(event).state
    was_in_vain = before.tried_in_vain and event is ProductEvent.DELIVERED
    tried_in_vain = was_in_vain or event is ProductEvent.UNDELIVERED
    facts: dict[str, Any] = {"is_duplicate_record": False, "tried_in_vain": tried_in_vain}
    if _becomes_ready(before, event, state):
        facts |= {"ready_at": now, "reminded_at": ()}
    elif state not in AT_LEAST_READY:
        facts["ready_at"] = None
    if event is ProductEvent.CORRECTED and state is ProductState.READY:
        facts |= {"hand_over": None, "postal_number": None}
    if state in _UNSIGNED:
        facts["result"] = None
    if event in {ProductEvent.SIGNED, ProductEvent.CORRECTED}:
        facts["refusal"] = None
    return facts


_TOLD: Mapping[ProductState, NoticeEvent] = {
    ProductState.READY: NoticeEvent.READY,
    ProductState.HANDED_OVER: NoticeEvent.HANDED_OVER,
    ProductState.DISPATCHED: NoticeEvent.DISPATCHED,
    ProductState.UNDELIVERED: NoticeEvent.UNDELIVERED,
}


def _notices(before: Product, after: Product) -> list[tuple[NoticeEvent, str | None]]:
    """Ready is told each time: who was told of a hand-over that was none must hear that the product is still there.

    Who was told that it is ready must hear, too, that it no longer is: they may be about to come. That it arrived by
    post is told to nobody, so nobody needs to hear that it did not.
    """
    if before.state is ProductState.READY and after.state not in AT_LEAST_READY:
        return [(NoticeEvent.DELAYED, after.id)]
    if after.state is ProductState.DISPATCHED and before.state is ProductState.DELIVERED:
        return []
    told = _TOLD.get(after.state)
    return [(told, after.id)] if told else []
