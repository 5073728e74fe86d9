"""Notices: one message to one resident on one channel about one move; states only move forward."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from chalicelib.domain.events import Job, NoticeEvent
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.reach import Closed
from chalicelib.domain.text import Language


class NoticeForm(StrEnum):
    """How much a channel's text may say: the names of the texts in the catalogue."""

    LONG = "email"
    SHORT = "sms"


class NoticeChannel(StrEnum):
    """The ways to a resident. `gateway`: the city's own, to a telephone number; `letter`: on paper, by post."""

    WHATSAPP = "whatsapp"
    SMS = "sms"
    GATEWAY = "gateway"
    EMAIL = "email"
    LETTER = "letter"

    @property
    def form(self) -> NoticeForm:
        """Which of an event's texts it carries."""
        return NoticeForm.LONG if self in {NoticeChannel.EMAIL, NoticeChannel.LETTER} else NoticeForm.SHORT


class NoticeState(StrEnum):
    """How far a notice came. Before `sending` it is a job: created in the outbox, queued once passed on.

    `unknown`: the provider's answer was lost; never repeated on its channel. `failed_for_now`: certainly not taken, and
    worth another attempt. `failed`: no repeat can change it. A bounce may follow what was reported as delivered.
    """

    SENDING = "sending"
    UNKNOWN = "unknown"
    SENT = "sent"
    FAILED_FOR_NOW = "failed_for_now"
    DELIVERED = "delivered"
    FAILED = "failed"

    @property
    def earlier(self) -> "tuple[NoticeState, ...]":
        """The states that this one may follow."""
        return _FORWARD[: _FORWARD.index(self)]


_FORWARD: Final = tuple(NoticeState)


def join(one: NoticeState, other: NoticeState) -> NoticeState:
    """What two reports of one notice make together: the same in whatever order, and however often, they come."""
    return max(one, other, key=_FORWARD.index)


class Notice(BaseModel):
    """One notice. `id` = f(number of the move, event, product, channel, attempt), so that a repeat is the same notice.

    Neither the words nor the address are kept: they are made again from the case. `recipient` is its keyed hash,
    `parts` what its provider charges for, and `due_at` when it might go out first: None where an earlier one may have
    told of the same. `is_capped`: it was not sent, for enough had been. `is_practice`: it was kept in training, where
    no provider is called.
    """

    model_config = ConfigDict(frozen=True)

    schema_version: Literal[1] = 1
    id: str
    office: str
    receipt: ReceiptNumber
    move: int
    event: NoticeEvent
    product_id: str | None = None
    channel: NoticeChannel
    attempt: int = 1
    language: Language
    state: NoticeState
    provider_id: str | None = None
    recipient: str = ""
    parts: int = 1
    due_at: datetime | None = None
    is_capped: bool = False
    is_practice: bool = False
    created_at: datetime
    updated_at: datetime

    def is_to_one_of(self, present: Mapping[NoticeChannel, str]) -> bool:
        """Whether it went where its person still is; of a letter on its way, or one whose address is unknown: yes."""
        is_certain = bool(self.recipient) and self.channel is not NoticeChannel.LETTER
        return not is_certain or present.get(self.channel) == self.recipient

    def is_again(self, other: "Notice") -> bool:
        """Whether it is another attempt at the same address, which is counted once."""
        return self.channel is other.channel and self.recipient == other.recipient and self.is_beside(other)

    def is_overtaken_by(self, other: "Notice") -> bool:
        """Whether the same was sent again on its channel, to an address that was corrected meanwhile."""
        is_later = other.is_beside(self) and other.channel is self.channel and other.attempt > self.attempt
        return is_later and "" not in {self.recipient, other.recipient} and other.recipient != self.recipient

    def is_beside(self, other: "Notice") -> bool:
        """Whether both tell of the same, on whatever channel."""
        return (self.move, self.event, self.product_id) == (other.move, other.event, other.product_id)

    def with_report(self, state: NoticeState, at: datetime) -> "Notice":
        """As a provider's report leaves it: unchanged by what says less than what is known."""
        joined = join(self.state, state)
        if joined is self.state:
            return self
        return self.model_copy(update={"state": joined, "updated_at": max(self.updated_at, at)})


@dataclass(frozen=True, slots=True)
class Template:
    """What a message was made of, for channels whose texts the provider has approved beforehand."""

    event: NoticeEvent
    language: Language
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it is handed over. `reference` says which notice it carries; what is short has no subject.

    `stop_link`: where its recipient ends the news on this channel, by one click; empty where there is none.
    """

    recipient: str
    subject: str
    text: str
    reference: str
    template: Template | None = None
    stop_link: str = ""


@dataclass(frozen=True, slots=True)
class Untold:
    """News of a case that reached nobody: the job that was to tell it, and how each way that was tried ended.

    `capped`: the ways on which nothing was sent, for enough had been; `closed`: why nothing goes to others of theirs.
    """

    job: str
    move: int
    notice: NoticeEvent
    product: str
    channels: Mapping[NoticeChannel, NoticeState]
    since: datetime
    capped: frozenset[NoticeChannel] = frozenset()
    closed: Mapping[NoticeChannel, Closed] = field(default_factory=dict)

    def is_outdated_by(self, later: Job) -> bool:
        """Whether who was told that later news knows all that this would have told them."""
        if later.notice is None:
            return False
        return News(self.notice, self.product, self.move).is_outdated_by(news_of(later))


@dataclass(frozen=True, slots=True)
class News:
    """What a move of a case is to tell: of one of its products, or without one of the case."""

    event: NoticeEvent
    product: str
    move: int

    def is_outdated_by(self, later: "News") -> bool:
        """Whether later news tells all that this would: where the case stands now, or the same once more."""
        is_again = (later.event, later.product) == (self.event, self.product) and self.event not in _EACH
        is_visit = {self.event, later.event} <= VISITS
        is_same = self.product in {"", later.product or self.product}
        leaves_off = self.event is NoticeEvent.VISIT_OFF and later.event in _INVITES
        stands = later.event in STANDINGS and self.event not in _KEPT and is_same and not leaves_off
        return self.move < later.move and (is_again or is_visit or stands)


def news_of(told: "Job | Notice") -> News:
    """What a job is to tell, or a notice tells. Raises ValueError for a job of another kind."""
    event = told.event if isinstance(told, Notice) else told.notice
    if event is None:
        raise ValueError("a job without a notice tells nothing")
    return News(event, told.product_id or "", told.move)


STANDINGS: Final = frozenset(
    {
        NoticeEvent.RECEIVED,
        NoticeEvent.RECEIVED_BY_POST,
        NoticeEvent.RETURNED,
        NoticeEvent.COMPLETE,
        NoticeEvent.REJECTED,
        NoticeEvent.CANCELLED,
        NoticeEvent.READY,
        NoticeEvent.DELAYED,
        NoticeEvent.DISPATCHED,
        NoticeEvent.UNDELIVERED,
        NoticeEvent.COLLECT_REMINDER,
        NoticeEvent.HANDED_OVER,
        NoticeEvent.LAPSED,
        NoticeEvent.DRAFT_EXPIRED,
    }
)
"""News of where a case stands now, which is all that matters of where it stood before."""

VISITS: Final = frozenset({NoticeEvent.VISIT_REMINDER, NoticeEvent.VISIT_OFF})
"""News of an appointment: the last of them says whether it holds."""

_INVITES: Final = frozenset({NoticeEvent.READY, NoticeEvent.COLLECT_REMINDER})
"""News upon which somebody comes at the hour that they booked."""

_KEPT: Final = frozenset({NoticeEvent.PIN_REISSUED, NoticeEvent.ORIGINALS_RETURNED})
"""News of something that a resident is to get, wherever the case stands."""

_EACH: Final = frozenset({NoticeEvent.ORIGINALS_RETURNED})
"""News of one thing of several: none says what another did."""


def build_notice_id(move: int, event: NoticeEvent, product_id: str | None, channel: NoticeChannel, attempt: int) -> str:
    """The id of a notice within its case."""
    return f"{move:06d}-{event}-{product_id or ''}-{channel}-{attempt}"


def channel_in(notice_id: str) -> str:
    """The channel that the id of a notice names; empty where it can be no notice's."""
    return notice_id.rpartition("-")[0].rpartition("-")[2]
