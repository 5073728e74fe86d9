"""Send the notices of a move, channel after channel, until one is delivered: at most one message on each channel.

Before a message goes out its notice is written down; what the provider said is written after it. A run that dies in
between leaves the notice at `sending`, and nobody can tell whether the message went: that channel never repeats it.
The job stays in the outbox while anything may still follow, so that nobody is forgotten in silence.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from chalicelib.domain.applicant import PersonalData
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Catalogue
from chalicelib.domain.closed_days import ClosedDays
from chalicelib.domain.delivery import Reference
from chalicelib.domain.events import Job, NoticeEvent
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.messages import Messages, count_segments
from chalicelib.domain.messages.gsm7 import MOST_PARTS
from chalicelib.domain.messages.notice_values import Occasion, build_notice_values
from chalicelib.domain.notice_plan import (
    LEASE,
    Decision,
    GiveUp,
    Plan,
    Send,
    Told,
    Unreached,
    Wait,
    decide,
    is_told,
    standing,
)
from chalicelib.domain.notification import (
    STANDINGS,
    VISITS,
    Message,
    Notice,
    NoticeChannel,
    NoticeForm,
    NoticeState,
    Template,
    build_notice_id,
)
from chalicelib.domain.office import Office
from chalicelib.domain.reach import Closed
from chalicelib.domain.telling_caps import FREE, PAID, PAID_BY_PART, Toll, may_be_paid, next_hour
from chalicelib.domain.told import may_have_heard_ready
from chalicelib.services.occasions import BY_APPLICANT, Occasions
from chalicelib.services.ports import (
    AddressFullError,
    Clock,
    DeliveryRefusedError,
    Messenger,
    NoticeLog,
    Outbox,
    Pending,
    UnknownOutcomeError,
    UnreachedList,
)
from chalicelib.services.recipients import Recipient, Recipients
from chalicelib.services.sending_caps import Leave, SendingCaps

Present = Mapping[NoticeChannel, str]
"""The hashes of a person's addresses, by channel."""

KNOWN_ANYWAY = frozenset(
    {
        NoticeEvent.RECEIVED, NoticeEvent.HANDED_OVER, NoticeEvent.DISPATCHED, NoticeEvent.VISIT_REMINDER,
        NoticeEvent.DRAFT_ENDING, NoticeEvent.DRAFT_EXPIRED,
    }
)  # fmt: skip
"""Without any contact: on paper or in their hands, or soon, chosen by themselves, or never handed in."""


_OF_A_RETURN = frozenset({NoticeEvent.RETURNED, NoticeEvent.ANSWER_ENDING, NoticeEvent.LAPSED})


@dataclass(frozen=True, slots=True)
class _Outcome:
    """A notice after a step; one that is not written goes into the table with the next step, at once."""

    notice: Notice
    is_written: bool


@dataclass(frozen=True, slots=True)
class SendNotices:
    """Safe to repeat, to crash anywhere, and to run beside itself.

    A round costs one read and one KMS call beside the read of `recipients` and what `occasions` reads of a few kinds,
    and for each channel two writes and one message, the last of which also puts the job off; or one write and one read
    end it. News of where a case stands, or of an appointment, reads the earlier news that reached nobody besides, and
    that something is ready no longer its appointment, where nothing told that it was. `closed` are the days on which
    no office works, `tell_grown` hears of a text message in more parts than texts are saved with, `stop_link` says
    where its recipient ends such news.
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
        pending = self.notices.read_pending(job)
        if pending is None:
            return
        known = _of(pending.notices, job)
        found = self.occasions.find_in(job, pending.case, pending.sealed)
        if found is None or (pending.case.is_practice and not self.is_practice):
            self._end_overtaken(job, known.values())
        elif not known and self._takes_nothing_back(job, pending):
            self._end_unheard(job)
        else:
            self._tell(job, known, *found)

    def _tell(self, job: Job, known: dict[str, Notice], occasion: Occasion, personal: PersonalData) -> None:
        """One step after the other, until something is to be waited for or nothing is left."""
        plan, recipients = self.office.telling.of(occasion.event), self._recipients(job, occasion, personal)
        present = self.recipients.present(personal)
        unwritten: Notice | None = None
        while True:
            step = self._next(plan, recipients, tuple(known.values()), present)
            if isinstance(step, Wait):
                return self._put_off(job, step.until, unwritten)
            if unwritten is not None:
                self.notices.finish(unwritten)
            match step:
                case Send(channel, attempt):
                    notice = self._notice(channel, job, occasion, attempt, recipients[channel])
                    done = self._try(notice, recipients[channel], occasion, job, known.values())
                    if done is None:  # another run knows a corrected address, or only the one before it
                        return self(job)
                    if isinstance(done, Wait):
                        return self.outbox.defer(job, done.until)
                case GiveUp(notice):
                    done = _Outcome(_ended(notice, NoticeState.UNKNOWN, self.clock.now()), is_written=False)
                case Told():
                    return self._end_told(job, present)
                case Unreached():
                    return self._leave_to_staff(job, known.values(), present, occasion, personal)
            known[done.notice.id] = done.notice
            unwritten = None if done.is_written else done.notice

    def _next(
        self, plan: Plan, recipients: Mapping[NoticeChannel, Recipient], known: Sequence[Notice], present: Present
    ) -> Decision:
        """As the plan says; but what is urgent goes where it costs nothing while an hour holds nothing paid.

        What was begun in training is not sent later: whoever is real is for staff to call then.
        """
        now = self.clock.now()
        step = decide(plan, recipients, known, now, present)
        if not self.is_practice and not isinstance(step, Told) and _is_practised(standing(known, present)):
            return Unreached()
        if self.is_practice or not plan.urgent or not isinstance(step, Send) or step.attempt > 1:
            return step
        if self.caps.ask(step.channel) is not Leave.NEXT_HOUR:
            return step
        free = decide(plan, _unpaid(recipients), known, now, present)
        return step if isinstance(free, Unreached) else free

    def _recipients(self, job: Job, occasion: Occasion, personal: PersonalData) -> Mapping[NoticeChannel, Recipient]:
        """Where this news may go: on no paid channel where it would cost the office money for nothing."""
        found = self.recipients.find(personal, job.receipt)
        case, move = occasion.case, _cause(occasion.case, job)
        by_machine = move in case.by_machine
        by_applicant = by_machine or occasion.reason == BY_APPLICANT
        was_paid = by_machine and self._paid_for(case, move)
        if not may_be_paid(occasion.event, has_proof=case.has_proof, by_applicant=by_applicant, was_paid=was_paid):
            return {channel: one for channel, one in found.items() if channel in FREE}
        if _is_withdrawn(occasion):  # a letter costs postage, and says what they did themselves
            return {channel: one for channel, one in found.items() if channel is not NoticeChannel.LETTER}
        return found

    def _paid_for(self, case: Case, move: int) -> bool:
        """Whether other news that no officer brought about was; one read more, of such news alone."""
        others = frozenset(case.by_machine) - {move}
        return bool(others) and any(
            notice.move in others and notice.channel in PAID for notice in self.notices.list_for(case.receipt)
        )

    def _try(
        self, notice: Notice, recipient: Recipient, occasion: Occasion, job: Job, known: Collection[Notice]
    ) -> _Outcome | Wait | None:
        """One message, if it may go now; None where the round is to begin anew."""
        plan, now, toll = self.office.telling.of(occasion.event), self.clock.now(), self._toll(notice, known)
        if (opening := self._opening(plan, now)) > now:
            return Wait(opening)
        leave = self.caps.ask(notice.channel) if toll else Leave.GIVEN
        if leave is Leave.NEXT_HOUR:
            return Wait(next_hour(now))
        message = self._message(notice, recipient, occasion)
        due = None if _may_know(known) else self._opening(plan, job.created_at)
        notice = notice.model_copy(update={"due_at": due, "parts": _parts(notice.channel, message.text)})
        stands = self._claim(notice, leave, toll)
        if stands is None:
            return _Outcome(self._send(notice, message), is_written=False)
        return _Outcome(stands, is_written=True) if stands.recipient == notice.recipient else None

    def _put_off(self, job: Job, until: datetime, outcome: Notice | None) -> None:
        """With what came of the last message, if nobody reported it first."""
        if outcome is None:
            self.outbox.defer(job, until)
        elif not self.notices.finish_and_defer(outcome, job, until):
            self.notices.finish(outcome)
            self.outbox.defer(job, until)

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

    def _end_overtaken(self, job: Job, notices: Collection[Notice]) -> None:
        """A message that another run may be sending is left to it; of one that a run died of nobody knows more.

        A day that was closed or opened a moment ago may not be known here yet: so look again at an appointment.
        """
        now, open_ones = self.clock.now(), [notice for notice in notices if notice.state is NoticeState.SENDING]
        begun = [notice.updated_at for notice in open_ones] + ([job.created_at] if job.notice in VISITS else [])
        if leases := [moment + LEASE for moment in begun if now < moment + LEASE]:
            return self.outbox.defer(job, max(leases))
        for notice in open_ones:
            self.notices.finish(_ended(notice, NoticeState.UNKNOWN, now))
        return self.outbox.settle(job)

    def _takes_nothing_back(self, job: Job, pending: Pending) -> bool:
        """Whether it says that something is ready no longer to somebody who does not think that it was."""
        if job.notice is not NoticeEvent.DELAYED:
            return False
        if may_have_heard_ready(pending.case, job.product_id or "", pending.notices):
            return False
        return self.occasions.visits(job.receipt) is None

    def _end_unheard(self, job: Job) -> None:
        """A run that found it ready may begin a message until its lease is over: so look again then."""
        until = job.created_at + LEASE
        if self.clock.now() < until:
            return self.outbox.defer(job, until)
        self._forget_before(job)
        return self.outbox.settle(job)

    def _forget_before(self, job: Job) -> None:
        """Nobody needs to call about news of a case once what came of it was told, or is itself to be called about."""
        if job.notice not in STANDINGS | VISITS:
            return
        for news in self.unreached.list_for(job.receipt):
            if news.is_outdated_by(job):
                self.unreached.remove(job.receipt, news.job)

    def _leave_to_staff(
        self, job: Job, notices: Collection[Notice], present: Present, occasion: Occasion, personal: PersonalData
    ) -> None:
        """But for a draft, which no officer opens: its owner applies anew, and no PIN is told by telephone."""
        if occasion.case.state is CaseState.DRAFT:
            return self.outbox.settle(job)
        unpaid = self._unpaid_ways(job, occasion, personal)
        closed = {**self.recipients.find_closed(personal, job.receipt), **unpaid}
        is_known = job.notice in KNOWN_ANYWAY or _is_withdrawn(occasion)
        return self._end_unreached(job, notices, present, closed, is_known=is_known)

    def _unpaid_ways(self, job: Job, occasion: Occasion, personal: PersonalData) -> dict[NoticeChannel, Closed]:
        """Those on which it went nowhere for the office's money alone: whoever calls is told that they are there."""
        planned = {step.channel for step in self.office.telling.of(occasion.event).steps}
        there = self.recipients.find(personal, job.receipt).keys() - self._recipients(job, occasion, personal).keys()
        return dict.fromkeys(sorted(planned & there & PAID), Closed.UNPAID)

    def _end_unreached(
        self,
        job: Job,
        notices: Collection[Notice],
        present: Present,
        closed: Mapping[NoticeChannel, Closed],
        *,
        is_known: bool,
    ) -> None:
        """A delivery may be reported meanwhile, by somebody who found no line to take off: so look once more.

        `is_known`: nobody needs to call about what could go no way at all, or was held back on each.
        """
        if not is_known or not all(notice.is_capped for notice in notices):
            last = {notice.channel: notice.state for notice in sorted(notices, key=lambda notice: notice.attempt)}
            gone = [notice.recipient for notice in notices if not notice.is_to_one_of(present)]
            capped = [notice.channel for notice in notices if notice.is_capped]
            self.unreached.add(job, last, self._unreached_since(job), gone, capped, closed)
        self._forget_before(job)
        self.outbox.settle(job)
        if self._is_told(job, present):
            self.unreached.remove(job.receipt, job.id)

    def _unreached_since(self, job: Job) -> datetime:
        """A reminder goes on waiting from when the line began that it takes the place of."""
        now = self.clock.now()
        if job.notice is not NoticeEvent.COLLECT_REMINDER:
            return now
        return min([now, *(news.since for news in self.unreached.list_for(job.receipt) if news.is_outdated_by(job))])

    def _is_told(self, job: Job, present: Present) -> bool:
        return is_told(standing(tuple(self._known(job).values()), present))

    def _known(self, job: Job) -> dict[str, Notice]:
        return _of(self.notices.list_for(job.receipt), job)

    def _toll(self, notice: Notice, known: Collection[Notice]) -> Toll | None:
        """Counted once for an address, however often it is tried; in training nothing is."""
        is_free = notice.is_practice or any(map(notice.is_again, known))
        return None if is_free else self.caps.toll(notice.recipient)

    def _claim(self, notice: Notice, leave: Leave, toll: Toll | None) -> Notice | None:
        """None where the message is this run's to send; else the notice as it stands: another run's, or held back."""
        if leave is Leave.GIVEN:
            with suppress(AddressFullError):
                return self.notices.begin(notice, toll)
        capped = notice.model_copy(update={"state": NoticeState.FAILED, "is_capped": True})
        return self.notices.begin(capped) or capped

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
            return _ended(notice, NoticeState.UNKNOWN, self.clock.now())
        except DeliveryRefusedError as refusal:
            if refusal.opted_out:
                self.recipients.opt_out(notice.recipient, self.clock.now())
            state = NoticeState.FAILED if refusal.permanent else NoticeState.FAILED_FOR_NOW
            return _ended(notice, state, self.clock.now())
        return _ended(notice, NoticeState.SENT, self.clock.now(), taken)


def _ended(notice: Notice, state: NoticeState, at: datetime, provider_id: str | None = None) -> Notice:
    return notice.model_copy(update={"state": state, "provider_id": provider_id, "updated_at": at})


def _cause(case: Case, job: Job) -> int:
    """The move that brought the news about: of what follows from a return, the return."""
    return case.news.get(NoticeEvent.RETURNED, job.move) if job.notice in _OF_A_RETURN else job.move


def _is_withdrawn(occasion: Occasion) -> bool:
    """By whoever applied, themselves: an officer's cancellation at their word names its reason in the case."""
    return occasion.reason == BY_APPLICANT and not occasion.case.ended_because


def _unpaid(recipients: Mapping[NoticeChannel, Recipient]) -> Mapping[NoticeChannel, Recipient]:
    return {channel: one for channel, one in recipients.items() if channel not in PAID}


def _parts(channel: NoticeChannel, text: str) -> int:
    return count_segments(text) if channel in PAID_BY_PART else 1


def _is_practised(notices: Collection[Notice]) -> bool:
    """Whether training began it, and no message of it is under way any more."""
    is_under_way = any(notice.state is NoticeState.SENDING for notice in notices)
    return any(notice.is_practice for notice in notices) and not is_under_way


def _may_know(notices: Collection[Notice]) -> bool:
    """Whether a message of the same may have gone out before."""
    return any(notice.state not in {NoticeState.FAILED, NoticeState.FAILED_FOR_NOW} for notice in notices)


def _of(notices: Collection[Notice], job: Job) -> dict[str, Notice]:
    return {notice.id: notice for notice in notices if _is_of(notice, job)}


def _is_of(notice: Notice, job: Job) -> bool:
    return (notice.move, notice.event, notice.product_id) == (job.move, job.notice, job.product_id)
