"""How fast the gap closes, and when it will be closed at that pace, if ever."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import combinations
from math import ceil
from typing import Final

from pydantic import BaseModel, ConfigDict

from chalicelib.domain.coverage.figures import Counts, DayFigures, total

WINDOW: Final = timedelta(days=30)
SHORTEST: Final = timedelta(days=7)
"""Less than a week says nothing: nobody records on Sundays."""
LONGEST: Final = timedelta(days=36_500)


class Point(BaseModel):
    """The city on one day."""

    model_config = ConfigDict(frozen=True)

    day: date
    due: int
    recorded: int

    @property
    def gap(self) -> int:
        return self.due - self.recorded


class Pace(BaseModel):
    """Residents a day by which the gap shrank, over the last thirty days, and in the slowest and fastest week of them.

    The dates are when the gap is closed at that pace; None where it never is.
    """

    model_config = ConfigDict(frozen=True)

    since: date
    until: date
    gap: int
    recorded_a_day: float
    present: float
    slowest: float
    fastest: float
    closed_on: date | None
    closed_earliest: date | None
    closed_latest: date | None


def series(days: Iterable[DayFigures]) -> tuple[Point, ...]:
    """The city day by day: each kelurahan as its last count says; from the day on which every one was counted."""
    ordered = sorted((figures for figures in days if figures.counts), key=lambda figures: figures.day)
    everywhere = {code for figures in ordered for code in figures.counts}
    known: dict[str, Counts] = {}
    points = []
    for figures in ordered:
        known |= figures.counts
        if known.keys() == everywhere:
            whole = total(known.values())
            points.append(Point(day=figures.day, due=whole.due, recorded=whole.recorded))
    return tuple(points)


def measure(points: Sequence[Point]) -> Pace | None:
    """None where the last thirty days have not two counts a week apart."""
    recent = [point for point in points if points[-1].day - point.day <= WINDOW]
    weeks = [(a, b) for a, b in combinations(recent, 2) if b.day - a.day >= SHORTEST]
    if not weeks:
        return None
    first, last = recent[0], recent[-1]
    rates = [_rate(a, b) for a, b in weeks]
    present = _rate(first, last)
    return Pace(
        since=first.day,
        until=last.day,
        gap=last.gap,
        recorded_a_day=(last.recorded - first.recorded) / (last.day - first.day).days,
        present=present,
        slowest=min(rates),
        fastest=max(rates),
        closed_on=_closed(last, present),
        closed_earliest=_closed(last, max(rates)),
        closed_latest=_closed(last, min(rates)),
    )


def _rate(first: Point, last: Point) -> float:
    return (first.gap - last.gap) / (last.day - first.day).days


def _closed(last: Point, rate: float) -> date | None:
    if last.gap <= 0:
        return last.day
    days = last.gap / rate if rate > 0 else float("inf")
    return last.day + timedelta(days=ceil(days)) if days <= LONGEST.days else None
