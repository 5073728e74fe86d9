"""What the office answers, as far as the command reads it; fields that a later office adds are passed over."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Fault(_Answer):
    """One reason: where, a stable code, and the sentence."""

    field: str = ""
    code: str
    message: str


class Part(_Answer):
    """One part of a large file; without an address it is there already."""

    number: int
    size: int
    url: str | None


class Target(_Answer):
    """Where a file is to be put, whole or part by part."""

    file: str
    url: str | None
    headers: dict[str, str] = {}
    parts: list[Part] = []
    expires_at: datetime


class EnvelopeLine(_Answer):
    """One envelope in the ledger."""

    envelope: str
    number: str
    end: str
    label: str
    errors: list[Fault] = []
    waits_for: list[Fault] = []
    receipt_number: str | None = None
    duplicate_of: str | None = None
    pages: dict[str, int] = {}


class Ledger(_Answer):
    """A batch as it stands."""

    batch_id: str
    sequence: int
    state: str
    done: bool
    missing_files: list[str] = []
    gaps: list[int] = []
    envelopes: list[EnvelopeLine] = []


class Discrepancy(_Answer):
    """One difference between two counts of a day."""

    code: str
    message: str
    batch_id: str = ""
    envelope: str | None = None


class Statement(_Answer):
    """A day reconciled."""

    day: str
    reported: bool
    batches: int
    discrepancies: list[Discrepancy] = []


class Problem(_Answer):
    """RFC 9457 problem details."""

    title: str = ""
    detail: str = ""
    errors: list[Fault] = []
