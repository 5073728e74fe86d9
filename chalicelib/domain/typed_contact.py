"""Where a resident is told, set right by an officer: a number that changed hands, an address that bounced."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from chalicelib.domain.access import Actor
from chalicelib.domain.applicant import Contact, PersonalData
from chalicelib.domain.case import Case, Change, move
from chalicelib.domain.errors import Fault, InvalidRequestError, TransitionRefusedError
from chalicelib.domain.events import Job, JobKind, notify_job_id
from chalicelib.domain.identifiers import EmailAddress, PhoneNumber
from chalicelib.domain.notification import News, Untold
from chalicelib.domain.review_desk import told_now
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


@dataclass(frozen=True, slots=True)
class ToTell:
    """What a correction does for news: `again` is told again, at the new address.

    That reached nobody, or arrived at the old address alone. `waiting` are the jobs of news that is still on its way:
    each is due now, so that none waits at an old address. `known` is news that arrived at the old address alone, and
    that its resident knows, as the officer says; `settled` the jobs of what of it stands on the list of the unreached.
    """

    again: Sequence[Job] = ()
    waiting: Sequence[Job] = ()
    known: Sequence[News] = ()
    settled: Sequence[str] = ()


def correct_contact(
    case: Case, counted: Mapping[str, Any], fields: Collection[str], news: ToTell, officer: Actor, now: datetime
) -> Change:
    """Set it right, and have its news told where its resident is: lines of what reached nobody leave as it arrives.

    Raises TransitionRefusedError for a case that has ended, and for a draft: that is its resident's own.
    """
    if case.state not in (RIGHTS[Right.CORRECT_CONTACT].states or ()):
        thing = "case"
        raise TransitionRefusedError(thing, case.state, Right.CORRECT_CONTACT)
    details = {"fields": " ".join(sorted(fields))}
    if news.again:
        details["again"] = " ".join(dict.fromkeys(str(job.notice) for job in news.again))
    if news.known:
        details["known"] = " ".join(dict.fromkeys(str(one.event) for one in news.known))
    updates = {**counted, "told_by_call": told_now(case, news.known, now)}
    change = move(case, action="contact_corrected", actor=officer, now=now, updates=updates, details=details)
    jobs = {job.id: job for job in (*news.waiting, *news.again, *change.jobs)}  # one transaction writes no item twice
    return replace(change, jobs=tuple(jobs.values()), told=tuple(news.settled), lookups=change.case.filed_under())


def gone_from(case: Case, before: Collection[str], after: Collection[str]) -> tuple[str, ...]:
    """The hashes of addresses that are its resident's no more, once these were theirs and those are."""
    return tuple(sorted({*case.gone, *before} - set(after)))


def jobs_of(case: Case, untold: Sequence[Untold], now: datetime) -> list[Job]:
    """The jobs of news that reached nobody, as their moves left them; of what later news outdates only that one.

    A line that an earlier version wrote does not name its move: that one is for staff to tell.
    """
    known = [job_of_news(case, News(news.notice, news.product, news.move), now) for news in untold if news.move]
    outdated = {news.job for news in untold if any(news.is_outdated_by(job) for job in known)}
    return [job for job in known if job.id not in outdated]


def job_of_news(case: Case, news: News, now: datetime) -> Job:
    """The job of news, as its move left it in the outbox, made again."""
    product = news.product or None
    return Job(
        id=notify_job_id(news.move, news.event, product), kind=JobKind.NOTIFY, office=case.office, created_at=now,
        receipt=case.receipt, move=news.move, notice=news.event, product_id=product,
    )  # fmt: skip
