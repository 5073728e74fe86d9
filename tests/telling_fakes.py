"""What telling residents needs, in memory."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date

from chalicelib.domain.suppression import Suppression
from chalicelib.domain.telling_caps import Caps


class FakeSuppressionList:
    """Suppressed addresses by their hashes."""

    def __init__(self) -> None:
        self.suppressed: dict[str, Suppression] = {}

    def find(self, recipients: Collection[str]) -> Mapping[str, Suppression]:
        return {one: self.suppressed[one] for one in recipients if one in self.suppressed}

    def add(self, recipient: str, suppression: Suppression) -> None:
        self.suppressed.setdefault(recipient, suppression)

    def lift(self, recipient: str) -> None:
        self.suppressed.pop(recipient, None)


class FakeSendingMeter:
    """Messages by address and day, and by address and month."""

    def __init__(self) -> None:
        self.sent: Counter[tuple[str, str]] = Counter()

    def take(self, recipient: str, day: date, caps: Caps) -> bool:
        by_day, by_month = (recipient, day.isoformat()), (recipient, f"{day:%Y-%m}")
        if self.sent[by_day] >= caps.to_one_in_a_day or self.sent[by_month] >= caps.to_one_in_a_month:
            return False
        self.sent.update([by_day, by_month])
        return True
