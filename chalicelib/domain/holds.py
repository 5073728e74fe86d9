"""One switch for the whole office: while the central system is down, every service clock stands still.

So does the time to answer a return.

No case is touched: clocks are counted against the holds that are recorded here.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict

from chalicelib.domain.clock import EndedSpan, ServiceClock, Span
from chalicelib.domain.errors import Fault, InvalidRequestError, TransitionRefusedError

LONGEST: Final = timedelta(days=14)
"""How far ahead the end of a hold may be expected."""


class HoldReason(StrEnum):
    """Why; the catalogue has the sentences, which residents read."""

    SIAK_DOWN = "siak_down"
    NETWORK_DOWN = "network_down"
    SIGNING_DOWN = "signing_down"
    MAINTENANCE = "maintenance"
    OTHER = "other"


class Hold(BaseModel):
    """One time in which the central system was down. `ended_at`: None while it is. `expected_until` is only told."""

    model_config = ConfigDict(frozen=True)

    since: datetime
    ended_at: datetime | None = None
    expected_until: datetime | None = None
    reason: HoldReason
    by: str
    ended_by: str = ""


class Holds(BaseModel):
    """Every hold of an office, in order. `version` 0: there never was one."""

    model_config = ConfigDict(frozen=True)

    schema_version: Literal[1] = 1
    version: int = 0
    past: tuple[Hold, ...] = ()

    @property
    def present(self) -> Hold | None:
        """The one that goes on."""
        return self.past[-1] if self.past and self.past[-1].ended_at is None else None

    @property
    def spans(self) -> tuple[Span, ...]:
        """When clocks stood still for all."""
        return tuple((hold.since, hold.ended_at) for hold in self.past)

    def until(self, now: datetime) -> tuple[EndedSpan, ...]:
        """The same as known `now`: the one that goes on has lasted up to then."""
        return tuple((hold.since, hold.ended_at or max(now, hold.since)) for hold in self.past)

    def begin(self, reason: HoldReason, expected_until: datetime | None, by: str, now: datetime) -> Self:
        """Hold from now on; what is expected and why may be changed while it goes on, its beginning never."""
        if expected_until is not None and not now < expected_until <= now + LONGEST:
            limit = ("limit", str(LONGEST.days))
            raise InvalidRequestError([Fault("expected_until", "time_out_of_range", (limit,))])
        present = self.present
        if present is None:
            hold = Hold(since=now, expected_until=expected_until, reason=reason, by=by)
            return self.model_copy(update={"past": (*self.past, hold)})
        changed = present.model_copy(update={"expected_until": expected_until, "reason": reason})
        return self.model_copy(update={"past": (*self.past[:-1], changed)})

    def end(self, by: str, now: datetime) -> Self:
        """Clocks go on. Raises TransitionRefusedError where none goes on."""
        present = self.present
        if present is None:
            thing = "hold"
            raise TransitionRefusedError(thing, "none", "end")
        ended = present.model_copy(update={"ended_at": max(now, present.since), "ended_by": by})
        return self.model_copy(update={"past": (*self.past[:-1], ended)})


def due_of_line(line: Mapping[str, Any], holds: Holds) -> datetime | None:
    """When the case of a line of a work list is due. A line holds its clock as of the case's last move."""
    if line.get("service_clock"):
        return ServiceClock.model_validate(line["service_clock"]).due_with(holds.spans)
    return datetime.fromisoformat(line["due_at"]) if line.get("due_at") else None
