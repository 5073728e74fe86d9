"""How long a draft is kept for its resident, and when they were warned of its end."""

from datetime import date, datetime, timedelta
from typing import Final

from chalicelib.domain.case import Case
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.office import Office

LEAST_WARNING: Final = timedelta(days=1)
"""How long a draft stands after its warning though its days are over: the limit was lowered, or nobody swept."""


def stands_since(case: Case) -> datetime:
    """When a person last moved the case: an officer who judges papers is not idle, an inspection is nobody."""
    return case.acted_at or case.updated_at


def is_warned(case: Case) -> bool:
    """Whether the resident was warned of this end; who acted after a warning has another before them."""
    return case.end_warned_at is not None and case.end_warned_at > stands_since(case)


def owes_warning(case: Case) -> bool:
    """Whether the draft may not end yet, since a resident who can be reached knows nothing of it."""
    return case.state is CaseState.DRAFT and bool(case.reachable) and not is_warned(case)


def last_day(case: Case, office: Office) -> date:
    """The last day on which a draft can be continued, on the office's calendar, unless its resident acts again."""
    ends = stands_since(case) + timedelta(days=office.limits.draft_days)
    if is_warned(case) and case.end_warned_at is not None:
        ends = max(ends, case.end_warned_at + LEAST_WARNING)
    return office.local_time(ends).date()


def has_ended(case: Case, office: Office, now: datetime) -> bool:
    """Whether its last day is over, and nobody was left without a warning."""
    return not owes_warning(case) and office.local_time(now).date() > last_day(case, office)
