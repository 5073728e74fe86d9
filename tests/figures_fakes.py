"""Fakes of the ports of the figures."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date

from chalicelib.domain.figures import Amounts, Counted
from chalicelib.domain.identifiers import ReceiptNumber


class FakeFigureLedger:
    """Figures in memory."""

    def __init__(self) -> None:
        self.days: dict[date, Counter[str]] = defaultdict(Counter)
        self.standing: Counter[str] = Counter()
        self.counted: set[tuple[str, int]] = set()

    def add(self, receipt: ReceiptNumber, move: int, day: date, counted: Counted) -> bool:
        if (receipt, move) in self.counted:
            return False
        self.counted.add((receipt, move))
        for name, amount in counted.of_day.items():
            self.days[day][name] += amount
        for name, amount in counted.standing.items():
            self.standing[name] += amount
        return True

    def read_days(self, first: date, last: date) -> Mapping[date, Amounts]:
        return {day: _nonzero(amounts) for day, amounts in sorted(self.days.items()) if first <= day <= last}

    def read_standing(self) -> Amounts:
        return _nonzero(self.standing)


class FakePublishedFigures:
    """One text."""

    def __init__(self) -> None:
        self.text = ""

    def publish(self, text: str) -> None:
        self.text = text

    def read(self) -> str:
        return self.text


def _nonzero(amounts: Counter[str]) -> Amounts:
    return {name: amount for name, amount in amounts.items() if amount}
