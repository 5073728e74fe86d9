"""How the postal ledger becomes items, and items become values again."""

import gzip
import json
from collections.abc import Sequence
from datetime import date
from typing import Final, TypeVar

from pydantic import BaseModel

from chalicelib.adapters.dynamodb.items import SCHEMA, to_json
from chalicelib.adapters.dynamodb.keys import Item, packed, queue_sort, text_of
from chalicelib.adapters.dynamodb.post_keys import PostKeys
from chalicelib.domain.identifiers import FROM_STORE
from chalicelib.domain.post.envelope import Batch, Envelope, EnvelopeRef, Rescan, Statement
from chalicelib.domain.post.vocabulary import End
from chalicelib.domain.worklist import ENVELOPES, envelope_summary, format_moment

PIECE: Final = 300 * 1024
"""Bytes of a packed report in one item, which holds 400 KB; a usual day takes one item."""

Stored = TypeVar("Stored", bound=BaseModel)


def load(kind: type[Stored], item: Item) -> Stored:
    """A value as stored: what the office wrote is believed."""
    return kind.model_validate_json(text_of(item, "body"), context=FROM_STORE)


def batch_item(batch: Batch, write: str, keys: PostKeys) -> Item:
    """A batch; `write` is the id of the call that stores it."""
    return {
        **keys.batch(batch.partner, batch.id),
        **_common("batch", batch),
        "version": {"N": str(batch.version)},
        "state": {"S": batch.state},
        "write": {"S": write},
        "created_at": {"S": format_moment(batch.created_at)},
    }


def place_items(batch: Batch, day: date, keys: PostKeys) -> tuple[Item, Item]:
    """A batch's place in its partner's sequence, and on the day when it was opened with us."""
    named = {"schema_version": SCHEMA, "batch": {"S": batch.id}}
    return (
        {**keys.sequence(batch.partner, batch.sequence), "entity_type": {"S": "sequence"}, **named},
        {**keys.day(batch.partner, day, batch.sequence), "entity_type": {"S": "day"}, **named},
    )


def envelope_item(envelope: Envelope, write: str, keys: PostKeys) -> Item:
    """An envelope; in the work list while it waits for an officer."""
    item = {
        **keys.envelope(envelope.ref),
        **_common("envelope", envelope),
        "version": {"N": str(envelope.version)},
        "end": {"S": envelope.end},
        "write": {"S": write},
    }
    if envelope.end is End.STAFF:
        item |= {
            "summary": {"S": to_json(envelope_summary(envelope))},
            "GSI1PK": {"S": keys.queue_partition(ENVELOPES)},
            "GSI1SK": {"S": queue_sort(envelope.received_at, envelope.ref.id)},
        }
    return item


def rescan_item(rescan: Rescan, keys: PostKeys) -> Item:
    """A rescan, under the key of open ones or of answered ones."""
    return {**keys.rescan(rescan), **_common("rescan", rescan)}


def sheet_item(ref: EnvelopeRef, control_number: str, keys: PostKeys) -> Item:
    """The envelope that a sheet came in first."""
    return {**keys.sheet(ref.partner, control_number), **_common("sheet", ref)}


def statement_items(statement: Statement, keys: PostKeys) -> list[Item]:
    """A report, packed and cut into as many items as it takes."""
    packed = gzip.compress(statement.body.encode(), mtime=0)
    pieces = [packed[start : start + PIECE] for start in range(0, len(packed), PIECE)]
    return [
        {
            **keys.statement(statement, number),
            "entity_type": {"S": "statement"},
            "schema_version": SCHEMA,
            "body": {"S": statement.model_dump_json(exclude={"body"})},
            "report": {"B": piece},
            "pieces": {"N": str(len(pieces))},
        }
        for number, piece in enumerate(pieces, start=1)
    ]


def load_statement(items: Sequence[Item]) -> Statement:
    """A report from all its items, in order."""
    report = gzip.decompress(b"".join(item["report"]["B"] for item in items)).decode()
    return Statement.model_validate({**json.loads(text_of(items[0], "body")), "body": report})


def _common(kind: str, value: BaseModel) -> Item:
    return {"entity_type": {"S": kind}, "schema_version": SCHEMA, "body": packed(value.model_dump_json())}
