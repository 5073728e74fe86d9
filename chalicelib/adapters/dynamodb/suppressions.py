"""Suppressed addresses in the registry table. Each method names its access pattern of docs/data-model.md."""

from collections.abc import Collection, Mapping
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
LIFTED: Final = "lifted"
"""In place of a reason, where a person took back their own word: nothing is suppressed."""


class DynamoSuppressionList:
    """An item for each address of one office."""

    def __init__(self, client: "DynamoDBClient", table: str, office: str) -> None:
        self._table = Table(client, table)
        self._keys = Keys(office)

    def find(self, recipients: Collection[str]) -> Mapping[str, Suppression]:
        """Pattern N1."""
        keys = [self._key(recipient) for recipient in recipients]
        found = self._table.get_many(keys, {"#pk": "PK", "#body": "body"}) if keys else ()
        suppressed = [item for item in found if "body" in item]
        return {
            item["PK"]["S"].rpartition("#")[2]: Suppression.model_validate_json(text_of(item, "body"))
            for item in suppressed
        }

    def add(self, recipient: str, suppression: Suppression) -> None:
        """Pattern N2."""
        item = self._item(recipient, suppression.reason, suppression.since)
        item["body"] = {"S": suppression.model_dump_json()}
        if suppression.reason is SuppressionReason.OPTED_OUT:
            condition, values = "#reason = :lifted AND #since < :since", {":since": item["since"]}
        else:
            condition, values = "#reason = :lifted", {}
        self._put(item, f"attribute_not_exists(#pk) OR ({condition})", {":lifted": {"S": LIFTED}, **values})

    def lift(self, recipient: str) -> None:
        """Pattern N3."""
        with ANSWERING:
            self._table.client.delete_item(TableName=self._table.name, Key=self._key(recipient))

    def lift_opt_out(self, recipient: str, said_at: datetime) -> None:
        """Pattern N3b: what stays behind says when, so that a late copy of an earlier word does not count again."""
        item = self._item(recipient, LIFTED, said_at)
        values = {":opted_out": {"S": SuppressionReason.OPTED_OUT}, ":since": item["since"]}
        self._put(item, "attribute_exists(#pk) AND #reason = :opted_out AND #since <= :since", values)

    def _put(self, item: Item, condition: str, values: Item) -> None:
        """A condition that does not hold is no fault: what stands there is to stay."""
        names = {"#pk": "PK", "#reason": "reason", "#since": "since"}
        try:
            with ANSWERING:
                self._table.client.put_item(
                    TableName=self._table.name,
                    Item=item,
                    ConditionExpression=condition,
                    ExpressionAttributeNames={key: name for key, name in names.items() if key in condition},
                    ExpressionAttributeValues=values,
                )
        except ClientError as error:
            if error_code(error) != CONDITION_FAILED:
                raise

    def _item(self, recipient: str, reason: str, since: datetime) -> Item:
        return {
            **self._key(recipient),
            "entity_type": {"S": "suppressed"},
            "schema_version": SCHEMA,
            "reason": {"S": reason},
            "since": {"S": _moment(since)},
        }

    def _key(self, recipient: str) -> Item:
        return self._keys.beside(f"{SUPPRESSED}#{recipient}", SUPPRESSED)


def _moment(moment: datetime) -> str:
    """Of one width, so that text is compared as time is."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
