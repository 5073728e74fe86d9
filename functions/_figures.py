"""Figures as tables: what the page shows, and what people take away."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Final

from chalicelib.bootstrap import get_services
from chalicelib.domain.case import Channel
from chalicelib.domain.errors import Fault, InvalidRequestError
from chalicelib.domain.statistics import EARLIEST, FLOWS, Report, Selection
from chalicelib.domain.tables import write_table
from functions._http import Call, Reply

CSV: Final = "text/csv; charset=utf-8"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
USUAL: Final = timedelta(days=29)
QUERY: Final = (
    ("first", "The first day, 30 days before the last if absent"),
    ("last", "The last day, today if absent"),
    ("service", "One service"),
    ("channel", "One channel"),
)


def read_selection(call: Call[Any]) -> Selection:
    """The days and cases that an address asks for. Raises InvalidRequestError with every fault."""
    services, query, faults = get_services(), call.query, list[Fault]()
    last = _day(query.get("last", ""), "last", services.read_statistics.today(), faults)
    first = _day(query.get("first", ""), "first", last - USUAL, faults)
    service, channel = query.get("service", ""), query.get("channel", "")
    if service and service not in map(str, services.catalogue.services):
        faults.append(Fault("service", "unknown_service"))
    if channel and channel not in set(Channel):
        faults.append(Fault("channel", "not_a_choice"))
    if faults:
        raise InvalidRequestError(faults)
    return Selection(first, last, service, channel)


def _day(text: str, field: str, usual: date, faults: list[Fault]) -> date:
    if not text:
        return usual
    try:
        day = date.fromisoformat(text)
    except ValueError:
        faults.append(Fault(field, "shape"))
        return usual
    if day < EARLIEST:
        faults.append(Fault(field, "too_early"))
        return usual
    return day


Table = tuple[str, Sequence[str], Iterable[Sequence[object]]]


def day_table(report: Report) -> Table:
    """A line a day."""
    printed = sorted({kind for day in report.days for kind in day.printed})
    signed = sorted({kind for day in report.days for kind in day.signed})
    headings = ("day", *FLOWS, *(f"printed {kind}" for kind in printed), *(f"signed {kind}" for kind in signed))
    rows = (
        (
            day.day,
            *(day.flows.get(name, 0) for name in FLOWS),
            *(day.printed.get(kind, 0) for kind in printed),
            *(day.signed.get(kind, 0) for kind in signed),
        )
        for day in report.days
    )
    return "days", headings, rows


def time_table(report: Report) -> Table:
    """A line for each state."""
    headings = ("state", "count", "p50 hours", "p95 hours")
    return "times", headings, ((times.state, times.count, times.p50, times.p95) for times in report.times)


def reason_table(report: Report) -> Table:
    """A line for each reason and channel."""
    rows = ((reason, channel, count) for (reason, channel), count in sorted(report.reasons.items()))
    return "reasons", ("reason", "channel", "count"), rows


def export_csv(call: Call[Any]) -> Reply:
    """The selection's days as CSV."""
    report, _ = get_services().read_statistics.report(read_selection(call))
    _, headings, rows = day_table(report)
    return _file(write_table(headings, rows), "csv", CSV)


def export_xlsx(call: Call[Any]) -> Reply:
    """The selection as a workbook: days, times in each state, reasons."""
    from chalicelib.web.spreadsheets import write_workbook  # noqa: PLC0415 - exports only

    report, _ = get_services().read_statistics.report(read_selection(call))
    return _file(write_workbook([day_table(report), time_table(report), reason_table(report)]), "xlsx", XLSX)


def _file(content: bytes, ending: str, media_type: str) -> Reply:
    headers = {"Content-Disposition": f'attachment; filename="loket-angka.{ending}"'}
    return Reply(content, headers=headers, media_type=media_type)
