"""Days on which no office of the state works: national holidays and collective leave, by decree for one year each."""

from datetime import date
from typing import Self

from pydantic import BaseModel, ConfigDict


class ClosedDays(BaseModel):
    """What the decrees say. For a year that no decree covers yet, only the days that are the same every year hold."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    every_year: frozenset[str]
    holidays: frozenset[date]
    collective_leave: frozenset[date]
    own: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def has(self, day: date) -> bool:
        """Whether it is a day off: by decree or by the office's own word, unless the office works on it after all."""
        return day not in self.worked and (day in self.own or self.has_by_decree(day))

    def has_by_decree(self, day: date) -> bool:
        """Whether it is a day off for all."""
        return f"{day:%m-%d}" in self.every_year or day in self.holidays or day in self.collective_leave

    def with_own(self, own: "OwnDays") -> Self:
        """With what one office says of its own days on top."""
        return self.model_copy(update={"own": own.closed, "worked": own.worked})


class OwnDays(BaseModel):
    """Days on which an office is closed besides, and days of the decrees on which it works after all."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    closed: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()
