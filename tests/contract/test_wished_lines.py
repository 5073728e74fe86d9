"""What every repository promises of the lines of a work list that are wished for: none lost, none twice, in order."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import product

import pytest

from chalicelib.domain.case import Case, Change, Channel
from chalicelib.domain.clock import ServiceClock
from chalicelib.domain.errors import InvalidRequestError
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.worklist import Wish, summary_of
from chalicelib.services.ports import CaseRepository, Sealed
from tests.builders import a_creation, a_step
from tests.contract.place import Place
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


DAY = timedelta(days=1)


@pytest.fixture
def running(cases: CaseRepository) -> list[Case]:
    """Sixty cases in process by when they are due, an hour between them; the one that started last is due first."""
    made = []
    for number in range(60):
        clock = ServiceClock(hours=24, started_at=EPOCH - timedelta(hours=number))
        service = SERVICES[number % 2]
        change = a_creation(number, state=CaseState.IN_PROCESS, service=service, clock=clock)
        cases.create(change, NOTHING)
        made.append(change.case)
    waits = ServiceClock(hours=24, started_at=EPOCH, paused_since=EPOCH)
    cases.create(a_creation(60, state=CaseState.IN_PROCESS, clock=waits), NOTHING)
    return made[::-1]


def due(cases: CaseRepository, wish: Wish, limit: int = 50) -> list[str]:
    return [str(line["receipt"]) for line in cases.list_lines("in-process", wish, None, limit).items]


def with_clock(case: Case, **changes: object) -> Change:
    return a_step(case.model_copy(update={"clock": case.clock.model_copy(update=changes)}))


def test_what_is_due_comes_first_and_nothing_else_is_looked_at(cases: CaseRepository, running: list[Case]) -> None:
    for until, count in ((EPOCH, 36), (EPOCH - DAY, 12), (EPOCH - 3 * DAY, 0)):
        page = cases.list_lines("in-process", Wish(due_by=until), None, 50)
        assert [line["receipt"] for line in page.items] == [case.receipt for case in running[:count]]
        assert page.looked_at == count
    assert due(cases, Wish(by_due=True)) == [case.receipt for case in running[:50]]
    of_one = [case.receipt for case in running[:36] if case.service == "KTP-LOST"]
    assert due(cases, Wish(service="KTP-LOST", due_by=EPOCH)) == of_one


def test_pages_of_what_is_due_lose_nothing_and_leave_out_a_clock_that_stands_still(
    cases: CaseRepository, running: list[Case]
) -> None:
    shown, cursor = [], None
    while True:
        page = cases.list_lines("in-process", Wish(by_due=True), cursor, 7)
        shown += [line["receipt"] for line in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert shown == [case.receipt for case in running]


def test_a_move_takes_a_case_along_in_the_order_of_what_is_due(cases: CaseRepository, running: list[Case]) -> None:
    first = running[0]
    cases.save(later := with_clock(first, paused_seconds=8 * 86400.0))
    assert due(cases, Wish(due_by=EPOCH)) == [case.receipt for case in running[1:36]]
    cases.save(with_clock(later.case, paused_since=EPOCH))
    assert first.receipt not in due(cases, Wish(by_due=True), 100)


@pytest.mark.parametrize("named", ["overdue", "today", "week"])
def test_a_page_of_what_is_due_is_one_query_however_many_lines_there_are(
    honest_place: Place, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    until = EPOCH + {"overdue": timedelta(0), "today": DAY, "week": 7 * DAY}[named]
    cases, client = honest_place.cases, honest_place.clients.dynamodb
    asked: list[dict[str, object]] = []
    query = client.query

    def ask(**request: object) -> object:
        asked.append(request)
        return query(**request)  # type: ignore[arg-type]

    monkeypatch.setattr(client, "query", ask)
    for count in (3, 120):
        for number in range(count):
            late = ServiceClock(started_at=EPOCH - 9 * DAY + timedelta(minutes=number))
            cases.create(a_creation(1000 * count + number, state=CaseState.COMPLETE, clock=late), NOTHING)
        asked.clear()
        page = cases.list_lines("complete", Wish(due_by=until), None, 50)
        assert len(asked) == 1
        assert asked[0]["IndexName"] == "GSI6"
        assert page.looked_at == len(page.items) == min(50, 3 if count == 3 else 123)
