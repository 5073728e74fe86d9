"""Schedules as EventBridge has them: a rate is played faster here, a daily one at its own time."""

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

SWEEP_SECONDS = 30.0
_LOOK_SECONDS = 20.0
_DAILY = re.compile(r"cron\((?P<minute>\d+) (?P<hour>\d+) \* \* \? \*\)")


def last_due(expression: str, now: datetime) -> datetime:
    """The last time of day, in UTC, at which a daily schedule was due.

    Raises:
        ValueError: it is no daily schedule.
    """
    found = _DAILY.fullmatch(expression)
    if found is None:
        raise ValueError(f"{expression} is not understood by the embedded stack")
    due = now.astimezone(UTC).replace(hour=int(found["hour"]), minute=int(found["minute"]), second=0, microsecond=0)
    return due if due <= now else due - timedelta(days=1)


class Schedule:
    """When one function runs. A daily run that this machine slept through is made up for at the next start."""

    def __init__(self, expression: str, place: Path, now: datetime) -> None:
        """`place` keeps the time of the last run; a new office owes none."""
        self._expression = expression
        self._place = place
        if not place.exists():
            self.mark(now)

    @property
    def pause(self) -> float:
        """Seconds until it is worth asking again."""
        return float(os.environ.get("LOKET_SWEEP_SECONDS", SWEEP_SECONDS)) if self._is_rate else _LOOK_SECONDS

    def is_due(self, now: datetime) -> bool:
        """Whether the function has to run; a rate always is, as its pauses are kept by the caller."""
        if self._is_rate:
            return True
        return float(self._place.read_text()) < last_due(self._expression, now).timestamp()

    def mark(self, now: datetime) -> None:
        """It ran; of a rate nothing is kept."""
        if not self._is_rate:
            self._place.write_text(str(now.timestamp()))

    @property
    def _is_rate(self) -> bool:
        return self._expression.startswith("rate(")
