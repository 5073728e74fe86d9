"""How much was sent to each address, in the registry table."""

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from chalicelib.adapters.clients import CONDITION_FAILED, error_code
from chalicelib.adapters.dynamodb.items import SCHEMA
from chalicelib.adapters.dynamodb.keys import Keys
from chalicelib.adapters.dynamodb.table import ANSWERING, Table
from chalicelib.domain.telling_caps import Caps

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

METER: Final = "METER"
KEPT: Final = timedelta(days=32)


class DynamoSendingMeter:
    """An item for each address and month: a number for the month, and one for each day."""

    def __init__(self, client: "DynamoDBClient", table: str, office: str) -> None:
        self._table = Table(client, table)
        self._keys = Keys(office)

    def take(self, recipient: str, day: date, caps: Caps) -> bool:
        """Pattern N4: ADD to both numbers if both leave room; a call that the SDK repeats may count twice."""
        first = day.replace(day=1)
        ends = datetime(first.year, first.month, 1, tzinfo=UTC) + 2 * KEPT
        try:
            with ANSWERING:
                self._table.client.update_item(
                    TableName=self._table.name,
                    Key=self._keys.beside(f"{METER}#{recipient}", f"{first:%Y-%m}"),
                    UpdateExpression="SET #kind=:kind,#schema=:schema,#ends=:ends ADD #month :one,#day :one",
                    ConditionExpression=(
                        "(attribute_not_exists(#month) OR #month < :in_month)"
                        " AND (attribute_not_exists(#day) OR #day < :in_day)"
                    ),
                    ExpressionAttributeNames={
                        "#kind": "entity_type", "#schema": "schema_version", "#ends": "expires_at",
                        "#month": "in_month", "#day": f"on_{day.day:02d}",
                    },
                    ExpressionAttributeValues={
                        ":kind": {"S": "meter"}, ":schema": SCHEMA, ":ends": {"N": str(int(ends.timestamp()))},
                        ":one": {"N": "1"}, ":in_month": {"N": str(caps.to_one_in_a_month)},
                        ":in_day": {"N": str(caps.to_one_in_a_day)},
                    },
                )  # fmt: skip
        except ClientError as error:
            if error_code(error) != CONDITION_FAILED:
                raise
            return False
        return True
