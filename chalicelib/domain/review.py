"""What an officer does with a submitted case until its papers are complete, returned or rejected."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain.access import SYSTEM, Actor
from chalicelib.domain.case import Asked, Case, Change, Claim, move
from chalicelib.domain.completeness import unsorted_finding
from chalicelib.domain.document import Document, UploadState, Verdict
from chalicelib.domain.drafts import stands_since
from chalicelib.domain.errors import (
    Fault,
    ForbiddenError,
    IncompleteError,
    InvalidRequestError,
    NotFoundError,
    TransitionRefusedError,
)
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.finding import Finding, FindingCode, Severity
from chalicelib.domain.lifecycle import AFTER_READY, CaseEvent, CaseState
from chalicelib.domain.product import Product


def claim(case: Case, officer: Actor, now: datetime) -> Change:
    """Take a case; raises TransitionRefusedError when another officer has it."""
    return move(
        case,
        action="claimed",
        actor=officer,
        now=now,
        event=CaseEvent.CLAIM,
        updates={"claim": Claim(officer=officer.id, at=now)},
    )


def release(case: Case, officer: Actor, now: datetime) -> Change:
    """Give a case back to the queue."""
    must_hold(case, officer)
    return move(case, action="released", actor=officer, now=now, event=CaseEvent.RELEASE, updates={"claim": None})


def look(case: Case, officer: Actor, now: datetime, every: timedelta) -> Case | None:
    """The case as its officer has it who looks at it, which keeps it from lying idle.

    No move: the version stays, so that nothing that was opened before is stale. None where nothing is to be noted: for
    whoever does not have it, and for who acted or looked within `every`.
    """
    if case.claim is None or case.holder != officer.id or now < stands_since(case) + every:
        return None
    return case.model_copy(update={"claim": case.claim.model_copy(update={"looked_at": now})})


def release_idle(case: Case, now: datetime) -> Change:
    """Give back a case whose officer has gone quiet."""
    return move(case, action="released_idle", actor=SYSTEM, now=now, event=CaseEvent.IDLE, updates={"claim": None})


def judge(case: Case, document_id: str, verdict: Verdict, officer: Actor, now: datetime) -> Change:
    """Judge one document; raises NotFoundError for an unknown one.

    The history says which paper it was, whatever becomes of the document later.
    """
    must_hold(case, officer)
    document = next((known for known in case.documents if known.id == document_id), None)
    if document is None:
        raise NotFoundError
    judged = document.model_copy(update={"verdict": verdict})
    return move(
        case, action="judged", actor=officer, now=now,
        updates={"documents": tuple(judged if d.id == document_id else d for d in case.documents)},
        details={
            "document": document_id, "paper": " ".join(document.choices), "verdict": verdict.kind,
            "reason": verdict.reason,
        },
    )  # fmt: skip


def return_for_completion(case: Case, missing: Sequence[Asked], officer: Actor, now: datetime) -> Change:
    """Send the case back for the papers that were refused and those `missing`.

    Raises InvalidRequestError when nothing is asked: a return without a reason helps nobody. A product that has left
    the office holds the case: its hand-over is corrected first.
    """
    if case.state is CaseState.IN_REVIEW:
        must_hold(case, officer)
    _must_not_be_issued(case, CaseEvent.RETURN)
    refused = [Asked.of(document) for document in case.documents if document.is_refused]
    asked = {item.slot: item for item in (*refused, *missing)}
    if not asked:
        raise InvalidRequestError([Fault("asked", "nothing_asked")])
    return move(
        case, action="returned", actor=officer, now=now, event=CaseEvent.RETURN, notices=[(NoticeEvent.RETURNED, None)],
        updates={
            "claim": None, "asked": tuple(asked.values()), "clock": case.clock.pause(now), "products": (),
            "awaited_scans": (),
        },
        products=tuple(product.id for product in case.products), details={"slots": ",".join(asked)},
    )  # fmt: skip


def accept(
    case: Case, lacking: Sequence[Finding], products: Sequence[Product], officer: Actor, now: datetime, hours: int
) -> Change:
    """Declare the papers complete: the service clock starts.

    Raises IncompleteError while a paper is open, or something is `lacking`.
    """
    if case.state is not CaseState.IN_REVIEW:
        thing = "case"
        raise TransitionRefusedError(thing, case.state, CaseEvent.ACCEPT)
    must_hold(case, officer)
    open_papers = [finding for document in case.documents for finding in _open(case, document)]
    open_papers += lacking
    if pages := case.unsorted():
        open_papers.append(unsorted_finding(len(pages), Severity.BLOCKING))
    if open_papers:
        raise IncompleteError(open_papers)
    clock = case.clock.model_copy(update={"hours": hours}).start(now)
    return move(
        case, action="accepted", actor=officer, now=now, event=CaseEvent.ACCEPT, notices=[(NoticeEvent.COMPLETE, None)],
        updates={"claim": None, "products": tuple(products), "clock": clock, "awaited_scans": ()},
        products=tuple(product.id for product in products),
    )  # fmt: skip


def reject(case: Case, reason: str, officer: Actor, now: datetime) -> Change:
    """End the case without a result; `reason` is the code of a sentence of the catalogue."""
    return _end(case, CaseEvent.REJECT, NoticeEvent.REJECTED, reason, officer, now)


def cancel(case: Case, reason: str, officer: Actor, now: datetime) -> Change:
    """End the case on the resident's word, or because it is a duplicate of another."""
    return _end(case, CaseEvent.CANCEL, NoticeEvent.CANCELLED, reason, officer, now)


def _end(case: Case, event: CaseEvent, notice: NoticeEvent, reason: str, officer: Actor, now: datetime) -> Change:
    if case.state is CaseState.IN_REVIEW:
        must_hold(case, officer)
    _must_not_be_issued(case, event)
    updates: dict[str, Any] = {
        "claim": None, "asked": (), "products": (), "clock": case.clock.stop(now), "ended_because": reason,
    }  # fmt: skip
    return move(
        case, action=event.value, actor=officer, now=now, event=event, updates=updates, notices=[(notice, None)],
        products=tuple(product.id for product in case.products), details={"reason": reason},
    )  # fmt: skip


def must_hold(case: Case, officer: Actor) -> None:
    """Raises ForbiddenError unless this officer has taken the case."""
    if case.claim is None or case.claim.officer != officer.id:
        raise ForbiddenError


def _must_not_be_issued(case: Case, event: CaseEvent) -> None:
    """A product that left the office must first be taken back, or it would be made, and given out, twice."""
    issued = next((product for product in case.products if product.state in AFTER_READY), None)
    if issued is not None:
        thing = "product"
        raise TransitionRefusedError(thing, issued.state, event)


def _open(case: Case, document: Document) -> list[Finding]:
    inspecting = any(u.id in document.uploads and u.state is UploadState.INSPECTING for u in case.uploads)
    if inspecting:
        return [Finding(code=FindingCode.STILL_INSPECTING, severity=Severity.BLOCKING, where=document.slot)]
    if not document.is_accepted:
        return [Finding(code=FindingCode.DOCUMENT_OPEN, severity=Severity.BLOCKING, where=document.slot)]
    return []
