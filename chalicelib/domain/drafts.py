"""How long a draft is kept, or an answer awaited, and when its resident was warned of that end."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from chalicelib.domain.case import Case
from chalicelib.domain.clock import NO_TIME, EndedSpan
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.office import Office

LEAST_WARNING: Final = timedelta(days=1)
"""How long it stands after its warning though its days are over: the limit was lowered, or nobody swept."""


def stands_since(case: Case) -> datetime:
    """When a person last moved the case, or its officer looked at it: who reads is not idle, a machine is nobody."""
    moved_at = case.acted_at or case.updated_at
    looked_at = case.claim.looked_at if case.claim else None
    return max(moved_at, looked_at) if looked_at else moved_at


def is_warned(case: Case) -> bool:
    """Whether the resident was warned of this end; who acted after a warning has another before them."""
    return case.end_warned_at is not None and case.end_warned_at > stands_since(case)


def owes_warning(case: Case) -> bool:
    """Whether it may not end yet, since its resident knows nothing of it.

    Of a draft nobody is told who gave no contact; who was asked to complete something is told by letter, or by staff.
    """
    is_told_of = case.state is CaseState.RETURNED or (case.state is CaseState.DRAFT and bool(case.reachable))
    return is_told_of and not is_warned(case)


def last_day(case: Case, office: Office) -> date:
    """The last day on which a draft can be continued, on the office's calendar, unless its resident acts again."""
    ends = stands_since(case) + timedelta(days=office.limits.draft_days)
    if is_warned(case) and case.end_warned_at is not None:
        ends = max(ends, case.end_warned_at + LEAST_WARNING)
    return office.local_time(ends).date()


def has_ended(case: Case, office: Office, now: datetime) -> bool:
    """Whether its last day is over, and nobody was left without a warning."""
    return not owes_warning(case) and office.local_time(now).date() > last_day(case, office)


def answered_by(case: Case, office: Office, holds: Iterable[EndedSpan] = ()) -> date:
    """The last day, whole on the office's calendar, on which a returned case can be answered as things stand.

    The time of `holds`, in order, is added to its end as to a service clock.
    """
    holds, since = tuple(holds), stands_since(case)
    ends = _put_off(since, since + timedelta(days=office.limits.answer_days - 1), office, holds)
    if is_warned(case) and case.end_warned_at is not None:
        ends = max(ends, _put_off(case.end_warned_at, case.end_warned_at + LEAST_WARNING, office, holds))
    return ends


def _put_off(since: datetime, ends: datetime, office: Office, holds: tuple[EndedSpan, ...]) -> date:
    midnight = office.local_time(ends).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    for begin, end in holds:
        if begin < midnight:
            midnight += max(end - max(begin, since), NO_TIME)
    return office.local_time(midnight - timedelta.resolution).date()


def is_unanswered(case: Case, office: Office, now: datetime, holds: Iterable[EndedSpan] = ()) -> bool:
    """Whether its last day is over, and nobody was left without a warning; never on a day with a hold."""
    holds, today = tuple(holds), office.local_time(now).date()
    is_held = any(office.local_time(end).date() >= today for _, end in holds)
    return not owes_warning(case) and not is_held and today > answered_by(case, office, holds)
