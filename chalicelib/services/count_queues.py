"""Counts of the work lists, from what the table's stream tells."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from chalicelib.domain.queue_counts import ALL, Line, deltas, differing, step_of, total
from chalicelib.services.ports import CaseRepository
from chalicelib.services.queue_ports import QueueCounts

PAGE: Final = 1000
"""Lines that are asked for at once; a query ends at a megabyte, which is about as many."""

MOST_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Recount:
    """One list counted anew. `differing`: number → what it said, and what was found; `is_settled`: it holds now.

    A list that lines came to or left at every try is not settled, and keeps the numbers that the stream counted.
    """

    queue: str
    lines: int
    differing: Mapping[str, tuple[int, int]]
    is_settled: bool


@dataclass(frozen=True, slots=True)
class CountQueues:
    """Each change of a line counts once, whatever the stream repeats and in whatever order it tells."""

    counts: QueueCounts
    cases: CaseRepository

    def count(self, partition: str, sort: str, before: Line | None, after: Line | None) -> bool:
        """One record of the stream; False where it changes no number, or was counted before."""
        changes = deltas(before, after)
        return bool(changes) and self.counts.add(partition, sort, step_of(before, after), changes)

    def recount(self, queue: str) -> Recount:
        """Set a list's numbers right from its index: exact where the stream has been read, which takes a second.

        What the stream counts meanwhile is never lost: the list is then counted once more.
        """
        for _ in range(MOST_TRIES):
            before, found = self.counts.get(queue), total(self._lines(queue))
            if self.counts.replace(queue, before, found):
                return Recount(queue, found.get(ALL, 0), differing(before, found), is_settled=True)
        return Recount(queue, found.get(ALL, 0), differing(before, found), is_settled=False)

    def _lines(self, queue: str) -> Iterator[Line]:
        cursor = None
        while True:
            page = self.cases.list_queue(queue, cursor, PAGE)
            yield from (read_summary(queue, item) for item in page.items)
            cursor = page.next_cursor
            if cursor is None:
                return


def read_summary(queue: str, summary: Mapping[str, object]) -> Line:
    """The line that a summary of a work list stands for."""
    fields = {name: str(summary.get(name) or "") for name in ("service", "area", "channel")}
    return Line(version=int(str(summary.get("version") or 0)), queue=queue, **fields)
