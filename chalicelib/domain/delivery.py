"""Delivery reports: what a provider tells, later and in any order, of a message that it took."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from typing_extensions import override

from chalicelib.domain.events import Job, JobKind, notify_job_id
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.notification import Notice, NoticeState
from chalicelib.domain.suppression import SuppressionReason


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

    `suppress` is why nothing may be sent to its address any more.
    """

    reference: Reference
    state: NoticeState
    at: datetime
    suppress: SuppressionReason | None = None


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
