"""The keys of the registry table; every one begins with the office's code, none holds a personal value."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from chalicelib.domain.events import OutboxJob
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.worklist import format_moment

Item = dict[str, Any]
"""Attribute values as DynamoDB's low-level interface has them: {"name": {"S": "text"}}."""

LONG: Final = 64 * 1024
"""Characters of a text from which on it is packed: a usual case has a tenth of them."""

FACET_INDEXES: Final = {"service": "GSI3", "area": "GSI4", "channel": "GSI5"}
"""The index of each facet of a work list; all are sorted by GSI1SK."""

DUE_INDEX: Final = "GSI6"
"""The index of the lines of a work list by when they are due; it has a sort key of its own."""

CASE: Final = "CASE"
AUDIT: Final = "AUDIT#"
JOB: Final = "OUTBOX#"
NOTICE: Final = "NOTICE#"
PRODUCT: Final = "PRODUCT#"
UNTOLD: Final = "UNREACHED#"
SIGNING: Final = "SIGNING"
PDF: Final = "PDF#"


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys of one office."""

    office: str

    def case(self, receipt: ReceiptNumber, sort: str = CASE) -> Item:
        """A case, or with another sort key one of the items that lie beside it."""
        return self.beside(f"CASE#{receipt}", sort)

    def beside(self, partition: str, sort: str) -> Item:
        """An item of a partition that is named without the office, as `OutboxJob.partition` is."""
        return {"PK": {"S": f"{self.office}#{partition}"}, "SK": {"S": sort}}

    def case_partition(self, receipt: ReceiptNumber) -> str:
        return f"{self.office}#CASE#{receipt}"

    def audit(self, receipt: ReceiptNumber, move: int) -> Item:
        return self.case(receipt, f"{AUDIT}{move:06d}")

    def job(self, partition: str, job_id: str) -> Item:
        """A job beside what it follows from."""
        return self.beside(partition, f"{JOB}{job_id}")

    def notice(self, receipt: ReceiptNumber, notice_id: str) -> Item:
        return self.case(receipt, f"{NOTICE}{notice_id}")

    def product(self, receipt: ReceiptNumber, product_id: str) -> Item:
        return self.case(receipt, f"{PRODUCT}{product_id}")

    def assisted_partition(self, officer: str) -> str:
        return f"{self.office}#ASSISTANT#{officer}"

    def claims(self, officer: str) -> Item:
        """The cases that an officer has."""
        return self.beside(f"CLAIMS#{officer}", "CLAIMS")

    def lookup_partition(self, kind: str, digest: str) -> str:
        return f"{self.office}#LOOKUP#{kind}#{digest}"

    def reserved(self, kind: str, digest: str) -> Item:
        """What one case alone may have."""
        return self.beside(f"RESERVED#{kind}#{digest}", "RESERVED")

    def queue_partition(self, queue: str) -> str:
        return f"{self.office}#QUEUE#{queue}"

    def due_partition(self, queue: str) -> str:
        """The lines of a work list whose time in law runs."""
        return f"{self.office}#DUE#{queue}"

    def ended_partition(self, ending: str, part: str) -> str:
        """Cases that ended so and still have that part."""
        return f"{self.office}#ENDED#{ending}#{part}"

    def facet_partition(self, queue: str, facet: str, value: str) -> str:
        """The lines of a work list that have one service, kecamatan or channel."""
        return f"{self.queue_partition(queue)}#{facet}#{value}"

    def outbox_partition(self) -> str:
        return f"{self.office}#OUTBOX"

    def tries(self, kind: str, subject: str, window_start: int) -> Item:
        """Wrong tries of one window; `kind` is RECEIPT or ADDRESS, the window starts at that Unix second."""
        return {"PK": {"S": f"{self.office}#TRIES#{kind}#{subject}"}, "SK": {"S": str(window_start)}}


def queue_sort(clock: datetime, tie: str) -> str:
    """Sorts a work list by its clock; a receipt number or the id of an envelope breaks ties."""
    return f"{format_moment(clock)}#{tie}"


def outbox_sort(job: OutboxJob, deferred: datetime | None = None) -> str:
    """Sorts the outbox by age, or by the moment that a job waits for."""
    return f"{format_moment(deferred or job.created_at)}#{job.partition}#{job.id}"


def text_of(item: Mapping[str, Any], name: str) -> str:
    """A string attribute, packed or not."""
    value = item[name]
    return gzip.decompress(value["B"]).decode() if "B" in value else str(value["S"])


def packed(text: str) -> Item:
    """A string attribute; a long one takes a tenth of its size, since an item holds 400 KB (DynamoDB's limit)."""
    return {"S": text} if len(text) < LONG else {"B": gzip.compress(text.encode(), mtime=0)}
