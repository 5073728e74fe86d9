"""What telling residents needs, in memory."""

from collections.abc import Collection, Mapping

from chalicelib.domain.suppression import Suppression


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


class FakeReportQueue:
    """Reports as they wait."""

    def __init__(self) -> None:
        self.bodies: list[str] = []

    def put(self, body: str) -> None:
        self.bodies.append(body)
