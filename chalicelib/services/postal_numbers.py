"""Whose envelope bears a number of the post."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Final

from chalicelib.domain.case import Case, Change
from chalicelib.domain.dispatching import bore
from chalicelib.domain.errors import Fault, InvalidRequestError, NotFoundError, ReservedError, UnavailableError
from chalicelib.domain.events import Reserved
from chalicelib.domain.identifiers import PostalNumber, ReceiptNumber
from chalicelib.services.application_details import POSTAL, filed_postal, postal_digest
from chalicelib.services.change_case import MOST_RACES, change_case
from chalicelib.services.ports import CaseRepository, Clock

REUSED_AFTER: Final = timedelta(days=365)
"""From then on the post may give a number again (UPU S10)."""


@dataclass(frozen=True, slots=True)
class PostalNumbers:
    """What the office mailed under a number: one envelope may carry several products of a case, and none of another.

    A number that a resident says their own letter has counts for nothing here: anybody may type one.
    """

    cases: CaseRepository
    clock: Clock
    lookup_key: bytes

    def check_free(self, number: PostalNumber, receipt: ReceiptNumber) -> None:
        """One query, and one read where it is known. Raises InvalidRequestError where it is another case's."""
        for case in self._mailed(number):
            if case.receipt != receipt:
                raise _taken(case)

    def mail(
        self,
        receipt: ReceiptNumber,
        number: PostalNumber,
        build: Callable[[Case], Change | None],
        if_match: int | None = None,
    ) -> Case:
        """Make a move that puts a case into the mail under a free number, which no other case may have from then on.

        Raises InvalidRequestError where another had it in the same instant, and what `change_case` raises.
        """
        file = partial(self._filed, build, number)
        for _ in range(MOST_RACES):
            try:
                return change_case(self.cases, receipt, file, if_match)
            except ReservedError as taken:
                holder = self.cases.get(taken.holder)
                if self._bears(holder, number):
                    raise _taken(holder) from None
                file = partial(self._filed, build, number, instead_of=taken.holder)
        raise UnavailableError

    def _filed(
        self, build: Callable[[Case], Change | None], number: PostalNumber, case: Case, instead_of: str = ""
    ) -> Change | None:
        change = build(case)
        if change is None:
            return None
        reserved = Reserved(POSTAL, postal_digest(self.lookup_key, number), instead_of)
        return replace(filed_postal(change, number, self.lookup_key), reserved=reserved)

    def find(self, number: PostalNumber) -> ReceiptNumber:
        """The case that was mailed under it. Raises InvalidRequestError where there is none, or several."""
        found = [case.receipt for case in self._mailed(number)]
        if len(found) != 1:
            code = "postal_number_several" if found else "postal_number_unknown"
            raise InvalidRequestError([Fault("postal_number", code)])
        return found[0]

    def _mailed(self, number: PostalNumber) -> Iterator[Case]:
        for receipt in self.cases.find_by_lookup(POSTAL, postal_digest(self.lookup_key, number)):
            try:
                case = self.cases.get(receipt)
            except NotFoundError:
                continue
            if self._bears(case, number):
                yield case

    def _bears(self, case: Case, number: PostalNumber) -> bool:
        is_recent = case.updated_at > self.clock.now() - REUSED_AFTER
        return is_recent and any(bore(product, number) for product in case.products)


def _taken(case: Case) -> InvalidRequestError:
    return InvalidRequestError([Fault("postal_number", "postal_number_taken", (("receipt", case.receipt.format()),))])
