"""What the work queue needs of the outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from chalicelib.domain.officers import Officer
from chalicelib.domain.queue_counts import Deltas
from chalicelib.domain.saved_views import SavedView


class QueueCounts(Protocol):
    """The numbers of each work list."""

    def add(self, partition: str, sort: str, step: str, changes: Deltas) -> bool:
        """Add once for this step of this item, however often it is told; False when it was added before."""

    def get(self, queue: str) -> Mapping[str, int]:
        """The numbers of one list, without those that are 0; one read."""

    def read_lines(self) -> Mapping[str, int]:
        """How many lines each list has, without those that have none; one read."""

    def replace(self, queue: str, seen: Mapping[str, int], counts: Mapping[str, int]) -> bool:
        """Let a list have these numbers and no others; False, and nothing done, where it has others than were seen."""

    def read_all(self) -> Mapping[str, Mapping[str, int]]:
        """The numbers of every list that has any; one query."""


class ViewStore(Protocol):
    """Views of the work queue by owner."""

    def list_of(self, owner: str) -> tuple[SavedView, ...]:
        """By name; one read."""

    def put(self, owner: str, view: SavedView, before: SavedView | None) -> None:
        """In the place of the one of the same name that was there `before`; None where none was.

        Raises StaleVersionError where there is none any more, one that was not seen, or one that another made.
        """

    def remove(self, owner: str, view: SavedView) -> None:
        """One that is not there is no fault. Raises StaleVersionError where another made one of its name meanwhile."""


@dataclass(frozen=True, slots=True)
class Front:
    """What stands around a work list: whose desk it is, what is counted, own views and shared ones.

    `lines`: how many each list has, without those that have none. `here`: all numbers of the one that is looked at.
    """

    officer: Officer
    lines: Mapping[str, int]
    here: Mapping[str, int]
    views: tuple[SavedView, ...]


class QueueFront(Protocol):
    """Everything around a work list at once."""

    def read(self, officer: str, queue: str) -> Front:
        """As the officer's entry, `QueueCounts.read_all` and two lists of views say it, in one read."""
