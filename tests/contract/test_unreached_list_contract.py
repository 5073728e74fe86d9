"""What every list of unreached residents promises, whichever table is behind the port."""

from datetime import timedelta

from chalicelib.domain.notification import NoticeChannel, NoticeState
from chalicelib.domain.worklist import UNREACHED
from tests.builders import a_job, a_receipt
from tests.contract.conftest import Registry
from tests.fakes import EPOCH


def test_a_resident_whom_nothing_reached_is_listed(registry: Registry) -> None:
    registry.unreached.add(a_job(), {NoticeChannel.EMAIL: NoticeState.FAILED}, EPOCH)
    (line,) = registry.cases.list_queue(UNREACHED, None, 10).items
    assert line["receipt"] == a_receipt()
    assert line["notice"] == "received"
    assert line["channels"] == {"email": "failed"}


def test_listing_the_same_job_again_adds_no_line(registry: Registry) -> None:
    for minutes in (0, 5):
        registry.unreached.add(a_job(), {}, EPOCH + timedelta(minutes=minutes))
    assert len(registry.cases.list_queue(UNREACHED, None, 10).items) == 1


def test_jobs_of_several_cases_are_listed_oldest_first(registry: Registry) -> None:
    for n in (2, 0, 1):
        registry.unreached.add(a_job(n), {}, EPOCH + timedelta(minutes=n))
    page = registry.cases.list_queue(UNREACHED, None, 2)
    assert [line["receipt"] for line in page.items] == [a_receipt(0), a_receipt(1)]
    rest = registry.cases.list_queue(UNREACHED, page.next_cursor, 2)
    assert [line["receipt"] for line in rest.items] == [a_receipt(2)]


def test_a_line_is_taken_off_alone_and_taking_it_off_again_changes_nothing(registry: Registry) -> None:
    for n in (0, 1):
        registry.unreached.add(a_job(n), {}, EPOCH + timedelta(minutes=n))
    for _ in range(2):
        registry.unreached.remove(a_job(0))
    assert [line["receipt"] for line in registry.cases.list_queue(UNREACHED, None, 10).items] == [a_receipt(1)]
