"""Runs a city's notices through a simulated week: stream, queue, sweeper, reports; then counts who was told."""

import heapq
import itertools
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from chalicelib.catalogue import load_catalogue, load_closed_days, load_messages, load_office
from chalicelib.domain.applicant import Address, Contact, PersonalData
from chalicelib.domain.delivery import DeliveryReport, Reference
from chalicelib.domain.events import Job, JobKind, NoticeEvent, OutboxJob, notify_job_id
from chalicelib.domain.identifiers import EmailAddress, PhoneNumber, ReceiptNumber
from chalicelib.domain.notice_plan import END
from chalicelib.domain.notification import NoticeChannel, NoticeState, Untold, channel_in
from chalicelib.domain.worklist import product_summary_of
from chalicelib.services.occasions import Occasions
from chalicelib.services.ports import Messenger
from chalicelib.services.recipients import Recipients
from chalicelib.services.send_notices import SendNotices
from chalicelib.services.sending_caps import SendingCaps
from chalicelib.services.take_report import TakeReport
from tests.fakes import (
    FakeCaseRepository,
    FakeClock,
    FakeNoticeLog,
    FakeOutbox,
    FakeRegistry,
    FakeSealer,
    FakeUnreachedList,
)
from tests.figures_fakes import FakeFigureLedger
from tests.telling.providers import KilledError, Provider, Weather
from tests.telling_fakes import FakeSuppressionList
from tests.unit.notices.given import LINK, PIN_KEY, a_case, a_product, personal

MORNING: Final = datetime(2026, 11, 24, 2, tzinfo=UTC)
"""A Tuesday, nine o'clock in Malang."""

SWEEP, STUCK, STREAM = timedelta(minutes=10), timedelta(minutes=2), timedelta(seconds=2)
OFFICE = load_office("3573")


@dataclass(frozen=True)
class Told:
    """What became of every notice 72 hours after its own event. `lost`: told by nobody, and on no list.

    `misheard`: messages that ended otherwise than the worst that was reported of them, in whatever order, has it.
    """

    notices: int
    lost: int
    doubled: int
    within_10s: int
    delivered: int
    unreached: int
    misheard: int


class City:
    """`count` residents who are told within `spread` that something is ready."""

    lasts: timedelta = END
    """How long after its event a notice is judged."""

    def __init__(self, count: int, weather: Weather, seed: int = 1, spread: timedelta = timedelta(hours=4)) -> None:
        self.registry = FakeRegistry(office=OFFICE.code)
        self.clock = FakeClock(MORNING)
        self.chance = random.Random(seed)  # noqa: S311 - a simulation, the same for the same seed
        self.outbox, self.notices = FakeOutbox(self.registry), FakeNoticeLog(self.registry)
        self.listed: set[ReceiptNumber] = set()
        self._ends: Counter[str] = Counter()
        self._heard: defaultdict[Reference, set[NoticeState]] = defaultdict(set)
        self._list = FakeUnreachedList(self.registry)
        self.suppressions = FakeSuppressionList()
        self.providers = {
            channel: Provider(self.clock.now, weather, self.chance, self._report_later) for channel in NoticeChannel
        }
        self.messengers: dict[NoticeChannel, Messenger] = dict(self.providers)
        self._sealer = FakeSealer()
        self._events: list[tuple[datetime, int, Callable[[], None]]] = []
        self._numbers = itertools.count()
        self._open_channels()
        self._send, self._take = self._services()
        self._open_office()
        self.jobs = [self._settle_in(number, MORNING + spread * self.chance.random()) for number in range(count)]

    def _open_channels(self) -> None:
        """Whatever a channel is besides a provider."""

    def _open_office(self) -> None:
        """Whoever works on what is told."""

    def home_of(self, number: int) -> Address | None:
        """Where a resident lives, as far as they said."""

    def is_silent(self, number: int) -> bool:
        """Whether they have neither telephone nor mail."""
        return number % 30 == 0

    def _services(self) -> tuple[SendNotices, TakeReport]:
        world: Any = self
        send = SendNotices(
            occasions=Occasions(FakeCaseRepository(self.registry), self._sealer, LINK, PIN_KEY),
            recipients=Recipients(self.messengers, (), self.suppressions, PIN_KEY),
            outbox=self.outbox, notices=self.notices, unreached=world, messengers=self.messengers,
            caps=SendingCaps(FakeFigureLedger(), OFFICE, self.clock),
            catalogue=load_catalogue(), messages=load_messages(), office=OFFICE,
            clock=self.clock, closed=load_closed_days(),
        )  # fmt: skip
        return send, TakeReport(self.notices, self.outbox, world, world, self.suppressions, self.clock)

    def _settle_in(self, number: int, at: datetime) -> Job:
        """A case of a resident with a telephone, an address for mail, or both, and the job that its move leaves.

        One in four said yes to WhatsApp.
        """
        receipt = ReceiptNumber.derive(b"a city", str(number).encode())
        phone = PhoneNumber.restore(f"+6281{number:09d}") if number % 10 and not self.is_silent(number) else None
        email = EmailAddress(f"warga{number}@example.org") if number % 3 and not self.is_silent(number) else None
        told: PersonalData = personal(
            Contact(phone=phone, email=email, whatsapp=number % 4 == 1), address=self.home_of(number)
        )
        ready = a_product().model_copy(update={"ready_at": at})
        self.registry.cases[receipt] = a_case(products=(ready,)).model_copy(update={"receipt": receipt})
        self.registry.sealed[receipt] = self._sealer.seal(receipt, told, None)
        job = Job(
            id=notify_job_id(7, NoticeEvent.READY, "p1"), kind=JobKind.NOTIFY, office=OFFICE.code, created_at=at,
            receipt=receipt, move=7, notice=NoticeEvent.READY, product_id="p1",
        )  # fmt: skip
        self._at(at, lambda: self._store(job))
        self._at(at + self.lasts, lambda: self._end(job))
        return job

    def _store(self, job: Job) -> None:
        self.outbox.add([job])
        case = self.registry.cases[job.receipt]
        line = product_summary_of(case, case.products[0])
        self.registry.place(job.receipt, f"PRODUCT#{job.product_id}", "pick-up", job.created_at, line)
        self._at(self.clock.now() + STREAM * self.chance.random(), lambda: self._deliver(job))

    # what the services see of the world

    def add(self, job: Job, channels: object, now: datetime, *beside: Any) -> None:  # noqa: ANN401 - passed on
        """As the list of unreached residents."""
        assert now == self.clock.now()
        assert isinstance(channels, dict)
        self.listed.add(job.receipt)
        self._list.add(job, channels, now, *beside)

    def remove(self, receipt: ReceiptNumber, job_id: str, told_at: str = "") -> None:
        """As the list of unreached residents."""
        self.listed.discard(receipt)
        self._list.remove(receipt, job_id, told_at)

    def list_for(self, receipt: ReceiptNumber) -> tuple[Untold, ...]:
        """As the list of unreached residents; each has one notice here."""
        return self._list.list_for(receipt) if receipt in self.listed else ()

    def send(self, jobs: list[OutboxJob]) -> tuple[OutboxJob, ...]:
        """As the queue of jobs."""
        for job in jobs:
            self._at(self.clock.now() + STREAM * self.chance.random(), lambda job=job: self._deliver(job))  # type: ignore[misc]
        return ()

    # time

    def run(self) -> Told:
        """Until 72 hours after the last event, and an outage does not end it."""
        end = max(job.created_at for job in self.jobs) + self.lasts
        self._at(MORNING, self._sweep)
        while self._events[0][0] <= end:
            at, _, act = heapq.heappop(self._events)
            self.clock.moment = at
            act()
        return self._count()

    def at(self, moment: datetime, look: Callable[[], None]) -> None:
        """Look at the city at that moment."""
        self._at(moment, look)

    def _at(self, moment: datetime, act: Callable[[], None]) -> None:
        heapq.heappush(self._events, (moment, next(self._numbers), act))

    def _sweep(self) -> None:
        for job in list(self._pending()):
            self.send([job])
        self._at(self.clock.now() + SWEEP, self._sweep)

    def _pending(self) -> Iterator[OutboxJob]:
        cursor = None
        while True:
            jobs, cursor = self.outbox.list_pending(self.clock.now() - STUCK, cursor)
            yield from jobs
            if cursor is None:
                return

    def _deliver(self, job: OutboxJob) -> None:
        assert isinstance(job, Job)
        try:
            self._send(job)
        except KilledError:  # the sweeper finds the job where it was
            return

    def _report_later(self, after: timedelta, reference: str, state: NoticeState) -> None:
        at = self.clock.now() + after
        told = Reference.parse(reference)
        report = DeliveryReport(told, state, at, NoticeChannel(channel_in(told.notice_id)))
        self._at(at, lambda: self._take_report(report))

    def _take_report(self, report: DeliveryReport) -> None:
        self._heard[report.reference].add(report.state)
        self._take(report)

    def _end(self, job: Job) -> None:
        """Whoever was told and stands on the list, too, was told."""
        is_listed = job.receipt in self.listed
        self._ends["delivered" if self._is_delivered(job) else "unreached" if is_listed else "lost"] += 1

    def _count(self) -> Told:
        taken = [count for provider in self.providers.values() for count in provider.taken.values()]
        return Told(
            notices=len(self.jobs),
            lost=self._ends["lost"],
            doubled=sum(count > 1 for count in taken),
            within_10s=sum(self._is_quick(job) for job in self.jobs),
            delivered=self._ends["delivered"],
            unreached=self._ends["unreached"],
            misheard=sum(map(self._is_misheard, self._heard)),
        )

    def _is_misheard(self, reference: Reference) -> bool:
        heard, known = self._heard[reference], self.notices.list_for(reference.receipt)
        (state,) = [notice.state for notice in known if notice.id == reference.notice_id]
        worst_first = (NoticeState.FAILED, NoticeState.DELIVERED, NoticeState.SENT)
        return state is not next(one for one in worst_first if one in heard)

    def _is_delivered(self, job: Job) -> bool:
        states = [notice.state for notice in self.notices.list_for(job.receipt)]
        return NoticeState.DELIVERED in states

    def _is_quick(self, job: Job) -> bool:
        """Whether a provider had it ten seconds after the event."""
        sent = (f"{Reference(job.receipt, notice.id)}" for notice in self.notices.list_for(job.receipt))
        moments = [p.first_taken[one] for one in sent for p in self.providers.values() if one in p.first_taken]
        return bool(moments) and min(moments) - job.created_at <= timedelta(seconds=10)
