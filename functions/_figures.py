"""Figures as tables: what the page shows, and what people take away."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from chalicelib.bootstrap import get_services
from chalicelib.domain.case import Channel
from chalicelib.domain.document import VerdictKind
from chalicelib.domain.errors import Fault, InvalidRequestError
from chalicelib.domain.statistics import (
    AGES_DAYS,
    EARLIEST,
    LAST_BOUND_HOURS,
    MADE,
    SELDOM,
    SIGNED,
    Day,
    Forecast,
    Report,
    Selection,
)
from chalicelib.domain.tables import write_table
from chalicelib.domain.text import Language
from chalicelib.services.read_statistics import check_days
from functions._http import Call, Reply

CSV: Final = "text/csv; charset=utf-8"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEADS: Final = {name: name for name in MADE.values()} | {SIGNED: "signed_of"}
"""What a column by kind of product is called."""

USUAL: Final = timedelta(days=29)
DAYS: Final = (
    ("first", "The first day, 30 days before the last if absent"),
    ("last", "The last day, today if absent"),
)
QUERY: Final = (
    *DAYS,
    ("service", "One service"),
    ("channel", "One channel"),
)
TABLE: Final = (("table", "`days` unless it is `totals`, `times`, `ages` or `reasons`"),)


def read_days(call: Call[Any]) -> tuple[date, date]:
    """The first and last day that an address asks for. Raises InvalidRequestError with every fault."""
    query, faults, today = call.query, list[Fault](), get_services().read_statistics.today()
    last = _day(query.get("last", ""), "last", today, faults)
    first = _day(query.get("first", ""), "first", last - USUAL, faults)
    if faults:
        raise InvalidRequestError(faults)
    check_days(first, last, today)
    return first, last


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


@dataclass(frozen=True, slots=True)
class Told:
    """A report and the words that it is taken away in."""

    report: Report
    ahead: Forecast | None
    language: Language

    def word(self, name: str, **values: object) -> str:
        return get_services().messages.staff("statistics", self.language)[name].format(**values)

    def words(self, *names: str) -> tuple[str, ...]:
        return tuple(map(self.word, names))


Table = tuple[Sequence[str], Iterable[Sequence[object]]]


def day_table(told: Told) -> Table:
    """A line a day."""
    days, flows = told.report.days, told.report.flows()
    made = {name: sorted({kind for day in days for kind in _made(day, name)}) for name in MADE.values()}
    headings = [
        f"{told.word(_HEADS[name])}: {product_name(kind, told.language)}" for name in made for kind in made[name]
    ]
    rows = (
        (
            day.day,
            *(day.flows.get(name, 0) for name in flows),
            *(_made(day, name).get(kind, 0) for name in made for kind in made[name]),
        )
        for day in days
    )
    return (told.word("day"), *(told.word(f"flow_{name}") for name in flows), *headings), rows


def total_table(told: Told) -> Table:
    """A line for each sum, the share within the law's time, and when the backlog clears; what is not kept has none."""
    report, ahead = told.report, told.ahead
    made = shown_counts(report)
    share = None if report.law_share is None else round(report.law_share * 100, 1)
    flows = {f"flow_{name}": report.totals.get(name, 0) for name in report.flows()}
    sums = {
        **flows, **made, "open_now": report.open_cases, "in_law": report.in_law, "late": report.late,
        "law_share": share,
    }  # fmt: skip
    dates = {} if ahead is None else _forecast(ahead)
    rows = [(told.word(name), cell) for name, cell in {**sums, **dates}.items() if cell is not None]
    return told.words("figure", "count"), rows


def _forecast(ahead: Forecast) -> dict[str, object]:
    return {
        "pace": round(ahead.pace, 1), "clears_likely": ahead.likely, "clears_early": ahead.early,
        "clears_late": ahead.late,
    }  # fmt: skip


def time_table(told: Told) -> Table:
    """A line for each state."""
    messages = get_services().messages
    rows = (
        (messages.state(times.state, told.language).label, times.count, *map(_hours, (times.p50, times.p95)))
        for times in told.report.times or ()
    )
    return told.words("state", "count", "half_hours", "nearly_all_hours"), rows


def _hours(bound: float | None) -> object:
    return f">{LAST_BOUND_HOURS:g}" if bound is None else bound


def age_table(told: Told) -> Table:
    """A line for each age of open cases."""
    bounds = [told.word("up_to", number=bound) for bound in AGES_DAYS]
    names = (*bounds, told.word("older_than", number=AGES_DAYS[-1]))
    return told.words("age", "count"), zip(names, told.report.open_by_age or (), strict=False)


def reason_table(told: Told) -> Table:
    """A line for each reason and channel."""
    rows = (
        (reason_name(reason, told.language), told.word(f"channel_{channel}"), count)
        for (reason, channel), count in sorted((told.report.reasons or {}).items())
    )
    return told.words("reason", "channel", "count"), rows


TABLES: Final[Mapping[str, Callable[[Told], Table]]] = {
    "days": day_table,
    "totals": total_table,
    "times": time_table,
    "ages": age_table,
    "reasons": reason_table,
}


def reason_name(reason: str, language: Language) -> str:
    """Why papers were asked for again, in words."""
    return get_services().messages.verdict(VerdictKind(reason), language).label


def product_name(kind: str, language: Language) -> str:
    """What a kind of product is called; its code where no service of today makes it."""
    services = get_services().catalogue.services.values()
    names = (spec.name for service in services for spec in service.products if spec.kind == kind)
    return next((name.in_language(language) for name in names), kind)


def shown_counts(report: Report) -> Mapping[str, int]:
    """What was made and taken back, by its name in words; what is seldom taken back only where it was."""
    counts = report.counts() or {}
    return {name: count for name, count in counts.items() if count or name not in SELDOM}


def _made(day: Day, name: str) -> Mapping[str, int]:
    return getattr(day, name) or {}


def _told(call: Call[Any]) -> Told:
    return Told(*get_services().read_statistics.report(read_selection(call)), call.language)


def export_csv(call: Call[Any]) -> Reply:
    """One table of the selection as CSV, the days unless another is named."""
    name = call.query.get("table", "days")
    if name not in TABLES:
        raise InvalidRequestError([Fault("table", "not_a_choice")])
    headings, rows = TABLES[name](_told(call))
    return _file(write_table(headings, rows), "csv", CSV)


def export_xlsx(call: Call[Any]) -> Reply:
    """The selection as a workbook, a sheet for each table."""
    from chalicelib.web.spreadsheets import write_workbook  # noqa: PLC0415 - exports only

    told = _told(call)
    sheets = [(told.word(f"table_{name}"), *table(told)) for name, table in TABLES.items()]
    return _file(write_workbook(sheets), "xlsx", XLSX)


def _file(content: bytes, ending: str, media_type: str) -> Reply:
    headers = {"Content-Disposition": f'attachment; filename="loket-angka.{ending}"'}
    return Reply(content, headers=headers, media_type=media_type)
