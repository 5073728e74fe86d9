"""How much may be sent: so that nobody is flooded, and nobody makes the office pay for messages to nowhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.figures import Amounts
from chalicelib.domain.notification import NoticeChannel

PAID: Final = frozenset({NoticeChannel.WHATSAPP, NoticeChannel.SMS, NoticeChannel.GATEWAY})
"""Channels whose every message costs money."""

FREE: Final = frozenset({NoticeChannel.EMAIL})
"""Channels for news that is not worth money: a letter is printed, and costs its postage."""

PAID_BY_PART: Final = frozenset({NoticeChannel.SMS, NoticeChannel.GATEWAY})
"""Those of them that a long text is charged for by its parts."""


_BY_APPLICANT: Final = frozenset({NoticeEvent.RECEIVED, NoticeEvent.DRAFT_ENDING, NoticeEvent.FILE_LATE})
"""What an applicant alone brings about, without any officer."""


def may_be_paid(event: NoticeEvent, *, has_proof: bool, by_applicant: bool, was_paid: bool = False) -> bool:
    """Whether news may cost money: so that no program makes the office pay, and a draft that is gone costs nothing.

    `by_applicant`: the applicant did what is told, such as to withdraw. `was_paid`: no officer brought it about, and
    other such news of its case was paid for: once is enough, or one proof of work would have any number of them sent.
    """
    if event is NoticeEvent.DRAFT_EXPIRED or was_paid:
        return False
    return has_proof or not (by_applicant or event in _BY_APPLICANT)


class Caps(BaseModel):
    """What an office sends at most: messages to one address on a channel, and paid parts of its own in all.

    The office's own are read from the figures, which follow within seconds: a burst may pass them by as much as it
    sends meanwhile. An address's own are never passed. What waits for hours on end may pass the 72 hours of its plan.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    to_one_in_a_day: int = Field(default=6, gt=0)
    to_one_in_a_month: int = Field(default=40, gt=0)
    parts_in_an_hour: int = Field(default=3000, gt=0)
    parts_in_a_month: int = Field(default=120_000, gt=0)


@dataclass(frozen=True, slots=True)
class Toll:
    """One message to an address, known by its keyed hash, to be counted if its day and its month leave room."""

    recipient: str
    day: date
    caps: Caps


@dataclass(frozen=True, slots=True)
class Spent:
    """Paid parts that were begun in this hour and in this month, on the office's clock."""

    in_hour: int
    in_month: int

    def shares(self, caps: Caps) -> tuple[float, float]:
        """Of what an hour and a month may hold."""
        return self.in_hour / caps.parts_in_an_hour, self.in_month / caps.parts_in_a_month


HELD: Final = "held"
"""What the figures of a channel call messages that were not sent since their address, or the month, had had enough."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the caps leave room for at a moment: what was spent of them, and how many messages they held back today."""

    caps: Caps
    spent: Spent
    held_back: int

    @property
    def hour_share(self) -> float:
        """Of what this hour may hold; from 1 on what is paid waits for the next one."""
        return self.spent.shares(self.caps)[0]

    @property
    def month_share(self) -> float:
        """Of what this month may hold; from 1 on nothing more that is paid is sent in it."""
        return self.spent.shares(self.caps)[1]


def build_allowance(days: Mapping[date, Amounts], local: datetime, caps: Caps) -> Allowance:
    """From the figures of this month's days."""
    today = days.get(local.date(), {})
    held_back = sum(
        amount for name, amount in today.items() if name.startswith("notices#") and name.endswith(f"#{HELD}")
    )
    return Allowance(caps, add_up_spent(days, local), held_back)


def name_of_hour(local: datetime) -> str:
    """The figure that paid parts of an hour are counted under, within their day."""
    return f"spent#{local.hour:02d}"


def add_up_spent(days: Mapping[date, Amounts], local: datetime) -> Spent:
    """What the figures of this month's days say."""
    month = sum(amount for amounts in days.values() for name, amount in amounts.items() if name.startswith("spent#"))
    return Spent(days.get(local.date(), {}).get(name_of_hour(local), 0), month)


def next_hour(moment: datetime) -> datetime:
    """When the next hour begins; time zones of whole hours alone (those of Indonesia are)."""
    return moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
