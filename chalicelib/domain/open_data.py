"""Figures that anybody may have: by week and group of services, no number so small that it could tell of a person."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from chalicelib.domain.figures import Amounts

LEAST: Final = 10
"""Cases below which a number is withheld. Nought is no one's, so it is told."""

COLUMNS: Final = ("received", "returned", "completed")


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
            column, *place = name.split("#")
            if column in COLUMNS and place[0] in groups:
                counts[groups[place[0]]][column] += amount
    told = {group: {column: _cell(numbers[column]) for column in COLUMNS} for group, numbers in counts.items()}
    yield from (Row(week, group, cells) for group, cells in told.items())
    yield Row(week, "", {column: _sum(cells[column] for cells in told.values()) for column in COLUMNS})


def _cell(number: int) -> Cell:
    """A correction may take more from a week than it has."""
    return Cell(number if number == 0 or number >= LEAST else None)


def _sum(cells: Iterable[Cell]) -> Cell:
    values = [cell.value for cell in cells]
    return Cell(None if None in values else sum(value for value in values if value is not None))
