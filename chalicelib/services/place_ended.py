"""Cases that ended before there were lists of such come into the list that the eraser goes by."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chalicelib.domain.erasing import place_of
from chalicelib.domain.lifecycle import CaseState
from chalicelib.services.retention_ports import UnplacedCases


@dataclass(frozen=True, slots=True)
class Placed:
    """One page: items that were looked at, cases by how they ended, and where to go on, which is empty at the end.

    `passed_by`: cases that somebody moved meanwhile, which put them into their lists.
    """

    looked_at: int
    found: Mapping[CaseState, int]
    passed_by: int
    go_on: str


@dataclass(frozen=True, slots=True)
class PlaceEnded:
    """No move of a case, and nothing to be told: its place follows from what is stored. The same again changes nothing.

    A case that is kept, or of which all is erased, belongs in no list.
    """

    store: UnplacedCases

    def __call__(self, start: str, lines: int, *, is_real: bool) -> Placed:
        """A page from `start` on, which is empty or what the page before ended with. Not `is_real`: only counted.

        Raises InvalidRequestError for any other start.
        """
        page = self.store.list_unplaced(start, lines)
        belonging = [case for case in page.cases if place_of(case) is not None]
        done = [case.state for case in belonging if not is_real or self.store.place(case)]
        return Placed(page.looked_at, Counter(done), len(belonging) - len(done), page.go_on)

    def walk(self, start: str, lines: int, *, is_real: bool) -> Iterator[Placed]:
        """Page after page, to the end."""
        page = self(start, lines, is_real=is_real)
        yield page
        while page.go_on:
            page = self(page.go_on, lines, is_real=is_real)
            yield page
