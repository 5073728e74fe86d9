"""Lists of batches of one partition: every open one first, the newest first, then those that are over."""

from collections.abc import Iterable
from typing import Any, Final, Generic, Protocol, TypeVar

from chalicelib.adapters.dynamodb.cursors import decode_place, encode_place
from chalicelib.adapters.dynamodb.items import SCHEMA
from chalicelib.adapters.dynamodb.keys import Item, text_of
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.domain.errors import Fault, InvalidRequestError
from chalicelib.services.batching import BatchPage

BATCH: Final = "BATCH#"
OPEN: Final = "OPEN#"
MOST_QUERIES: Final = 10
"""Of one page: each reads as many batches as the page has room for, and most of them are over."""


class Batch(Protocol):
    """What a list needs to know of a batch."""

    @property
    def id(self) -> str: ...
    @property
    def is_open(self) -> bool: ...
    @classmethod
    def model_validate_json(cls, json_data: str) -> Any: ...  # noqa: ANN401 - Pydantic's own


BatchT = TypeVar("BatchT", bound=Batch)


class BatchLists(Generic[BatchT]):
    """Batches lie under `BATCH#<id>`; beside an open one lies `OPEN#<id>`, put by each of its moves but the last."""

    def __init__(self, table: Table, partition: str, model: type[BatchT]) -> None:
        self._table = table
        self._partition = partition
        self._model = model

    def note(self, batch: Batch) -> list[dict[str, Any]]:
        """What a move of a batch does to the list of open ones: one action, whose repetition changes nothing."""
        key = self._key(f"{OPEN}{batch.id}")
        if not batch.is_open:
            return [self._table.delete_action(key)]
        return [self._table.put_action({**key, "entity_type": {"S": "open_batch"}, "schema_version": SCHEMA})]

    def page(self, limit: int, cursor: str | None = None) -> BatchPage[BatchT]:
        """Some batches and where the next page begins. Raises InvalidRequestError for a foreign cursor."""
        after = decode_place(self._partition, cursor)["SK"]["S"] if cursor else ""
        if after.startswith(BATCH):
            return self._closed((), limit, after)
        if after and not after.startswith(OPEN):
            raise InvalidRequestError([Fault("cursor", "not_ours")])
        found = self._open(limit, after)
        if len(found) < limit:
            return self._closed(found, limit, "")
        return BatchPage(found, encode_place(self._partition, f"{OPEN}{found[-1].id}"))

    def _open(self, limit: int, after: str) -> tuple[BatchT, ...]:
        names = [text_of(item, "SK").removeprefix(OPEN) for item in self._query(OPEN, "SK", limit, after)["Items"]]
        if not names:
            return ()
        items = self._table.get_many([self._key(f"{BATCH}{name}") for name in names], {"#body": "body"})
        return tuple(sorted(self._read(items), key=lambda batch: batch.id, reverse=True))

    def _closed(self, before: tuple[BatchT, ...], limit: int, after: str) -> BatchPage[BatchT]:
        """Filled up with batches that are over. One that ended meanwhile stands on the page already, as it was read."""
        found, shown = list(before), {batch.id for batch in before}
        for _ in range(MOST_QUERIES):
            page = self._query(BATCH, "body", limit - len(found), after)
            found += [batch for batch in self._read(page["Items"]) if not batch.is_open and batch.id not in shown]
            after = page.get("LastEvaluatedKey", {}).get("SK", {}).get("S", "")
            if not after or len(found) == limit:
                break
        return BatchPage(tuple(found), encode_place(self._partition, after) if after else None)

    def _query(self, prefix: str, attribute: str, limit: int, after: str) -> Any:  # noqa: ANN401 - botocore's answer
        start = {"ExclusiveStartKey": self._key(after)} if after else {}
        return self._table.query(
            KeyConditionExpression="#pk = :pk AND begins_with(#sk, :prefix)",
            ExpressionAttributeNames={"#pk": "PK", "#sk": "SK", "#wanted": attribute},
            ExpressionAttributeValues={":pk": {"S": self._partition}, ":prefix": {"S": prefix}},
            ProjectionExpression="#wanted",
            ScanIndexForward=False,
            ConsistentRead=True,
            Limit=limit,
            **start,
        )

    def _read(self, items: Iterable[Item]) -> list[BatchT]:
        return [self._model.model_validate_json(text_of(item, "body")) for item in items]

    def _key(self, sort: str) -> Item:
        return {"PK": {"S": self._partition}, "SK": {"S": sort}}
