"""Fakes of the ports of the figures."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import reduce

from chalicelib.domain.errors import StaleVersionError
from chalicelib.domain.events import AuditEvent
from chalicelib.domain.figure_editions import STANDING, Editions, Part, merge
from chalicelib.domain.figures import Amounts, Counted
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.services.figures_ports import EventPage


class FakeFigureLedger:
    """Figures in memory; `days` and `standing` are those that the stream counted for the edition that holds."""

    def __init__(self) -> None:
        self.counted: set[tuple[str, str]] = set()
        self._days: dict[int, dict[date, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        self._standing: dict[int, Counter[str]] = defaultdict(Counter)
        self._parts: dict[int, dict[str, Part]] = defaultdict(dict)
        self._editions = Editions()

    @property
    def days(self) -> dict[date, Counter[str]]:
        return self._days[self._editions.holding]

    @property
    def standing(self) -> Counter[str]:
        return self._standing[self._editions.holding]

    def add(
        self, receipt: ReceiptNumber, mark: str, day: date, counted: Counted, editions: Collection[int] = (0,)
    ) -> bool:
        if (receipt, mark) in self.counted:
            return False
        self.counted.add((receipt, mark))
        for edition in editions:
            _add(self._days[edition][day], counted.of_day)
            _add(self._standing[edition], counted.standing)
        return True

    def read_days(self, first: date, last: date, edition: int | None = None) -> Mapping[date, Amounts]:
        edition = self._editions.holding if edition is None else edition
        told: Part = {day: _nonzero(amounts) for day, amounts in self._days[edition].items()}
        rebuilt = (part for name, part in self._parts[edition].items() if name != STANDING)
        days = reduce(merge, rebuilt, told)
        return {day: days[day] for day in sorted(filter(None, days)) if first <= day <= last and days[day]}

    def read_standing(self, edition: int | None = None) -> Amounts:
        edition = self._editions.holding if edition is None else edition
        told: Part = {None: _nonzero(self._standing[edition])}
        return merge(told, self._parts[edition].get(STANDING, {}))[None]

    def read_editions(self) -> Editions:
        return self._editions

    def save_editions(self, editions: Editions, parts: Mapping[str, Part]) -> Editions:
        if editions.version != self._editions.version:
            raise StaleVersionError
        self._editions = editions.model_copy(update={"version": editions.version + 1})
        if editions.rebuild is not None:
            self._parts[editions.rebuild.number].update(parts)
        return self._editions

    def read_parts(self, edition: int) -> Mapping[str, Part]:
        return dict(self._parts[edition])


class FakeEventLog:
    """Every event of a registry, in the order of their receipts."""

    def __init__(self, audit: Callable[[], Mapping[str, Collection[AuditEvent]]]) -> None:
        self._audit = audit

    def list_events(self, place: str, lines: int) -> EventPage:
        events = {f"{receipt}#{event.move:06d}": event for receipt, each in self._audit().items() for event in each}
        after = sorted(key for key in events if key > place)
        page = after[:lines]
        return EventPage(tuple(events[key] for key in page), page[-1] if len(page) < len(after) else "")


class FakePublishedFigures:
    """One text."""

    def __init__(self) -> None:
        self.text = ""

    def publish(self, text: str) -> None:
        self.text = text

    def read(self) -> str:
        return self.text


def _add(to: Counter[str], amounts: Amounts) -> None:
    for name, amount in amounts.items():
        to[name] += amount


def _nonzero(amounts: Counter[str]) -> Amounts:
    return {name: amount for name, amount in amounts.items() if amount}
