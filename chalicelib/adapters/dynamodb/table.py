"""Calls to the registry table: each method is one kind of request, with what is tried again and what is not."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from chalicelib.adapters.clients import Answering, error_code
from chalicelib.adapters.dynamodb.keys import Item
from chalicelib.adapters.system import wait_with_jitter
from chalicelib.domain.errors import UnavailableError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MOST_ACTIONS: Final = 100
"""Actions of one transaction (DynamoDB developer guide, "Service quotas")."""

AT_ONCE: Final = 8
"""Requests on their way together: fewer than the client keeps connections."""

ROUND: Final = 64
"""Requests after which somebody may say that it is enough."""

MOST_ATTEMPTS: Final = 4
CONDITION_FAILED: Final = "ConditionalCheckFailed"
ANSWERING: Final = Answering()
_PASSING: Final = frozenset({"TransactionConflict", "ProvisionedThroughputExceeded", "ThrottlingError"})


class TransactionRefusedError(Exception):
    """A condition did not hold, so nothing was written. `reasons` are in the order of the actions."""

    def __init__(self, reasons: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(", ".join(str(reason.get("Code", "None")) for reason in reasons))
        self.reasons = tuple(reasons)

    def stored(self, position: int) -> Item | None:
        """The item that the failed condition of an action found; None where it held, or found nothing."""
        reason = self.reasons[position]
        return reason.get("Item") or None if reason.get("Code") == CONDITION_FAILED else None

    def failed(self, position: int) -> bool:
        """Whether the condition of an action failed."""
        return self.reasons[position].get("Code") == CONDITION_FAILED


@dataclass(frozen=True, slots=True)
class Table:
    """One table and how to wait between attempts (`wait` gets the number of the attempt, from 0)."""

    client: "DynamoDBClient"
    name: str
    wait: Callable[[int], None] = wait_with_jitter

    def get(self, key: Item, names: Mapping[str, str]) -> Item | None:
        """One item, strongly consistent; only the attributes of `names` (placeholder → name)."""
        with ANSWERING:
            answer = self.client.get_item(
                TableName=self.name,
                Key=key,
                ConsistentRead=True,
                ProjectionExpression=",".join(names),
                ExpressionAttributeNames=names,
            )
        return answer.get("Item")

    def get_many(self, keys: Sequence[Item], names: Mapping[str, str] | None = None, shown: str = "") -> list[Item]:
        """Items in no order, strongly consistent; whole, or only the attributes of `names`, or of them what is `shown`.

        Asks again for what was left; raises UnavailableError at last.
        """
        named = {"ProjectionExpression": shown or ",".join(names), "ExpressionAttributeNames": names} if names else {}
        wanted: Any = {self.name: {"Keys": keys, "ConsistentRead": True, **named}}
        found: list[Item] = []
        for attempt in range(MOST_ATTEMPTS):
            with ANSWERING:
                answer = self.client.batch_get_item(RequestItems=wanted)
            found += answer["Responses"].get(self.name, [])
            wanted = answer.get("UnprocessedKeys")
            if not wanted:
                return found
            self.wait(attempt)
        raise UnavailableError

    def query(self, **request: Any) -> Any:  # noqa: ANN401 - the arguments and the answer of botocore's query
        """One page."""
        with ANSWERING:
            return self.client.query(TableName=self.name, **request)

    def scan(self, **request: Any) -> Any:  # noqa: ANN401 - the arguments and the answer of botocore's scan
        """One page of the whole table."""
        with ANSWERING:
            return self.client.scan(TableName=self.name, **request)

    def query_all(self, **request: Any) -> Iterator[Item]:  # noqa: ANN401 - the arguments of botocore's query
        """Every page: one call for each megabyte."""
        while True:
            page = self.query(**request)
            yield from page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            request["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def query_partition(
        self, partition: str, prefix: str | None, attribute: str, at_once: int | None = None
    ) -> Iterator[Item]:
        """One attribute of every item under a partition key, in order of sort keys, strongly consistent.

        `at_once`: no request looks at more items than that, for whoever stops there.
        """
        condition, names, values = "#pk = :pk", {"#pk": "PK", "#wanted": attribute}, {":pk": {"S": partition}}
        if prefix is not None:
            condition += " AND begins_with(#sk, :prefix)"
            names["#sk"] = "SK"
            values[":prefix"] = {"S": prefix}
        return self.query_all(
            KeyConditionExpression=condition,
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=values,
            ProjectionExpression="#wanted",
            ConsistentRead=True,
            **({"Limit": at_once} if at_once else {}),
        )

    def query_partitions(self, partitions: Sequence[str], attribute: str, most: int) -> Iterator[Item]:
        """One attribute of the first items under many partition keys, at most `most` of each: a request for each key.

        `AT_ONCE` are asked together; whoever stops before the last item spares the rounds after it. A statement that
        names fifty keys would be one request, but the engines of tests answer it by reading the whole table.
        """
        with ThreadPoolExecutor(AT_ONCE) as threads:
            for first in range(0, len(partitions), ROUND):
                ask = partial(self._first_of, attribute=attribute, most=most)
                yield from chain.from_iterable(threads.map(ask, partitions[first : first + ROUND]))

    def _first_of(self, partition: str, attribute: str, most: int) -> list[Item]:
        return list(islice(self.query_partition(partition, None, attribute, most), most))

    def transact(self, actions: Sequence[Any]) -> None:
        """All or nothing, in one request.

        The SDK repeats a request whose answer was lost under the same token, which DynamoDB applies once. A
        conflict with another transaction, or throttling, cancels for certain: it is tried again under a new token.

        Raises:
            TransactionRefusedError: a condition failed.
            UnavailableError: the table stayed busy.
            ValueError: more than 100 actions, which no transaction takes.
        """
        if len(actions) > MOST_ACTIONS:
            raise ValueError(f"a transaction takes {MOST_ACTIONS} actions, this move has {len(actions)}")
        for attempt in range(MOST_ATTEMPTS):
            if self._try_transaction(actions):
                return
            self.wait(attempt)
        raise UnavailableError

    def _try_transaction(self, actions: Sequence[Any]) -> bool:
        try:
            with ANSWERING:
                self.client.transact_write_items(TransactItems=actions)
        except ClientError as error:
            if error_code(error) != "TransactionCanceledException":
                raise
            reasons: Any = error.response.get("CancellationReasons", [])
            codes = {reason.get("Code", "None") for reason in reasons} - {"None"}
            if CONDITION_FAILED in codes:
                raise TransactionRefusedError(reasons) from error
            if not codes or codes - _PASSING:
                raise
            return False
        return True

    def put_action(self, item: Item, *, only_new: bool = False) -> dict[str, Any]:
        """A put; `only_new` refuses to replace an item and tells which one it found."""
        put: dict[str, Any] = {"TableName": self.name, "Item": item}
        if only_new:
            put |= {
                "ConditionExpression": "attribute_not_exists(#pk)",
                "ExpressionAttributeNames": {"#pk": "PK"},
                "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            }
        return {"Put": put}

    def delete_action(self, key: Item) -> dict[str, Any]:
        """A deletion, of an item that may be gone already."""
        return {"Delete": {"TableName": self.name, "Key": key}}
