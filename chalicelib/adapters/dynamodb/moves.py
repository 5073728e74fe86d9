"""A move as one transaction: the actions in order, the case first and its audit event second."""

from typing import Any, Final

from chalicelib.adapters.dynamodb.items import (
    assisted_item,
    audit_item,
    case_attributes,
    job_item,
    lookup_item,
    product_item,
    sealed_attributes,
)
from chalicelib.adapters.dynamodb.keys import DUE_INDEX, FACET_INDEXES, JOB, Item, Keys
from chalicelib.adapters.dynamodb.table import Table, TransactionRefusedError
from chalicelib.domain.case import Change
from chalicelib.services.ports import Sealed

CASE_POSITION: Final = 0
AUDIT_POSITION: Final = 1

_CASE_EXISTS: Final = "attribute_exists(#PK)"
_VERSION_UNCHANGED: Final = "#version = :expected"
_IS_UNTOUCHED: Final = f"{_CASE_EXISTS} AND {_VERSION_UNCHANGED}"
_INDEX_KEYS: Final = (
    "GSI1PK",
    "GSI1SK",
    *(f"{index}PK" for index in FACET_INDEXES.values()),
    f"{DUE_INDEX}PK",
    f"{DUE_INDEX}SK",
)


def build_creation(table: Table, keys: Keys, change: Change, sealed: Sealed, write: str) -> list[dict[str, Any]]:
    """The first move of a case, refused when its number is taken."""
    case = change.case
    item = {**keys.case(case.receipt), **case_attributes(case, write, keys), **sealed_attributes(sealed)}
    listed = [table.put_action(assisted_item(case, keys))] if case.assisted_by else []
    return [table.put_action(item, only_new=True), *_beside(table, keys, change, write), *listed]


def build_move(table: Table, keys: Keys, change: Change, sealed: Sealed | None, write: str) -> list[dict[str, Any]]:
    """A later move, refused when the stored version is not the one it started from; `write` is the id of the call."""
    case = change.case
    attributes = case_attributes(case, write, keys)
    if sealed is not None:
        attributes |= sealed_attributes(sealed)
    update = {
        "TableName": table.name,
        "Key": keys.case(case.receipt),
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        **_expressions(attributes, case.version - 1),
    }
    return [{"Update": update}, *_beside(table, keys, change, write)]


def is_stored(refused: TransactionRefusedError, write: str) -> bool:
    """Whether a refused move was in truth made before, by this very call, whose first answer was lost."""
    found = (refused.stored(position) for position in (AUDIT_POSITION, CASE_POSITION))
    return any(item is not None and item.get("write") == {"S": write} for item in found)


def is_stale(refused: TransactionRefusedError) -> bool:
    """Whether the case, an envelope or a rescan was moved by somebody else; nothing else stands on a condition."""
    places = range(len(refused.reasons))
    return any(refused.failed(position) for position in places if position != AUDIT_POSITION)


def _expressions(attributes: Item, expected: int) -> dict[str, Any]:
    gone = [name for name in _INDEX_KEYS if name not in attributes]
    names = ("PK", *attributes, *gone)
    sets = ",".join(f"#{name}=:{name}" for name in attributes)
    removes = f" REMOVE {','.join(f'#{name}' for name in gone)}" if gone else ""
    return {
        "UpdateExpression": f"SET {sets}{removes}",
        "ConditionExpression": _IS_UNTOUCHED,
        "ExpressionAttributeNames": {f"#{name}": name for name in names},
        "ExpressionAttributeValues": {
            **{f":{name}": value for name, value in attributes.items()},
            ":expected": {"N": str(expected)},
        },
    }


def _beside(table: Table, keys: Keys, change: Change, write: str) -> list[dict[str, Any]]:
    receipt = change.case.receipt
    actions = [table.put_action(audit_item(change, write, keys), only_new=True)]
    actions += [table.put_action(job_item(job, keys)) for job in change.jobs]
    actions += [table.put_action(lookup_item(lookup, receipt, keys)) for lookup in change.lookups]
    actions += [table.delete_action(keys.case(receipt, f"{JOB}{job_id}")) for job_id in change.done]
    for product_id in change.products:
        item = product_item(change.case, product_id, keys)
        actions.append(
            table.put_action(item) if item is not None else table.delete_action(keys.product(receipt, product_id))
        )
    return actions + _of_ledger(table, keys, change, write)


def _of_ledger(table: Table, keys: Keys, change: Change, write: str) -> list[dict[str, Any]]:
    if not (change.envelopes or change.rescans):
        return []
    from chalicelib.adapters.dynamodb.post_keys import PostKeys  # noqa: PLC0415 - residents' moves post nothing
    from chalicelib.adapters.dynamodb.post_moves import build_ledger  # noqa: PLC0415 - the same

    return build_ledger(table, PostKeys(keys.office), change, write)
