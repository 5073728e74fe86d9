"""When a message may come: nobody's telephone rings at night, and what can wait comes on a working day."""

from datetime import datetime, time, timedelta
from typing import Final, Self

from pydantic import BaseModel, ConfigDict, model_validator

from chalicelib.domain.closed_days import ClosedDays

SATURDAY: Final = 5


class NoticeHours(BaseModel):
    """From `opens` until before `closes`, on the office's clock."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    opens: time = time(7)
    closes: time = time(20)

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Self:
        if self.opens >= self.closes:
            raise ValueError("opens must be before closes")
        return self

    def earliest(self, moment: datetime, closed: ClosedDays | None = None) -> datetime:
        """`moment`, or the first one after it that is in these hours; with `closed`, on a working day.

        `moment` is on the office's clock (WIB knows no summer time).
        """
        if moment.time() >= self.closes:
            moment = self._opening(moment + timedelta(days=1))
        elif moment.time() < self.opens:
            moment = self._opening(moment)
        while closed is not None and not is_working(moment, closed):
            moment = self._opening(moment + timedelta(days=1))
        return moment

    def _opening(self, day: datetime) -> datetime:
        return datetime.combine(day, self.opens, day.tzinfo)


def is_working(day: datetime, closed: ClosedDays) -> bool:
    """Monday to Friday, unless a decree closes every office."""
    return day.weekday() < SATURDAY and not closed.has(day.date())
