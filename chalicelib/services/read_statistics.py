"""The office's figures for those who work there, and what anybody may have of them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from chalicelib.domain.catalogue import Catalogue
from chalicelib.domain.errors import Fault, InvalidRequestError
from chalicelib.domain.figures import Amounts
from chalicelib.domain.office import Office
from chalicelib.domain.open_data import Row, weekly
from chalicelib.domain.statistics import (
    LONGEST_DAYS,
    Forecast,
    Report,
    Selection,
    backlog_of,
    build_report,
    forecast,
    narrow,
)
from chalicelib.services.figures_ports import FigureLedger, PublishedFigures
from chalicelib.services.ports import Clock

LOOK_BACK: Final = timedelta(days=60)
"""Calendar days that hold the working days of a pace, holidays among them."""

PUBLISHED_DAYS: Final = timedelta(days=371)
SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class ReadStatistics:
    """Two reads of the table for a month or a quarter, one more for each megabyte of days beyond."""

    ledger: FigureLedger
    published: PublishedFigures
    office: Office
    catalogue: Catalogue
    clock: Clock

    def today(self) -> date:
        """On the office's calendar."""
        return self.office.local_time(self.clock.now()).date()

    def report(self, selection: Selection) -> tuple[Report, Forecast | None]:
        """The selection's figures, and when its backlog clears. Raises InvalidRequestError."""
        today = self.today()
        _must_be_sound(selection, today)
        days = self.ledger.read_days(min(selection.first, today - LOOK_BACK), today)
        standing = self.ledger.read_standing()
        report, backlog, own = (
            build_report(selection, days, standing, today),
            backlog_of(standing, selection),
            narrow(days, selection),
        )
        return report, forecast(own, backlog, today, _is_working)

    def publish(self) -> int:
        """Make what anybody may have anew, up to the last whole week; the number of its rows."""
        rows = self._weeks(self.today() - timedelta(days=1))
        self.published.publish(json.dumps([_as_json(row) for row in rows], separators=(",", ":")))
        return len(rows)

    def read_published(self) -> list[dict[str, Any]]:
        """What was published last: rows of week, group and numbers, None where one is withheld."""
        return list(json.loads(self.published.read() or "[]"))

    def _weeks(self, last: date) -> tuple[Row, ...]:
        first = last - PUBLISHED_DAYS
        days: Mapping[date, Amounts] = self.ledger.read_days(first, last)
        groups = {str(code): str(service.group) for code, service in self.catalogue.services.items()}
        return weekly(days, groups, min(days, default=last), last)


def _as_json(row: Row) -> dict[str, Any]:
    numbers = {column: cell.value for column, cell in row.cells.items()}
    return {"week": row.week.isoformat(), "group": row.group or None, **numbers}


def _is_working(day: date) -> bool:
    return day.weekday() < SATURDAY


def _must_be_sound(selection: Selection, today: date) -> None:
    faults = []
    if selection.last > today:
        faults.append(Fault("last", "not_yet"))
    if selection.first > selection.last:
        faults.append(Fault("first", "after_the_end"))
    elif (selection.last - selection.first).days >= LONGEST_DAYS:
        faults.append(Fault("first", "too_long_ago"))
    if faults:
        raise InvalidRequestError(faults)
