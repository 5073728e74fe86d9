"""Figures that anybody may have: by week and group of services, no number so small that it could tell of a person."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from chalicelib.domain.figures import Amounts

LEAST: Final = 10
"""Cases below which a number is withheld. Nought is no one's, so it is told."""

COUNTED: Final = ("received", "returned", "completed")
LAW: Final = ("within_law", "late")
"""Of those completed: told both or not at all, since each tells the other beside the whole."""

COLUMNS: Final = (*COUNTED, *LAW)
MADE: Final = ("printed", "signed")
ROUNDED: Final = -1
"""To tens: from one morning to the next a backlog tells of no single case."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One number, or None where it is withheld."""

    value: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """One week, by its Monday, and one group of services; an empty group is all of them."""

    week: date
    group: str
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Product:
    """One week, by its Monday, and one kind of product."""

    week: date
    kind: str
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why papers were asked for again in one whole month, by its first day."""

    month: date
    reason: str
    count: Cell


def weekly_products(days: Mapping[date, Amounts], first: date, last: date) -> tuple[Product, ...]:
    """Whole weeks from the first to the last day; no sum over kinds, so that none can be worked out."""
    found: list[Product] = []
    for week in _whole_weeks(first, last):
        counts = _sums(days.get(week + timedelta(days=number), {}) for number in range(7))
        kinds = sorted({parts[1] for parts in counts if parts[0] in MADE})
        found += [Product(week, kind, {name: _cell(counts[name, kind]) for name in MADE}) for kind in kinds]
    return tuple(found)


def monthly_reasons(days: Mapping[date, Amounts], first: date, last: date) -> tuple[Reason, ...]:
    """Whole months, so that no two publications overlap; over all channels."""
    found: list[Reason] = []
    for month in _whole_months(first, last):
        counts = _sums(amounts for day, amounts in days.items() if day.replace(day=1) == month)
        reasons = sorted(parts[1] for parts in counts if parts[0] == "reason")
        found += [Reason(month, reason, _cell(counts["reason", reason])) for reason in reasons]
    return tuple(found)


def round_backlog(open_cases: int) -> int:
    """What may be told of the cases that stand open."""
    return round(open_cases, ROUNDED)


def _sums(amounts: Iterable[Amounts]) -> Counter[tuple[str, str]]:
    """By the first two parts of a figure's name."""
    total: Counter[tuple[str, str]] = Counter()
    for each in amounts:
        for name, amount in each.items():
            kind, part, *_ = (*name.split("#"), "")
            total[kind, part] += amount
    return total


def _whole_months(first: date, last: date) -> Iterator[date]:
    month = first if first.day == 1 else _next_month(first)
    while (following := _next_month(month)) <= last + timedelta(days=1):
        yield month
        month = following


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def weekly(days: Mapping[date, Amounts], groups: Mapping[str, str], first: date, last: date) -> tuple[Row, ...]:
    """Whole weeks from the first to the last day. `groups`: service → its group.

    The sum of all groups is told only where every group's number is: else it would tell what was withheld.
    """
    weeks = _whole_weeks(first, last)
    return tuple(row for week in weeks for row in _rows(week, days, groups))


def _whole_weeks(first: date, last: date) -> Iterator[date]:
    monday = first + timedelta(days=-first.weekday() % 7)
    while monday + timedelta(days=6) <= last:
        yield monday
        monday += timedelta(days=7)


def _rows(week: date, days: Mapping[date, Amounts], groups: Mapping[str, str]) -> Iterator[Row]:
    counts: dict[str, Counter[str]] = {group: Counter() for group in sorted(set(groups.values()))}
    for number in range(7):
        for name, amount in days.get(week + timedelta(days=number), {}).items():
            column, service = _place(name)
            if column in COLUMNS and service in groups:
                counts[groups[service]][column] += amount
    told = {group: _cells(numbers) for group, numbers in counts.items()}
    yield from (Row(week, group, cells) for group, cells in told.items())
    yield Row(week, "", {column: _sum(cells[column] for cells in told.values()) for column in COLUMNS})


def _place(name: str) -> tuple[str, str]:
    """The column and the service of a figure; of none that is published, empty ones."""
    kind, *parts = name.split("#")
    if kind == "law":
        return {"in": "within_law", "late": "late"}.get(parts[0], ""), parts[1]
    return (kind, parts[0]) if kind in COUNTED else ("", "")


def _cells(numbers: Counter[str]) -> dict[str, Cell]:
    cells = {column: _cell(numbers[column]) for column in COLUMNS}
    beside = numbers["completed"] - numbers["within_law"] - numbers["late"]
    if None in {cells["within_law"].value, cells["late"].value, _cell(beside).value}:
        cells |= dict.fromkeys(LAW, Cell(None))
    return cells


def _cell(number: int) -> Cell:
    """Days counted before `unready` stood apart are netted, until they are rebuilt: a week may be below nought."""
    return Cell(number if number == 0 or number >= LEAST else None)


def _sum(cells: Iterable[Cell]) -> Cell:
    values = [cell.value for cell in cells]
    return Cell(None if None in values else sum(value for value in values if value is not None))
