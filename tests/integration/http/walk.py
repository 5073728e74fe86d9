"""Cases brought to where a test needs them, and what a problem says in short."""

from typing import Any

from chalicelib.domain.access import Role
from chalicelib.domain.case import Case
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.print_batch import PrintBatch, SpoilReason
from chalicelib.domain.production import TAKING_BACK
from tests.gateway import Answer
from tests.office import LOST, MiniOffice, Officer, Resident
from tests.print_room import PRODUCER, print_in_batch

CHANGE: dict[str, Any] = {
    **LOST,
    "service": "KK-CHANGE",
    "applicant_role": "head_of_family",
    "answers": {"change_kind": "education_job"},
    "documents": {},
}
TAKEN = {"product": "p1", "collected_by": "self", "old_card": "lost", "identity_checked": True}
STEPS = ("print_ready", "printed", "made_ready")
"""Of a card; `record` does each where it is done."""


def faults(answer: Answer) -> set[tuple[str, str]]:
    """Which field, and which code."""
    return {(error["field"], error["code"]) for error in answer.json["errors"]}


def problem(answer: Answer) -> str:
    """The last part of the problem's type."""
    return str(answer.json["type"]).rpartition("/")[2]


def stored(office: MiniOffice, receipt: str) -> Case:
    """The case as it is kept."""
    return office.ports.registry.cases[receipt]


def verifier(office: MiniOffice, resident: Resident, name: str = "verifier-1") -> Officer:
    """A verifier with this case before them."""
    return Officer(office.staff(Role.VERIFIER, name), resident.id)


def producer(office: MiniOffice, resident: Resident) -> Officer:
    """A producer with this case before them."""
    return Officer(office.staff(Role.PRODUCER), resident.id)


def a_step(milestone: str, product: str = "p1") -> dict[str, str]:
    """What records it; one that is taken back was not done."""
    why = {"reason": "not_done"} if milestone in TAKING_BACK else {}
    return {"milestone": milestone, "product": product, **why}


def bring_to(office: MiniOffice, state: CaseState, body: dict[str, Any] = LOST) -> Resident:
    """A new application in this state."""
    resident = office.start(body)
    if state is CaseState.DRAFT:
        return resident
    if state is CaseState.CANCELLED:
        assert resident.call("POST", "/cancellation").status == 200
        return resident
    if state is CaseState.EXPIRED:
        for days in (60, 2):  # the first time its resident is warned
            office.ports.clock.advance(days=days)
            office.work()
        return visit_again(office, resident)
    _submit(office, resident)
    for step, steps in _LATER.items():
        if state in steps:
            step(office, resident)
    assert stored(office, resident.id).state is state
    return resident


def visit_again(office: MiniOffice, resident: Resident) -> Resident:
    """The same resident with a fresh token, opened by number and PIN."""
    body = {name: resident.started[name] for name in ("receipt_number", "pin")}
    opened = office.public.call("POST", "/v1/sessions", body)
    assert opened.status == 201, opened.content
    return Resident(office, {**resident.started, **opened.json})


def _submit(office: MiniOffice, resident: Resident) -> None:
    resident.send_all()
    office.work()
    assert resident.submit().status == 200
    office.work()


def _claim(office: MiniOffice, resident: Resident) -> None:
    assert verifier(office, resident).move("POST", "/claim").status == 200


def _return(office: MiniOffice, resident: Resident) -> None:
    officer = verifier(office, resident)
    document = officer.read()["documents"][0]["document"]
    officer.move("PUT", f"/documents/{document}/verdict", {"kind": "unreadable"})
    assert officer.move("POST", "/return", {}).status == 200


def _reject(office: MiniOffice, resident: Resident) -> None:
    assert verifier(office, resident).move("POST", "/reject", {"reason": "not_eligible"}).status == 200


def _accept(office: MiniOffice, resident: Resident) -> None:
    officer = verifier(office, resident)
    officer.accept_all()
    assert officer.move("POST", "/accept").status == 200


def _enter(office: MiniOffice, resident: Resident) -> None:
    assert producer(office, resident).move("POST", "/milestones", {"milestone": "entered"}).status == 200


def record(office: MiniOffice, resident: Resident, step: str, product: str = "p1") -> None:
    """One step of a card: printed in a batch, and every other on the case."""
    if step == "printed":
        print_in_batch(office.services, resident.id, product)
        return
    answer = producer(office, resident).move("POST", "/milestones", a_step(step, product))
    assert answer.status == 200, answer.content


def spoil(office: MiniOffice, resident: Resident, reason: SpoilReason = SpoilReason.MISPRINT) -> PrintBatch:
    """The card of a case goes back, in the batch that printed it."""
    printing, product = office.services.printing, stored(office, resident.id).products[0]
    batch = printing.ledger.get_batch(product.printed_in or "")
    return printing.batches.spoil(batch.id, f"{resident.id}/{product.id}", PRODUCER, batch.version, reason)


def _make(office: MiniOffice, resident: Resident) -> None:
    for step in STEPS:
        record(office, resident, step)


def _hand_over(office: MiniOffice, resident: Resident) -> None:
    assert producer(office, resident).move("POST", "/hand-over", TAKEN).status == 200


_S = CaseState
_MADE = {_S.IN_PROCESS, _S.READY, _S.CLOSED}
_LATER = {
    _claim: {_S.IN_REVIEW, _S.RETURNED, _S.REJECTED, _S.COMPLETE, *_MADE},
    _return: {_S.RETURNED},
    _reject: {_S.REJECTED},
    _accept: {_S.COMPLETE, *_MADE},
    _enter: _MADE,
    _make: {_S.READY, _S.CLOSED},
    _hand_over: {_S.CLOSED},
}
