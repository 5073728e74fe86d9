"""The keys of the registry table; every one begins with the office's code, none holds a personal value."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.worklist import format_moment

Item = dict[str, Any]
"""Attribute values as DynamoDB's low-level interface has them: {"name": {"S": "text"}}."""

CASE: Final = "CASE"
AUDIT: Final = "AUDIT#"
JOB: Final = "OUTBOX#"
NOTICE: Final = "NOTICE#"
PRODUCT: Final = "PRODUCT#"


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys of one office."""

    office: str

    def case(self, receipt: ReceiptNumber, sort: str = CASE) -> Item:
        """A case, or with another sort key one of the items that lie beside it."""
        return {"PK": {"S": self.case_partition(receipt)}, "SK": {"S": sort}}

    def case_partition(self, receipt: ReceiptNumber) -> str:
        return f"{self.office}#CASE#{receipt}"

    def audit(self, receipt: ReceiptNumber, move: int) -> Item:
        return self.case(receipt, f"{AUDIT}{move:06d}")

    def job(self, receipt: ReceiptNumber, job_id: str) -> Item:
        return self.case(receipt, f"{JOB}{job_id}")

    def notice(self, receipt: ReceiptNumber, notice_id: str) -> Item:
        return self.case(receipt, f"{NOTICE}{notice_id}")

    def product(self, receipt: ReceiptNumber, product_id: str) -> Item:
        return self.case(receipt, f"{PRODUCT}{product_id}")

    def lookup_partition(self, kind: str, digest: str) -> str:
        return f"{self.office}#LOOKUP#{kind}#{digest}"

    def queue_partition(self, queue: str) -> str:
        return f"{self.office}#QUEUE#{queue}"

    def outbox_partition(self) -> str:
        return f"{self.office}#OUTBOX"

    def tries(self, kind: str, subject: str, window_start: int) -> Item:
        """Wrong tries of one window; `kind` is RECEIPT or ADDRESS, the window starts at that Unix second."""
        return {"PK": {"S": f"{self.office}#TRIES#{kind}#{subject}"}, "SK": {"S": str(window_start)}}


def queue_sort(clock: datetime, receipt: ReceiptNumber) -> str:
    """Sorts a work list by its clock; the receipt number breaks ties."""
    return f"{format_moment(clock)}#{receipt}"


def outbox_sort(created_at: datetime, receipt: ReceiptNumber, job_id: str) -> str:
    """Sorts the outbox by age."""
    return f"{format_moment(created_at)}#{receipt}#{job_id}"


def text_of(item: Mapping[str, Any], name: str) -> str:
    """A string attribute."""
    return str(item[name]["S"])
