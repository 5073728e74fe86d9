"""Send the notices of a move, channel after channel, until one is delivered: at most one message on each channel.

Before a message goes out its notice is written down; what the provider said is written after it. A run that dies in
between leaves the notice at `sending`, and nobody can tell whether the message went: that channel never repeats it.
The job stays in the outbox while anything may still follow, so that nobody is forgotten in silence.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from chalicelib.domain.access import ActorKind
from chalicelib.domain.applicant import PersonalData
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Catalogue
from chalicelib.domain.closed_days import ClosedDays
from chalicelib.domain.delivery import Reference
from chalicelib.domain.drafts import is_warned
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.events import AuditEvent, Job, NoticeEvent
from chalicelib.domain.identifiers import Pin
from chalicelib.domain.lifecycle import AT_LEAST_READY, HANDED_OVER, CaseState, ProductState
from chalicelib.domain.messages import Messages, NoticeWords
from chalicelib.domain.messages.notice_values import Occasion, build_notice_values
from chalicelib.domain.notice_plan import GiveUp, Plan, Send, Told, Unreached, Wait, decide
from chalicelib.domain.notification import Notice, NoticeChannel, NoticeState, build_notice_id
from chalicelib.domain.office import Office
from chalicelib.services.keys import recipient_digest
from chalicelib.services.ports import (
    CaseRepository,
    Clock,
    DeliveryRefusedError,
    Messenger,
    NoticeLog,
    Outbox,
    Sealer,
    UnknownOutcomeError,
    UnreachedList,
)
from chalicelib.services.telling_ports import SuppressionList

KNOWN_ANYWAY = frozenset({NoticeEvent.RECEIVED, NoticeEvent.HANDED_OVER})
"""A resident without any contact has these on paper or in their hands."""


@dataclass(frozen=True, slots=True)
class SendNotices:
    """Safe to repeat, to crash anywhere, and to run beside itself.

    A round costs four reads and one KMS call, and for each channel two writes and one message; then one write to put
    the job off, or one write and one read to end it. A rejection reads the audit events besides, for its reason.
    `public_url` is where residents follow a case, `closed` are the days on which no office works.
    """

    cases: CaseRepository
    sealer: Sealer
    outbox: Outbox
    notices: NoticeLog
    unreached: UnreachedList
    suppressions: SuppressionList
    messengers: Mapping[NoticeChannel, Messenger]
    catalogue: Catalogue
    messages: Messages
    office: Office
    public_url: str
    pin_key: bytes
    lookup_key: bytes
    clock: Clock
    closed: ClosedDays
    quiet_hours: bool = True

    def __call__(self, job: Job) -> None:
        """Do what is due. Raises what the ports raise; then the job must be delivered again."""
        event = job.notice
        if event is None:
            raise ValueError("a job without a notice was sent to the wrong queue")
        if not self.outbox.is_pending(job):
            return
        case, personal = self._open(job)
        if personal is not None and _is_worth_telling(case, event, job.product_id):
            self._tell(job, self._occasion(job, event, case, personal), personal)
        else:
            self.outbox.settle(job)

    def _open(self, job: Job) -> tuple[Case, PersonalData | None]:
        case, sealed = self.cases.get_sealed(job.receipt)
        if sealed is None:
            return case, None
        try:
            return case, self.sealer.open(job.receipt, sealed)
        except NotFoundError:  # the key was destroyed: the person was erased
            return case, None

    def _occasion(self, job: Job, event: NoticeEvent, case: Case, personal: PersonalData) -> Occasion:
        product = case.product(job.product_id or "")
        came_back = product is not None and product.postal_number is not None
        return Occasion(
            event=event,
            case=case,
            link=self.public_url,
            product=product,
            by_post=personal.delivery == "post" and not came_back,
            reason=self._reason(job) if event in {NoticeEvent.REJECTED, NoticeEvent.CANCELLED} else "",
            postal_number=self._letter(job) if event is NoticeEvent.ORIGINALS_RETURNED else "",
            pin=Pin.derive(self.pin_key, case.receipt, case.pin_version) if event is NoticeEvent.PIN_REISSUED else None,
        )

    def _reason(self, job: Job) -> str:
        audit = self._audit(job)
        if audit is not None and audit.actor.kind is ActorKind.RESIDENT:
            return "applicant_request"
        return audit.details.get("reason", "") if audit else ""

    def _letter(self, job: Job) -> str:
        audit = self._audit(job)
        return audit.details.get("postal_number", "") if audit else ""

    def _audit(self, job: Job) -> AuditEvent | None:
        return next((event for event in self.cases.list_audit(job.receipt) if event.move == job.move), None)

    def _tell(self, job: Job, occasion: Occasion, personal: PersonalData) -> None:
        """One step after the other, until something is to be waited for or nothing is left."""
        plan, recipients = self.office.telling.of(occasion.event), self._recipients(personal)
        known = self._known(job)
        while True:
            match decide(plan, recipients, tuple(known.values()), self.clock.now()):
                case Send(channel, attempt):
                    if (opening := self._opening(plan)) > self.clock.now():
                        return self.outbox.defer(job, opening)
                    done = self._tell_by(
                        self._notice(channel, job, occasion, attempt, recipients[channel]),
                        recipients[channel],
                        occasion,
                    )
                case GiveUp(notice):
                    done = self._finish(notice, NoticeState.UNKNOWN)
                case Wait(until):
                    return self.outbox.defer(job, until)
                case Told():
                    return self._end_told(job)
                case Unreached():
                    return self._end_unreached(job, known.values())
            known[done.id] = done

    def _opening(self, plan: Plan) -> datetime:
        """When the next message may come."""
        now = self.clock.now()
        if plan.urgent or not self.quiet_hours:
            return now
        closed = self.closed if plan.can_wait else None
        return self.office.telling.hours.earliest(self.office.local_time(now), closed).astimezone(UTC)

    def _end_told(self, job: Job) -> None:
        """A bounce may be reported meanwhile, by somebody who found the job still there: so look once more."""
        self.outbox.settle(job)
        if not _is_told(self._known(job).values()):
            self.outbox.reopen(job)

    def _end_unreached(self, job: Job, notices: Collection[Notice]) -> None:
        """A delivery may be reported meanwhile, by somebody who found no line to take off: so look once more."""
        if notices or job.notice not in KNOWN_ANYWAY:
            last = {notice.channel: notice.state for notice in sorted(notices, key=lambda notice: notice.attempt)}
            self.unreached.add(job, last, self.clock.now())
        self.outbox.settle(job)
        if _is_told(self._known(job).values()):
            self.unreached.remove(job)

    def _known(self, job: Job) -> dict[str, Notice]:
        return {notice.id: notice for notice in self.notices.list_for(job.receipt) if _is_of(notice, job)}

    def _tell_by(self, notice: Notice, recipient: str, occasion: Occasion) -> Notice:
        """The notice as it stands afterwards: another run may have been first."""
        values = build_notice_values(occasion, notice.channel, self.office, self.catalogue, self.messages)
        words = self.messages.notice(notice.event, notice.channel, notice.language, values)
        known = self.notices.begin(notice)
        return known or self._send(notice, recipient, words)

    def _recipients(self, personal: PersonalData) -> dict[NoticeChannel, str]:
        """The person's addresses without those suppressed, asked for each time: an opt-out counts at once."""
        contact = personal.contact
        given = {NoticeChannel.EMAIL: contact.email, NoticeChannel.SMS: contact.phone}
        known = {channel: str(address) for channel, address in given.items() if address is not None}
        hashes = {channel: recipient_digest(self.lookup_key, channel, address) for channel, address in known.items()}
        suppressed = self.suppressions.find(hashes.values())
        return {channel: address for channel, address in known.items() if hashes[channel] not in suppressed}

    def _notice(self, channel: NoticeChannel, job: Job, occasion: Occasion, attempt: int, recipient: str) -> Notice:
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
            recipient=recipient_digest(self.lookup_key, channel, recipient),
            created_at=now,
            updated_at=now,
        )

    def _send(self, notice: Notice, recipient: str, words: NoticeWords) -> Notice:
        try:
            taken = self.messengers[notice.channel].send(recipient, words.subject, words.text, _reference(notice))
        except UnknownOutcomeError:
            return self._finish(notice, NoticeState.UNKNOWN)
        except DeliveryRefusedError as refusal:
            return self._finish(notice, NoticeState.FAILED if refusal.permanent else NoticeState.FAILED_FOR_NOW)
        return self._finish(notice, NoticeState.SENT, taken)

    def _finish(self, notice: Notice, state: NoticeState, provider_id: str | None = None) -> Notice:
        changes = {"state": state, "provider_id": provider_id, "updated_at": self.clock.now()}
        done = notice.model_copy(update=changes)
        self.notices.finish(done)
        return done


def _is_told(notices: Collection[Notice]) -> bool:
    return any(notice.state is NoticeState.DELIVERED for notice in notices)


def _is_of(notice: Notice, job: Job) -> bool:
    return (notice.move, notice.event, notice.product_id) == (job.move, job.notice, job.product_id)


def _is_worth_telling(case: Case, event: NoticeEvent, product_id: str | None) -> bool:
    """Whether it still holds: to hear of what was answered, fetched, spoiled or gone on with would only confuse."""
    if event is NoticeEvent.RETURNED:
        return bool(case.asked)
    if event is NoticeEvent.COLLECT_REMINDER:
        product = case.product(product_id or "")
        return product is not None and product.state is ProductState.READY
    if event is NoticeEvent.READY:
        product = case.product(product_id or "")
        return product is not None and product.state in AT_LEAST_READY - HANDED_OVER
    if event is NoticeEvent.DELAYED:
        product = case.product(product_id or "")
        return product is not None and product.state not in AT_LEAST_READY
    if event is NoticeEvent.DRAFT_ENDING:
        return case.state is CaseState.DRAFT and is_warned(case)
    return True


def _reference(notice: Notice) -> str:
    """What the provider's own log shows of a notice: an id of ours, and nothing of the person."""
    return str(Reference(notice.receipt, notice.id))
