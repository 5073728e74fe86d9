"""Escalation: which channel is next, when, and when it is for staff to call. Pure: the caller acts on the decision."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.notice_hours import NoticeHours
from chalicelib.domain.notification import Notice, NoticeChannel, NoticeState
from chalicelib.domain.telling_caps import Caps

MOST_ATTEMPTS: Final = 5
"""Tries on one channel; only a message that the provider certainly did not take is tried again."""

BACKOFF: Final = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
"""How long after each such refusal."""

LEASE: Final = timedelta(minutes=2)
"""How long another run may still be sending: longer than the function may run, shorter than the queue's redelivery."""

END: Final = timedelta(hours=72)
"""By then somebody was reached or staff know it (house rule: ready ⇒ told)."""

LONGEST_NIGHT: Final = timedelta(hours=11)


class Step(BaseModel):
    """One channel, and how long its silence is borne before the next one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    channel: NoticeChannel
    wait_minutes: int = Field(gt=0)

    @property
    def wait(self) -> timedelta:
        """From the moment it was handed over."""
        return timedelta(minutes=self.wait_minutes)


class Plan(BaseModel):
    """The channels of an event in order; after the last one its case is on the list of staff.

    `urgent`: at any hour. `can_wait`: on working days alone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    steps: tuple[Step, ...] = Field(min_length=1)
    urgent: bool = False
    can_wait: bool = False

    @model_validator(mode="after")
    def _ends_in_time(self) -> Self:
        channels = [step.channel for step in self.steps]
        if len(set(channels)) != len(channels):
            raise ValueError("a channel stands twice")
        if self.urgent and self.can_wait:
            raise ValueError("what is urgent cannot wait for a working day")
        if NoticeChannel.LETTER in channels[:-1]:
            raise ValueError("a letter must be the last step")
        nights = timedelta() if self.urgent else LONGEST_NIGHT
        tries = sum(BACKOFF, timedelta())
        # a letter that waits stands on a list of staff, who know of it: its own wait is theirs, not the resident's
        silent = [step for step in self.steps if step.channel is not NoticeChannel.LETTER]
        if sum((step.wait + nights + tries for step in silent), timedelta()) > END:
            raise ValueError("silence on every channel would last more than 72 hours")
        return self


_WHATSAPP: Final = Step(channel=NoticeChannel.WHATSAPP, wait_minutes=60)
_AT_HOME: Final = (
    Step(channel=NoticeChannel.SMS, wait_minutes=120),
    Step(channel=NoticeChannel.EMAIL, wait_minutes=1440),
)
_USUAL: Final = Plan(steps=(_WHATSAPP, *_AT_HOME))
_URGENT: Final = Plan(steps=_AT_HOME, urgent=True)
"""Of a new PIN: WhatsApp takes codes in templates of its own alone, and a PIN need not leave the country."""

_BY_LETTER: Final = Plan(
    steps=(*_USUAL.steps, Step(channel=NoticeChannel.LETTER, wait_minutes=5 * 24 * 60))
)  # fmt: skip
"""At last on paper. A letter that nobody mails within its five days is for staff to call about."""

LETTER_EVENTS: Final = frozenset(
    {
        NoticeEvent.RETURNED,
        NoticeEvent.READY,
        NoticeEvent.REJECTED,
        NoticeEvent.CANCELLED,
        NoticeEvent.DELAYED,
        NoticeEvent.ORIGINALS_RETURNED,
    }
)
"""News that is worth a letter: never a PIN, and nothing that is over before the post comes."""

_TOMORROW: Final = Plan(
    steps=(
        Step(channel=NoticeChannel.WHATSAPP, wait_minutes=60),
        Step(channel=NoticeChannel.SMS, wait_minutes=60),
        Step(channel=NoticeChannel.EMAIL, wait_minutes=600),
    )
)
"""News of the next day: a letter would come too late for it."""


_OF_EVENT: Final = {
    NoticeEvent.PIN_REISSUED: _URGENT,
    NoticeEvent.COLLECT_REMINDER: Plan(steps=_USUAL.steps, can_wait=True),
    NoticeEvent.VISIT_REMINDER: _TOMORROW,
    NoticeEvent.VISIT_OFF: _TOMORROW,
    **dict.fromkeys(sorted(LETTER_EVENTS), _BY_LETTER),
}
"""What is not told as usual. What warns of an end is: collective leave may last longer than the days that are left."""


class NoticePlans(BaseModel):
    """How an office tells its residents; an event that it does not name keeps its plan, or is told as usual.

    `prices`: rupiah that its providers ask for one part of a message, for the figures of cost.
    `countries`: codes such as `+65` of the mobile numbers abroad that get messages; without any, Indonesian ones alone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    hours: NoticeHours = NoticeHours()
    prices: dict[NoticeChannel, int] = {}
    countries: tuple[str, ...] = ()
    caps: Caps = Caps()
    usual: Plan = _USUAL
    of_event: dict[NoticeEvent, Plan] = _OF_EVENT

    @field_validator("of_event")
    @classmethod
    def _beside_the_others(cls, named: dict[NoticeEvent, Plan]) -> dict[NoticeEvent, Plan]:
        """Whoever names one plan means that one alone."""
        return {**_OF_EVENT, **named}

    @model_validator(mode="after")
    def _writes_letters_of_few(self) -> Self:
        by_letter = {event for event in NoticeEvent if self.of(event).steps[-1].channel is NoticeChannel.LETTER}
        if by_letter - LETTER_EVENTS:
            raise ValueError("no letter tells of " + ", ".join(sorted(by_letter - LETTER_EVENTS)))
        return self

    def of(self, event: NoticeEvent) -> Plan:
        """The plan of an event."""
        return self.of_event.get(event, self.usual)


@dataclass(frozen=True, slots=True)
class Send:
    """Now, on this channel."""

    channel: NoticeChannel
    attempt: int


@dataclass(frozen=True, slots=True)
class GiveUp:
    """A run died while it sent this one: nobody knows whether the message went, and it is never repeated."""

    notice: Notice


@dataclass(frozen=True, slots=True)
class Wait:
    """Until then nothing is to be done, unless a report comes."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """A message was delivered."""


@dataclass(frozen=True, slots=True)
class Unreached:
    """No channel is left."""


Decision = Send | GiveUp | Wait | Told | Unreached


def decide(
    plan: Plan,
    usable: Collection[NoticeChannel],
    notices: Sequence[Notice],
    now: datetime,
    present: Mapping[NoticeChannel, str] | None = None,
) -> Decision:
    """What is next for the notices of one occasion; `usable`: the channels on which the person can be told at all.

    `present`: the hashes of their addresses. What went to another, before it was corrected, is neither told nor tried.
    """
    counted = standing(notices, present)
    if is_told(counted):
        return Told()
    for step in plan.steps:
        tried = sorted((n for n in counted if n.channel is step.channel), key=lambda notice: notice.attempt)
        if not tried and step.channel not in usable:
            continue
        found = _on_channel(step, tried, now, is_usable=step.channel in usable)
        if isinstance(found, Send):
            return Send(step.channel, _next_attempt(step.channel, notices))
        if found is not None:
            return found
    return Unreached()


def standing(notices: Sequence[Notice], present: Mapping[NoticeChannel, str] | None) -> list[Notice]:
    """Those that say something of where the person is now; all of them where that is not known."""
    return [notice for notice in notices if present is None or notice.is_to_one_of(present)]


def is_told(notices: Collection[Notice]) -> bool:
    """Whether one of them was delivered; none was in training."""
    return any(notice.state is NoticeState.DELIVERED and not notice.is_practice for notice in notices)


def _next_attempt(channel: NoticeChannel, notices: Sequence[Notice]) -> int:
    """Counted over every address, so that no two notices have one id."""
    return max((notice.attempt for notice in notices if notice.channel is channel), default=0) + 1


def _on_channel(step: Step, tried: Sequence[Notice], now: datetime, *, is_usable: bool) -> Decision | None:
    """None: on to the next channel."""
    if not tried:
        return Send(step.channel, 1)
    last = tried[-1]
    is_letter = step.channel is NoticeChannel.LETTER
    if is_letter and any(notice.state is NoticeState.FAILED for notice in tried):
        return None  # its one letter is filed under whichever try was first
    if last.state is NoticeState.SENDING:
        is_same = is_letter and last.attempt < MOST_ATTEMPTS  # written again, it is the same letter
        then = Send(step.channel, last.attempt + 1) if is_same else GiveUp(last)
        return _by(last.updated_at + LEASE, now, then)
    if last.state in {NoticeState.UNKNOWN, NoticeState.SENT}:
        return _by(last.updated_at + step.wait, now, None)
    if last.state is NoticeState.FAILED_FOR_NOW and len(tried) < MOST_ATTEMPTS and is_usable:
        return _by(last.updated_at + BACKOFF[len(tried) - 1], now, Send(step.channel, last.attempt + 1))
    return None


def _by(moment: datetime, now: datetime, then: Decision | None) -> Decision | None:
    return Wait(moment) if now < moment else then
