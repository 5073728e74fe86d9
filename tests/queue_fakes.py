"""The work queue's ports in memory."""

from collections import Counter
from collections.abc import Mapping

from chalicelib.domain.errors import StaleVersionError
from chalicelib.domain.queue_counts import ALL, Deltas
from chalicelib.domain.saved_views import SavedView
from chalicelib.services.queue_ports import Front, QueueCounts, ViewStore
from chalicelib.services.saved_views import SHARED
from chalicelib.services.staff_ports import OfficerDirectory


class FakeQueueCounts:
    """Numbers in a dictionary, steps in a set."""

    def __init__(self) -> None:
        self._numbers: dict[str, Counter[str]] = {}
        self._counted: set[tuple[str, str, str]] = set()

    def add(self, partition: str, sort: str, step: str, changes: Deltas) -> bool:
        if (partition, sort, step) in self._counted:
            return False
        self._counted.add((partition, sort, step))
        for queue, numbers in changes.items():
            self._numbers.setdefault(queue, Counter()).update(numbers)
        return True

    def get(self, queue: str) -> Mapping[str, int]:
        return {name: number for name, number in self._numbers.get(queue, Counter()).items() if number}

    def read_lines(self) -> Mapping[str, int]:
        return {queue: numbers[ALL] for queue, numbers in self.read_all().items() if ALL in numbers}

    def replace(self, queue: str, seen: Mapping[str, int], counts: Mapping[str, int]) -> bool:
        if self.get(queue) != seen:
            return False
        self._numbers[queue] = Counter(counts)
        return True

    def read_all(self) -> Mapping[str, Mapping[str, int]]:
        found = {queue: self.get(queue) for queue in self._numbers}
        return {queue: numbers for queue, numbers in found.items() if numbers}


class FakeViewStore:
    """Views in memory."""

    def __init__(self) -> None:
        self._views: dict[str, dict[str, SavedView]] = {}

    def list_of(self, owner: str) -> tuple[SavedView, ...]:
        return tuple(view for _, view in sorted(self._views.get(owner, {}).items()))

    def put(self, owner: str, view: SavedView, before: SavedView | None) -> None:
        stands = self._views.get(owner, {}).get(view.name)
        if (stands and stands.by) != (before and before.by):
            raise StaleVersionError
        self._views.setdefault(owner, {})[view.name] = view

    def remove(self, owner: str, view: SavedView) -> None:
        stands = self._views.get(owner, {}).get(view.name)
        if stands is not None and stands.by != view.by:
            raise StaleVersionError
        self._views.get(owner, {}).pop(view.name, None)


class FakeQueueFront:
    """What the others hold."""

    def __init__(self, officers: OfficerDirectory, counts: QueueCounts, views: ViewStore) -> None:
        self._officers, self._counts, self._views = officers, counts, views

    def read(self, officer: str, queue: str) -> Front:
        views = (*self._views.list_of(officer), *self._views.list_of(SHARED))
        lines = {name: numbers["n"] for name, numbers in self._counts.read_all().items() if numbers.get("n")}
        return Front(self._officers.get(officer), lines, self._counts.get(queue), views)
