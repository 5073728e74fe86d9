"""Send the notices of a move: at most one message per notice and channel, and nobody is forgotten in silence.

Before a message goes out its notice is written down; what the provider said is written after it. A run that dies in
between leaves the notice at `sending`, and nobody can tell whether the message went: that channel never repeats it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.domain.access import ActorKind
from chalicelib.domain.applicant import PersonalData
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Catalogue
from chalicelib.domain.drafts import is_warned
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.events import AuditEvent, Job, NoticeEvent
from chalicelib.domain.identifiers import Pin
from chalicelib.domain.lifecycle import AT_LEAST_READY, HANDED_OVER, CaseState, ProductState
from chalicelib.domain.messages import Messages, NoticeWords
from chalicelib.domain.messages.notice_values import Occasion, build_notice_values
from chalicelib.domain.notification import STANDINGS, Notice, NoticeChannel, NoticeState, build_notice_id
from chalicelib.domain.office import Office
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

MOST_ATTEMPTS = 3
"""Tries on one channel; only a message that the provider certainly did not take is tried again."""

LEASE = timedelta(minutes=2)
"""How long another run may still be sending: longer than the function may run, shorter than the queue's redelivery."""

KNOWN_ANYWAY = frozenset({NoticeEvent.RECEIVED, NoticeEvent.HANDED_OVER})
"""A resident without any contact has these on paper or in their hands."""


class TryAgainLaterError(Exception):
    """The job is not done: the queue must deliver it again."""


@dataclass(frozen=True, slots=True)
class SendNotices:
    """Safe to repeat, to crash anywhere, and to run beside itself.

    A job costs two reads, one KMS call, two writes and one message per channel, and one write to settle it; a rejection
    reads the audit events besides, for its reason, and news of where a case stands the earlier news that reached
    nobody. `public_url` is where residents follow a case.
    """

    cases: CaseRepository
    sealer: Sealer
    outbox: Outbox
    notices: NoticeLog
    unreached: UnreachedList
    messengers: Mapping[NoticeChannel, Messenger]
    catalogue: Catalogue
    messages: Messages
    office: Office
    public_url: str
    pin_key: bytes
    clock: Clock
    lease: timedelta = LEASE

    def __call__(self, job: Job) -> None:
        """Do the job. Raises TryAgainLaterError, and what the ports raise; then it must be delivered again."""
        event = job.notice
        if event is None:
            raise ValueError("a job without a notice was sent to the wrong queue")
        if not self.outbox.is_pending(job):
            return
        case, personal = self._open(job)
        if personal is not None and _is_worth_telling(case, event, job.product_id):
            self._tell(job, self._occasion(job, event, case, personal), personal)
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
        states: dict[NoticeChannel, NoticeState] = {}
        later = False
        for channel, recipient in _recipients(personal):
            try:
                states[channel] = self._tell_by(channel, recipient, job, occasion)
            except TryAgainLaterError:  # the other channels do not wait for this one
                later = True
        if later:
            raise TryAgainLaterError
        known_anyway = not states and occasion.event in KNOWN_ANYWAY
        if NoticeState.SENT not in states.values() and not known_anyway:
            self.unreached.add(job, states, self.clock.now())
        elif occasion.event in STANDINGS:
            self._forget_before(job)

    def _forget_before(self, job: Job) -> None:
        """Nobody needs to call about news of a case once what came of it was told."""
        for news in self.unreached.list_for(job.receipt):
            if news.is_outdated_by(job):
                self.unreached.remove(job.receipt, news.job)

    def _tell_by(self, channel: NoticeChannel, recipient: str, job: Job, occasion: Occasion) -> NoticeState:
        """The last word of a channel; raises TryAgainLaterError while it has none."""
        values = build_notice_values(occasion, channel, self.office, self.catalogue, self.messages)
        words = self.messages.notice(occasion.event, channel, occasion.case.language, values)
        for attempt in range(1, MOST_ATTEMPTS + 1):
            notice = self._notice(channel, job, occasion, attempt)
            known = self.notices.begin(notice)
            if known is None:
                return self._send(notice, recipient, words)
            if known.state is NoticeState.SENDING:
                return self._give_up(known)
            if known.state is not NoticeState.FAILED:
                return known.state
        return NoticeState.FAILED

    def _notice(self, channel: NoticeChannel, job: Job, occasion: Occasion, attempt: int) -> Notice:
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
            created_at=now,
            updated_at=now,
        )

    def _send(self, notice: Notice, recipient: str, words: NoticeWords) -> NoticeState:
        try:
            taken = self.messengers[notice.channel].send(recipient, words.subject, words.text, _reference(notice))
        except UnknownOutcomeError:
            return self._finish(notice, NoticeState.UNKNOWN)
        except DeliveryRefusedError as refusal:
            self._finish(notice, NoticeState.FAILED)
            if refusal.permanent or notice.attempt == MOST_ATTEMPTS:
                return NoticeState.FAILED
            raise TryAgainLaterError from refusal
        return self._finish(notice, NoticeState.SENT, taken)

    def _give_up(self, notice: Notice) -> NoticeState:
        if self.clock.now() - notice.updated_at < self.lease:
            raise TryAgainLaterError
        return self._finish(notice, NoticeState.UNKNOWN)

    def _finish(self, notice: Notice, state: NoticeState, provider_id: str | None = None) -> NoticeState:
        changes = {"state": state, "provider_id": provider_id, "updated_at": self.clock.now()}
        self.notices.finish(notice.model_copy(update=changes))
        return state


def _recipients(personal: PersonalData) -> list[tuple[NoticeChannel, str]]:
    contact = personal.contact
    given = ((NoticeChannel.EMAIL, contact.email), (NoticeChannel.SMS, contact.phone))
    return [(channel, str(recipient)) for channel, recipient in given if recipient is not None]


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
    return f"{notice.receipt}-{notice.id}"
