"""Those who work at the office, in the registry table. Each method names its access pattern of docs/data-model.md."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from chalicelib.adapters.dynamodb.items import SCHEMA
from chalicelib.adapters.dynamodb.keys import Item, Keys
from chalicelib.adapters.dynamodb.table import Table, TransactionRefusedError
from chalicelib.adapters.system import wait_with_jitter
from chalicelib.domain.errors import StaleVersionError
from chalicelib.domain.officers import Officer

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

PARTITION: Final = "OFFICERS"
OFFICER: Final = "OFFICER#"


class DynamoOfficerDirectory:
    """One item an officer, all of one partition: an office has some hundred."""

    def __init__(
        self, client: "DynamoDBClient", table: str, office: str, wait: Callable[[int], None] = wait_with_jitter
    ) -> None:
        self._table = Table(client, table, wait)
        self._keys = Keys(office)

    def get(self, officer: str) -> Officer:
        """Pattern 36."""
        item = self._table.get(self._key(officer), {"#body": "body"})
        return Officer.model_validate_json(item["body"]["S"]) if item else Officer(id=officer)

    def save(self, officer: Officer) -> Officer:
        """Pattern 37: a put on the condition of the version before."""
        stored = officer.model_copy(update={"version": officer.version + 1})
        action = self._table.put_action(self._item(stored), only_new=officer.version == 0)
        if officer.version:
            action["Put"] |= {
                "ConditionExpression": "#version = :before",
                "ExpressionAttributeNames": {"#version": "version"},
                "ExpressionAttributeValues": {":before": {"N": str(officer.version)}},
            }
        try:
            self._table.transact([action])
        except TransactionRefusedError:
            raise StaleVersionError from None
        return stored

    def list_all(self) -> tuple[Officer, ...]:
        """Pattern 38."""
        found = self._table.query_all(
            KeyConditionExpression="#pk = :pk AND begins_with(#sk, :sk)",
            ExpressionAttributeNames={"#pk": "PK", "#sk": "SK", "#body": "body"},
            ExpressionAttributeValues={":pk": self._key("")["PK"], ":sk": {"S": OFFICER}},
            ProjectionExpression="#body",
            ConsistentRead=True,
        )
        return tuple(Officer.model_validate_json(item["body"]["S"]) for item in found)

    def _key(self, officer: str) -> Item:
        return self._keys.beside(PARTITION, f"{OFFICER}{officer}")

    def _item(self, officer: Officer) -> Item:
        return {
            **self._key(officer.id),
            "entity_type": {"S": "officer"},
            "schema_version": SCHEMA,
            "version": {"N": str(officer.version)},
            "body": {"S": officer.model_dump_json()},
        }
