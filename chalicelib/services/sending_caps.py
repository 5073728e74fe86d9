"""Whether one more message may go out."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from chalicelib.domain.notification import NoticeChannel
from chalicelib.domain.office import Office
from chalicelib.domain.telling_caps import PAID, Spent, Toll, add_up_spent
from chalicelib.services.figures_ports import FigureLedger
from chalicelib.services.ports import Clock

FRESH: Final = timedelta(seconds=10)
"""How long what was spent is not read again: one query for all that is sent meanwhile."""


class Leave(StrEnum):
    """`next_hour`: all of this hour's is spent. `never`: not on this channel, so that the next one is due."""

    GIVEN = "given"
    NEXT_HOUR = "next_hour"
    NEVER = "never"


class SendingCaps:
    """One read each ten seconds in which paid messages are sent; an address is counted with the claim of its notice."""

    def __init__(self, ledger: FigureLedger, office: Office, clock: Clock) -> None:
        """`ledger` holds the figures of notices."""
        self._ledger, self._office, self._clock = ledger, office, clock
        self._spent = Spent(0, 0)
        self._read_at: datetime | None = None

    def ask(self, channel: NoticeChannel) -> Leave:
        """Whether the office's own money leaves room for one more message."""
        if channel in PAID:
            in_hour, in_month = self.shares()
            if in_month >= 1:
                return Leave.NEVER
            if in_hour >= 1:
                return Leave.NEXT_HOUR
        return Leave.GIVEN

    def toll(self, recipient: str) -> Toll:
        """What one message to an address, known by its hash, counts today."""
        return Toll(recipient, self._office.local_time(self._clock.now()).date(), self._office.telling.caps)

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
