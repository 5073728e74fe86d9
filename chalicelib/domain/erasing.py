"""What is erased of a case that is over, step by step, and what keeps it.

Each part goes in two moves: the first says that there is no way back, the second that everything is gone. Whoever dies
between them leaves a case that the next round finds, and goes on with.
"""

from datetime import datetime
from typing import Any, Final

from chalicelib.domain.access import SYSTEM, Actor
from chalicelib.domain.administration import AdminAction, AdminEvent
from chalicelib.domain.case import Asked, Case, Change, move
from chalicelib.domain.document import Document, Upload
from chalicelib.domain.errors import TransitionRefusedError
from chalicelib.domain.lifecycle import HANDED_OVER, CaseState
from chalicelib.domain.office import Limits
from chalicelib.domain.post.posting import kept_until
from chalicelib.domain.product import Product
from chalicelib.domain.retention import ENDINGS, PATIENCE, KeepReason, KeptFor, Part, Place, Schedule, looks_of

NOTHING: Final = ""


def ended_at(case: Case) -> datetime | None:
    """When it ended; None while it goes on."""
    if case.state not in ENDINGS or not case.history:
        return None
    return case.history[-1].at


def place_of(case: Case) -> Place | None:
    """Where it waits for what is erased next; None where it goes on, is kept, or has nothing left."""
    ended, part = ended_at(case), case.erasure.next_part
    if ended is None or part is None or case.kept_for is not None:
        return None
    return Place(case.state, part, ended)


def is_due(case: Case, schedule: Schedule, limits: Limits, now: datetime) -> bool:
    """Whether the next part may go now. What has begun is brought to its end, whatever the schedule says since."""
    place = place_of(case)
    if place is None or not _is_over(case, limits, now):
        return False
    if case.let_go_at is not None and now < case.let_go_at + PATIENCE:
        return False  # a slip can be taken back
    looks = looks_of(schedule, now)
    due = any(
        (look.ending, look.part) == (place.ending, place.part) and place.ended_at <= look.before for look in looks
    )
    return due or is_under_way(case)


def is_under_way(case: Case) -> bool:
    """Whether a part has begun and is not done."""
    begun = {Part.PAPERS: case.erasure.begun_at, Part.PERSONAL: case.erasure.personal_begun_at}
    part = case.erasure.next_part
    return part is not None and begun[part] is not None


def begin(case: Case, now: datetime) -> Change | None:
    """The move after which it changes no more; None where that was said before."""
    part = case.erasure.next_part
    if part is None or is_under_way(case):
        return None
    name = "begun_at" if part is Part.PAPERS else "personal_begun_at"
    erasure = case.erasure.model_copy(update={name: now})
    action = "papers_erasing" if part is Part.PAPERS else "personal_erasing"
    return move(case, action=action, actor=SYSTEM, now=now, updates={"erasure": erasure})


def finish(case: Case, now: datetime) -> Change:
    """The move that says that a part is gone, and takes out of the case what belongs to it."""
    part = case.erasure.next_part
    if part is None or not is_under_way(case):
        raise TransitionRefusedError("case", case.state, "finish_erasing")
    erasure = case.erasure.model_copy(update={f"{part}_at": now})
    updates = _without_papers(case) if part is Part.PAPERS else _without_persons(case)
    action = "papers_erased" if part is Part.PAPERS else "personal_erased"
    return move(case, action=action, actor=SYSTEM, now=now, updates={**updates, "erasure": erasure})


def can_be_kept(case: Case) -> bool:
    """Whether something is left, and nothing of it is going."""
    return case.erasure.next_part is not None and not is_under_way(case)


def keep(case: Case, reason: KeepReason, officer: Actor, now: datetime) -> Change | None:
    """Keep it, whatever the schedule says; None where it is kept for that already.

    What is left can be kept when the papers are gone. Raises TransitionRefusedError while a part goes, and where
    nothing is left.
    """
    if not can_be_kept(case):
        raise TransitionRefusedError("case", case.state, "keep")
    if case.kept_for is not None and case.kept_for.reason is reason:
        return None
    kept = KeptFor(reason=reason, by=officer.id, at=now)
    return move(case, action="kept", actor=officer, now=now, updates={"kept_for": kept}, details={"reason": reason})


def let_go(case: Case, officer: Actor, now: datetime) -> Change | None:
    """Leave it to the schedule again; None where nobody had it kept."""
    if case.kept_for is None:
        return None
    details = {"reason": case.kept_for.reason.value}
    return move(
        case, action="let_go", actor=officer, now=now, updates={"kept_for": None, "let_go_at": now}, details=details
    )


def act_of_keeping(change: Change, officer: Actor) -> AdminEvent:
    """The same for the record of what administrators did."""
    case = change.case
    action = AdminAction.CASE_LET_GO if case.kept_for is None else AdminAction.CASE_KEPT
    return AdminEvent(
        id=f"keeping-{case.receipt}-{case.version}", at=case.updated_at, by=officer.id, action=action,
        subject=case.receipt.format(), details=dict(change.audit.details),
    )  # fmt: skip


def _is_over(case: Case, limits: Limits, now: datetime) -> bool:
    """Whether nobody may still come for a product, and no envelope may be on its way."""
    uncollected = case.state is CaseState.CLOSED and any(item.state not in HANDED_OVER for item in case.products)
    awaited = case.cover_sheet_at is not None and now < kept_until(case.cover_sheet_at, limits)
    return not uncollected and not (awaited and case.state is CaseState.EXPIRED)


def _without_papers(case: Case) -> dict[str, Any]:
    return {"uploads": tuple(map(_bare_upload, case.uploads))}


def _bare_upload(upload: Upload) -> Upload:
    """That there was a file, and what became of it; nothing that was read off it, and no key."""
    gone = {"key": NOTHING, "sha256": None, "version_id": None, "pages": (), "reading": None, "findings": ()}
    return upload.model_copy(update=gone)


def _without_persons(case: Case) -> dict[str, Any]:
    """What is left says that, when and how the office worked, and of nobody for whom."""
    return {
        "lookups": {},
        "gone": (),
        "personal_findings": (),
        "facts": {},
        "reachable": (),
        "request_digest": NOTHING,
        "possible_duplicates": (),
        "dismissed_duplicates": (),
        "asked": tuple(map(_bare_asked, case.asked)),
        "documents": tuple(map(_bare_document, case.documents)),
        "products": tuple(map(_bare_product, case.products)),
    }


def _bare_asked(asked: Asked) -> Asked:
    return asked.model_copy(update={"note": NOTHING, "finding": None})


def _bare_document(document: Document) -> Document:
    verdict = document.verdict and document.verdict.model_copy(update={"note": NOTHING})
    return document.model_copy(update={"issued_on": None, "verdict": verdict})


def _bare_product(product: Product) -> Product:
    """Who took it stays as a kind of person, not as what they showed."""
    hand_over = product.hand_over and product.hand_over.model_copy(update={"letter": None, "identity": None})
    gone = {"hand_over": hand_over, "postal_number": None, "earlier_numbers": (), "result": None}
    return product.model_copy(update=gone)
