"""The office's own figures: brought in by day after a look at what changes, shown by kelurahan and over time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from chalicelib.domain.access import Actor
from chalicelib.domain.coverage.figures import Change, Counts, DayFigures, Reading, compare, newest, read_figures
from chalicelib.domain.coverage.lines import LineFault
from chalicelib.domain.coverage.pace import Pace, Point, measure, series
from chalicelib.domain.errors import Fault, InvalidRequestError, StaleVersionError
from chalicelib.domain.office import Office
from chalicelib.domain.regions import Regions
from chalicelib.domain.statistics import EARLIEST
from chalicelib.services.coverage_ports import CoverageFigures
from chalicelib.services.ports import Clock

SHOWN: Final = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Preview:
    """What storing a table would change; it cannot be stored while a line is at fault. `seen` is the day's version."""

    day: date
    reading: Reading
    changes: tuple[Change, ...]
    missing: tuple[str, ...]
    seen: int

    @property
    def faults(self) -> tuple[LineFault, ...]:
        return self.reading.faults


@dataclass(frozen=True, slots=True)
class CountCoverage:
    """Figures say nothing of a person."""

    figures: CoverageFigures
    regions: Regions
    office: Office
    clock: Clock

    def today(self) -> date:
        """On the office's calendar."""
        return self.office.local_time(self.clock.now()).date()

    def preview(self, day: date, raw: bytes | str) -> Preview:
        """Nothing is stored. Raises InvalidRequestError for a table without the columns, or a day that has none."""
        if day > self.today():
            raise InvalidRequestError([Fault("day", "day_to_come")])
        if day < EARLIEST:
            raise InvalidRequestError([Fault("day", "too_early")])
        reading, before = read_figures(raw, self.regions), self.figures.get(day)
        earlier = {code: counts for code, (_, counts) in newest(self._days(day - timedelta(days=1))).items()}
        after = {**before.counts, **reading.counts}
        absent = sorted({*earlier} - {*after})
        return Preview(day, reading, compare(before.counts, after, earlier), tuple(absent), before.version)

    def store(self, day: date, raw: bytes | str, by: Actor, seen: int) -> DayFigures:
        """Put what a table says in place of what the day said; the same again changes nothing.

        Raises InvalidRequestError while a line is at fault, StaleVersionError where the day changed since the look.
        """
        found = self.preview(day, raw)
        if found.faults:
            raise InvalidRequestError([Fault("table", "lines_at_fault", (("count", str(len(found.faults))),))])
        if found.seen != seen:
            raise StaleVersionError
        before = self.figures.get(day)
        if not found.changes:
            return before
        counts = {**before.counts, **found.reading.counts}
        return self.figures.save(DayFigures(day=day, counts=counts, by=by.id, at=self.clock.now(), version=found.seen))

    def newest(self) -> Mapping[str, tuple[date, Counts]]:
        """The last word on each kelurahan."""
        return newest(self._days(self.today()))

    def burn_down(self) -> tuple[tuple[Point, ...], Pace | None]:
        """The city over time, and its pace."""
        points = series(self._days(self.today()))
        return points, measure(points) if points else None

    def _days(self, until: date) -> tuple[DayFigures, ...]:
        return self.figures.list_days(until - SHOWN, until)
