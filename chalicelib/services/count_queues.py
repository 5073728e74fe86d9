"""Counts of the work lists, from what the table's stream tells."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.domain.queue_counts import Line, deltas, step_of, total
from chalicelib.services.ports import CaseRepository
from chalicelib.services.queue_ports import QueueCounts

PAGE = 100


@dataclass(frozen=True, slots=True)
class CountQueues:
    """Each change of a line counts once, whatever the stream repeats and in whatever order it tells."""

    counts: QueueCounts
    cases: CaseRepository

    def count(self, partition: str, sort: str, before: Line | None, after: Line | None) -> bool:
        """One record of the stream; False where it changes no number, or was counted before."""
        changes = deltas(before, after)
        return bool(changes) and self.counts.add(partition, sort, step_of(before, after), changes)

    def recount(self, queue: str) -> None:
        """Set a list's numbers right from its index: exact where the list rests and the stream has been read."""
        self.counts.put(queue, total(self._lines(queue)))

    def _lines(self, queue: str) -> list[Line]:
        lines, cursor = [], None
        while True:
            page = self.cases.list_queue(queue, cursor, PAGE)
            lines += [read_summary(queue, item) for item in page.items]
            cursor = page.next_cursor
            if cursor is None:
                return lines


def read_summary(queue: str, summary: Mapping[str, object]) -> Line:
    """The line that a summary of a work list stands for."""
    fields = {name: str(summary.get(name) or "") for name in ("service", "area", "channel")}
    return Line(version=int(str(summary.get("version") or 0)), queue=queue, **fields)
