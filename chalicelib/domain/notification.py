"""Notices: one message to one resident on one channel about one move; states only move forward."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from chalicelib.domain.events import Job, NoticeEvent
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.text import Language


class NoticeChannel(StrEnum):
    """Channels of this edition."""

    EMAIL = "email"
    SMS = "sms"


class NoticeState(StrEnum):
    """sending → sent | failed | unknown. `unknown` is never repeated on its channel."""

    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Notice(BaseModel):
    """One notice. `id` = f(number of the move, event, product, channel, attempt), so that a repeat is the same notice.

    Neither the words nor the recipient are kept: they are made again from the case.
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
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Untold:
    """News of a case that reached nobody: the job that was to tell it, and how each way that was tried ended."""

    job: str
    move: int
    notice: NoticeEvent
    product: str
    channels: Mapping[NoticeChannel, NoticeState]
    since: datetime

    def is_outdated_by(self, later: Job) -> bool:
        """Whether who was told that later news knows all that this would have told them."""
        is_same = self.product in {"", later.product_id or self.product}
        return later.notice in STANDINGS and self.notice not in _KEPT and self.move < later.move and is_same


STANDINGS: Final = frozenset(
    {
        NoticeEvent.RECEIVED,
        NoticeEvent.RECEIVED_BY_POST,
        NoticeEvent.RETURNED,
        NoticeEvent.COMPLETE,
        NoticeEvent.REJECTED,
        NoticeEvent.CANCELLED,
        NoticeEvent.READY,
        NoticeEvent.COLLECT_REMINDER,
        NoticeEvent.HANDED_OVER,
        NoticeEvent.LAPSED,
        NoticeEvent.DRAFT_EXPIRED,
    }
)
"""News of where a case stands now, which is all that matters of where it stood before."""

_KEPT: Final = frozenset({NoticeEvent.PIN_REISSUED, NoticeEvent.ORIGINALS_RETURNED})
"""News of something that a resident is to get, wherever the case stands."""


def build_notice_id(move: int, event: NoticeEvent, product_id: str | None, channel: NoticeChannel, attempt: int) -> str:
    """The id of a notice within its case."""
    return f"{move:06d}-{event}-{product_id or ''}-{channel}-{attempt}"
