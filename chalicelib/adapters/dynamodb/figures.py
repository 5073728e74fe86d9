"""Figures in the registry table. Each method names its access pattern of docs/data-model.md."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from chalicelib.adapters.dynamodb.items import SCHEMA
from chalicelib.adapters.dynamodb.keys import Item, Keys, packed, text_of
from chalicelib.adapters.dynamodb.table import Table, TransactionRefusedError
from chalicelib.adapters.system import wait_with_jitter
from chalicelib.domain.figures import Amounts, Counted
from chalicelib.domain.identifiers import ReceiptNumber

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

FIGURES: Final = "FIGURES"
DAY: Final = "DAY#"
STANDING: Final = "STANDING"
PUBLISHED: Final = "PUBLISHED"
MARKED_FOR: Final = timedelta(days=30)
"""How long it is known that a move was counted: thirty times as long as a stream keeps its records."""

_OWN: Final = frozenset({"PK", "SK", "entity_type", "schema_version"})


class DynamoFigureLedger:
    """One item a day, one of what stands open, and a marker for each move that was counted."""

    def __init__(
        self, client: "DynamoDBClient", table: str, office: str, wait: Callable[[int], None] = wait_with_jitter
    ) -> None:
        self._table = Table(client, table, wait)
        self._keys = Keys(office)

    def add(self, receipt: ReceiptNumber, move: int, day: date, counted: Counted) -> bool:
        """Pattern F1: the marker if new, ADD to the day and to what stands open."""
        actions = [self._table.put_action(self._marker(receipt, move, day), only_new=True)]
        for sort, amounts in ((f"{DAY}{day.isoformat()}", counted.of_day), (STANDING, counted.standing)):
            if amounts:
                actions.append(self._add(sort, amounts))
        try:
            self._table.transact(actions)
        except TransactionRefusedError:
            return False
        return True

    def read_days(self, first: date, last: date) -> Mapping[date, Amounts]:
        """Pattern F2: one query for each megabyte, which is some hundred days."""
        found = self._table.query_all(
            KeyConditionExpression="#pk = :pk AND #sk BETWEEN :first AND :last",
            ExpressionAttributeNames={"#pk": "PK", "#sk": "SK"},
            ExpressionAttributeValues={
                ":pk": self._key("")["PK"],
                ":first": {"S": f"{DAY}{first.isoformat()}"},
                ":last": {"S": f"{DAY}{last.isoformat()}"},
            },
        )
        return {date.fromisoformat(item["SK"]["S"].removeprefix(DAY)): _amounts(item) for item in found}

    def read_standing(self) -> Amounts:
        """Pattern F2."""
        found = self._table.query_all(
            KeyConditionExpression="#pk = :pk AND #sk = :sk",
            ExpressionAttributeNames={"#pk": "PK", "#sk": "SK"},
            ExpressionAttributeValues={":pk": self._key("")["PK"], ":sk": {"S": STANDING}},
        )
        return next(map(_amounts, found), {})

    def _key(self, sort: str) -> Item:
        return self._keys.beside(FIGURES, sort)

    def _marker(self, receipt: ReceiptNumber, move: int, day: date) -> Item:
        ends = datetime.fromisoformat(f"{day.isoformat()}T00:00:00+00:00") + MARKED_FOR
        return {
            **self._keys.beside(f"COUNTED#{receipt}", f"{move:06d}"),
            "entity_type": {"S": "counted"},
            "schema_version": SCHEMA,
            "expires_at": {"N": str(int(ends.timestamp()))},
        }

    def _add(self, sort: str, amounts: Amounts) -> dict[str, Any]:
        named = list(enumerate(amounts.items()))
        names = {f"#n{number}": name for number, (name, _) in named}
        values: Item = {f":n{number}": {"N": str(amount)} for number, (_, amount) in named}
        added = ", ".join(f"#n{number} :n{number}" for number, _ in named)
        return {
            "Update": {
                "TableName": self._table.name,
                "Key": self._key(sort),
                "UpdateExpression": f"SET #kind = :kind, #schema = :schema ADD {added}",
                "ExpressionAttributeNames": {**names, "#kind": "entity_type", "#schema": "schema_version"},
                "ExpressionAttributeValues": {**values, ":kind": {"S": "figures"}, ":schema": SCHEMA},
            }
        }


class DynamoPublishedFigures:
    """One item of a partition of its own, the only one of the figures that the public surface may read."""

    def __init__(
        self, client: "DynamoDBClient", table: str, office: str, wait: Callable[[int], None] = wait_with_jitter
    ) -> None:
        self._table = Table(client, table, wait)
        self._key = Keys(office).beside(PUBLISHED, FIGURES)

    def publish(self, text: str) -> None:
        """Pattern F3: a put."""
        item = {**self._key, "entity_type": {"S": "published"}, "schema_version": SCHEMA, "body": packed(text)}
        self._table.transact([self._table.put_action(item)])

    def read(self) -> str:
        """Pattern F4: GetItem."""
        item = self._table.get(self._key, {"#body": "body"})
        return text_of(item, "body") if item else ""


def _amounts(item: Item) -> Amounts:
    return {name: int(value["N"]) for name, value in item.items() if name not in _OWN and value["N"] != "0"}
