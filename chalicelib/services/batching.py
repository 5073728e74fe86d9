"""What batches of printing and of signing have in common: the oldest that waits is taken, and nothing twice."""

from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final, Generic, TypeVar

from chalicelib.domain.errors import Fault, InvalidRequestError, UnavailableError
from chalicelib.services.ports import CaseRepository, Clock, Ids

PAGE: Final = 250
MOST_LOOKED_AT: Final = 10_000
"""Lines of a work list that one proposal looks at: forty queries, a second or two."""

MOST_RACES: Final = 8

LineT = TypeVar("LineT")
BatchT = TypeVar("BatchT")


@dataclass(frozen=True, slots=True)
class BatchPage(Generic[BatchT]):
    """Some batches of a list, in its order, and the cursor of the next page."""

    items: tuple[BatchT, ...]
    next_cursor: str | None


class LinesTakenError(Exception):
    """Some of the lines stand in another open batch: `taken` says which, by place."""

    def __init__(self, taken: Sequence[int]) -> None:
        super().__init__(f"{len(taken)} lines stand in another batch")
        self.taken = tuple(taken)


@dataclass(slots=True)
class WaitingLines:
    """The products of some kinds in a work list, oldest first, read page by page as far as they are asked for.

    `taken` are those of open batches, by receipt and product. `is_cut_off`: the list goes on where looking ended.
    """

    cases: CaseRepository
    queue: str
    kinds: Collection[str]
    taken: Container[tuple[str, str]]
    is_cut_off: bool = False
    _told: set[tuple[str, str]] = field(default_factory=set)

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        cursor = None
        for _ in range(MOST_LOOKED_AT // PAGE):
            page = self.cases.list_queue(self.queue, cursor, PAGE)
            yield from filter(self._is_free, page.items)
            cursor = page.next_cursor
            if cursor is None:
                return
        self.is_cut_off = True

    def _is_free(self, line: Mapping[str, Any]) -> bool:
        known = (line["receipt"], line["product"])
        if line.get("kind") not in self.kinds or known in self.taken or known in self._told:
            return False
        self._told.add(known)  # a line that moves while pages are read may stand on two of them
        return True


def open_with_oldest(
    waiting: WaitingLines,
    size: int,
    read: Callable[[Mapping[str, Any]], LineT],
    open_batch: Callable[[Sequence[LineT]], BatchT],
    nothing: str,
) -> BatchT:
    """A batch of the oldest that wait, `size` at most; those that somebody else was faster to take are passed over.

    `open_batch` raises LinesTakenError. Raises InvalidRequestError with the code `nothing` where none waits, and with
    `too_many_before` where none is among those that were looked at.
    """
    lines, chosen = map(read, waiting), list[LineT]()
    for _ in range(MOST_RACES):
        chosen += islice(lines, size - len(chosen))
        if not chosen:
            raise InvalidRequestError([_why_none(waiting, nothing)])
        try:
            return open_batch(chosen)
        except LinesTakenError as error:
            chosen = [line for place, line in enumerate(chosen) if place not in error.taken]
    raise UnavailableError


def new_batch_id(clock: Clock, ids: Ids) -> str:
    """Sorts as time does."""
    return f"{clock.now():%Y%m%dT%H%M%S}-{ids.new_id()[:8]}"


def _why_none(waiting: WaitingLines, nothing: str) -> Fault:
    if waiting.is_cut_off:
        return Fault("size", "too_many_before", (("limit", str(MOST_LOOKED_AT)),))
    return Fault("size", nothing)
