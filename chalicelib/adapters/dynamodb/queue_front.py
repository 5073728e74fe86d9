"""What stands around a work list, in one request. The method names its access pattern of docs/data-model.md."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from chalicelib.adapters.dynamodb.administration import load_officer, officer_key
from chalicelib.adapters.dynamodb.keys import Item, Keys
from chalicelib.adapters.dynamodb.queue_counts import COUNTS, numbers_of
from chalicelib.adapters.dynamodb.saved_views import load_views, views_key
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.system import wait_with_jitter
from chalicelib.domain.worklist import ENVELOPES, QUEUES
from chalicelib.services.queue_ports import Front
from chalicelib.services.saved_views import SHARED

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

COUNTED: Final = (*QUEUES, ENVELOPES)


class DynamoQueueFront:
    """Some thirty small items of four kinds."""

    def __init__(
        self, client: "DynamoDBClient", table: str, office: str, wait: Callable[[int], None] = wait_with_jitter
    ) -> None:
        self._table = Table(client, table, wait)
        self._keys = Keys(office)

    def read(self, officer: str) -> Front:
        """Pattern Q7."""
        entry, own, shared, *counts = wanted = self._wanted(officer)
        found = {_place(item): item for item in self._table.get_many(wanted)}
        body = found.get(_place(entry), {}).get("body", {}).get("S")
        views = (view for key in (own, shared) for view in load_views(found.get(_place(key), {})))
        return Front(load_officer(officer, body), _counts(found, counts), tuple(views))

    def _wanted(self, officer: str) -> list[Item]:
        own, shared = views_key(self._keys, officer), views_key(self._keys, SHARED)
        return [officer_key(self._keys, officer), own, shared, *(self._keys.beside(COUNTS, name) for name in COUNTED)]


def _place(item: Item) -> tuple[str, str]:
    return item["PK"]["S"], item["SK"]["S"]


def _counts(found: Mapping[tuple[str, str], Item], keys: list[Item]) -> Mapping[str, Mapping[str, int]]:
    numbers = {key["SK"]["S"]: numbers_of(found.get(_place(key), {})) for key in keys}
    return {queue: counted for queue, counted in numbers.items() if counted}
