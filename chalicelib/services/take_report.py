"""A provider's report of a message: noted, and the notices of its occasion go on from there."""

from dataclasses import dataclass, replace

from chalicelib.domain.delivery import DeliveryReport, job_of
from chalicelib.domain.events import Job
from chalicelib.domain.notice_plan import is_told
from chalicelib.domain.notification import Notice, NoticeState, channel_in
from chalicelib.domain.suppression import Suppression
from chalicelib.services.ports import Clock, JobQueue, NoticeLog, Outbox, UnreachedList
from chalicelib.services.telling_ports import SuppressionList


class ForeignReportError(Exception):
    """Whoever reports does not carry the channel of that notice, and knows nothing of it."""


@dataclass(frozen=True, slots=True)
class TakeReport:
    """Safe to repeat, to crash anywhere, and in any order of reports.

    One read and one write, and two reads more of a delivery; a failure puts the job back and sends it, so that the next
    channel need not wait: whether another message told the person shows there, where their addresses are known. What
    arrives where they were, before their address was corrected, tells them nothing. Whose clock is ahead reported it
    now, so that no channel is put off. Raises ForeignReportError before anything is read, NotFoundError for a notice
    that is not ours, and what the ports raise.
    """

    notices: NoticeLog
    outbox: Outbox
    unreached: UnreachedList
    queue: JobQueue
    suppressions: SuppressionList
    clock: Clock

    def __call__(self, report: DeliveryReport) -> Notice:
        """The notice as it stands then."""
        if channel_in(report.reference.notice_id) != report.channel:
            raise ForeignReportError
        report = replace(report, at=min(report.at, self.clock.now()))
        notice = self.notices.report(report)
        if report.suppress is not None and notice.recipient:
            self.suppressions.add(notice.recipient, Suppression(reason=report.suppress, since=report.at))
        job = job_of(notice, self.clock.now())
        if notice.state is NoticeState.DELIVERED:
            if self._is_told(notice):
                self.unreached.remove(job.receipt, job.id, notice.recipient)
            self._go_on(job)
        elif notice.state is NoticeState.FAILED:
            self.outbox.reopen(job)
            self.queue.send([job])
        return notice

    def _go_on(self, job: Job) -> None:
        if self.outbox.is_pending(job):
            self.queue.send([job])

    def _is_told(self, notice: Notice) -> bool:
        known = [other for other in self.notices.list_for(notice.receipt) if other.is_beside(notice)]
        return is_told([one for one in known if not any(map(one.is_overtaken_by, known))])
