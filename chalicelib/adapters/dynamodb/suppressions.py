"""Suppressed addresses in the registry table. Each method names its access pattern of docs/data-model.md."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from chalicelib.adapters.clients import CONDITION_FAILED, error_code
from chalicelib.adapters.dynamodb.items import SCHEMA
from chalicelib.adapters.dynamodb.keys import Item, Keys, text_of
from chalicelib.adapters.dynamodb.table import ANSWERING, Table
from chalicelib.domain.suppression import Suppression, SuppressionReason

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

SUPPRESSED: Final = "SUPPRESSED"


class DynamoSuppressionList:
    """An item for each address of one office."""

    def __init__(self, client: "DynamoDBClient", table: str, office: str) -> None:
        self._table = Table(client, table)
        self._keys = Keys(office)

    def find(self, recipients: Collection[str]) -> Mapping[str, Suppression]:
        """Pattern N1."""
        keys = [self._key(recipient) for recipient in recipients]
        found = self._table.get_many(keys, {"#pk": "PK", "#body": "body"}) if keys else ()
        return {
            item["PK"]["S"].rpartition("#")[2]: Suppression.model_validate_json(text_of(item, "body")) for item in found
        }

    def add(self, recipient: str, suppression: Suppression) -> None:
        """Pattern N2."""
        item = {
            **self._key(recipient),
            "entity_type": {"S": "suppressed"},
            "schema_version": SCHEMA,
            "reason": {"S": suppression.reason},
            "since": {"S": _moment(suppression.since)},
            "body": {"S": suppression.model_dump_json()},
        }
        with ANSWERING, _unless_refused():
            self._table.client.put_item(
                TableName=self._table.name,
                Item=item,
                ConditionExpression="attribute_not_exists(#pk)",
                ExpressionAttributeNames={"#pk": "PK"},
            )

    def lift(self, recipient: str) -> None:
        """Pattern N3."""
        with ANSWERING:
            self._table.client.delete_item(TableName=self._table.name, Key=self._key(recipient))

    def lift_opt_out(self, recipient: str, said_at: datetime) -> None:
        """Pattern N3, on the condition that it was opted out, and not after that word."""
        with ANSWERING, _unless_refused():
            self._table.client.delete_item(
                TableName=self._table.name,
                Key=self._key(recipient),
                ConditionExpression="#reason = :opted_out AND #since <= :said",
                ExpressionAttributeNames={"#reason": "reason", "#since": "since"},
                ExpressionAttributeValues={
                    ":opted_out": {"S": SuppressionReason.OPTED_OUT},
                    ":said": {"S": _moment(said_at)},
                },
            )

    def _key(self, recipient: str) -> Item:
        return self._keys.beside(f"{SUPPRESSED}#{recipient}", SUPPRESSED)


@contextmanager
def _unless_refused() -> Iterator[None]:
    """A condition that does not hold is no fault: what stands there is to stay."""
    try:
        yield
    except ClientError as error:
        if error_code(error) != CONDITION_FAILED:
            raise


def _moment(moment: datetime) -> str:
    """Of one width, so that text is compared as time is."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
