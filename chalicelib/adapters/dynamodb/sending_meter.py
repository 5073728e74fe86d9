"""How much was sent to each address, in the registry table."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from chalicelib.adapters.dynamodb.items import SCHEMA
from chalicelib.adapters.dynamodb.keys import Keys
from chalicelib.domain.telling_caps import Toll

METER: Final = "METER"
KEPT: Final = timedelta(days=32)


def toll_action(table: str, keys: Keys, toll: Toll) -> dict[str, Any]:
    """ADD to the numbers of the month and of the day if both leave room: an item for each address and month."""
    first = toll.day.replace(day=1)
    ends = datetime(first.year, first.month, 1, tzinfo=UTC) + 2 * KEPT
    return {
        "Update": {
            "TableName": table,
            "Key": keys.beside(f"{METER}#{toll.recipient}", f"{first:%Y-%m}"),
            "UpdateExpression": "SET #kind=:kind,#schema=:schema,#ends=:ends ADD #month :one,#day :one",
            "ConditionExpression": (
                "(attribute_not_exists(#month) OR #month < :in_month)"
                " AND (attribute_not_exists(#day) OR #day < :in_day)"
            ),
            "ExpressionAttributeNames": {
                "#kind": "entity_type", "#schema": "schema_version", "#ends": "expires_at",
                "#month": "in_month", "#day": f"on_{toll.day.day:02d}",
            },
            "ExpressionAttributeValues": {
                ":kind": {"S": "meter"}, ":schema": SCHEMA, ":ends": {"N": str(int(ends.timestamp()))},
                ":one": {"N": "1"}, ":in_month": {"N": str(toll.caps.to_one_in_a_month)},
                ":in_day": {"N": str(toll.caps.to_one_in_a_day)},
            },
        }
    }  # fmt: skip
