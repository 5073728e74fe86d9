"""The service clock: 24 h by law from complete requirements, stopped while the resident or the central system owes.

Permendagri 19/2018: one hour, at most 24 hours, counted from complete requirements.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Self

from pydantic import BaseModel, ConfigDict

Span = tuple[datetime, datetime | None]
"""From a moment up to another; None: it has not ended."""

EndedSpan = tuple[datetime, datetime]

NO_TIME = timedelta(0)


class ServiceClock(BaseModel):
    """Runs from `started_at`; `paused_seconds` is the sum of the pauses that have ended. All times UTC.

    `pauses` says when they were; a clock that was stored before pauses had moments lacks some of them.
    """

    model_config = ConfigDict(frozen=True)

    hours: int = 24
    started_at: datetime | None = None
    paused_since: datetime | None = None
    paused_seconds: float = 0
    pauses: tuple[tuple[datetime, datetime], ...] = ()
    stopped_at: datetime | None = None

    def start(self, now: datetime) -> Self:
        """Start, or go on after a pause."""
        if self.started_at is None:
            return self.model_copy(update={"started_at": now})
        return self._go_on(now)

    def pause(self, now: datetime) -> Self:
        """Stand still until the next `start`; nothing happens when it does not run."""
        if self.started_at is None or self.paused_since is not None or self.stopped_at is not None:
            return self
        return self.model_copy(update={"paused_since": now})

    def stop(self, now: datetime) -> Self:
        """End: the products are ready. Nothing happens when it never ran, or has ended."""
        if self.started_at is None or self.stopped_at is not None:
            return self
        return self._go_on(now).model_copy(update={"stopped_at": now})

    def undo_stop(self) -> Self:
        """Go on as if it had never ended: what was called ready was not."""
        return self.model_copy(update={"stopped_at": None})

    def _go_on(self, now: datetime) -> Self:
        """A product that lay ready waited for the resident, so that time is a pause like any other."""
        since = self.paused_since or self.stopped_at
        pause = (now - since).total_seconds() if since else 0
        pauses = (*self.pauses, (since, now)) if since and pause > 0 else self.pauses
        return self.model_copy(
            update={
                "paused_since": None, "stopped_at": None, "pauses": pauses,
                "paused_seconds": self.paused_seconds + max(pause, 0),
            }
        )  # fmt: skip

    @property
    def due_at(self) -> datetime | None:
        """When the law's time is over; unknown while the clock has not started or stands still."""
        return self.due_with(())

    def due_with(self, holds: Iterable[Span]) -> datetime | None:
        """The same, where it also stood still during `holds`; unknown, too, while one of them has not ended.

        A minute in which it stood still for two reasons counts once. Pauses after the time was over put it off no
        less than those before: what was late stays as late.
        """
        if self.started_at is None or self.paused_since is not None:
            return None
        holds, whole = list(holds), timedelta(hours=self.hours, seconds=self.paused_seconds)
        if not holds:
            return self.started_at + whole
        return _walk(self.started_at, whole, _beside(merge(holds), merge(self.pauses)))

    def ran(self, until: datetime, holds: Iterable[Span] = ()) -> timedelta:
        """How long it ran, up to `until` or to where it was stopped or paused."""
        if self.started_at is None:
            return NO_TIME
        end = min(moment for moment in (until, self.stopped_at, self.paused_since) if moment is not None)
        still = sum((_overlap(span, self.started_at, end) for span in merge((*self.pauses, *holds))), NO_TIME)
        known = sum((b - a for a, b in self.pauses), NO_TIME)
        unplaced = max(timedelta(seconds=self.paused_seconds) - known, NO_TIME)
        return max(end - self.started_at - still - unplaced, NO_TIME)

    def is_within(self, now: datetime, holds: Iterable[Span] = ()) -> bool:
        """Whether the law's time was kept, or is not over yet."""
        return self.ran(now, holds) <= timedelta(hours=self.hours)


def merge(spans: Iterable[Span]) -> list[Span]:
    """The same time as spans that neither meet nor overlap, in order."""
    merged: list[Span] = []
    for start, end in sorted(spans, key=lambda span: span[0]):
        last = merged[-1] if merged else None
        if last is None or (last[1] is not None and start > last[1]):
            merged.append((start, end))
        elif last[1] is not None:
            merged[-1] = (last[0], None if end is None else max(last[1], end))
    return merged


def _beside(spans: list[Span], others: list[Span]) -> list[Span]:
    """Of `spans` what lies in none of `others`, which have ended."""
    left: list[Span] = []
    for start, end in spans:
        begin = start
        for a, b in others:
            if b is None or b <= begin or (end is not None and a >= end):
                continue
            if a > begin:
                left.append((begin, a))
            begin = b
        if end is None or begin < end:
            left.append((begin, end))
    return left


def _walk(start: datetime, whole: timedelta, still: list[Span]) -> datetime | None:
    """The moment at which `whole` has run, standing still in `still`; None where it never comes while one is open."""
    due = start + whole
    for begin, end in still:
        if begin >= due:
            break
        if end is None:
            return None
        due += max(end - max(begin, start), NO_TIME)
    return due


def _overlap(span: Span, start: datetime, end: datetime) -> timedelta:
    return max(min(span[1] or end, end) - max(span[0], start), NO_TIME)
