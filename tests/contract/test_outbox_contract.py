"""What every outbox promises, whichever table is behind the port."""

from datetime import timedelta

import pytest

from chalicelib.domain.delivery import DeliveryReport, Reference
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.events import Job, NoticeEvent, OutboxJob
from chalicelib.domain.notification import Notice, NoticeState
from chalicelib.services.ports import CaseRepository, NoticeLog, Outbox, Sealed
from tests.builders import a_case, a_creation, a_job, a_notice, a_step
from tests.fakes import EPOCH

SEALED = Sealed(b"\x01sealed", b"key")


def _store_jobs(cases: CaseRepository, n: int, events: int = 1) -> tuple[Job, ...]:
    """Jobs of the n-th case, made n minutes after the first."""
    at = EPOCH + timedelta(minutes=n)
    created = a_creation(n, created_at=at, updated_at=at)
    cases.create(created, SEALED)
    step = a_step(created.case, seconds=0, notices=[(event, None) for event in list(NoticeEvent)[:events]])
    cases.save(step)
    return step.jobs


def test_a_job_is_pending_until_it_is_settled(cases: CaseRepository, outbox: Outbox) -> None:
    (job,) = _store_jobs(cases, 0)
    assert outbox.is_pending(job)
    outbox.settle(job)
    assert not outbox.is_pending(job)


def test_settling_a_job_twice_changes_nothing(cases: CaseRepository, outbox: Outbox) -> None:
    first, second = _store_jobs(cases, 0, events=2)
    outbox.settle(first)
    outbox.settle(first)
    assert not outbox.is_pending(first)
    assert outbox.is_pending(second)


def test_a_job_that_was_never_stored_is_not_pending(outbox: Outbox) -> None:
    assert not outbox.is_pending(a_job())
    outbox.settle(a_job())


def test_pending_jobs_are_listed_oldest_first(cases: CaseRepository, outbox: Outbox) -> None:
    stored = [_store_jobs(cases, n)[0] for n in (2, 0, 1)]
    jobs, cursor = outbox.list_pending(EPOCH + timedelta(hours=1))
    assert list(jobs) == sorted(stored, key=lambda job: job.created_at)
    assert cursor is None


def test_only_jobs_older_than_asked_are_listed(cases: CaseRepository, outbox: Outbox) -> None:
    stored = [_store_jobs(cases, n)[0] for n in range(3)]
    assert outbox.list_pending(EPOCH)[0] == ()
    assert list(outbox.list_pending(EPOCH + timedelta(minutes=2))[0]) == stored[:2]


def test_a_deferred_job_waits_and_is_still_pending(cases: CaseRepository, outbox: Outbox) -> None:
    first, second = _store_jobs(cases, 0, events=2)
    until = EPOCH + timedelta(hours=2)
    for _ in range(2):
        outbox.defer(first, until)
    assert outbox.is_pending(first)
    assert outbox.list_pending(until)[0] == (second,)
    assert outbox.list_pending(until + timedelta(seconds=1))[0] == (second, first)


def test_a_settled_job_is_not_deferred_back(cases: CaseRepository, outbox: Outbox) -> None:
    (job,) = _store_jobs(cases, 0)
    outbox.settle(job)
    outbox.defer(job, EPOCH)
    assert not outbox.is_pending(job)
    assert outbox.list_pending(EPOCH + timedelta(hours=1))[0] == ()


def test_a_long_outbox_is_listed_once_each(cases: CaseRepository, outbox: Outbox) -> None:
    stored = [job for n in range(11) for job in _store_jobs(cases, n, events=10)]
    listed: list[OutboxJob] = []
    cursor = None
    for _ in range(5):
        jobs, cursor = outbox.list_pending(EPOCH + timedelta(hours=1), cursor)
        listed += jobs
        if cursor is None:
            break
    assert cursor is None
    assert sorted(job.partition + job.id for job in listed) == sorted(job.partition + job.id for job in stored)


def test_a_settled_job_is_opened_again_as_of_now(cases: CaseRepository, outbox: Outbox) -> None:
    (job,) = _store_jobs(cases, 0)
    outbox.settle(job)
    again = job.model_copy(update={"created_at": EPOCH + timedelta(hours=3)})
    for _ in range(2):
        outbox.reopen(again)
    assert outbox.is_pending(job)
    assert outbox.list_pending(EPOCH + timedelta(hours=3))[0] == ()
    assert outbox.list_pending(EPOCH + timedelta(hours=4))[0] == (again,)


def test_a_job_that_waits_is_opened_before_its_time(cases: CaseRepository, outbox: Outbox) -> None:
    (job,) = _store_jobs(cases, 0)
    outbox.defer(job, EPOCH + timedelta(days=1))
    outbox.reopen(job.model_copy(update={"created_at": EPOCH + timedelta(hours=3)}))
    assert len(outbox.list_pending(EPOCH + timedelta(hours=4))[0]) == 1


def test_an_outcome_and_its_jobs_delay_are_stored_together(
    cases: CaseRepository, outbox: Outbox, notices: NoticeLog
) -> None:
    job, sent = _store_told(cases, notices)
    until = EPOCH + timedelta(hours=2)

    assert notices.finish_and_defer(sent, job, until)

    assert _told_beside(job, notices) == (sent,)
    assert job not in outbox.list_pending(until)[0]
    assert job in outbox.list_pending(until + timedelta(seconds=1))[0]


def test_neither_is_stored_where_a_report_came_first_or_the_job_is_off(
    cases: CaseRepository, outbox: Outbox, notices: NoticeLog
) -> None:
    job, sent = _store_told(cases, notices)
    outbox.settle(job)
    assert not notices.finish_and_defer(sent, job, EPOCH + timedelta(hours=2))
    assert [notice.state for notice in notices.list_for(job.receipt)] == [NoticeState.SENDING]
    assert not outbox.is_pending(job)

    outbox.reopen(job)
    told = notices.report(DeliveryReport(Reference(job.receipt, sent.id), NoticeState.DELIVERED, EPOCH, sent.channel))
    assert not notices.finish_and_defer(sent, job, EPOCH + timedelta(hours=2))
    assert _told_beside(job, notices) == (told,)
    assert job in outbox.list_pending(EPOCH + timedelta(hours=1))[0]


def test_notices_are_read_with_the_job_that_waits(cases: CaseRepository, outbox: Outbox, notices: NoticeLog) -> None:
    first, second = _store_jobs(cases, 0, events=2)
    assert _told_beside(first, notices) == ()
    notices.begin(a_notice())
    assert _told_beside(first, notices) == _told_beside(second, notices) == (a_notice(),)
    outbox.settle(first)
    assert notices.read_pending(first) is None
    assert _told_beside(second, notices) == (a_notice(),)
    outbox.settle(second)
    assert notices.read_pending(second) is None


def test_a_waiting_job_finds_its_case_as_it_stands(cases: CaseRepository, notices: NoticeLog) -> None:
    (job,) = _store_jobs(cases, 0)
    for number in (3, 1, 2):
        notices.begin(a_notice(move=number))
    cases.save(a_step(cases.get(job.receipt), seconds=60), other := Sealed(b"\x00corrected", b"key"))

    found = notices.read_pending(job)

    assert found is not None
    assert (found.case, found.sealed) == cases.get_sealed(job.receipt) == (cases.get(job.receipt), other)
    assert found.notices == notices.list_for(job.receipt)
    assert [notice.move for notice in found.notices] == [1, 2, 3]


def test_a_job_without_a_case_is_told_of_nobody(outbox: Outbox, notices: NoticeLog) -> None:
    (job,) = a_step(a_case(), notices=[(NoticeEvent.RECEIVED, None)]).jobs
    outbox.reopen(job)
    with pytest.raises(NotFoundError):
        notices.read_pending(job)


def _told_beside(job: Job, notices: NoticeLog) -> tuple[Notice, ...]:
    found = notices.read_pending(job)
    assert found is not None
    return found.notices


def _store_told(cases: CaseRepository, notices: NoticeLog) -> tuple[Job, Notice]:
    """A job, and its notice as it is once the provider took the message."""
    (job,) = _store_jobs(cases, 0)
    notices.begin(a_notice())
    return job, a_notice(state=NoticeState.SENT)
