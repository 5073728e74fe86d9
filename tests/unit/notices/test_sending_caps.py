"""Enough is enough: for one address, for an hour, and for a month; and what is held back is not lost."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest
from typing_extensions import override

from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.figures import Counted, add_up
from chalicelib.domain.notification import Notice, NoticeChannel, NoticeState
from chalicelib.domain.telling_caps import Caps, Toll, may_be_paid
from chalicelib.domain.telling_figures import GrownText, build_telling_report, count_notice
from chalicelib.services.keys import recipient_digest
from chalicelib.services.ports import AddressFullError
from chalicelib.services.sending_caps import Leave, SendingCaps
from tests.builders import a_notice
from tests.fakes import FakeClock
from tests.figures_fakes import FakeFigureLedger
from tests.unit.notices.given import OFFICE, PHONE, PIN_KEY, RECEIPT, a_job
from tests.unit.notices.test_send_notices import CrashAt, Desk, Office

CAPS = Caps(to_one_in_a_day=2, to_one_in_a_month=3, parts_in_an_hour=4, parts_in_a_month=6)
CAPPED = OFFICE.model_copy(update={"telling": OFFICE.telling.model_copy(update={"caps": CAPS})})
NOON = datetime(2026, 3, 2, 5, tzinfo=UTC)
SMS, EMAIL = NoticeChannel.SMS, NoticeChannel.EMAIL


class Purse:
    """Caps beside the figures that they are read from."""

    def __init__(self) -> None:
        self.clock, self.ledger, self.marks = FakeClock(NOON), FakeFigureLedger(), 0
        self.caps = SendingCaps(self.ledger, CAPPED, self.clock)

    def spend(self, parts: int) -> None:
        """As the stream counts it, and until it is read again."""
        now, self.marks = self.clock.now(), self.marks + 1
        notice = a_notice(channel=SMS, parts=parts, created_at=now)
        local = CAPPED.local_time(now)
        self.ledger.add(RECEIPT, str(self.marks), local.date(), Counted(of_day=count_notice(None, notice, local)))
        self.clock.advance(seconds=10)


def test_a_message_counts_on_its_day_in_the_office() -> None:
    purse = Purse()
    assert purse.caps.toll("one") == Toll("one", date(2026, 3, 2), CAPS)
    purse.clock.advance(seconds=12 * 3600)  # midnight in Malang
    assert purse.caps.toll("one") == Toll("one", date(2026, 3, 3), CAPS)


def test_a_full_hour_waits_for_the_next_one_and_mail_goes_on() -> None:
    purse = Purse()
    purse.spend(4)
    assert purse.caps.shares() == (1.0, 4 / 6)
    assert (purse.caps.ask(SMS), purse.caps.ask(EMAIL)) == (Leave.NEXT_HOUR, Leave.GIVEN)
    purse.clock.advance(seconds=3600)
    assert purse.caps.ask(SMS) is Leave.GIVEN


def test_a_full_month_ends_paid_channels_until_the_next_one() -> None:
    purse = Purse()
    for _ in range(2):
        purse.spend(3)
        purse.clock.advance(days=1)
    assert (purse.caps.ask(SMS), purse.caps.ask(EMAIL)) == (Leave.NEVER, Leave.GIVEN)
    purse.clock.advance(days=30)
    assert purse.caps.ask(SMS) is Leave.GIVEN


def test_what_is_practised_is_counted_apart_and_spends_nothing() -> None:
    kept = a_notice(channel=SMS, parts=3, is_practice=True, due_at=NOON)
    sent = kept.model_copy(update={"state": NoticeState.SENT})
    assert count_notice(None, kept, NOON) == {"practised": 1}
    assert count_notice(NoticeState.SENDING, sent, NOON) == {}
    report = build_telling_report({NOON.date(): {"practised": 1}}, {SMS: 350}, NOON.date(), NOON.date(), 0)
    assert (report.practised, report.channels, report.cost) == (1, (), None)


def test_a_text_that_grew_is_told_by_event_language_and_parts_and_a_usual_one_is_not() -> None:
    texts = [a_notice(number, channel=SMS, parts=parts) for number, parts in enumerate((2, 3, 3, 4))]
    grown = [a_notice(9, channel=NoticeChannel.WHATSAPP, parts=3), a_notice(10, channel=EMAIL, parts=3)]
    of_day = add_up([count_notice(None, one, NOON) for one in [*texts, *grown]])
    report = build_telling_report({NOON.date(): of_day}, {}, NOON.date(), NOON.date(), 0)
    event, language = texts[0].event, texts[0].language
    assert report.grown == (GrownText(event, language, 3, 2), GrownText(event, language, 4, 1))


def test_what_was_held_back_is_counted_apart_neither_as_spent_nor_as_failed() -> None:
    held = a_notice(channel=SMS, state=NoticeState.FAILED, is_capped=True)
    of_day = count_notice(None, held, NOON)
    assert of_day == {"notices#sms#held": 1}
    (figures,) = build_telling_report({NOON.date(): of_day}, {}, NOON.date(), NOON.date(), 0).channels
    assert (figures.held, figures.failed, figures.begun) == (1, 0, 0)


def test_what_an_applicant_alone_brings_about_is_paid_for_only_with_proof_and_a_gone_draft_never() -> None:
    free = {
        (proof, own): {event for event in NoticeEvent if not may_be_paid(event, has_proof=proof, by_applicant=own)}
        for proof in (True, False)
        for own in (True, False)
    }
    gone = {NoticeEvent.DRAFT_EXPIRED}
    assert free[True, True] == free[True, False] == gone
    assert free[False, False] == gone | {NoticeEvent.RECEIVED, NoticeEvent.DRAFT_ENDING, NoticeEvent.FILE_LATE}
    assert free[False, True] == set(NoticeEvent)
    assert not any(may_be_paid(event, has_proof=True, by_applicant=True, was_paid=True) for event in NoticeEvent)


@dataclass
class CappedOffice(Office):
    """The world around one case where each address is counted with the claim of its message."""

    counted: Counter[str] = field(default_factory=Counter)

    @override
    def begin(self, notice: Notice, toll: Toll | None = None) -> Notice | None:
        if toll is not None and notice.id not in self.notices:
            if self.counted[toll.recipient] >= CAPS.to_one_in_a_day:
                raise AddressFullError
            self.counted[toll.recipient] += 1
        return super().begin(notice, toll)


@pytest.mark.parametrize("spent", [0, 1, 2])
def test_a_crash_at_any_call_passes_no_cap_and_forgets_nobody(spent: int) -> None:
    number = recipient_digest(PIN_KEY, SMS, PHONE)
    for look in range(1, 200):
        office, crash = CappedOffice(counted=Counter({number: spent})), CrashAt(look)
        desk = Desk(office, plan=crash)
        desk.deliver_until_done(a_job())
        assert spent + len(desk.sms.taken) <= office.counted[number] <= CAPS.to_one_in_a_day
        assert len(desk.mail.taken) <= 1
        assert a_job().id in office.unreached  # nothing was reported
        assert office.capped[a_job().id] == (frozenset({SMS}) if spent == CAPS.to_one_in_a_day else frozenset())
        if crash.left > 0:
            assert len(desk.sms.taken) == int(spent < CAPS.to_one_in_a_day)
            return
    pytest.fail("no run came to its end")
