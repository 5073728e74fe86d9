"""How long an office keeps what came with a case once that has ended. What no schedule names is kept for ever."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict

from chalicelib.domain.lifecycle import CaseState

FEWEST_DAYS: Final = 30
"""No office erases earlier: a resident who complains of how a case ended needs the papers it ended upon."""

MOST_DAYS: Final = 36525

PATIENCE: Final = timedelta(days=1)
"""Nothing is erased within a day of any change of the rules that erasing goes by, so that a slip can be taken back."""


class Part(StrEnum):
    """What is erased: the papers first, what names people no earlier."""

    PAPERS = "papers"
    PERSONAL = "personal"


class Kept(BaseModel):
    """Days after the end of a case. `papers`: files and their pictures; `personal`: names, signed documents."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    papers_days: int
    personal_days: int

    def days_of(self, part: Part) -> int:
        """Of one part."""
        return self.papers_days if part is Part.PAPERS else self.personal_days


class Schedule(BaseModel):
    """By how a case ended. None: nothing of such a case is ever erased."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    closed: Kept | None = None
    rejected: Kept | None = None
    cancelled: Kept | None = None
    expired: Kept | None = None

    def of(self, state: CaseState) -> Kept | None:
        """What holds for cases that ended so; None for whatever has not ended."""
        name = ENDINGS.get(state)
        return getattr(self, name) if name else None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is ever erased."""
        return self == Schedule()

    def said(self) -> dict[str, int]:
        """Every number that the office chose, by name."""
        return {
            f"{name}.{part}": kept.days_of(part)
            for name in ENDINGS.values()
            for kept in [getattr(self, name)]
            if kept is not None
            for part in Part
        }


ENDINGS: Final[Mapping[CaseState, str]] = {
    CaseState.CLOSED: "closed",
    CaseState.REJECTED: "rejected",
    CaseState.CANCELLED: "cancelled",
    CaseState.EXPIRED: "expired",
}
"""The ways in which a case ends."""


class KeepReason(StrEnum):
    """Why one case is kept, whatever the schedule says. A choice, so that nobody types a name."""

    DISPUTE = "dispute"
    COMPLAINT = "complaint"
    COURT = "court"
    AUDIT = "audit"
    CORRECTION = "correction"


class KeptFor(BaseModel):
    """An administrator has this case kept."""

    model_config = ConfigDict(frozen=True)

    reason: KeepReason
    by: str
    at: datetime


class Erasure(BaseModel):
    """How far the erasing of a case has come. From `begun_at` on it changes no more, though files may be there.

    `papers_days`, `personal_days`: the rule by which each part went; None where that was not noted.
    """

    model_config = ConfigDict(frozen=True)

    begun_at: datetime | None = None
    papers_at: datetime | None = None
    personal_begun_at: datetime | None = None
    personal_at: datetime | None = None
    papers_days: int | None = None
    personal_days: int | None = None

    @property
    def has_begun(self) -> bool:
        """Whether there is no way back."""
        return self.begun_at is not None

    @property
    def is_nameless(self) -> bool:
        """Whether what names people is gone, or going."""
        return self.personal_begun_at is not None

    @property
    def next_part(self) -> Part | None:
        """What is still there; None once all is gone."""
        if self.papers_at is None:
            return Part.PAPERS
        return Part.PERSONAL if self.personal_at is None else None


@dataclass(frozen=True, slots=True)
class Place:
    """The list that an ended case stands in until something more of it is erased, and since when it is over."""

    ending: CaseState
    part: Part
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class Look:
    """Up to when a case must have ended for a part of it to be due now."""

    ending: CaseState
    part: Part
    before: datetime


def looks_of(schedule: Schedule, now: datetime) -> tuple[Look, ...]:
    """Every list that may hold something due."""
    return tuple(
        Look(state, part, now - timedelta(days=kept.days_of(part)))
        for state in ENDINGS
        for kept in [schedule.of(state)]
        if kept is not None
        for part in Part
    )
