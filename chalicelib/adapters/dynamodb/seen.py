"""Who saw what, in the registry table. Each method names its access pattern of docs/data-model.md."""

from collections.abc import Callable
from datetime import datetime
from time import time
from typing import TYPE_CHECKING, Final

from chalicelib.adapters.dynamodb.cursors import decode_place, encode_place
from chalicelib.adapters.dynamodb.items import SCHEMA
from chalicelib.adapters.dynamodb.keys import Item, Keys
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.system import wait_with_jitter
from chalicelib.domain.seen import Seen
from chalicelib.domain.worklist import format_moment

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

OFFICER: Final = "SEEN#OFFICER#"
CASE: Final = "SEEN#CASE#"


class DynamoSeenLog:
    """An item for the officer and one for the case, which the table forgets by itself after its time.

    It may take some days more for that (TTL); a sight that is over is told no more, whether it is there or not.
    """

    def __init__(
        self,
        client: "DynamoDBClient",
        table: str,
        office: str,
        wait: Callable[[int], None] = wait_with_jitter,
        now: Callable[[], float] = time,
    ) -> None:
        self._table = Table(client, table, wait)
        self._keys = Keys(office)
        self._now = now

    def record(self, seen: Seen, until: datetime) -> None:
        """Pattern A1: one transaction."""
        partitions = [f"{OFFICER}{seen.officer}"] if seen.officer else []
        partitions += [f"{CASE}{seen.receipt}"] if seen.receipt else []
        self._table.transact([self._table.put_action(self._item(partition, seen, until)) for partition in partitions])

    def of_officer(self, officer: str, cursor: str | None, limit: int) -> tuple[tuple[Seen, ...], str | None]:
        """Pattern A2."""
        return self._page(f"{OFFICER}{officer}", cursor, limit)

    def of_case(self, receipt: str, cursor: str | None, limit: int) -> tuple[tuple[Seen, ...], str | None]:
        """Pattern A2."""
        return self._page(f"{CASE}{receipt}", cursor, limit)

    def _page(self, name: str, cursor: str | None, limit: int) -> tuple[tuple[Seen, ...], str | None]:
        partition = self._keys.beside(name, "")["PK"]["S"]
        start = {"ExclusiveStartKey": decode_place(partition, cursor)} if cursor else {}
        page = self._table.query(
            KeyConditionExpression="#pk = :pk",
            FilterExpression="#expires > :now",
            ExpressionAttributeNames={"#pk": "PK", "#body": "body", "#expires": "expires_at"},
            ExpressionAttributeValues={":pk": {"S": partition}, ":now": {"N": str(int(self._now()))}},
            ProjectionExpression="#body",
            ScanIndexForward=False,
            ConsistentRead=True,
            Limit=limit,
            **start,
        )
        last = page.get("LastEvaluatedKey")
        found = tuple(Seen.model_validate_json(item["body"]["S"]) for item in page["Items"])
        return found, encode_place(partition, last["SK"]["S"]) if last else None

    def _item(self, partition: str, seen: Seen, until: datetime) -> Item:
        return {
            **self._keys.beside(partition, f"{format_moment(seen.at)}#{seen.id}"),
            "entity_type": {"S": "seen"},
            "schema_version": SCHEMA,
            "body": {"S": seen.model_dump_json()},
            "expires_at": {"N": str(int(until.timestamp()))},
        }
