"""What can go wrong with one call to AWS, and how a call of a walk is named."""

from dataclasses import dataclass
from enum import StrEnum

from typing_extensions import override

CLIENTS_LIVE = 60
"""Schedules on one set of clients: making them is slow, and each has a quota of retries that must not run dry."""


class Fault(StrEnum):
    """Kinds of faults. Those that last are given to every attempt that the SDK makes of the call."""

    CRASH_BEFORE = "crash before"
    CRASH_AFTER = "crash after"
    NO_CONNECTION = "no connection"
    ANSWER_LOST = "answer lost"
    ANSWERS_LOST = "all answers lost"
    THROTTLED = "throttled"
    SERVER_ERROR = "server error"
    RACE = "race"
    CONFLICT = "conflict"
    PARTIAL = "partial batch"


class Crash(BaseException):
    """The process is gone: no `except Exception` stops it, as none stops a kill."""


@dataclass(frozen=True, slots=True, order=True)
class Site:
    """One call of a walk: the n-th of its kind in its phase."""

    phase: str
    call: str
    ordinal: int

    @override
    def __str__(self) -> str:
        return f"{self.phase}: {self.call} {self.ordinal}"


@dataclass(frozen=True, slots=True)
class Plan:
    """The one fault of a schedule, or the first of two."""

    site: Site
    fault: Fault
    then: "Plan | None" = None


_CONDITIONAL = frozenset(f"dynamodb.{name}" for name in ("TransactWriteItems", "PutItem", "UpdateItem", "DeleteItem"))
_ONLY_FOR = {
    Fault.RACE: _CONDITIONAL,
    Fault.CONFLICT: frozenset({"dynamodb.TransactWriteItems"}),
    Fault.PARTIAL: frozenset({"sqs.SendMessageBatch"}),
}


def is_possible(site: Site, fault: Fault) -> bool:
    """Whether the fault can happen to that call at all."""
    return site.call in _ONLY_FOR.get(fault, {site.call})
