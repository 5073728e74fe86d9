"""Take the next case: the oldest one that waits, one at a time, and no case for two officers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from chalicelib.domain.access import Actor
from chalicelib.domain.case import Case
from chalicelib.domain.errors import NotFoundError, StaleVersionError, TooManyClaimsError, TransitionRefusedError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.worklist import Wish
from chalicelib.services.ports import CaseRepository
from chalicelib.services.review_case import ReviewCase

PAGE: Final = 100
"""Lines of a list that are looked at with one query."""

MOST_PAGES: Final = 10
"""Queries after which the search for a line that fits is given up; one more asks whether any line is left."""

FEW: Final = 5
"""Lines of a list among which the next case is looked for where none is taken."""

MOST_TRIES: Final = 25
"""Oldest lines that are tried: more than there are officers who press at the same moment."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What the officer has now. Where that is none, `looked_at` lines were, and `is_cut`: others stand behind them."""

    case: Case | None
    looked_at: int = 0
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class TakeNext:
    """One read of what the officer has, one of the list, and one claim for each of the oldest until one succeeds.

    Where none does, what the officer has is read once more.
    """

    cases: CaseRepository
    review: ReviewCase

    def take(self, officer: Actor, wish: Wish, but: ReceiptNumber | None = None) -> Taken:
        """The case that the officer has had longest, whatever they wish; else the oldest that waits.

        However often it is called at once, an officer who has none gets one. `but` is passed over: what somebody has
        just given back does not come to them again at once.
        """
        listed = self.cases.list_claims(officer.id)
        own = _longest_held(listed, officer)
        return Taken(own) if own else self._claim_first(officer, _Search(self.cases, wish, but), listed)

    def peek(self, wish: Wish, but: ReceiptNumber | None = None) -> ReceiptNumber | None:
        """The one that waits longest, taken by nobody for it; one query."""
        lines = self.cases.list_lines("submitted", wish, None, FEW).items
        return next((_receipt(line) for line in lines if line["receipt"] != but), None)

    def _claim_first(self, officer: Actor, search: "_Search", listed: Sequence[Case]) -> Taken:
        for line in islice(search, MOST_TRIES):
            try:
                return Taken(self.review.claim_only(_receipt(line), officer, int(line["version"]), listed))
            except (StaleVersionError, TransitionRefusedError, NotFoundError, TooManyClaimsError):
                listed = self.cases.list_claims(officer.id)  # whoever was first may have been this officer elsewhere
                if own := _longest_held(listed, officer):
                    return Taken(own)
        own = _longest_held(self.cases.list_claims(officer.id), officer)  # taken elsewhere, so that the list was empty
        return Taken(own) if own else Taken(None, search.looked_at, search.is_cut)


class _Search:
    """The lines that fit, oldest first, as far as a bounded number of queries goes."""

    def __init__(self, cases: CaseRepository, wish: Wish, but: ReceiptNumber | None) -> None:
        self.looked_at = 0
        self.is_cut = True
        self._cases, self._wish, self._but = cases, wish, but

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        cursor = None
        for _ in range(MOST_PAGES):
            page = self._cases.list_lines("submitted", self._wish, cursor, PAGE)
            self.looked_at += page.looked_at
            yield from (line for line in page.items if line["receipt"] != self._but)
            cursor = page.next_cursor
            if cursor is None:
                self.is_cut = False
                return
        self.is_cut = self._cases.list_lines("submitted", self._wish, cursor, 1).looked_at > 0


def _longest_held(listed: Sequence[Case], officer: Actor) -> Case | None:
    own = [(case.claim.at, str(case.receipt), case) for case in listed if case.claim and case.holder == officer.id]
    return min(own)[2] if own else None


def _receipt(line: Mapping[str, Any]) -> ReceiptNumber:
    return ReceiptNumber(line["receipt"])
