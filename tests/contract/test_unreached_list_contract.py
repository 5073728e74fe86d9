"""What every list of unreached residents promises, whichever table is behind the port."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.errors import StaleVersionError
from chalicelib.domain.events import JobKind, NoticeEvent
from chalicelib.domain.notification import NoticeChannel, NoticeState, Untold
from chalicelib.domain.reach import Closed
from chalicelib.domain.worklist import UNREACHED
from chalicelib.services.ports import Sealed
from tests.builders import a_creation, a_job, a_receipt, a_step
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
        registry.unreached.remove(a_receipt(0), a_job(0).id)
    assert [line["receipt"] for line in registry.cases.list_queue(UNREACHED, None, 10).items] == [a_receipt(1)]


def test_what_arrived_where_the_resident_is_no_more_leaves_the_line(registry: Registry) -> None:
    tried = {NoticeChannel.SMS: NoticeState.FAILED}
    capped, closed = [NoticeChannel.SMS, NoticeChannel.SMS], {NoticeChannel.EMAIL: Closed.OPTED_OUT}
    registry.unreached.add(a_job(), tried, EPOCH, ["old", "older", "old"], capped, closed)
    for place in ("old", "older"):
        registry.unreached.remove(a_receipt(), a_job().id, place)
    (news,) = registry.unreached.list_for(a_receipt())
    (line,) = registry.cases.list_queue(UNREACHED, None, 10).items
    assert (news.capped, line["capped"]) == (frozenset({NoticeChannel.SMS}), ["sms"])
    assert (news.closed, line["closed"]) == (closed, {"email": "opted_out"})
    registry.unreached.remove(a_receipt(), a_job().id, "new")
    registry.unreached.remove(a_receipt(), a_job().id, "new")
    assert registry.unreached.list_for(a_receipt()) == ()


def test_the_news_of_one_case_can_be_read_and_a_check_of_a_file_is_none(registry: Registry) -> None:
    job, tried = a_job(notice=NoticeEvent.READY, product_id="ktp", move=3), {NoticeChannel.SMS: NoticeState.UNKNOWN}
    registry.unreached.add(job, tried, EPOCH)
    registry.unreached.add(a_job(1), {}, EPOCH)
    registry.unreached.add(a_job(kind=JobKind.INSPECT, id="000004-inspect-u1", notice=None), {}, EPOCH)
    (news,) = registry.unreached.list_for(a_receipt())
    assert news == Untold(job.id, 3, NoticeEvent.READY, "ktp", tried, EPOCH)


def test_a_move_takes_off_what_it_names_and_a_refused_one_takes_off_nothing(registry: Registry) -> None:
    case = registry.cases.create(a_creation(), Sealed(b"\x01sealed", b"key"))
    for number in (2, 3, 4):
        registry.unreached.add(a_job(id=f"00000{number}-notify-ready-p1", move=number), {}, EPOCH)
    told = replace(a_step(case), told=("000002-notify-ready-p1", "000003-notify-ready-p1"))
    registry.cases.save(told)
    assert [news.move for news in registry.unreached.list_for(a_receipt())] == [4]
    with pytest.raises(StaleVersionError):
        registry.cases.save(replace(told, told=("000004-notify-ready-p1",)))
    assert [news.move for news in registry.unreached.list_for(a_receipt())] == [4]
