"""Reports: once or often, in any order, before or after everything else; nobody told in vain, nobody forgotten."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations

import pytest

from chalicelib.domain.access import SYSTEM
from chalicelib.domain.case import move
from chalicelib.domain.delivery import DeliveryReport, Reference, job_of
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.events import Job, NoticeEvent
from chalicelib.domain.notice_plan import Plan, Step, Unreached, decide
from chalicelib.domain.notification import Notice, NoticeChannel, NoticeState
from chalicelib.domain.suppression import SuppressionReason
from chalicelib.domain.worklist import UNREACHED
from chalicelib.services.take_report import ForeignReportError, TakeReport
from tests.builders import a_case, a_notice
from tests.fakes import EPOCH, FakeClock, FakeJobQueue, FakeNoticeLog, FakeOutbox, FakeRegistry, FakeUnreachedList
from tests.telling_fakes import FakeSuppressionList

SENT, DELIVERED, FAILED = NoticeState.SENT, NoticeState.DELIVERED, NoticeState.FAILED


class Desk:
    """A registry with notices that were sent, and the service on it."""

    def __init__(self, *notices: Notice) -> None:
        self.registry = FakeRegistry()
        self.notices, self.outbox = FakeNoticeLog(self.registry), FakeOutbox(self.registry)
        self.suppressions = FakeSuppressionList()
        self.unreached, self.queue = FakeUnreachedList(self.registry), FakeJobQueue()
        self.take = TakeReport(self.notices, self.outbox, self.unreached, self.queue, self.suppressions, FakeClock())
        for notice in notices:
            self.notices.begin(notice)

    def report(self, notice: Notice, state: NoticeState) -> Notice:
        return self.take(a_report(notice, state, EPOCH + timedelta(minutes=1)))

    @property
    def on_the_list(self) -> int:
        return len(self.registry.lists[UNREACHED])


def a_sent(channel: NoticeChannel = NoticeChannel.SMS, state: NoticeState = SENT) -> Notice:
    return a_notice(channel=channel).model_copy(update={"state": state})


def a_report(
    notice: Notice, state: NoticeState, at: datetime = EPOCH, suppress: SuppressionReason | None = None
) -> DeliveryReport:
    """Of whoever carries its channel."""
    return DeliveryReport(Reference(notice.receipt, notice.id), state, at, notice.channel, suppress)


def test_a_delivery_has_the_job_that_waits_ended_at_once() -> None:
    notice = a_sent()
    desk = Desk(notice)
    job = job_of(notice, EPOCH)
    desk.outbox.add([job])

    for _ in range(2):
        assert desk.report(notice, DELIVERED).state is DELIVERED

    assert [sent.id for sent in desk.queue.sent] == [job.id] * 2


def test_a_failure_opens_the_job_again_and_sends_it() -> None:
    notice = a_sent()
    desk = Desk(notice)

    for _ in range(2):
        desk.report(notice, FAILED)

    assert desk.outbox.is_pending(job_of(notice, EPOCH))
    assert [sent.id for sent in desk.queue.sent] == [job_of(notice, EPOCH).id] * 2


def test_a_failure_beside_a_delivery_is_left_to_the_round_that_knows_where_its_person_is() -> None:
    told, failing = a_sent(NoticeChannel.EMAIL, DELIVERED), a_sent()
    desk = Desk(told, failing)

    for _ in range(2):
        assert desk.report(failing, FAILED).state is FAILED

    assert desk.outbox.is_pending(job_of(failing, EPOCH))
    assert len(desk.queue.sent) == 2


def test_a_bounce_after_a_delivery_goes_on_to_the_next_channel() -> None:
    notice = a_sent(state=DELIVERED)
    desk = Desk(notice)

    desk.report(notice, FAILED)

    assert desk.outbox.is_pending(job_of(notice, EPOCH))


def test_a_late_delivery_takes_the_resident_off_the_list() -> None:
    notice = a_sent()
    desk = Desk(notice)
    desk.unreached.add(job_of(notice, EPOCH), {NoticeChannel.SMS: SENT}, EPOCH)
    assert desk.on_the_list == 1

    desk.report(notice, DELIVERED)

    assert desk.on_the_list == 0
    assert not desk.outbox.is_pending(job_of(notice, EPOCH))


def test_a_bounce_suppresses_the_address_and_the_first_reason_stays() -> None:
    notice = a_sent().model_copy(update={"recipient": "a-hash"})
    desk = Desk(notice)

    for reason in (SuppressionReason.BOUNCED, SuppressionReason.COMPLAINED):
        desk.take(a_report(notice, FAILED, EPOCH, reason))

    assert desk.suppressions.suppressed["a-hash"].reason is SuppressionReason.BOUNCED


@pytest.mark.parametrize("at", ["2036-01-01T00:00:00+00:00", "9999-12-31T23:59:59-12:00"])
def test_a_report_from_the_future_puts_no_channel_off(at: str) -> None:
    notice = a_sent(state=NoticeState.UNKNOWN).model_copy(update={"recipient": "a-hash"})
    desk = Desk(notice)

    found = desk.take(a_report(notice, SENT, datetime.fromisoformat(at), SuppressionReason.BOUNCED))

    assert (found.state, found.updated_at) == (SENT, EPOCH)
    assert desk.suppressions.suppressed["a-hash"].since == EPOCH
    plan = Plan(steps=(Step(channel=NoticeChannel.SMS, wait_minutes=60),))
    assert isinstance(decide(plan, [NoticeChannel.SMS], [found], EPOCH + timedelta(hours=1)), Unreached)


@pytest.mark.parametrize("channel", [NoticeChannel.EMAIL, NoticeChannel.LETTER, NoticeChannel.SMS])
def test_nobody_reports_of_a_message_that_they_do_not_carry(channel: NoticeChannel) -> None:
    notice = a_sent(channel).model_copy(update={"recipient": "a-hash"})
    desk = Desk(notice)
    desk.unreached.add(job_of(notice, EPOCH), {channel: SENT}, EPOCH)
    own = a_report(notice, DELIVERED, EPOCH, SuppressionReason.BOUNCED)

    for _ in range(2):
        with pytest.raises(ForeignReportError):
            desk.take(replace(own, channel=NoticeChannel.GATEWAY))

    assert desk.notices.list_for(notice.receipt) == (notice,)
    assert (desk.suppressions.suppressed, desk.queue.sent, desk.on_the_list) == ({}, [], 1)


def test_a_report_of_nobodys_notice_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        Desk().report(a_sent(), DELIVERED)


@pytest.mark.parametrize("order", list(permutations((SENT, DELIVERED, FAILED))))
def test_reports_in_any_order_end_the_same(order: tuple[NoticeState, ...]) -> None:
    notice = a_sent(state=NoticeState.SENDING)
    desk = Desk(notice)

    for state in order:
        desk.report(notice, state)

    assert desk.notices.list_for(notice.receipt)[0].state is FAILED
    assert desk.outbox.is_pending(job_of(notice, EPOCH))


def test_the_job_of_a_notice_is_the_one_that_its_move_left() -> None:
    change = move(a_case(), action="complete", actor=SYSTEM, now=EPOCH, notices=[(NoticeEvent.READY, "p1")])
    (job,) = change.jobs
    assert isinstance(job, Job)
    notice = a_notice(move=job.move, event=job.notice, receipt=job.receipt)

    assert job_of(notice.model_copy(update={"product_id": "p1"}), EPOCH) == job
