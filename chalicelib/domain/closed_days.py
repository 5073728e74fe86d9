"""Days on which no office of the state works: national holidays and collective leave, by decree for one year each."""

from datetime import date

from pydantic import BaseModel, ConfigDict


class ClosedDays(BaseModel):
    """What the decrees say. For a year that no decree covers yet, only the days that are the same every year hold."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    every_year: frozenset[str]
    holidays: frozenset[date]
    collective_leave: frozenset[date]

    def has(self, day: date) -> bool:
        """Whether it is a day off for all."""
        return f"{day:%m-%d}" in self.every_year or day in self.holidays or day in self.collective_leave
