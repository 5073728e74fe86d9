"""What a transaction does to the postal ledger, each part on its own condition."""

from typing import Any

from chalicelib.adapters.dynamodb.keys import Item
from chalicelib.adapters.dynamodb.post_items import batch_item, envelope_item, rescan_item, sheet_item
from chalicelib.adapters.dynamodb.post_keys import PostKeys
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.domain.case import Change
from chalicelib.domain.post.envelope import Batch, BatchState, Envelope, EnvelopeRef, Rescan

Action = dict[str, Any]


def build_ledger(table: Table, keys: PostKeys, change: Change, write: str) -> list[Action]:
    """The envelopes and rescans that a case's move carries."""
    actions = [put_envelope(table, keys, envelope, write) for envelope in change.envelopes]
    return actions + [action for rescan in change.rescans for action in put_rescan(table, keys, rescan)]


def put_envelope(table: Table, keys: PostKeys, envelope: Envelope, write: str) -> Action:
    """The next state of an envelope: its first one where none is stored, else after the one before."""
    item = envelope_item(envelope, write, keys)
    if envelope.version == 1:
        return table.put_action(item, only_new=True)
    return _replace(table, item, "#version = :expected", {":expected": {"N": str(envelope.version - 1)}})


def put_rescan(table: Table, keys: PostKeys, rescan: Rescan) -> list[Action]:
    """A new rescan; or one that is answered, moved out of the open ones if it still is among them."""
    put = table.put_action(rescan_item(rescan, keys), only_new=True)
    return [put] if rescan.is_open else [_take(table, keys.open_rescan(rescan)), put]


def put_closed(table: Table, keys: PostKeys, batch: Batch, write: str) -> Action:
    """A batch that is closed now and was open before."""
    values = {":expected": {"N": str(batch.version - 1)}, ":open": {"S": BatchState.OPEN}}
    return _replace(table, batch_item(batch, write, keys), "#version = :expected AND #state = :open", values)


def claim_sheet(table: Table, keys: PostKeys, ref: EnvelopeRef, control_number: str) -> Action:
    """A sheet for the envelope that it came in first."""
    item = sheet_item(ref, control_number, keys)
    return _replace(table, item, "attribute_not_exists(#body) OR #body = :mine", {":mine": item["body"]})


def _replace(table: Table, item: Item, condition: str, values: Item) -> Action:
    names = {f"#{name}": name for name in ("version", "state", "body") if f"#{name}" in condition}
    return {
        "Put": {
            "TableName": table.name,
            "Item": item,
            "ConditionExpression": condition,
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": values,
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
    }


def _take(table: Table, key: Item) -> Action:
    return {
        "Delete": {
            "TableName": table.name,
            "Key": key,
            "ConditionExpression": "attribute_exists(#pk)",
            "ExpressionAttributeNames": {"#pk": "PK"},
        }
    }
