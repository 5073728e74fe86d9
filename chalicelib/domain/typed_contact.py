"""Where a resident is told, set right by an officer: a number that changed hands, an address that bounced."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from chalicelib.domain.access import Actor
from chalicelib.domain.applicant import Contact, PersonalData
from chalicelib.domain.case import Case, Change, move
from chalicelib.domain.errors import Fault, InvalidRequestError, TransitionRefusedError
from chalicelib.domain.events import Job, JobKind
from chalicelib.domain.identifiers import EmailAddress, PhoneNumber
from chalicelib.domain.notification import Untold
from chalicelib.domain.rights import RIGHTS, Right

COUNTED: Final = ("lookups", "personal_findings", "reachable")
"""What of a case is counted anew from where its resident can be told."""

Places = Mapping[str, PhoneNumber | EmailAddress | None]
"""`phone` and `email`: None for one that is nobody's any more; what is absent stays."""


def apply_contact(personal: PersonalData, places: Places) -> tuple[PersonalData, frozenset[str]]:
    """The personal part with these, and which of them differ. A consent to WhatsApp was given for one number alone.

    Raises InvalidRequestError where nothing differs.
    """
    before = personal.contact
    changed = frozenset(name for name, place in places.items() if place != getattr(before, name))
    if not changed:
        raise InvalidRequestError([Fault("contact", "contact_same")])
    known = {"phone": before.phone, "email": before.email, "whatsapp": before.whatsapp and "phone" not in changed}
    contact = Contact.model_validate({**known, **places})
    return personal.model_copy(update={"contact": contact}), changed


def correct_contact(
    case: Case,
    counted: Mapping[str, Any],
    fields: Collection[str],
    again: Sequence[Job],
    officer: Actor,
    now: datetime,
    waiting: Sequence[Job] = (),
) -> Change:
    """Set it right, and have the news told again that reached nobody: its lines leave the list as it arrives.

    `waiting` are the jobs of news that is still on its way: each is due now, so that none waits at an old address.

    Raises TransitionRefusedError for a case that has ended, and for a draft: that is its resident's own.
    """
    if case.state not in (RIGHTS[Right.CORRECT_CONTACT].states or ()):
        thing = "case"
        raise TransitionRefusedError(thing, case.state, Right.CORRECT_CONTACT)
    details = {"fields": " ".join(sorted(fields))}
    if again:
        details["again"] = " ".join(dict.fromkeys(str(job.notice) for job in again))
    change = move(case, action="contact_corrected", actor=officer, now=now, updates=counted, details=details)
    jobs = {job.id: job for job in (*waiting, *again, *change.jobs)}  # one transaction writes no item twice
    return replace(change, jobs=tuple(jobs.values()), lookups=change.case.filed_under())


def jobs_of(case: Case, untold: Sequence[Untold], now: datetime) -> list[Job]:
    """The jobs of news that reached nobody, as their moves left them; of what later news outdates only that one.

    A line that an earlier version wrote does not name its move: that one is for staff to tell.
    """
    known = [_job_of(case, news, now) for news in untold if news.move]
    outdated = {news.job for news in untold if any(news.is_outdated_by(job) for job in known)}
    return [job for job in known if job.id not in outdated]


def _job_of(case: Case, news: Untold, now: datetime) -> Job:
    return Job(
        id=news.job,
        kind=JobKind.NOTIFY,
        office=case.office,
        created_at=now,
        receipt=case.receipt,
        move=news.move,
        notice=news.notice,
        product_id=news.product or None,
    )
