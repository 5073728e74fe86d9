"""Whose envelope bears a number of the post."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from chalicelib.domain.case import Case
from chalicelib.domain.dispatching import bore
from chalicelib.domain.errors import Fault, InvalidRequestError, NotFoundError
from chalicelib.domain.identifiers import PostalNumber, ReceiptNumber
from chalicelib.services.application_details import POSTAL, postal_digest
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
                other = (("receipt", case.receipt.format()),)
                raise InvalidRequestError([Fault("postal_number", "postal_number_taken", other)])

    def find(self, number: PostalNumber) -> ReceiptNumber:
        """The case that was mailed under it. Raises InvalidRequestError where there is none, or several."""
        found = [case.receipt for case in self._mailed(number)]
        if len(found) != 1:
            code = "postal_number_several" if found else "postal_number_unknown"
            raise InvalidRequestError([Fault("postal_number", code)])
        return found[0]

    def _mailed(self, number: PostalNumber) -> Iterator[Case]:
        since = self.clock.now() - REUSED_AFTER
        for receipt in self.cases.find_by_lookup(POSTAL, postal_digest(self.lookup_key, number)):
            try:
                case = self.cases.get(receipt)
            except NotFoundError:
                continue
            if case.updated_at > since and any(bore(product, number) for product in case.products):
                yield case
