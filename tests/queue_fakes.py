"""The work queue's ports in memory."""

from collections import Counter
from collections.abc import Mapping

from chalicelib.domain.queue_counts import Deltas


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

    def put(self, queue: str, counts: Mapping[str, int]) -> None:
        self._numbers[queue] = Counter(counts)
