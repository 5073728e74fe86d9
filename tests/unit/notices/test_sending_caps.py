"""Enough is enough: for one address, for an hour, and for a month; and what is held back is not lost."""

from datetime import UTC, date, datetime

from chalicelib.domain.figures import Counted
from chalicelib.domain.notification import NoticeChannel, NoticeState
from chalicelib.domain.telling_caps import Caps, Toll
from chalicelib.domain.telling_figures import count_notice
from chalicelib.services.sending_caps import Leave, SendingCaps
from tests.builders import a_notice
from tests.fakes import FakeClock
from tests.figures_fakes import FakeFigureLedger
from tests.unit.notices.given import OFFICE, RECEIPT

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


def test_what_was_held_back_is_not_counted_as_spent() -> None:
    held = a_notice(channel=SMS, state=NoticeState.FAILED, is_capped=True)
    assert count_notice(None, held, NOON) == {"notices#sms#failed": 1, "held_back": 1}
