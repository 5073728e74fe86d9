"""What the work queue needs of the outside."""

from collections.abc import Mapping
from typing import Protocol

from chalicelib.domain.queue_counts import Deltas


class QueueCounts(Protocol):
    """The numbers of each work list."""

    def add(self, partition: str, sort: str, step: str, changes: Deltas) -> bool:
        """Add once for this step of this item, however often it is told; False when it was added before."""

    def get(self, queue: str) -> Mapping[str, int]:
        """The numbers of one list, without those that are 0; one read."""

    def put(self, queue: str, counts: Mapping[str, int]) -> None:
        """Let a list have these numbers and no others."""
