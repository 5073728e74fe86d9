"""The cases that each officer has, in one item of theirs: written with each claim, and with whatever ends one."""

from typing import Any, Final

from chalicelib.adapters.dynamodb.items import SCHEMA
from chalicelib.adapters.dynamodb.keys import Keys
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.domain.case import MOST_CLAIMS, Change
from chalicelib.domain.identifiers import ReceiptNumber

_HELD: Final = {"#held": "held"}
_HAS_NONE: Final = "attribute_not_exists(#held)"
_HAS_ROOM: Final = f"{_HAS_NONE} OR size(#held) < :most"
_HAS_ONLY_THESE: Final = "#held = :these"


def read_claims(table: Table, keys: Keys, officer: str) -> list[ReceiptNumber]:
    """Pattern Q6; what a version of the office without this item has let go of may still be among them."""
    item = table.get(keys.claims(officer), _HELD) or {}
    return [ReceiptNumber.restore(receipt) for receipt in sorted(item.get("held", {}).get("SS", ()))]


def build_claims(table: Table, keys: Keys, change: Change) -> list[dict[str, Any]]:
    """What a move does to the cases of an officer; the condition of a claim is that they may have one more."""
    this = {":this": {"SS": [str(change.case.receipt)]}}
    if change.taken_by and change.only_beside is not None:
        return [_update(table, keys, change.taken_by, "SET #held=:this,", this, *_only(change.only_beside))]
    if change.taken_by:
        room = {":most": {"N": str(MOST_CLAIMS)}}
        return [_update(table, keys, change.taken_by, "ADD #held :this SET ", this, _HAS_ROOM, room)]
    if change.let_go_by:
        return [_update(table, keys, change.let_go_by, "DELETE #held :this SET ", this)]
    return []


def _only(receipts: tuple[str, ...]) -> tuple[str, dict[str, Any]]:
    return (_HAS_ONLY_THESE, {":these": {"SS": sorted(receipts)}}) if receipts else (_HAS_NONE, {})


def _update(
    table: Table,
    keys: Keys,
    officer: str,
    expression: str,
    values: dict[str, Any],
    condition: str = "",
    compared: dict[str, Any] | None = None,
) -> dict[str, Any]:
    update = {
        "TableName": table.name,
        "Key": keys.claims(officer),
        "UpdateExpression": f"{expression}#type=:type,#schema=:schema",
        "ExpressionAttributeNames": {**_HELD, "#type": "entity_type", "#schema": "schema_version"},
        "ExpressionAttributeValues": {**values, ":type": {"S": "claims"}, ":schema": SCHEMA, **(compared or {})},
    }
    return {"Update": update | ({"ConditionExpression": condition} if condition else {})}
