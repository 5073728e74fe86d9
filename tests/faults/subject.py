"""What the sweep needs of a system under test: its steps, its workers, and what an auditor finds in it afterwards."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

MORNING = datetime(2026, 6, 15, 1, tzinfo=UTC)


class StuckError(Exception):
    """A walk cannot go on although everybody tried again."""


class Clock:
    """The time, moved on by the harness where something waits; UTC, whole milliseconds.

    Every schedule begins on the same morning, so that its texts name the same day as those of the walk beside it.
    """

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """A new schedule."""
        self._began, self._ahead = time.monotonic(), timedelta()

    def now(self) -> datetime:
        moment = MORNING + timedelta(seconds=time.monotonic() - self._began) + self._ahead
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)

    def pass_time(self, span: timedelta) -> None:
        """Nobody waits for real."""
        self._ahead += span


@dataclass(frozen=True)
class Step:
    """One thing that a person or the schedule does, again and again until it is done.

    Calls of a step with a phase are numbered, and so is what is delivered after it. `is_done` is what the person sees
    before they try again; `rival` is somebody else's legitimate move at the same moment.
    """

    act: Callable[[], None]
    phase: str = ""
    is_done: Callable[[], bool] = bool
    rival: Callable[[], None] | None = None
    deliver: bool = True


@dataclass(frozen=True)
class Observed:
    """What is left of one application; `lost`, `doubled` and `waiting` are empty where nothing is wrong."""

    cases: Sequence[str]
    state: str
    actions: Sequence[str]
    lost: Sequence[str] = ()
    doubled: Sequence[str] = ()
    waiting: Sequence[str] = ()
    unreached: Sequence[str] = ()


class Walk(Protocol):
    """One application of one resident."""

    @property
    def told(self) -> str | None:
        """The number that the client was told."""

    def steps(self) -> Sequence[Step]:
        """In order."""

    def restart(self) -> None:
        """The process died; the next one knows nothing."""

    def settle(self) -> None:
        """Time passes and the schedule's work is done once more."""

    def is_quiet(self) -> bool:
        """Whether nothing is left that time alone would move."""

    def observe(self) -> Observed:
        """What an auditor finds, read by clients of their own."""

    def clean(self) -> None:
        """Take away what a failed schedule left, so that the next one stands alone."""


REPEATABLE = frozenset({"upload_requested"})
"""A resident who tries again may leave a second form that nobody fills in."""
