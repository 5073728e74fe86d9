"""What a move leaves behind, in its own transaction: an audit event, jobs for the outbox, and look-up entries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter
from typing_extensions import override

from chalicelib.domain.access import Actor
from chalicelib.domain.identifiers import FROM_STORE, ReceiptNumber


class NoticeEvent(StrEnum):
    """What a resident is told of; each has a text per channel and language in the catalogue."""

    RECEIVED = "received"
    RECEIVED_BY_POST = "received_by_post"
    RETURNED = "returned"
    COMPLETE = "complete"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    READY = "ready"
    DELAYED = "delayed"
    DISPATCHED = "dispatched"
    UNDELIVERED = "undelivered"
    HANDED_OVER = "handed_over"
    COLLECT_REMINDER = "collect_reminder"
    FILE_LATE = "file_late"
    PIN_REISSUED = "pin_reissued"
    DRAFT_ENDING = "draft_ending"
    DRAFT_EXPIRED = "draft_expired"
    ANSWER_ENDING = "answer_ending"
    VISIT_REMINDER = "visit_reminder"
    VISIT_OFF = "visit_off"
    LAPSED = "lapsed"
    ORIGINALS_RETURNED = "originals_returned"


class JobKind(StrEnum):
    """Work that follows a move; each kind has one consumer, and each job is done once its effect is stored."""

    INSPECT = "inspect"
    NOTIFY = "notify"
    SCREEN = "screen"
    SPLIT = "split"
    READ = "read"


class OutboxJob(BaseModel):
    """One outbox item. `id` is a function of what it follows from, so that a job repeated is the same job."""

    model_config = ConfigDict(frozen=True)

    schema_version: Literal[1] = 1
    id: str
    kind: JobKind
    office: str
    created_at: datetime

    @property
    def partition(self) -> str:
        """What the job lies beside in the table, without the office."""
        raise NotImplementedError(type(self).__name__)


class Job(OutboxJob):
    """Work that follows a move of a case."""

    receipt: ReceiptNumber
    move: int
    notice: NoticeEvent | None = None
    upload_id: str | None = None
    object_version: str | None = None
    product_id: str | None = None

    @property
    @override
    def partition(self) -> str:
        return f"CASE#{self.receipt}"


def notify_job_id(move: int, notice: NoticeEvent, product_id: str | None) -> str:
    """The id of the job that tells of a move."""
    return f"{move:06d}-notify-{notice}-{product_id or ''}"


def news_key(notice: NoticeEvent, product_id: str | None) -> str:
    """What a case remembers the last news of one kind by, of one of its products or of itself."""
    return f"{notice}#{product_id}" if product_id else notice.value


class ParcelJob(OutboxJob):
    """One parcel of a closed batch: envelopes to be split and matched (`plan_parcels` says which)."""

    kind: Literal[JobKind.SPLIT] = JobKind.SPLIT
    partner: str
    batch: str
    parcel: int

    @property
    @override
    def partition(self) -> str:
        return f"BATCH#{self.partner}#{self.batch}"


def read_job(text: str) -> Job | ParcelJob:
    """A job of any kind as the outbox holds it; raises pydantic.ValidationError for anything else."""
    return _any_job().validate_json(text, context=FROM_STORE)


@cache
def _any_job() -> TypeAdapter[Job | ParcelJob]:
    return TypeAdapter(Job | ParcelJob)  # not while importing: a tracking request never reads a job


class AuditEvent(BaseModel):
    """What happened, who did it, when; `details` and `facts` (`move_facts.py`) never hold a personal value."""

    model_config = ConfigDict(frozen=True)

    schema_version: Literal[1] = 1
    move: int
    at: datetime
    actor: Actor
    action: str
    from_state: str | None
    to_state: str
    details: Mapping[str, str] = {}
    facts: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Reserved:
    """A keyed hash that one case alone may have: `instead_of` is the case that had it and gave it up, if any."""

    kind: str
    digest: str
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class Lookup:
    """An entry that finds a case by a keyed hash: `kind` is nik, family_card or phone."""

    kind: str
    digest: str
    service: str
