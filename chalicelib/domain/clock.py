"""The service clock: 24 h by law from complete requirements, stopped while the resident or the central system owes.

Permendagri 19/2018: one hour, at most 24 hours, counted from complete requirements.
"""

from datetime import datetime, timedelta
from typing import Self

from pydantic import BaseModel, ConfigDict


class ServiceClock(BaseModel):
    """Runs from `started_at`; `paused_seconds` is the sum of the pauses that have ended. All times UTC."""

    model_config = ConfigDict(frozen=True)

    hours: int = 24
    started_at: datetime | None = None
    paused_since: datetime | None = None
    paused_seconds: float = 0
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
        return self.model_copy(
            update={"paused_since": None, "stopped_at": None, "paused_seconds": self.paused_seconds + max(pause, 0)}
        )

    @property
    def due_at(self) -> datetime | None:
        """When the law's time is over; unknown while the clock has not started or stands still."""
        if self.started_at is None or self.paused_since is not None:
            return None
        return self.started_at + timedelta(hours=self.hours, seconds=self.paused_seconds)
