"""A telephone number that stands in many cases: how many."""

from dataclasses import dataclass
from typing import Final

from chalicelib.domain.case import Case
from chalicelib.services.ports import CaseRepository

MOST_COUNTED: Final = 50
"""So many others are counted at most: beyond them the number says no more."""


@dataclass(frozen=True, slots=True)
class SharedNumber:
    """By the number's keyed hash alone: nothing of any person is read."""

    cases: CaseRepository

    def count_others(self, case: Case) -> int:
        """How many other cases the number of a case was ever written in, fifty at most; one query, of one page."""
        digest = case.lookups.get("phone")
        if digest is None:
            return 0
        found = frozenset(self.cases.find_by_lookup("phone", digest, limit=MOST_COUNTED + 2))
        return min(len(found - {case.receipt}), MOST_COUNTED)
