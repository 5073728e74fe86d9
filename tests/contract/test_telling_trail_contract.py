"""What telling left beside a case is found in one look, whichever table is behind the port."""

from datetime import timedelta

import boto3
import pytest

from chalicelib.adapters.dynamodb.telling_trail import DynamoTellingTrail
from chalicelib.domain.events import JobKind, NoticeEvent, notify_job_id
from chalicelib.domain.notification import NoticeChannel
from chalicelib.domain.told import Mark
from chalicelib.services.telling_ports import TellingTrail
from infra import told
from tests.builders import a_job, a_notice, a_receipt
from tests.contract.conftest import Registry
from tests.fakes import EPOCH, OFFICE, FakeCaseRepository
from tests.telling_fakes import FakeTellingTrail


@pytest.fixture
def trail(registry: Registry) -> TellingTrail:
    cases = registry.cases
    if isinstance(cases, FakeCaseRepository):
        return FakeTellingTrail(cases.registry)
    table = cases._table  # type: ignore[attr-defined]  # the registry's own
    return DynamoTellingTrail(table.client, table.name, OFFICE)


def test_a_case_of_which_nothing_was_told_left_nothing(trail: TellingTrail) -> None:
    found = trail.of(a_receipt())
    assert (list(found.notices), list(found.jobs), list(found.marks)) == ([], [], [])


def test_notices_jobs_and_lines_of_one_case_are_found_together(registry: Registry, trail: TellingTrail) -> None:
    notices = [a_notice(), a_notice(channel=NoticeChannel.SMS), a_notice(1)]
    for notice in notices:
        registry.notices.begin(notice)
    ready = a_job(id=notify_job_id(7, NoticeEvent.READY, "p1"), notice=NoticeEvent.READY, product_id="p1")
    other = a_job(kind=JobKind.INSPECT)
    for job in (ready, other, a_job(1)):
        registry.outbox.reopen(job)
    for job in (ready, a_job(), a_job(1), other):
        registry.unreached.add(job, {}, EPOCH + timedelta(minutes=1))
    found = trail.of(a_receipt())
    assert list(found.notices) == notices[:2]
    assert sorted(found.jobs, key=lambda job: job.id) == sorted((ready, other), key=lambda job: job.id)
    at = EPOCH + timedelta(minutes=1)
    assert Mark(NoticeEvent.READY, "p1", at, ready.move) in found.marks
    assert {(mark.notice, mark.at) for mark in found.marks} == {
        (NoticeEvent.READY, at), (NoticeEvent.RECEIVED, at)
    }  # fmt: skip


def test_the_command_walks_a_table_from_outside(
    registry: Registry, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if isinstance(registry.cases, FakeCaseRepository):
        return
    table = registry.cases._table  # type: ignore[attr-defined]  # the registry's own
    monkeypatch.setattr(boto3, "client", lambda _: table.client)
    assert told.main(["--table", table.name, "--office", OFFICE]) == 0
    assert "NOBODY KNOWS: 0" in capsys.readouterr().out
    assert told.main(["--table", table.name, "--office", OFFICE, "--from", "elsewhere:"]) == 2
    with pytest.raises(SystemExit) as refused:
        told.main(["--table", table.name, "--office", OFFICE, "--most", "0"])
    assert refused.value.code == 2
