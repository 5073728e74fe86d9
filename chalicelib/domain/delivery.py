"""Delivery reports: what a provider tells, later and in any order, of a message that it took."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from typing_extensions import override

from chalicelib.domain.events import Job, JobKind, notify_job_id
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.notification import Notice, NoticeChannel, NoticeState
from chalicelib.domain.suppression import SuppressionReason

AHEAD: Final = timedelta(minutes=5)
"""How far a gateway's clock may be ahead of the office's."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Which notice a message carries: an id of ours that travels with it, and nothing of the person."""

    receipt: ReceiptNumber
    notice_id: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises ValueError for what is no reference."""
        receipt, dash, notice_id = text.partition("-")
        if not dash or not notice_id:
            raise ValueError("no reference")
        return cls(ReceiptNumber.parse(receipt), notice_id)

    @override
    def __str__(self) -> str:
        return f"{self.receipt}-{self.notice_id}"


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """One report. `state` is what it makes of the notice at least; `at` is the provider's own time.

    `channel` is the one that its source carries, whatever the reference says. `suppress` is why nothing may be sent to
    its address any more.
    """

    reference: Reference
    state: NoticeState
    at: datetime
    channel: NoticeChannel
    suppress: SuppressionReason | None = None


class GatewayStatus(StrEnum):
    """What a city's gateway may tell of a message."""

    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"


class GatewayReport(BaseModel):
    """One report of a city's gateway: what it says of the message that it took under `reference`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reference: str = Field(min_length=1, max_length=128, description="The `reference` that the message came with")
    status: GatewayStatus = Field(description="How far the message came; failed: it will never arrive")
    at: AwareDatetime = Field(description="When, on the gateway's own clock, which may be five minutes ahead")

    @field_validator("at")
    @classmethod
    def _has_been(cls, at: datetime, info: ValidationInfo) -> datetime:
        """With the moment of now as `context`: no more ahead of it than clocks are."""
        if isinstance(info.context, datetime) and at > info.context + AHEAD:
            raise PydanticCustomError("at.ahead", "ahead of now", {"code": "ahead_of_now"})
        return at


class QueuedReport(BaseModel):
    """The same on the queue of all reports, where it says whose it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: Literal["gateway"] = "gateway"
    report: GatewayReport


def job_of(notice: Notice, now: datetime) -> Job:
    """The job that a notice came from, as its move left it in the outbox, made again at `now`."""
    return Job(
        id=notify_job_id(notice.move, notice.event, notice.product_id),
        kind=JobKind.NOTIFY,
        office=notice.office,
        created_at=now,
        receipt=notice.receipt,
        move=notice.move,
        notice=notice.event,
        product_id=notice.product_id,
    )
