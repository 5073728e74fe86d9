"""Whether one more message may go out."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from chalicelib.domain.notification import NoticeChannel
from chalicelib.domain.office import Office
from chalicelib.domain.telling_caps import PAID, Spent, add_up_spent
from chalicelib.services.figures_ports import FigureLedger
from chalicelib.services.ports import Clock
from chalicelib.services.telling_ports import SendingMeter

FRESH: Final = timedelta(seconds=10)
"""How long what was spent is not read again: one query for all that is sent meanwhile."""


class Leave(StrEnum):
    """`next_hour`: all of this hour's is spent. `never`: not on this channel, so that the next one is due."""

    GIVEN = "given"
    NEXT_HOUR = "next_hour"
    NEVER = "never"


class SendingCaps:
    """One write for each message, and one read each ten seconds in which paid ones are sent."""

    def __init__(self, meter: SendingMeter, ledger: FigureLedger, office: Office, clock: Clock) -> None:
        """`ledger` holds the figures of notices."""
        self._meter, self._ledger, self._office, self._clock = meter, ledger, office, clock
        self._spent = Spent(0, 0)
        self._read_at: datetime | None = None

    def ask(self, channel: NoticeChannel, recipient: str) -> Leave:
        """Count one message to an address, known by its hash, if it may go; a message that is not sent then counts."""
        if channel in PAID:
            in_hour, in_month = self.shares()
            if in_month >= 1:
                return Leave.NEVER
            if in_hour >= 1:
                return Leave.NEXT_HOUR
        local = self._office.local_time(self._clock.now())
        return Leave.GIVEN if self._meter.take(recipient, local.date(), self._office.telling.caps) else Leave.NEVER

    def shares(self) -> tuple[float, float]:
        """How much of what an hour and a month may hold was spent, as of ten seconds ago at most."""
        return self._read().shares(self._office.telling.caps)

    def _read(self) -> Spent:
        now = self._clock.now()
        if self._read_at is None or not timedelta() <= now - self._read_at < FRESH:
            local = self._office.local_time(now)
            days = self._ledger.read_days(local.date().replace(day=1), local.date(), 0)
            self._spent, self._read_at = add_up_spent(days, local), now
        return self._spent
