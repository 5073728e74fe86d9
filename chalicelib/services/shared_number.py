"""A telephone number that stands in many cases: how many, and whose news it could not take any more."""

from dataclasses import dataclass
from typing import Final

from chalicelib.domain.case import Case
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.notice_plan import is_held_back
from chalicelib.services.ports import CaseRepository, NoticeLog

MOST_COUNTED: Final = 50
"""So many others are counted at most: beyond them the number says no more."""


@dataclass(frozen=True, slots=True)
class SharedNumber:
    """By the number's keyed hash alone: nothing of any person is read."""

    cases: CaseRepository
    notices: NoticeLog

    def count_others(self, case: Case) -> int:
        """How many other cases the number of a case was ever written in, fifty at most; one query, of one page."""
        digest = case.lookups.get("phone")
        if digest is None:
            return 0
        found = frozenset(self.cases.find_by_lookup("phone", digest, limit=MOST_COUNTED + 2))
        return min(len(found - {case.receipt}), MOST_COUNTED)

    def is_held_back(self, receipt: ReceiptNumber) -> bool:
        """Whether the latest news of a case went nowhere, since its address had as much as it may have; one query."""
        return is_held_back(self.notices.list_for(receipt))
