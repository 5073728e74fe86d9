"""Take the next case: the oldest one that waits, and no case for two officers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from chalicelib.domain.access import Actor
from chalicelib.domain.case import Case
from chalicelib.domain.errors import NotFoundError, StaleVersionError, TransitionRefusedError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.worklist import Wish
from chalicelib.services.ports import CaseRepository
from chalicelib.services.review_case import ReviewCase

LOOKED_AT: Final = 100
"""Lines of a list that are looked at: one query."""

FEW: Final = 5
"""Lines of a list among which the next case is looked for."""

MOST_TRIES: Final = 10
"""Oldest lines that are tried: as many officers may press at the same moment."""


@dataclass(frozen=True, slots=True)
class TakeNext:
    """Two reads, and one claim for each of the oldest lines until one succeeds."""

    cases: CaseRepository
    review: ReviewCase

    def take(self, officer: Actor, wish: Wish, but: ReceiptNumber | None = None) -> Case | None:
        """The case the officer has already, whatever they wish; else the oldest that waits; None where none does.

        `but` is passed over: what somebody has just given back does not come to them again at once.
        """
        return self._held(officer) or self._claim_first(officer, self._waiting(wish, but))

    def peek(self, wish: Wish, but: ReceiptNumber | None = None) -> ReceiptNumber | None:
        """The one that waits longest, taken by nobody for it; one query."""
        return next(map(_receipt, self._waiting(wish, but, FEW)), None)

    def _held(self, officer: Actor) -> Case | None:
        for line in self.cases.list_queue("in-review", None, LOOKED_AT).items:
            if line["claimed_by"] == officer.id:
                case = self.cases.get(_receipt(line))
                if case.claim is not None and case.claim.officer == officer.id:  # the index lags
                    return case
        return None

    def _waiting(self, wish: Wish, but: ReceiptNumber | None, limit: int = LOOKED_AT) -> Sequence[Mapping[str, Any]]:
        lines = self.cases.list_lines("submitted", wish, None, limit).items
        return [line for line in lines if line["receipt"] != but][:MOST_TRIES]

    def _claim_first(self, officer: Actor, lines: Iterable[Mapping[str, Any]]) -> Case | None:
        for line in lines:
            try:
                return self.review.claim(_receipt(line), officer, int(line["version"]))
            except (StaleVersionError, TransitionRefusedError, NotFoundError):  # somebody else was first
                continue
        return None


def _receipt(line: Mapping[str, Any]) -> ReceiptNumber:
    return ReceiptNumber(line["receipt"])
