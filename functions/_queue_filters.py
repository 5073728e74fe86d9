"""The filters of the work queue as they stand in an address: on the queue's page, and on those that it leads to."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Final
from urllib.parse import urlencode

from chalicelib.bootstrap import get_services
from chalicelib.catalogue import load_regions
from chalicelib.domain.applicant import ELSEWHERE
from chalicelib.domain.case import Channel
from chalicelib.domain.errors import Fault, InvalidRequestError
from chalicelib.domain.worklist import QUEUES, UNKNOWN_AREA, UNREACHED, Wish

AGES_DAYS: Final = (1, 3, 7, 14, 30)
DUES: Final = ("0", "4", "8", "24", "today", "week", "all")
"""When the time in law ends: within so many hours, by the end of the office's day or week, or at all."""

FILTERS: Final = ("queue", "service", "area", "channel", "age", "due")
_SUNDAY: Final = 7


def read_filters(asked: Mapping[str, str]) -> dict[str, str]:
    """Those that are asked for and make sense; what else an address carries is left."""
    wrong = {fault.field for fault in find_faults(asked)}
    return {name: asked[name] for name in FILTERS if asked.get(name) and name not in wrong}


def keep_filters(asked: Mapping[str, str]) -> dict[str, str]:
    """Each filter as it is asked for, or empty. Lines of residents whom no notice reached are told apart by none."""
    queue = asked.get("queue") or "submitted"
    told_apart = {} if queue == UNREACHED else asked
    return {name: told_apart.get(name, "") for name in FILTERS} | {"queue": queue}


def as_query(filters: Mapping[str, str]) -> str:
    """As they stand in an address, with a `&` behind them; empty for none."""
    return f"{urlencode(filters)}&" if filters else ""


def read_wish(asked: Mapping[str, str]) -> Wish:
    """The lines that sound filters ask for."""
    now = get_services().clock.now()
    age, due = asked.get("age"), asked.get("due", "")
    return Wish(
        service=asked.get("service", ""),
        area=asked.get("area", ""),
        channel=asked.get("channel", ""),
        until=now - timedelta(days=int(age)) if age else None,
        due_by=_due_by(due, now),
        by_due=bool(due),
    )


def find_faults(asked: Mapping[str, str]) -> tuple[Fault, ...]:
    """Every filter that makes no sense."""
    choices = {
        "queue": QUEUES,
        "service": get_services().catalogue.services,
        "area": {*list_areas(), ELSEWHERE, UNKNOWN_AREA},
        "channel": tuple(Channel),
        "age": tuple(map(str, AGES_DAYS)),
        "due": DUES,
    }
    wrong = [field for field, known in choices.items() if asked.get(field) and asked[field] not in known]
    return tuple(Fault(field, "not_a_choice") for field in wrong)


def refuse_faults(asked: Mapping[str, str], prefix: str = "") -> None:
    """Raises InvalidRequestError with every filter that makes no sense; `prefix`: where they stand in the body."""
    if faults := find_faults(asked):
        raise InvalidRequestError([Fault(f"{prefix}{fault.field}", fault.code) for fault in faults])


def list_areas() -> Mapping[str, str]:
    """The office's own kecamatan by code."""
    return {str(district.code): district.name for district in load_regions().home.districts}


def _due_by(due: str, now: datetime) -> datetime | None:
    if due.isdecimal():
        return now + timedelta(hours=int(due))
    local = get_services().office.local_time(now)
    days = {"today": 0, "week": _SUNDAY - local.isoweekday()}.get(due)
    if days is None:
        return None
    return datetime.combine(local.date() + timedelta(days=days), time.max, local.tzinfo)
