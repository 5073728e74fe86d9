"""What every repository promises of the lines of a work list that are wished for: none lost, none twice, in order."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import product

import pytest

from chalicelib.domain.case import Case, Channel
from chalicelib.domain.errors import InvalidRequestError
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.worklist import Wish, summary_of
from chalicelib.services.ports import CaseRepository, Sealed
from tests.builders import a_creation
from tests.fakes import EPOCH

SERVICES, AREAS, CHANNELS = ("KTP-LOST", "KK-CHANGE"), ("357399", "357398", ""), (Channel.WEB, Channel.POST)
NOTHING = Sealed(b"sealed", b"key")


@pytest.fixture
def waiting(cases: CaseRepository) -> list[Case]:
    """Thirty-six cases, three of each kind, a minute between them."""
    made = []
    for number, (service, area, channel) in enumerate(list(product(SERVICES, AREAS, CHANNELS)) * 3):
        at = EPOCH + timedelta(minutes=number)
        change = a_creation(
            number, service=service, area=area, channel=channel, state=CaseState.SUBMITTED, received_at=at
        )
        cases.create(change, NOTHING)
        made.append(change.case)
    return made


def pages(cases: CaseRepository, wish: Wish, limit: int) -> Iterator[str]:
    cursor = None
    while True:
        page = cases.list_lines("submitted", wish, cursor, limit)
        assert page.looked_at <= limit
        yield from (str(item["receipt"]) for item in page.items)
        cursor = page.next_cursor
        if cursor is None:
            return


WISHES = [
    Wish(service=service, area=area, channel=channel)
    for service, area, channel in product(("", *SERVICES), ("", *AREAS[:2]), ("", *CHANNELS))
]


@pytest.mark.parametrize("limit", [2, 7, 50])
def test_no_combination_of_filters_loses_or_doubles_a_line(
    cases: CaseRepository, waiting: list[Case], limit: int
) -> None:
    for wish in WISHES:
        wanted = [str(case.receipt) for case in waiting if wish.fits(summary_of(case))]
        assert list(pages(cases, wish, limit)) == wanted, wish


def test_clocks_bound_what_is_looked_at(cases: CaseRepository, waiting: list[Case]) -> None:
    first, last = EPOCH + timedelta(minutes=5), EPOCH + timedelta(minutes=9)
    for wish in (Wish(since=first, until=last), Wish(service="KTP-LOST", since=first, until=last)):
        page = cases.list_lines("submitted", wish, None, 50)
        assert [item["receipt"] for item in page.items] == [c.receipt for c in waiting if wish.fits(summary_of(c))]
        assert page.looked_at == len(page.items)


def test_a_cursor_of_another_filter_is_refused(cases: CaseRepository, waiting: list[Case]) -> None:
    assert waiting
    cursor = cases.list_lines("submitted", Wish(service="KTP-LOST"), None, 2).next_cursor
    assert cursor is not None
    for wish in (Wish(), Wish(service="KK-CHANGE"), Wish(channel="web")):
        with pytest.raises(InvalidRequestError):
            cases.list_lines("submitted", wish, cursor, 2)
