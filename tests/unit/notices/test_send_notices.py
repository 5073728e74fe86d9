"""Sending: at most one message per notice and channel, nobody forgotten in silence, whatever breaks and wherever."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from typing_extensions import override

from chalicelib.catalogue import load_catalogue, load_closed_days, load_messages
from chalicelib.domain.access import RESIDENT, Actor, ActorKind
from chalicelib.domain.applicant import Contact, PersonalData
from chalicelib.domain.case import Case
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.events import AuditEvent, Job, JobKind, NoticeEvent
from chalicelib.domain.identifiers import PhoneNumber, Pin, ReceiptNumber
from chalicelib.domain.lifecycle import CaseState, ProductState
from chalicelib.domain.notice_plan import LEASE, MOST_ATTEMPTS
from chalicelib.domain.notification import Message, Notice, NoticeChannel, NoticeState, Untold
from chalicelib.domain.pick_up import Booking
from chalicelib.domain.reach import Closed
from chalicelib.domain.suppression import Suppression, SuppressionReason
from chalicelib.domain.telling_caps import Caps, Toll
from chalicelib.services.keys import recipient_digest
from chalicelib.services.occasions import Occasions
from chalicelib.services.ports import AddressFullError, DeliveryRefusedError, Pending, Sealed, UnknownOutcomeError
from chalicelib.services.recipients import Recipients
from chalicelib.services.send_notices import SendNotices
from chalicelib.services.sending_caps import Leave, SendingCaps
from tests.telling_fakes import FakeSuppressionList
from tests.unit.notices.given import (
    EMAIL,
    LINK,
    NOW,
    OFFICE,
    PHONE,
    PIN_KEY,
    RECEIPT,
    a_case,
    a_job,
    a_product,
    every,
    personal,
)

MAIL, SMS = NoticeChannel.EMAIL, NoticeChannel.SMS
SENT, FAILED, UNKNOWN, SENDING = NoticeState.SENT, NoticeState.FAILED, NoticeState.UNKNOWN, NoticeState.SENDING
FOR_NOW, DELIVERED = NoticeState.FAILED_FOR_NOW, NoticeState.DELIVERED
SILENCE = timedelta(minutes=120), timedelta(minutes=1440)
TEMPORARY, PERMANENT = DeliveryRefusedError(permanent=False), DeliveryRefusedError(permanent=True)
LOST = UnknownOutcomeError()
SUBMITTED = a_case(state=CaseState.SUBMITTED)


class Crash(BaseException):
    """The function dies here."""


@dataclass
class Provider:
    """Takes messages; `answers` are used up one by one: an error to raise, or None to take it."""

    answers: list[Exception | None] = field(default_factory=list)
    taken: list[tuple[str, str, str, str]] = field(default_factory=list)

    def send(self, message: Message) -> str:
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer
        self.taken.append((message.recipient, message.subject, message.text, message.reference))
        return f"message-{len(self.taken)}"


@dataclass
class Office:
    """The world around one case: what is stored, what time it is, and what was sent."""

    case: Case = field(default_factory=a_case)
    personal: PersonalData | None = field(default_factory=personal)
    audit: tuple[AuditEvent, ...] = ()
    key_destroyed: bool = False
    pending: bool = True
    notices: dict[str, Notice] = field(default_factory=dict)
    unreached: dict[str, Mapping[NoticeChannel, NoticeState]] = field(default_factory=dict)
    gone: dict[str, frozenset[str]] = field(default_factory=dict)
    closed: dict[str, Mapping[NoticeChannel, Closed]] = field(default_factory=dict)
    capped: dict[str, frozenset[NoticeChannel]] = field(default_factory=dict)
    earlier: list[Untold] = field(default_factory=list)
    time: datetime = NOW
    deferred: datetime | None = None
    suppressed: set[str] = field(default_factory=set)
    delivers: bool = False
    full: set[NoticeChannel] = field(default_factory=set)
    visit: Booking | None = None

    def read_pending(self, job: Job) -> Pending | None:
        return Pending(*self.get_sealed(job.receipt), self.list_for(job.receipt)) if self.pending else None

    def settle(self, job: Job) -> None:
        assert job.receipt == self.case.receipt
        self.pending = False

    def defer(self, job: Job, until: datetime) -> None:
        assert job.receipt == self.case.receipt
        assert until > self.time
        self.deferred = until

    def wait(self) -> None:
        self.time, self.deferred = self.deferred or self.time, None

    def list_for(self, receipt: ReceiptNumber) -> tuple[Notice, ...]:
        assert receipt == self.case.receipt
        return tuple(self.notices.values())

    def get_sealed(self, receipt: ReceiptNumber) -> tuple[Case, Sealed | None]:
        assert receipt == self.case.receipt
        return self.case, Sealed(b"sealed", b"key") if self.personal else None

    def list_audit(self, receipt: ReceiptNumber) -> tuple[AuditEvent, ...]:
        assert receipt == self.case.receipt
        return self.audit

    def open(self, receipt: ReceiptNumber, sealed: Sealed) -> PersonalData:
        assert (receipt, sealed.blob) == (self.case.receipt, b"sealed")
        if self.key_destroyed or self.personal is None:
            raise NotFoundError
        return self.personal

    def begin(self, notice: Notice, toll: Toll | None = None) -> Notice | None:
        if toll is not None and notice.channel in self.full:
            raise AddressFullError
        known = self.notices.get(notice.id)
        self.notices.setdefault(notice.id, notice)
        return known

    def finish(self, notice: Notice) -> None:
        if self.notices[notice.id].state in notice.state.earlier:
            told = {"state": DELIVERED} if self.delivers and notice.state is SENT else {}
            self.notices[notice.id] = notice.model_copy(update=told)

    def finish_and_defer(self, notice: Notice, job: Job, until: datetime) -> bool:
        if not self.pending or self.notices[notice.id].state not in notice.state.earlier:
            return False
        self.finish(notice)
        self.defer(job, until)
        return True

    def find(self, recipients: Collection[str]) -> Mapping[str, Suppression]:
        bounced = Suppression(reason=SuppressionReason.BOUNCED, since=NOW)
        return dict.fromkeys(set(recipients) & self.suppressed, bounced)

    def now(self) -> datetime:
        return self.time

    def states(self) -> dict[str, NoticeState]:
        return {notice.id.partition("-")[2]: notice.state for notice in self.notices.values()}


@dataclass
class StaffList:
    """The list of residents whom nothing reached."""

    office: Office

    def add(
        self,
        job: Job,
        channels: Mapping[NoticeChannel, NoticeState],
        now: datetime,
        gone: Collection[str] = (),
        capped: Collection[NoticeChannel] = (),
        closed: Mapping[NoticeChannel, Closed] | None = None,
    ) -> None:
        assert now == self.office.time
        self.office.unreached[job.id] = dict(channels)
        self.office.closed[job.id] = dict(closed or {})
        self.office.gone[job.id], self.office.capped[job.id] = frozenset(gone), frozenset(capped)

    def remove(self, receipt: ReceiptNumber, job: str) -> None:
        assert receipt == self.office.case.receipt
        self.office.earlier = [news for news in self.office.earlier if news.job != job]
        self.office.unreached.pop(job, None)

    def list_for(self, receipt: ReceiptNumber) -> tuple[Untold, ...]:
        assert receipt == self.office.case.receipt
        return tuple(self.office.earlier)


class Port:
    """A port that lets a plan look at each call, before it and after its effect."""

    def __init__(self, inner: object, plan: Callable[[str, str], None]) -> None:
        self._inner = inner
        self._plan = plan

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the port has
        method = getattr(self._inner, name)

        def call(*args: object) -> object:
            self._plan("before", name)
            answer = method(*args)
            self._plan("after", name)
            return answer

        return call


def _nothing_breaks(_: str, __: str) -> None:
    return


@dataclass
class Desk:
    """The service on an office, two providers, and a plan of what breaks."""

    office: Office = field(default_factory=Office)
    mail: Provider = field(default_factory=Provider)
    sms: Provider = field(default_factory=Provider)
    plan: Callable[[str, str], None] = _nothing_breaks
    leave: dict[NoticeChannel, Leave] = field(default_factory=dict)

    @property
    def send(self) -> SendNotices:
        world: Any = Port(self.office, self.plan)
        unreached: Any = Port(StaffList(self.office), self.plan)
        messengers: Any = {MAIL: Port(self.mail, self.plan), SMS: Port(self.sms, self.plan)}
        return SendNotices(
            occasions=Occasions(world, world, LINK, PIN_KEY, lambda _: self.office.visit),
            recipients=Recipients(messengers, (), world, PIN_KEY),
            outbox=world, notices=world, unreached=unreached, messengers=messengers,
            caps=cast("SendingCaps", self),
            catalogue=load_catalogue(), messages=load_messages(), office=OFFICE,
            clock=self.office, closed=load_closed_days(),
        )  # fmt: skip

    def ask(self, channel: NoticeChannel) -> Leave:
        """As the caps answer."""
        return self.leave.get(channel, Leave.GIVEN)

    def toll(self, recipient: str) -> Toll:
        return Toll(recipient, NOW.date(), Caps())

    def deliver_until_done(self, job: Job, most: int = 30) -> int:
        """Deliver again and again, as sweeper and queue do: when it is due, or after the lease of a run that died."""
        for delivery in range(1, most + 1):
            try:
                self.send(job)
            except Crash:
                self.office.time += LEASE + timedelta(seconds=1)
            if not self.office.pending:
                return delivery
            self.office.wait()
        pytest.fail("the job is stuck")

    def report(self, notice: str, state: NoticeState) -> None:
        """What a provider tells later."""
        known = self.office.notices[f"000007-{notice}"]
        self.office.notices[known.id] = known.model_copy(update={"state": state})

    @property
    def told(self) -> int:
        return len(self.mail.taken) + len(self.sms.taken)


def test_the_first_channel_is_told_once_and_waited_for() -> None:
    desk = Desk()

    desk.send(a_job())
    desk.send(a_job())

    assert [taken[0] for taken in desk.mail.taken + desk.sms.taken] == [PHONE]
    assert desk.office.states() == {"ready-p1-sms-1": SENT}
    assert desk.office.notices["000007-ready-p1-sms-1"].provider_id == "message-1"
    assert desk.office.pending
    assert desk.office.deferred == NOW + SILENCE[0]


def test_the_first_delivered_is_the_last_sent() -> None:
    desk = Desk()

    desk.send(a_job())
    desk.report("ready-p1-sms-1", DELIVERED)
    desk.send(a_job())

    assert desk.told == 1
    assert not desk.office.pending
    assert not desk.office.unreached


def test_silence_is_followed_by_the_next_channel_and_by_staff() -> None:
    desk = Desk()

    desk.deliver_until_done(a_job())

    assert desk.office.states() == {"ready-p1-sms-1": SENT, "ready-p1-email-1": SENT}
    assert desk.office.time == NOW + sum(SILENCE, timedelta())
    assert desk.office.unreached == {a_job().id: {SMS: SENT, MAIL: SENT}}


def test_a_report_of_failure_is_followed_at_once() -> None:
    desk = Desk()

    desk.send(a_job())
    desk.report("ready-p1-sms-1", FAILED)
    desk.send(a_job())

    assert len(desk.mail.taken) == 1
    assert desk.office.deferred == NOW + SILENCE[1]


def test_nobodys_telephone_rings_at_night() -> None:
    desk = Desk(Office(time=datetime(2026, 11, 24, 14, 0, tzinfo=UTC)))  # 21:00 in Malang

    desk.send(a_job())

    assert desk.told == 0
    assert desk.office.deferred == datetime(2026, 11, 25, 0, 0, tzinfo=UTC)


def test_a_new_pin_is_wanted_now() -> None:
    desk = Desk(Office(time=datetime(2026, 11, 24, 14, 0, tzinfo=UTC)))

    desk.send(a_job(NoticeEvent.PIN_REISSUED, None))

    assert desk.told == 1


@pytest.mark.parametrize("desk", [Desk(leave={SMS: Leave.NEVER}), Desk(Office(full={SMS}))])
def test_who_was_sent_enough_is_told_on_the_next_channel(desk: Desk) -> None:

    desk.send(a_job())

    assert [taken[0] for taken in desk.sms.taken + desk.mail.taken] == [EMAIL]
    assert desk.office.states() == {"ready-p1-sms-1": FAILED, "ready-p1-email-1": SENT}
    assert desk.office.notices["000007-ready-p1-sms-1"].is_capped


def test_what_an_hour_cannot_hold_waits_for_the_next_one() -> None:
    desk = Desk(leave={SMS: Leave.NEXT_HOUR})

    desk.send(a_job())

    assert desk.told == 0
    assert not desk.office.notices
    assert desk.office.deferred == NOW.replace(minute=0) + timedelta(hours=1)

    desk.leave.clear()
    desk.office.wait()
    desk.send(a_job())
    assert desk.told == 1


def test_what_is_urgent_goes_by_mail_at_once_where_the_hour_is_full_and_by_text_message_if_that_fails() -> None:
    desk, job = Desk(leave={SMS: Leave.NEXT_HOUR}), a_job(NoticeEvent.PIN_REISSUED, None)

    for _ in range(2):
        desk.send(job)
    assert desk.office.states() == {"pin_reissued--email-1": SENT}
    assert desk.office.deferred == NOW + timedelta(hours=24)

    desk.report("pin_reissued--email-1", FAILED)
    desk.send(job)
    assert (desk.told, desk.office.deferred) == (1, NOW.replace(minute=0) + timedelta(hours=1))

    desk.leave.clear()
    desk.office.wait()
    desk.send(job)
    assert (len(desk.mail.taken), len(desk.sms.taken)) == (1, 1)


def test_what_is_urgent_waits_for_the_next_hour_where_nothing_else_is_left() -> None:
    desk = Desk(Office(personal=personal(Contact(phone=PHONE))), leave={SMS: Leave.NEXT_HOUR})

    desk.send(a_job(NoticeEvent.PIN_REISSUED, None))

    assert (desk.office.notices, desk.office.pending) == ({}, True)
    assert desk.office.deferred == NOW.replace(minute=0) + timedelta(hours=1)


def test_no_number_abroad_and_no_landline_is_sent_a_text() -> None:
    for number, why in {"+60123456789": Closed.ABROAD, "+62341751234": Closed.LANDLINE}.items():
        desk = Desk(Office(personal=personal(Contact(phone=PhoneNumber.restore(number)))))
        desk.send(a_job())
        assert desk.told == 0
        assert desk.office.unreached == {a_job().id: {}}
        assert desk.office.closed == {a_job().id: {SMS: why}}


def test_an_office_may_name_countries_whose_mobile_numbers_get_texts() -> None:
    recipients = Recipients([SMS], ["+60"], FakeSuppressionList(), PIN_KEY)
    numbers = [personal(Contact(phone=PhoneNumber.restore(number))) for number in ("+60123456789", "+6567481234")]
    found = [recipients.find(each, RECEIPT) for each in numbers]
    assert [list(one) for one in found] == [[SMS], []]


def test_settled_job_is_left_alone() -> None:
    desk = Desk(Office(pending=False))

    desk.send(a_job())

    assert desk.told == 0
    assert not desk.office.notices


def test_job_of_another_kind_is_refused() -> None:
    job = a_job().model_copy(update={"kind": JobKind.INSPECT, "notice": None})

    with pytest.raises(ValueError, match="wrong queue"):
        Desk().send(job)


@pytest.mark.parametrize("office", [Office(personal=None), Office(key_destroyed=True)])
def test_erased_person_is_not_told(office: Office) -> None:
    desk = Desk(office)

    desk.send(a_job())

    assert desk.told == 0
    assert not office.pending
    assert not office.unreached


def test_reference_is_an_id_and_nothing_else() -> None:
    desk = Desk()

    desk.send(a_job())

    assert desk.sms.taken[0][3] == f"{RECEIPT}-000007-ready-p1-sms-1"


def test_new_pin_is_derived_when_it_is_sent() -> None:
    desk = Desk(Office(case=a_case(pin_version=3)))

    desk.send(a_job(NoticeEvent.PIN_REISSUED, None))

    assert Pin.derive(PIN_KEY, RECEIPT, 3).format() in desk.sms.taken[0][2]


def test_reason_of_a_rejection_comes_from_its_move() -> None:
    case, audit = a_case(state=CaseState.REJECTED), (_audit(6, "other_office"), _audit(7, "false_document"))
    desk = Desk(Office(case=case, audit=audit))

    desk.send(a_job(NoticeEvent.REJECTED, None))

    assert "Dokumen yang dikirim tidak benar." in desk.sms.taken[0][2]


def test_withdrawal_by_the_resident_is_told_as_theirs() -> None:
    audit = _audit(7, "").model_copy(update={"actor": RESIDENT, "details": {}})
    desk = Desk(Office(case=a_case(state=CaseState.CANCELLED), audit=(audit,)))

    desk.send(a_job(NoticeEvent.CANCELLED, None))

    assert "Pemohon meminta pembatalan." in desk.sms.taken[0][2]


def _audit(move: int, reason: str) -> AuditEvent:
    officer = Actor(kind=ActorKind.OFFICER, id="an-officer")
    return AuditEvent(
        move=move,
        at=NOW,
        actor=officer,
        action="reject",
        from_state=None,
        to_state="REJECTED",
        details={"reason": reason},
    )


def test_mailed_product_is_told_so() -> None:
    desk = Desk(Office(personal=personal(delivery="post")))

    desk.send(a_job())

    assert "lewat pos" in desk.sms.taken[0][2]


@pytest.mark.parametrize(
    ("event", "case"),
    [
        (NoticeEvent.RETURNED, a_case(state=CaseState.SUBMITTED)),
        (NoticeEvent.READY, a_case(products=())),
        (NoticeEvent.READY, a_case(products=(a_product(state=ProductState.PRINT_QUEUED),))),
        (NoticeEvent.READY, a_case(products=(a_product(state=ProductState.HANDED_OVER),))),
    ],
)
def test_news_that_no_longer_holds_is_not_told(event: NoticeEvent, case: Case) -> None:
    desk = Desk(Office(case=case))

    desk.send(a_job(event))

    assert desk.told == 0
    assert not desk.office.pending


def test_refused_for_good_goes_to_the_other_channel_at_once() -> None:
    desk = Desk(sms=Provider([PERMANENT]))

    desk.send(a_job())

    assert desk.office.states() == {"ready-p1-sms-1": FAILED, "ready-p1-email-1": SENT}


def test_refused_for_now_is_tried_again_later() -> None:
    desk = Desk(sms=Provider([TEMPORARY]))

    desk.send(a_job())
    assert desk.office.deferred == NOW + timedelta(minutes=1)
    assert desk.mail.taken == []
    desk.office.time = desk.office.deferred
    desk.send(a_job())

    assert desk.office.states() == {"ready-p1-sms-1": FOR_NOW, "ready-p1-sms-2": SENT}


def test_refused_for_now_ends_on_the_list_of_staff() -> None:
    desk = Desk(mail=Provider([TEMPORARY] * 9), sms=Provider([TEMPORARY] * 9))

    desk.deliver_until_done(a_job())

    assert len(desk.office.notices) == 2 * MOST_ATTEMPTS
    assert desk.office.unreached == {a_job().id: {SMS: FOR_NOW, MAIL: FOR_NOW}}


def test_lost_answer_is_never_repeated_on_its_channel() -> None:
    desk = Desk(sms=Provider([LOST]))

    desk.deliver_until_done(a_job())

    assert desk.sms.taken == []
    assert desk.office.states() == {"ready-p1-sms-1": UNKNOWN, "ready-p1-email-1": SENT}


def test_a_suppressed_address_is_passed_by_even_while_its_notice_waits() -> None:
    desk = Desk(sms=Provider([TEMPORARY]))
    desk.send(a_job())
    desk.office.suppressed = {recipient_digest(PIN_KEY, SMS, PHONE)}
    desk.office.wait()
    desk.send(a_job())

    assert desk.sms.taken == []
    assert desk.office.states() == {"ready-p1-sms-1": FOR_NOW, "ready-p1-email-1": SENT}


def test_a_resident_of_whom_every_address_is_suppressed_is_on_the_list() -> None:
    hashes = {recipient_digest(PIN_KEY, SMS, PHONE), recipient_digest(PIN_KEY, MAIL, EMAIL)}
    desk = Desk(Office(suppressed=hashes))

    desk.send(a_job())

    assert desk.told == 0
    assert desk.office.unreached == {a_job().id: {}}
    assert desk.office.closed == {a_job().id: {SMS: Closed.BOUNCED, MAIL: Closed.BOUNCED}}


def test_resident_without_contact_is_on_the_list() -> None:
    desk = Desk(Office(personal=personal(Contact())))

    desk.send(a_job())

    assert (desk.office.unreached, desk.office.closed) == ({a_job().id: {}}, {a_job().id: {}})
    assert not desk.office.pending


@pytest.mark.parametrize("desk", [Desk(leave={SMS: Leave.NEVER}), Desk(Office(full={SMS}))])
def test_nobody_is_called_about_what_they_have_in_hand_where_caps_alone_held_it_back(desk: Desk) -> None:
    desk.office.case, desk.office.personal = SUBMITTED, personal(Contact(phone=PHONE))

    desk.send(a_job(NoticeEvent.RECEIVED, None))

    assert (desk.told, desk.office.unreached, desk.office.pending) == (0, {}, False)
    assert [notice.is_capped for notice in desk.office.notices.values()] == [True]


def test_what_failed_beside_what_caps_held_back_is_called_about() -> None:
    desk, job = Desk(Office(SUBMITTED, full={SMS}), Provider([PERMANENT])), a_job(NoticeEvent.RECEIVED, None)

    desk.send(job)

    assert desk.office.unreached == {job.id: {SMS: FAILED, MAIL: FAILED}}


@pytest.mark.parametrize("event", [NoticeEvent.RECEIVED, NoticeEvent.HANDED_OVER])
def test_what_a_resident_has_in_hand_needs_no_call(event: NoticeEvent) -> None:
    desk = Desk(Office(personal=personal(Contact())))

    desk.send(a_job(event))

    assert not desk.office.unreached
    assert not desk.office.pending


def test_a_message_that_a_run_died_of_is_given_up_before_its_news_ends_as_overtaken() -> None:
    def dies(when: str, name: str) -> None:
        if (when, name) == ("after", "begin"):
            raise Crash

    desk = Desk(plan=dies)
    with pytest.raises(Crash):
        desk.send(a_job())
    assert desk.office.states() == {"ready-p1-sms-1": SENDING}
    desk.office.case = a_case(products=(a_product(state=ProductState.HANDED_OVER),))
    desk.plan = _nothing_breaks

    desk.send(a_job())
    assert (desk.office.pending, desk.office.deferred) == (True, NOW + LEASE)
    desk.office.wait()
    desk.send(a_job())

    assert desk.office.states() == {"ready-p1-sms-1": UNKNOWN}
    assert (desk.office.pending, desk.office.unreached) == (False, {})


OLDER = tuple(
    Untold(f"{move:06d}-notify-{notice}-{product}", move, notice, product, {}, NOW)
    for move, notice, product in (
        (2, NoticeEvent.PIN_REISSUED, ""),
        (5, NoticeEvent.COMPLETE, ""),
        (6, NoticeEvent.DELAYED, "p1"),
        (6, NoticeEvent.READY, "p2"),
        (8, NoticeEvent.FILE_LATE, ""),
    )
)


@pytest.mark.parametrize(
    ("event", "delivers", "left"),
    [
        (NoticeEvent.READY, True, {(2, ""), (6, "p2"), (8, "")}),
        (NoticeEvent.READY, False, {(2, ""), (6, "p2"), (8, "")}),
        (NoticeEvent.PIN_REISSUED, True, {(2, ""), (5, ""), (6, "p1"), (6, "p2"), (8, "")}),
    ],
)
def test_news_that_was_told_or_is_listed_takes_off_what_it_outdates_and_nothing_else(
    event: NoticeEvent,
    delivers: bool,  # noqa: FBT001 - a row of the table above
    left: set[tuple[int, str]],
) -> None:
    for look in range(1, 40):  # whatever breaks on the way, and delivered again
        office = Office(personal=personal(Contact(email=EMAIL)), earlier=list(OLDER), delivers=delivers)
        Desk(office, plan=CrashAt(look)).deliver_until_done(a_job(event))
        if DELIVERED in office.states().values() or not delivers:
            assert {(news.move, news.product) for news in office.earlier} == left


def test_run_beside_another_one_waits_for_it() -> None:
    desk = Desk(Office(personal=personal(Contact(phone=PHONE))))
    beside: list[datetime | None] = []

    def plan(when: str, name: str) -> None:
        if (when, name) == ("before", "send") and not beside:
            Desk(desk.office, desk.mail, desk.sms).send(a_job())
            beside.append(desk.office.deferred)

    desk.plan = plan
    desk.send(a_job())

    assert beside == [NOW + LEASE]
    assert len(desk.sms.taken) == 1
    assert desk.office.states() == {"ready-p1-sms-1": SENT}


class CrashAt:
    """Dies once, at the n-th look."""

    def __init__(self, look: int) -> None:
        self.left = look

    def __call__(self, when: str, name: str) -> None:
        assert when
        assert name
        self.left -= 1
        if self.left == 0:
            raise Crash

    @override
    def __repr__(self) -> str:
        return f"CrashAt({self.left})"


OUTCOMES: list[tuple[Exception | None, ...]] = [(None,), (TEMPORARY,), (TEMPORARY,) * 3, (PERMANENT,), (LOST,)]


@pytest.mark.parametrize(("mail", "sms"), every(OUTCOMES, OUTCOMES))
def test_crash_at_any_call_neither_doubles_nor_forgets(
    mail: tuple[Exception | None, ...], sms: tuple[Exception | None, ...]
) -> None:
    crashed = 0
    for look in range(1, 200):
        desk = Desk(mail=Provider(list(mail)), sms=Provider(list(sms)), plan=CrashAt(look))
        desk.deliver_until_done(a_job())
        if isinstance(desk.plan, CrashAt) and desk.plan.left > 0:
            break
        crashed += 1
        _nothing_doubled_nor_forgotten(desk)

    assert crashed >= 22


def _nothing_doubled_nor_forgotten(desk: Desk) -> None:
    assert not desk.office.pending
    assert len(desk.mail.taken) <= 1
    assert len(desk.sms.taken) <= 1
    assert SENDING not in desk.office.states().values()
    assert a_job().id in desk.office.unreached  # nothing was reported


def test_a_text_message_that_grew_is_seen_and_sent_all_the_same() -> None:
    desk, seen = Desk(), list[tuple[NoticeEvent, int]]()
    grown = OFFICE.model_copy(update={"address": "Jalan yang panjang sekali " * 12})
    tell = replace(desk.send, office=grown, tell_grown=lambda notice, parts: seen.append((notice.event, parts)))

    tell(a_job())
    desk.send(a_job())

    assert seen == [(NoticeEvent.READY, 4)]
    assert desk.told == 1
