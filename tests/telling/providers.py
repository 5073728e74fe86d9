"""Providers of a simulated city, the same for the same seed."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain.notification import Message, NoticeState
from chalicelib.services.ports import DeliveryRefusedError, UnknownOutcomeError

SOON, LATE = timedelta(seconds=2), timedelta(hours=9)


@dataclass(frozen=True)
class Weather:
    """Shares from 0 to 1, drawn for each message; an outage lasts from `down_from` for `down_for`.

    throttled: certainly not taken. vanished: taken and never sent. bounced: reported as failed. silent: nothing is
    reported. doubled: each report comes twice. late: a report comes up to nine hours later. wavering: a message is
    reported sent, delivered and, every other one, failed, in whatever order. killed: the process that sends dies right
    after.
    """

    down_from: datetime | None = None
    down_for: timedelta = timedelta()
    throttled: float = 0
    vanished: float = 0
    bounced: float = 0
    silent: float = 0
    doubled: float = 0
    late: float = 0
    wavering: float = 0
    killed: float = 0

    def is_down(self, now: datetime) -> bool:
        """Whether nothing gets through."""
        return self.down_from is not None and self.down_from <= now < self.down_from + self.down_for


class KilledError(BaseException):
    """The process is gone."""


@dataclass
class Provider:
    """One channel. `report(after, reference, state)` has a report come later; `taken` counts what went to people."""

    now: Callable[[], datetime]
    weather: Weather
    chance: random.Random
    report: Callable[[timedelta, str, NoticeState], None]

    def __post_init__(self) -> None:
        """Nothing was sent."""
        self.taken: Counter[str] = Counter()
        self.first_taken: dict[str, datetime] = {}

    def send(self, message: Message) -> str:
        """As every messenger."""
        assert message.recipient
        assert message.subject or message.text
        if self.weather.is_down(self.now()):
            self._break(message.reference)
        if self._happens(self.weather.throttled):
            raise DeliveryRefusedError(permanent=False)
        self._take(message.reference, is_sent=not self._happens(self.weather.vanished))
        if self._happens(self.weather.killed):
            raise KilledError
        return message.reference

    def _break(self, reference: str) -> None:
        """Half are never reached; of the rest every second one took the message and cannot say so."""
        if self._happens(0.5):
            raise DeliveryRefusedError(permanent=False)
        if self._happens(0.5):
            self._take(reference, is_sent=True)
        raise UnknownOutcomeError

    def _take(self, reference: str, *, is_sent: bool) -> None:
        self.taken[reference.rpartition("-")[0]] += 1  # without the attempt: two attempts that arrive are one too many
        self.first_taken.setdefault(reference, self.now())
        if not is_sent or self._happens(self.weather.silent):
            return
        for state in self._states():
            for _ in range(2 if self._happens(self.weather.doubled) else 1):
                most = LATE if self._happens(self.weather.late) else SOON
                self.report(most * self.chance.random(), reference, state)

    def _states(self) -> list[NoticeState]:
        """What is reported; each report takes a time of its own."""
        bounced = self._happens(self.weather.bounced)
        if not self._happens(self.weather.wavering):
            return [NoticeState.FAILED if bounced else NoticeState.DELIVERED]
        also = [NoticeState.FAILED] if bounced or self._happens(0.5) else []
        return [NoticeState.SENT, NoticeState.DELIVERED, *also]

    def _happens(self, share: float) -> bool:
        return share > 0 and self.chance.random() < share
