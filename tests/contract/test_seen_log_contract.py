"""What every log of who saw what promises, whichever table is behind the port."""

from datetime import timedelta

import pytest

from chalicelib.adapters.dynamodb.seen import DynamoSeenLog
from chalicelib.domain.errors import InvalidRequestError
from chalicelib.domain.seen import SearchReason, Seen, Sight
from chalicelib.services.staff_ports import SeenLog
from tests.contract.conftest import AnyTable
from tests.fakes import EPOCH, OFFICE, FakeClock
from tests.office_fakes import FakeSeenLog


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def log(any_table: AnyTable | None, clock: FakeClock) -> SeenLog:
    if any_table is None:
        return FakeSeenLog(clock.now)
    client, name = any_table.clients.dynamodb, any_table.name
    return DynamoSeenLog(client, name, OFFICE, now=lambda: clock.now().timestamp())


def keep(log: SeenLog, seen: Seen, days: int = 30) -> None:
    log.record(seen, seen.at + timedelta(days=days))


def sight(number: int, officer: str = "v1", receipt: str = "TESTTESTTE5") -> Seen:
    at = EPOCH + timedelta(minutes=number)
    return Seen(id=f"s{number}", at=at, officer=officer, sight=Sight.PAGE, receipt=receipt, page=number)


def test_a_sight_is_found_by_officer_and_by_case_newest_first(log: SeenLog) -> None:
    for number, officer in enumerate(("v1", "v2", "v1")):
        keep(log, sight(number, officer))
    assert [seen.id for seen in log.of_officer("v1", None, 10)[0]] == ["s2", "s0"]
    assert [seen.id for seen in log.of_case("TESTTESTTE5", None, 10)[0]] == ["s2", "s1", "s0"]
    assert log.of_officer("v3", None, 10) == ((), None)


def test_a_search_is_kept_whole_and_belongs_to_no_case(log: SeenLog) -> None:
    searched = Seen(
        id="s1", at=EPOCH, officer="v1", sight=Sight.SEARCH, by=("nik",), reason=SearchReason.ON_PHONE, found=2
    )
    keep(log, searched)
    assert log.of_officer("v1", None, 10) == ((searched,), None)
    assert log.of_case("", None, 10) == ((), None)


def test_what_a_resident_took_belongs_to_no_officer(log: SeenLog) -> None:
    taken = Seen(id="s1", at=EPOCH, officer="", sight=Sight.RESULT, receipt="TESTTESTTE5")
    keep(log, taken)
    assert log.of_case("TESTTESTTE5", None, 10) == ((taken,), None)


def test_pages_of_it_neither_lose_nor_double(log: SeenLog) -> None:
    for number in range(5):
        keep(log, sight(number))
    seen: list[str] = []
    cursor = None
    while True:
        page, cursor = log.of_case("TESTTESTTE5", cursor, 2)
        seen += [each.id for each in page]
        if cursor is None:
            break
    assert seen == ["s4", "s3", "s2", "s1", "s0"]
    with pytest.raises(InvalidRequestError):
        log.of_officer("v1", "x", 2)


def test_a_sight_is_told_no_more_once_its_time_is_over(log: SeenLog, clock: FakeClock) -> None:
    for number in (0, 60):
        keep(log, sight(number))
    clock.advance(days=30)
    assert [seen.id for seen in log.of_officer("v1", None, 10)[0]] == ["s60"]
    clock.advance(hours=1)
    assert log.of_case("TESTTESTTE5", None, 10) == ((), None)
    keep(log, sight(1, "v9"), 31)
    assert [seen.officer for seen in log.of_case("TESTTESTTE5", None, 10)[0]] == ["v9"]
