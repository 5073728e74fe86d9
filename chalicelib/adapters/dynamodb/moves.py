"""A move as one transaction: the actions in order, the case first and its audit event second."""

from datetime import datetime
from typing import Any, Final

from chalicelib.adapters.dynamodb.claims import build_claims
from chalicelib.adapters.dynamodb.items import (
    RESERVED,
    assisted_item,
    audit_item,
    case_attributes,
    job_item,
    keeping_item,
    lookup_item,
    product_item,
    reserved_item,
    sealed_attributes,
    to_json,
)
from chalicelib.adapters.dynamodb.keys import DUE_INDEX, FACET_INDEXES, JOB, UNTOLD, Item, Keys, packed
from chalicelib.adapters.dynamodb.table import Table, TransactionRefusedError
from chalicelib.domain.case import Case, Change
from chalicelib.domain.drafts import stands_since
from chalicelib.domain.events import Reserved
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import LEADS_TO_NOTHING
from chalicelib.domain.signed_pdf import Keeping
from chalicelib.domain.worklist import format_moment, summary_of
from chalicelib.services.ports import Sealed

CASE_POSITION: Final = 0
AUDIT_POSITION: Final = 1

_CASE_EXISTS: Final = "attribute_exists(#PK)"
_VERSION_UNCHANGED: Final = "#version = :expected"
_IS_UNTOUCHED: Final = f"{_CASE_EXISTS} AND {_VERSION_UNCHANGED}"
_NOT_LOOKED_AT_SINCE: Final = "attribute_not_exists(#looked) OR #looked <= :since"
_SEALED: Final = ("sealed", "wrapped_key")
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


def build_move(
    table: Table, keys: Keys, change: Change, sealed: Sealed | None, write: str, *, unseals: bool = False
) -> list[dict[str, Any]]:
    """A later move, refused when the stored version is not the one it started from; `write` is the id of the call.

    `unseals`: the personal part and its key go with it.
    """
    case = change.case
    attributes = case_attributes(case, write, keys)
    if sealed is not None:
        attributes |= sealed_attributes(sealed)
    update = {
        "TableName": table.name,
        "Key": keys.case(case.receipt),
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        **_expressions(attributes, case.version - 1, _SEALED if unseals else ()),
    }
    return [{"Update": update}, *_beside(table, keys, change, write), *build_claims(table, keys, change)]


def build_look(table: Table, keys: Keys, case: Case, unless_since: datetime) -> dict[str, Any]:
    """No move: version, audit and place in its list stay; refused once the case was moved, or looked at since."""
    update = {
        "TableName": table.name,
        "Key": keys.case(case.receipt),
        "UpdateExpression": "SET #body=:body,#summary=:summary,#looked=:now",
        "ConditionExpression": f"{_IS_UNTOUCHED} AND ({_NOT_LOOKED_AT_SINCE})",
        "ExpressionAttributeNames": {
            "#PK": "PK", "#version": "version", "#body": "body", "#summary": "summary", "#looked": "looked_at",
        },
        "ExpressionAttributeValues": {
            ":body": packed(case.model_dump_json()),
            ":summary": {"S": to_json(summary_of(case))},
            ":now": {"S": format_moment(stands_since(case))},
            ":expected": {"N": str(case.version)},
            ":since": {"S": format_moment(unless_since)},
        },
    }  # fmt: skip
    return {"Update": update}


def is_stored(refused: TransactionRefusedError, write: str) -> bool:
    """Whether a refused move was in truth made before, by this very call, whose first answer was lost."""
    found = (refused.stored(position) for position in (AUDIT_POSITION, CASE_POSITION))
    return any(item is not None and item.get("write") == {"S": write} for item in found)


def is_stale(refused: TransactionRefusedError) -> bool:
    """Whether a case, envelope, rescan or keeping was moved by somebody else, or what the move needs is another's.

    Nothing else stands on a condition; what `is_too_many` and `holder_of_reserved` tell is told first.
    """
    places = range(len(refused.reasons))
    return any(refused.failed(position) for position in places if position != AUDIT_POSITION)


def is_too_many(refused: TransactionRefusedError, change: Change) -> bool:
    """Whether nothing but the officer's other cases stood in the way of a claim."""
    *others, last = range(len(refused.reasons))
    return bool(change.taken_by) and refused.failed(last) and not any(map(refused.failed, others))


def holder_of_reserved(refused: TransactionRefusedError) -> ReceiptNumber | None:
    """The case that has what a move would reserve; None where the move failed for anything else."""
    found = (refused.stored(position) for position in range(len(refused.reasons)))
    kept = [item for item in found if item and item.get("entity_type") == {"S": RESERVED}]
    if refused.failed(CASE_POSITION) or not kept:
        return None
    return ReceiptNumber.restore(kept[0]["receipt"]["S"])


def _expressions(attributes: Item, expected: int, also_gone: tuple[str, ...]) -> dict[str, Any]:
    gone = [*(name for name in _INDEX_KEYS if name not in attributes), *also_gone]
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
    actions += [table.delete_action(keys.case(receipt, f"{UNTOLD}{job_id}")) for job_id in change.told]
    for product_id in change.products:
        item = product_item(change.case, product_id, keys)
        actions.append(
            table.put_action(item) if item is not None else table.delete_action(keys.product(receipt, product_id))
        )
    actions += [_keeping(table, keys, change, change.keeping)] if change.keeping else []
    actions += [_must_go_on(table, keys.case(other)) for other in change.going_on]
    actions += (
        [_reserve(table, reserved_item(change.reserved, receipt, keys), change.reserved)] if change.reserved else []
    )
    return actions + _of_ledger(table, keys, change, write)


def _keeping(table: Table, keys: Keys, change: Change, keeping: Keeping) -> dict[str, Any]:
    """Refused where the file is another document's, unless it is the very keeping that this one replaces."""
    action = table.put_action(keeping_item(keeping, change.case, keys))
    allowed = [{"receipt": {"S": str(change.case.receipt)}, "product": {"S": keeping.product}}]
    if (before := keeping.instead_of) is not None:
        allowed.append(
            {"receipt": {"S": before.receipt}, "product": {"S": before.product}, "move": {"N": str(before.move)}}
        )
    texts = [" AND ".join(f"#{name} = :{name}{place}" for name in holder) for place, holder in enumerate(allowed)]
    action["Put"] |= {
        "ConditionExpression": " OR ".join(["attribute_not_exists(#pk)", *(f"({text})" for text in texts)]),
        "ExpressionAttributeNames": {"#pk": "PK", **{f"#{name}": name for holder in allowed for name in holder}},
        "ExpressionAttributeValues": {
            f":{name}{place}": value for place, holder in enumerate(allowed) for name, value in holder.items()
        },
    }
    return action


def _must_go_on(table: Table, key: Item) -> dict[str, Any]:
    ended = {f":{state.lower()}": {"S": state.value} for state in sorted(LEADS_TO_NOTHING)}
    return {
        "ConditionCheck": {
            "TableName": table.name,
            "Key": key,
            "ConditionExpression": f"{_CASE_EXISTS} AND NOT #state IN ({','.join(ended)})",
            "ExpressionAttributeNames": {"#PK": "PK", "#state": "state"},
            "ExpressionAttributeValues": ended,
        }
    }


def _reserve(table: Table, item: Item, reserved: Reserved) -> dict[str, Any]:
    own = item["receipt"]
    return {
        "Put": {
            "TableName": table.name,
            "Item": item,
            "ConditionExpression": "attribute_not_exists(#PK) OR #receipt IN (:own, :before)",
            "ExpressionAttributeNames": {"#PK": "PK", "#receipt": "receipt"},
            "ExpressionAttributeValues": {
                ":own": own,
                ":before": {"S": reserved.instead_of} if reserved.instead_of else own,
            },
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
    }


def _of_ledger(table: Table, keys: Keys, change: Change, write: str) -> list[dict[str, Any]]:
    if not (change.envelopes or change.rescans):
        return []
    from chalicelib.adapters.dynamodb.post_keys import PostKeys  # noqa: PLC0415 - residents' moves post nothing
    from chalicelib.adapters.dynamodb.post_moves import build_ledger  # noqa: PLC0415 - the same

    return build_ledger(table, PostKeys(keys.office), change, write)
