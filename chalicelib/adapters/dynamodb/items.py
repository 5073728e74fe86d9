"""How a case and what lies beside it become items, and items become values again."""

import json
from datetime import datetime, timedelta
from typing import Any, Final

from chalicelib.adapters.dynamodb.keys import (
    DUE_INDEX,
    FACET_INDEXES,
    PDF,
    SIGNING,
    Item,
    Keys,
    outbox_sort,
    packed,
    queue_sort,
    text_of,
)
from chalicelib.domain.case import Case, Change
from chalicelib.domain.erasing import place_of
from chalicelib.domain.events import Job, Lookup, OutboxJob, ParcelJob, Reserved, read_job
from chalicelib.domain.identifiers import FROM_STORE, ReceiptNumber
from chalicelib.domain.signed_pdf import Keeping
from chalicelib.domain.worklist import (
    format_moment,
    product_clock_of,
    product_queue_of,
    product_summary_of,
    queue_of,
    standing_area,
    summary_of,
)
from chalicelib.services.ports import Sealed

SCHEMA: Final = {"N": "1"}
RESERVED: Final = "reserved"
ASSISTED_FOR: Final = timedelta(days=90)
"""How long an officer's list shows what they began for residents."""


def load_case(item: Item) -> Case:
    """The case as stored, unchecked where the office's own records are to be believed."""
    return Case.model_validate_json(text_of(item, "body"), context=FROM_STORE)


def load_job(item: Item) -> Job | ParcelJob:
    """An outbox job as stored."""
    return read_job(text_of(item, "body"))


def case_attributes(case: Case, write: str, keys: Keys) -> Item:
    """What a case's item holds besides its key and its sealed part; without index keys where no work list has it.

    `write` is the id of the call that stores it, which tells it from another one of the same version.
    """
    standing = queue_of(case)
    attributes = {
        "entity_type": {"S": "case"},
        "schema_version": SCHEMA,
        "version": {"N": str(case.version)},
        "state": {"S": case.state},
        "body": packed(case.model_dump_json()),
        "write": {"S": write},
        "created_at": {"S": format_moment(case.created_at)},
        "updated_at": {"S": format_moment(case.updated_at)},
        "summary": {"S": to_json(summary_of(case))},
    }
    if standing is not None:
        attributes |= _standing(keys, case, *standing)
    return attributes | ended_attributes(case, keys)


def ended_attributes(case: Case, keys: Keys) -> Item:
    """The list that an ended case stands in until more of it is erased."""
    place = place_of(case)
    if place is None:
        return {}
    return {
        f"{DUE_INDEX}PK": {"S": keys.ended_partition(place.ending, place.part)},
        f"{DUE_INDEX}SK": {"S": queue_sort(place.ended_at, case.receipt)},
    }


def sealed_attributes(sealed: Sealed) -> Item:
    """The personal part and its wrapped key."""
    return {"sealed": {"B": sealed.blob}, "wrapped_key": {"B": sealed.wrapped_key}}


def load_sealed(item: Item) -> Sealed | None:
    """The personal part, or None when it was erased."""
    if "sealed" not in item or "wrapped_key" not in item:
        return None
    return Sealed(item["sealed"]["B"], item["wrapped_key"]["B"])


def audit_item(change: Change, write: str, keys: Keys) -> Item:
    """The audit event of a move, with the id of the call that stores it."""
    return {
        **keys.audit(change.case.receipt, change.audit.move),
        "entity_type": {"S": "audit"},
        "schema_version": SCHEMA,
        "body": {"S": change.audit.model_dump_json()},
        "write": {"S": write},
    }


def job_item(job: OutboxJob, keys: Keys) -> Item:
    """An outbox job; it is in the index of pending jobs for as long as it exists."""
    return {
        **keys.job(job.partition, job.id),
        "entity_type": {"S": "job"},
        "schema_version": SCHEMA,
        "body": {"S": job.model_dump_json()},
        "GSI2PK": {"S": keys.outbox_partition()},
        "GSI2SK": {"S": outbox_sort(job)},
    }


def lookup_item(lookup: Lookup, receipt: ReceiptNumber, keys: Keys) -> Item:
    """Files a case under a keyed hash."""
    return {
        "PK": {"S": keys.lookup_partition(lookup.kind, lookup.digest)},
        "SK": {"S": f"{lookup.service}#{receipt}"},
        "entity_type": {"S": "lookup"},
        "schema_version": SCHEMA,
    }


def keeping_item(keeping: Keeping, case: Case, keys: Keys) -> Item:
    """The one document that a file is kept for, found by what the file holds."""
    return {
        **keys.beside(SIGNING, f"{PDF}{keeping.sha256}"),
        "entity_type": {"S": "signed_file"},
        "schema_version": SCHEMA,
        "receipt": {"S": str(case.receipt)},
        "product": {"S": keeping.product},
        "move": {"N": str(case.version)},
    }


def reserved_item(reserved: Reserved, receipt: ReceiptNumber, keys: Keys) -> Item:
    """Whose something is that one case alone may have."""
    return {
        **keys.reserved(reserved.kind, reserved.digest),
        "receipt": {"S": str(receipt)},
        "entity_type": {"S": RESERVED},
        "schema_version": SCHEMA,
    }


def assisted_item(case: Case, keys: Keys) -> Item:
    """Files a case under the officer who began it for a resident, for a while."""
    return {
        "PK": {"S": keys.assisted_partition(case.assisted_by)},
        "SK": {"S": f"{format_moment(case.created_at)}#{case.receipt}"},
        "entity_type": {"S": "assisted"},
        "schema_version": SCHEMA,
        "expires_at": {"N": str(int((case.created_at + ASSISTED_FOR).timestamp()))},
    }


def product_item(case: Case, product_id: str, keys: Keys) -> Item | None:
    """The work-list item of a product; None when the case no longer has the product."""
    product = case.product(product_id)
    if product is None:
        return None
    item = {
        **keys.product(case.receipt, product.id),
        "entity_type": {"S": "product"},
        "schema_version": SCHEMA,
        "summary": {"S": to_json(product_summary_of(case, product))},
    }
    queue = product_queue_of(case, product)
    if queue is not None:
        item |= _standing(keys, case, queue, product_clock_of(case, product))
    return item


def _standing(keys: Keys, case: Case, queue: str, clock: datetime) -> Item:
    """Where a line stands: in its list, in the parts of its service, kecamatan and channel, and among what is due."""
    facets = {"service": case.service, "area": standing_area(case), "channel": str(case.channel)}
    return {
        "GSI1PK": {"S": keys.queue_partition(queue)},
        "GSI1SK": {"S": queue_sort(clock, case.receipt)},
        **{
            f"{FACET_INDEXES[name]}PK": {"S": keys.facet_partition(queue, name, value)}
            for name, value in facets.items()
            if value
        },
        **_due(keys, case, queue),
    }


def _due(keys: Keys, case: Case, queue: str) -> Item:
    """Without holds of the office: they only put off what is due, so a list up to a moment misses nothing."""
    due_at = case.clock.due_at
    if due_at is None:
        return {}
    return {
        f"{DUE_INDEX}PK": {"S": keys.due_partition(queue)},
        f"{DUE_INDEX}SK": {"S": queue_sort(due_at, case.receipt)},
    }


def to_json(value: dict[str, Any]) -> str:
    """Compact JSON."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
