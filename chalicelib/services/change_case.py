"""Read a case, make one move, store it: again when somebody else was faster, unless the caller named a version."""

from collections.abc import Callable

from chalicelib.domain.access import Visitor
from chalicelib.domain.case import Case, Change
from chalicelib.domain.errors import StaleVersionError, UnauthorizedError, UnavailableError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.services.ports import CaseRepository

MOST_RACES = 8
"""A phone sends a handful of files at once; more than this many lost races in a row is not a race."""


def change_case(
    cases: CaseRepository, receipt: ReceiptNumber, build: Callable[[Case], Change | None], if_match: int | None = None
) -> Case:
    """The case after the move, or as it stands when `build` returns None. One read and one transaction without a race.

    Raises NotFoundError, StaleVersionError when `if_match` does not hold, and what `build` raises.
    """
    for _ in range(MOST_RACES):
        case = cases.get(receipt)
        must_match(case, if_match)
        change = build(case)
        if change is None:
            return case
        try:
            cases.save(change)
        except StaleVersionError:
            if if_match is not None:
                raise
        else:
            return change.case
    raise UnavailableError


def must_match(case: Case, if_match: int | None) -> None:
    """Raises StaleVersionError unless the case has the version that the caller saw."""
    if if_match is not None and case.version != if_match:
        raise StaleVersionError


def must_be_theirs(case: Case, visitor: Visitor) -> None:
    """Raises UnauthorizedError when the PIN that opened this visit was replaced."""
    if case.receipt != visitor.receipt or case.pin_version != visitor.pin_version:
        raise UnauthorizedError
