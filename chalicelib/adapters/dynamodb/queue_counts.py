"""Counts of the work lists in the registry table. Each method names its access pattern of docs/data-model.md."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from time import time
from typing import TYPE_CHECKING, Any, Final

from chalicelib.adapters.dynamodb.items import SCHEMA
from chalicelib.adapters.dynamodb.keys import Item, Keys
from chalicelib.adapters.dynamodb.table import Table, TransactionRefusedError
from chalicelib.adapters.system import wait_with_jitter
from chalicelib.domain.queue_counts import ALL, Deltas

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

COUNTS: Final = "COUNTS"
TOTALS: Final = "TOTALS"
"""Beside the lists, the number of lines of each: whoever stands at one list wants no more of the others."""
COUNTED: Final = "COUNTED"
KEPT_FOR: Final = timedelta(days=3)
"""How long a marker stands: the stream repeats nothing after 24 hours."""

_MARKER_IS_NEW: Final = 0
_OF_THE_ITEM: Final = frozenset({"PK", "SK", "entity_type", "schema_version"})


class DynamoQueueCounts:
    """One item for each list; a marker for each change that was counted, which goes by itself."""

    def __init__(
        self, client: "DynamoDBClient", table: str, office: str, wait: Callable[[int], None] = wait_with_jitter
    ) -> None:
        self._table = Table(client, table, wait)
        self._keys = Keys(office)

    def add(self, partition: str, sort: str, step: str, changes: Deltas) -> bool:
        """Pattern Q1: one transaction."""
        marker = self._marker(partition, sort, step)
        actions = [self._table.put_action(marker, only_new=True)]
        actions += [self._add(queue, numbers) for queue, numbers in changes.items()]
        if totals := {queue: numbers[ALL] for queue, numbers in changes.items() if ALL in numbers}:
            actions.append(self._add(TOTALS, totals))
        try:
            self._table.transact(actions)
        except TransactionRefusedError as refused:
            if refused.failed(_MARKER_IS_NEW):
                return False
            raise
        return True

    def get(self, queue: str) -> Mapping[str, int]:
        """Pattern Q2: one read."""
        answer = self._table.client.get_item(
            TableName=self._table.name, Key=self._keys.beside(COUNTS, queue), ConsistentRead=True
        )
        return numbers_of(answer.get("Item", {}))

    def read_lines(self) -> Mapping[str, int]:
        """Pattern Q2: one read."""
        return self.get(TOTALS)

    def read_all(self) -> Mapping[str, Mapping[str, int]]:
        """Pattern Q2: one query, some twenty items."""
        found = self._table.query_all(
            KeyConditionExpression="#pk = :pk",
            ExpressionAttributeNames={"#pk": "PK"},
            ExpressionAttributeValues={":pk": self._keys.beside(COUNTS, "")["PK"]},
        )
        numbers = {str(item["SK"]["S"]): numbers_of(item) for item in found if item["SK"]["S"] != TOTALS}
        return {queue: counted for queue, counted in numbers.items() if counted}

    def replace(self, queue: str, seen: Mapping[str, int], counts: Mapping[str, int]) -> bool:
        """Pattern Q3."""
        numbers: Item = {name: {"N": str(number)} for name, number in counts.items()}
        put = self._table.put_action({**self._head(queue), **numbers})
        put["Put"] |= _only_as_seen({**dict.fromkeys(counts, 0), ALL: 0, **seen})
        try:
            self._table.transact([put, self._set_total(queue, counts.get(ALL, 0))])
        except TransactionRefusedError:
            return False
        return True

    def _set_total(self, queue: str, lines: int) -> dict[str, Any]:
        return self._update(TOTALS, "SET #type = :type, #schema = :schema, #n0 = :n0", {queue: lines})

    def _head(self, queue: str) -> Item:
        return {**self._keys.beside(COUNTS, queue), "entity_type": {"S": "counts"}, "schema_version": SCHEMA}

    def _marker(self, partition: str, sort: str, step: str) -> Item:
        return {
            **self._keys.beside(f"{COUNTED}#{partition}", f"{sort}#{step}"),
            "entity_type": {"S": "counted"},
            "schema_version": SCHEMA,
            "expires_at": {"N": str(int(time() + KEPT_FOR.total_seconds()))},
        }

    def _add(self, queue: str, numbers: Mapping[str, int]) -> dict[str, Any]:
        adds = ",".join(f"#n{place} :n{place}" for place in range(len(numbers)))
        return self._update(queue, f"SET #type = :type, #schema = :schema ADD {adds}", numbers)

    def _update(self, queue: str, expression: str, numbers: Mapping[str, int]) -> dict[str, Any]:
        placed = list(enumerate(numbers.items()))
        return {
            "Update": {
                "TableName": self._table.name,
                "Key": self._keys.beside(COUNTS, queue),
                "UpdateExpression": expression,
                "ExpressionAttributeNames": {
                    "#type": "entity_type",
                    "#schema": "schema_version",
                    **{f"#n{place}": name for place, (name, _) in placed},
                },
                "ExpressionAttributeValues": {
                    ":type": {"S": "counts"},
                    ":schema": SCHEMA,
                    **{f":n{place}": {"N": str(change)} for place, (_, change) in placed},
                },
            }
        }


def _only_as_seen(seen: Mapping[str, int]) -> dict[str, Any]:
    """The condition that each number is still the one that was seen; one that is not there is 0."""
    placed = list(enumerate(seen.items()))
    held = [
        f"#n{place}=:n{place}" if n else f"(attribute_not_exists(#n{place}) OR #n{place}=:n{place})"
        for place, (_, n) in placed
    ]
    return {
        "ConditionExpression": " AND ".join(held),
        "ExpressionAttributeNames": {f"#n{place}": name for place, (name, _) in placed},
        "ExpressionAttributeValues": {f":n{place}": {"N": str(number)} for place, (_, number) in placed},
    }


def numbers_of(item: Mapping[str, Any]) -> Mapping[str, int]:
    """The numbers of one list, without those that are 0."""
    return {name: int(value["N"]) for name, value in item.items() if name not in _OF_THE_ITEM and value["N"] != "0"}
