"""Cases of a simulated city that go on while they are told of: returned twice, ready, not ready, and ready again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from typing_extensions import override

from chalicelib.domain import intake, production, review
from chalicelib.domain.access import Actor, ActorKind, Role
from chalicelib.domain.applicant import Contact
from chalicelib.domain.case import Case, Change
from chalicelib.domain.events import Job, JobKind, NoticeEvent
from chalicelib.domain.identifiers import EmailAddress, PhoneNumber, ReceiptNumber
from chalicelib.domain.lifecycle import CaseState, ProductEvent, ProductState
from chalicelib.domain.notification import Message, Untold
from chalicelib.domain.product import Collector, HandOver, OldCard
from chalicelib.domain.told import may_have_heard_ready
from tests.fakes import FakeCaseRepository
from tests.telling.city import STREAM, City
from tests.telling.providers import Provider
from tests.unit.notices.given import ASKED, a_case, a_product, personal

Act = Callable[[Case, datetime], Change]
P = ProductState


def _officer(case: Case) -> Actor:
    return Actor(kind=ActorKind.OFFICER, id=f"officer-{case.receipt}", roles=frozenset({Role.VERIFIER}))


def _submit(case: Case, now: datetime) -> Change:
    return intake.submit(case, (), now)


def _claim(case: Case, now: datetime) -> Change:
    return review.claim(case, _officer(case), now)


def _send_back(case: Case, now: datetime) -> Change:
    return review.return_for_completion(case, ASKED, _officer(case), now)


def _accept(case: Case, now: datetime) -> Change:
    made = a_product().model_copy(update={"route": (P.PRINT_QUEUED, P.PRINTED, P.READY), "state": P.PRINT_QUEUED})
    return review.accept(case, (), (made.model_copy(update={"hand_over": None}),), _officer(case), now, 24)


def _enter(case: Case, now: datetime) -> Change:
    return production.record_milestone(case, production.Milestone.ENTERED, None, _officer(case), now)


def _step(event: ProductEvent) -> Act:
    return lambda case, now: production.record_delivery(case, "p1", event, _officer(case), now)


def _dispatch(case: Case, now: datetime) -> Change:
    return production.dispatch(case, "p1", f"P{case.version:04}", _officer(case), now)


def _hand_over(case: Case, now: datetime) -> Change:
    taken = HandOver(collected_by=Collector.SELF, old_card=OldCard.NONE, by="x", at=now)
    return production.hand_over(case, "p1", taken, _officer(case), now)


def _cancel(case: Case, now: datetime) -> Change:
    return intake.withdraw(case, now)


_V = ProductEvent
_TWICE: Final = (_submit, _claim, _send_back, _submit, _claim, _send_back, _submit)
_MADE: Final = (_claim, _accept, _enter, _step(_V.PRINTED), _step(_V.MADE_READY))
_AGAIN: Final = (_step(_V.SPOILED), _step(_V.PRINTED), _step(_V.MADE_READY))
_MAILED: Final = (_dispatch, _step(_V.UNDELIVERED), _step(_V.CAME_BACK))

LIVES: Final[tuple[tuple[Act, ...], ...]] = (
    (_submit, _cancel),
    _TWICE,
    (*_TWICE, *_MADE),
    (_submit, *_MADE, *_AGAIN),
    (_submit, *_MADE, *_AGAIN, *_AGAIN, _hand_over),
    (_submit, *_MADE, _hand_over, _step(_V.CORRECTED)),
    (_submit, *_MADE, *_MAILED, _dispatch),
    (_submit, *_MADE, _step(_V.SPOILED), _send_back, _submit),
    (_submit, *_MADE, _step(_V.SPOILED)),
)


@dataclass(frozen=True)
class Sent:
    """A message as a provider got it, beside the last news that its case had then."""

    reference: str
    event: NoticeEvent
    move: int
    newest: int


class LivingCity(City):
    """Residents whose cases go on, a step every few minutes or days; every step of theirs that is told is news."""

    def __init__(self, count: int, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as those of a city
        self.sent: list[Sent] = []
        super().__init__(count, *args, **kwargs)
        for channel, provider in list(self.providers.items()):
            self.providers[channel] = self._watch(provider)

    def _watch(self, provider: Provider) -> Any:  # noqa: ANN401 - the provider, seen
        plain = provider.send

        def send(message: Message) -> str:
            receipt, _, notice = message.reference.partition("-")
            move, event, *_ = notice.split("-")
            newest = max(self.registry.cases[ReceiptNumber.restore(receipt)].news.values())
            self.sent.append(Sent(message.reference, NoticeEvent(event), int(move), newest))
            return plain(message)

        provider.send = send  # type: ignore[method-assign] # watched in its place
        return provider

    @override
    def _settle_in(self, number: int, at: datetime) -> Job:
        receipt = ReceiptNumber.derive(b"a city that lives", str(number).encode())
        contact = Contact(
            phone=PhoneNumber.restore(f"+6281{number:09d}") if number % 5 else None,
            email=EmailAddress(f"warga{number}@example.org") if number % 3 else None,
            whatsapp=number % 5 == 1,
        )
        case = a_case(state=CaseState.DRAFT, asked=(), products=(), version=1)
        self.registry.cases[receipt] = case.model_copy(update={"receipt": receipt})
        self.registry.sealed[receipt] = self._sealer.seal(receipt, personal(contact), None)
        gap = timedelta(minutes=5) * 4 ** self.chance.randrange(6)  # up to three days and a half
        for act in LIVES[number % len(LIVES)]:
            self._at(at, lambda act=act: self._go_on(receipt, act))  # type: ignore[misc] # bound now
            at += gap * (0.5 + self.chance.random())
        return Job(
            id="the-last", kind=JobKind.NOTIFY, office="3573", created_at=at, receipt=receipt, move=0,
        )  # fmt: skip

    def can_be_told(self, receipt: ReceiptNumber) -> bool:
        """Whether its resident gave a way to be told by."""
        contact = self._sealer.open(receipt, self.registry.sealed[receipt]).contact
        return bool(contact.phone or contact.email)

    def may_have_heard_ready(self, receipt: ReceiptNumber) -> bool:
        """Whether any message that said so may have come to its resident."""
        return may_have_heard_ready(self.registry.cases[receipt], "p1", self.notices.list_for(receipt))

    def _go_on(self, receipt: ReceiptNumber, act: Act) -> None:
        change = act(self.registry.cases[receipt], self.clock.now())
        FakeCaseRepository(self.registry).save(change)
        for job in change.jobs:
            if job.notice is not None:
                self._at(self.clock.now() + STREAM * self.chance.random(), lambda job=job: self._deliver(job))  # type: ignore[misc] # as above

    @override
    def add(self, job: Job, channels: object, now: datetime, *beside: Any) -> None:
        self._list.add(job, channels, now, *beside)  # type: ignore[arg-type] # as the city passes it on

    @override
    def remove(self, receipt: ReceiptNumber, job_id: str, told_at: str = "") -> None:
        self._list.remove(receipt, job_id, told_at)

    @override
    def list_for(self, receipt: ReceiptNumber) -> tuple[Untold, ...]:
        return self._list.list_for(receipt)
