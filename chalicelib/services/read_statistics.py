"""The office's figures for those who work there, and what anybody may have of them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from chalicelib.domain.catalogue import Catalogue
from chalicelib.domain.closed_days import ClosedDays
from chalicelib.domain.errors import Fault, InvalidRequestError
from chalicelib.domain.figures import Amounts
from chalicelib.domain.office import Office
from chalicelib.domain.open_data import (
    COLUMNS,
    Product,
    Reason,
    Row,
    monthly_reasons,
    round_backlog,
    weekly,
    weekly_products,
)
from chalicelib.domain.statistics import (
    LONGEST_DAYS,
    Day,
    Forecast,
    Report,
    Selection,
    backlog_of,
    build_report,
    forecast,
    narrow,
    tell_day,
)
from chalicelib.services.figures_ports import FigureLedger, PublishedFigures
from chalicelib.services.ports import Clock

LOOK_BACK: Final = timedelta(days=60)
"""Calendar days that hold the working days of a pace, holidays among them."""

PUBLISHED_DAYS: Final = timedelta(days=371)
SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class ReadStatistics:
    """Three reads of the table for a month or a quarter, one more for each megabyte of days beyond."""

    ledger: FigureLedger
    published: PublishedFigures
    office: Office
    catalogue: Catalogue
    closed: ClosedDays
    clock: Clock

    def today(self) -> date:
        """On the office's calendar."""
        return self.office.local_time(self.clock.now()).date()

    def made_today(self) -> Day:
        """What was made and taken back until now; what was recorded a moment ago follows within seconds."""
        today = self.today()
        return tell_day(today, self.ledger.read_days(today, today).get(today, {}), Selection(today, today))

    def report(self, selection: Selection) -> tuple[Report, Forecast | None]:
        """The selection's figures, and when its backlog clears. Raises InvalidRequestError."""
        today = self.today()
        check_days(selection.first, selection.last, today)
        edition = self.ledger.read_editions().holding
        days = self.ledger.read_days(min(selection.first, today - LOOK_BACK), today, edition)
        standing = self.ledger.read_standing(edition)
        report, backlog, own = (
            build_report(selection, days, standing, today),
            backlog_of(standing, selection),
            narrow(days, selection),
        )
        return report, forecast(own, backlog, today, self._is_working)

    def publish(self) -> int:
        """Make what anybody may have anew, up to the last whole week; the number of its rows."""
        today = self.today()
        last = today - timedelta(days=1)
        days: Mapping[date, Amounts] = self.ledger.read_days(last - PUBLISHED_DAYS, last)
        first = min(days, default=last)
        groups = {str(code): str(service.group) for code, service in self.catalogue.services.items()}
        rows = weekly(days, groups, first, last)
        _, ahead = self.report(Selection(today, today))
        told = {
            "items": [_as_json(row) for row in rows],
            "products": [_product_as_json(each) for each in weekly_products(days, first, last)],
            "reasons": [_reason_as_json(each) for each in monthly_reasons(days, last - PUBLISHED_DAYS, last)],
            "forecast": _forecast_as_json(ahead) if ahead else None,
        }
        self.published.publish(json.dumps(told, separators=(",", ":")))
        return len(rows)

    def read_published(self) -> dict[str, Any]:
        """What was published last: rows of week, group and numbers, None where one is withheld; and what stands beside.

        What was published before there was more than rows lacks the law's time, products, reasons and a forecast.
        """
        found = json.loads(self.published.read() or "{}")
        told = {"items": found} if isinstance(found, list) else found
        rows = [dict.fromkeys(COLUMNS) | row for row in told.get("items", [])]
        return {"products": [], "reasons": [], "forecast": None, **told, "items": rows}

    def _is_working(self, day: date) -> bool:
        return day.weekday() < SATURDAY and not self.closed.has(day)


def _as_json(row: Row) -> dict[str, Any]:
    numbers = {column: cell.value for column, cell in row.cells.items()}
    return {"week": row.week.isoformat(), "group": row.group or None, **numbers}


def _product_as_json(each: Product) -> dict[str, Any]:
    numbers = {name: cell.value for name, cell in each.cells.items()}
    return {"week": each.week.isoformat(), "kind": each.kind, **numbers}


def _reason_as_json(each: Reason) -> dict[str, Any]:
    return {"month": f"{each.month:%Y-%m}", "reason": each.reason, "count": each.count.value}


def _forecast_as_json(ahead: Forecast) -> dict[str, Any]:
    when = {"likely": ahead.likely, "early": ahead.early, "late": ahead.late}
    dates = {name: day.isoformat() if day else None for name, day in when.items()}
    return {"backlog": round_backlog(ahead.backlog), **dates}


def check_days(first: date, last: date, today: date) -> None:
    """Whether figures can be told of these days. Raises InvalidRequestError with every fault."""
    faults = []
    if last > today:
        faults.append(Fault("last", "not_yet"))
    if first > last:
        faults.append(Fault("first", "after_the_end"))
    elif (last - first).days >= LONGEST_DAYS:
        faults.append(Fault("first", "too_long_ago"))
    if faults:
        raise InvalidRequestError(faults)
