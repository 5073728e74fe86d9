"""Send the notices of a move, channel after channel, until one is delivered: at most one message on each channel.

Before a message goes out its notice is written down; what the provider said is written after it. A run that dies in
between leaves the notice at `sending`, and nobody can tell whether the message went: that channel never repeats it.
The job stays in the outbox while anything may still follow, so that nobody is forgotten in silence.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from chalicelib.domain.applicant import PersonalData
from chalicelib.domain.catalogue import Catalogue
from chalicelib.domain.closed_days import ClosedDays
from chalicelib.domain.delivery import Reference
from chalicelib.domain.events import Job, NoticeEvent
from chalicelib.domain.messages import Messages, count_segments
from chalicelib.domain.messages.gsm7 import MOST_PARTS
from chalicelib.domain.messages.notice_values import Occasion, build_notice_values
from chalicelib.domain.notice_plan import GiveUp, Plan, Send, Told, Unreached, Wait, decide, is_told, standing
from chalicelib.domain.notification import (
    STANDINGS,
    Message,
    Notice,
    NoticeChannel,
    NoticeForm,
    NoticeState,
    Template,
    build_notice_id,
)
from chalicelib.domain.office import Office
from chalicelib.domain.telling_caps import PAID_BY_PART, next_hour
from chalicelib.services.occasions import Occasions
from chalicelib.services.ports import (
    Clock,
    DeliveryRefusedError,
    Messenger,
    NoticeLog,
    Outbox,
    UnknownOutcomeError,
    UnreachedList,
)
from chalicelib.services.recipients import Recipient, Recipients
from chalicelib.services.sending_caps import Leave, SendingCaps

Present = Mapping[NoticeChannel, str]
"""The hashes of a person's addresses, by channel."""

KNOWN_ANYWAY = frozenset({NoticeEvent.RECEIVED, NoticeEvent.HANDED_OVER, NoticeEvent.VISIT_REMINDER})
"""A resident without any contact has these on paper or in their hands, or chose them."""


@dataclass(frozen=True, slots=True)
class SendNotices:
    """Safe to repeat, to crash anywhere, and to run beside itself.

    A round costs two reads beside those of `occasions` and `recipients`, and for each channel two writes and one
    message; then one write to put the job off, or one write and one read to end it; news of where a case stands reads
    the earlier news that reached nobody besides. `closed` are the days on which no office works, `tell_grown` hears of
    a text message in more parts than texts are saved with, `stop_link` says where its recipient ends such news.
    """

    occasions: Occasions
    recipients: Recipients
    outbox: Outbox
    notices: NoticeLog
    unreached: UnreachedList
    messengers: Mapping[NoticeChannel, Messenger]
    caps: SendingCaps
    catalogue: Catalogue
    messages: Messages
    office: Office
    clock: Clock
    closed: ClosedDays
    quiet_hours: bool = True
    tell_grown: Callable[[Notice, int], None] = lambda *_: None
    stop_link: Callable[[Notice], str] = lambda _: ""
    is_practice: bool = False

    def __call__(self, job: Job) -> None:
        """Do what is due. Raises what the ports raise; then the job must be delivered again."""
        if not self.outbox.is_pending(job):
            return
        known = self._known(job)  # before the case: whoever sent to a corrected address read it first
        found = self.occasions.find(job)
        if found is None:
            self.outbox.settle(job)
        else:
            self._tell(job, known, *found)

    def _tell(self, job: Job, known: dict[str, Notice], occasion: Occasion, personal: PersonalData) -> None:
        """One step after the other, until something is to be waited for or nothing is left."""
        plan, recipients = self.office.telling.of(occasion.event), self.recipients.find(personal, job.receipt)
        present = self.recipients.present(personal)
        while True:
            match decide(plan, recipients, tuple(known.values()), self.clock.now(), present):
                case Send(channel, attempt):
                    if (opening := self._opening(plan, self.clock.now())) > self.clock.now():
                        return self.outbox.defer(job, opening)
                    notice = self._notice(channel, job, occasion, attempt, recipients[channel])
                    due = None if _may_know(known.values()) else self._opening(plan, job.created_at)
                    notice = notice.model_copy(update={"due_at": due})
                    leave = self._ask(notice, known.values())
                    if leave is Leave.NEXT_HOUR:
                        return self.outbox.defer(job, next_hour(self.clock.now()))
                    done = self._tell_by(notice, recipients[channel], occasion, leave)
                    if done.recipient != notice.recipient:
                        return self(job)  # another run knows a corrected address, or only the one before it
                case GiveUp(notice):
                    done = self._finish(notice, NoticeState.UNKNOWN)
                case Wait(until):
                    return self.outbox.defer(job, until)
                case Told():
                    return self._end_told(job, present)
                case Unreached():
                    return self._end_unreached(job, known.values(), present)
            known[done.id] = done

    def _opening(self, plan: Plan, moment: datetime) -> datetime:
        """When the next message after a moment may come."""
        if plan.urgent or not self.quiet_hours:
            return moment
        closed = self.closed if plan.can_wait else None
        return self.office.telling.hours.earliest(self.office.local_time(moment), closed).astimezone(UTC)

    def _end_told(self, job: Job, present: Present) -> None:
        """A bounce may be reported meanwhile, by somebody who found the job still there: so look once more."""
        self._forget_before(job)
        self.outbox.settle(job)
        if not self._is_told(job, present):
            self.outbox.reopen(job)

    def _forget_before(self, job: Job) -> None:
        """Nobody needs to call about news of a case once what came of it was told."""
        if job.notice not in STANDINGS:
            return
        for news in self.unreached.list_for(job.receipt):
            if news.is_outdated_by(job):
                self.unreached.remove(job.receipt, news.job)

    def _end_unreached(self, job: Job, notices: Collection[Notice], present: Present) -> None:
        """A delivery may be reported meanwhile, by somebody who found no line to take off: so look once more."""
        if notices or job.notice not in KNOWN_ANYWAY:
            last = {notice.channel: notice.state for notice in sorted(notices, key=lambda notice: notice.attempt)}
            gone = [notice.recipient for notice in notices if not notice.is_to_one_of(present)]
            capped = [notice.channel for notice in notices if notice.is_capped]
            self.unreached.add(job, last, self.clock.now(), gone, capped)
        else:
            self._forget_before(job)
        self.outbox.settle(job)
        if self._is_told(job, present):
            self.unreached.remove(job.receipt, job.id)

    def _is_told(self, job: Job, present: Present) -> bool:
        return is_told(standing(tuple(self._known(job).values()), present))

    def _known(self, job: Job) -> dict[str, Notice]:
        return {notice.id: notice for notice in self.notices.list_for(job.receipt) if _is_of(notice, job)}

    def _ask(self, notice: Notice, known: Collection[Notice]) -> Leave:
        """Counted once for an address, however often it is tried; in training nothing is."""
        is_free = notice.is_practice or any(map(notice.is_again, known))
        return Leave.GIVEN if is_free else self.caps.ask(notice.channel, notice.recipient)

    def _tell_by(self, notice: Notice, recipient: Recipient, occasion: Occasion, leave: Leave) -> Notice:
        """The notice as it stands afterwards: another run may have been first."""
        if leave is Leave.NEVER:
            capped = notice.model_copy(update={"state": NoticeState.FAILED, "is_capped": True})
            return self.notices.begin(capped) or capped
        message = self._message(notice, recipient, occasion)
        notice = notice.model_copy(update={"parts": _parts(notice.channel, message.text)})
        known = self.notices.begin(notice)
        return known or self._send(notice, message)

    def _message(self, notice: Notice, recipient: Recipient, occasion: Occasion) -> Message:
        values = build_notice_values(occasion, notice.channel, self.office, self.catalogue, self.messages)
        words = self.messages.notice(notice.event, notice.channel, notice.language, values)
        template = Template(notice.event, notice.language, values)
        self._see_growth(notice, words.text)
        reference = str(Reference(notice.receipt, notice.id))
        link = self.stop_link(notice)
        text = words.text + self._ending(link, notice)
        return Message(recipient.address, words.subject, text, reference, template, link)

    def _ending(self, link: str, notice: Notice) -> str:
        return f"\n{self.messages.part('stop_email', notice.language, {'link': link})}\n" if link else ""

    def _see_growth(self, notice: Notice, text: str) -> None:
        """What is longer than it was when its text was saved is sent all the same: better dear than untold."""
        if notice.channel.form is NoticeForm.SHORT and (parts := count_segments(text)) > MOST_PARTS:
            self.tell_grown(notice, parts)

    def _notice(
        self, channel: NoticeChannel, job: Job, occasion: Occasion, attempt: int, recipient: Recipient
    ) -> Notice:
        now = self.clock.now()
        return Notice(
            id=build_notice_id(job.move, occasion.event, job.product_id, channel, attempt),
            office=job.office,
            receipt=job.receipt,
            move=job.move,
            event=occasion.event,
            product_id=job.product_id,
            channel=channel,
            attempt=attempt,
            language=occasion.case.language,
            state=NoticeState.SENDING,
            recipient=recipient.digest,
            is_practice=self.is_practice,
            created_at=now,
            updated_at=now,
        )

    def _send(self, notice: Notice, message: Message) -> Notice:
        try:
            taken = self.messengers[notice.channel].send(message)
        except UnknownOutcomeError:
            return self._finish(notice, NoticeState.UNKNOWN)
        except DeliveryRefusedError as refusal:
            if refusal.opted_out:
                self.recipients.opt_out(notice.recipient, self.clock.now())
            return self._finish(notice, NoticeState.FAILED if refusal.permanent else NoticeState.FAILED_FOR_NOW)
        return self._finish(notice, NoticeState.SENT, taken)

    def _finish(self, notice: Notice, state: NoticeState, provider_id: str | None = None) -> Notice:
        changes = {"state": state, "provider_id": provider_id, "updated_at": self.clock.now()}
        done = notice.model_copy(update=changes)
        self.notices.finish(done)
        return done


def _parts(channel: NoticeChannel, text: str) -> int:
    return count_segments(text) if channel in PAID_BY_PART else 1


def _may_know(notices: Collection[Notice]) -> bool:
    """Whether a message of the same may have gone out before."""
    return any(notice.state not in {NoticeState.FAILED, NoticeState.FAILED_FOR_NOW} for notice in notices)


def _is_of(notice: Notice, job: Job) -> bool:
    return (notice.move, notice.event, notice.product_id) == (job.move, job.notice, job.product_id)
