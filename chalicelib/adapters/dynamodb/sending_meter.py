"""How much was sent to each address, in the registry table: an item for each address and month."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from chalicelib.adapters.dynamodb.items import SCHEMA
from chalicelib.adapters.dynamodb.keys import Item, Keys
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.domain.telling_caps import Toll

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

METER: Final = "METER"
KEPT: Final = timedelta(days=32)


class DynamoSendingMeter:
    """Read alone: `toll_action` counts."""

    def __init__(self, client: "DynamoDBClient", table: str, office: str) -> None:
        self._table = Table(client, table)
        self._keys = Keys(office)

    def find_full(self, tolls: Collection[Toll]) -> Collection[str]:
        """Pattern 13b."""
        keys = {toll.recipient: meter_key(self._keys, toll) for toll in tolls}
        found = self._table.get_many(list(keys.values())) if keys else []
        sent = {item["PK"]["S"]: item for item in found}
        return [toll.recipient for toll in tolls if _is_full(sent.get(keys[toll.recipient]["PK"]["S"], {}), toll)]


def meter_key(keys: Keys, toll: Toll) -> Item:
    """Of an address in the toll's month."""
    return keys.beside(f"{METER}#{toll.recipient}", f"{toll.day:%Y-%m}")


def _name_of_day(toll: Toll) -> str:
    return f"on_{toll.day.day:02d}"


def _is_full(sent: Item, toll: Toll) -> bool:
    in_day, in_month = (int(sent.get(name, {"N": "0"})["N"]) for name in (_name_of_day(toll), "in_month"))
    return in_day >= toll.caps.to_one_in_a_day or in_month >= toll.caps.to_one_in_a_month


def toll_action(table: str, keys: Keys, toll: Toll) -> dict[str, Any]:
    """ADD to the numbers of the month and of the day if both leave room."""
    first = toll.day.replace(day=1)
    ends = datetime(first.year, first.month, 1, tzinfo=UTC) + 2 * KEPT
    return {
        "Update": {
            "TableName": table,
            "Key": meter_key(keys, toll),
            "UpdateExpression": "SET #kind=:kind,#schema=:schema,#ends=:ends ADD #month :one,#day :one",
            "ConditionExpression": (
                "(attribute_not_exists(#month) OR #month < :in_month)"
                " AND (attribute_not_exists(#day) OR #day < :in_day)"
            ),
            "ExpressionAttributeNames": {
                "#kind": "entity_type", "#schema": "schema_version", "#ends": "expires_at",
                "#month": "in_month", "#day": _name_of_day(toll),
            },
            "ExpressionAttributeValues": {
                ":kind": {"S": "meter"}, ":schema": SCHEMA, ":ends": {"N": str(int(ends.timestamp()))},
                ":one": {"N": "1"}, ":in_month": {"N": str(toll.caps.to_one_in_a_month)},
                ":in_day": {"N": str(toll.caps.to_one_in_a_day)},
            },
        }
    }  # fmt: skip
