"""What stands around a work list, in one request. The method names its access pattern of docs/data-model.md."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from chalicelib.adapters.dynamodb.administration import load_officer, officer_key
from chalicelib.adapters.dynamodb.keys import Item, Keys
from chalicelib.adapters.dynamodb.queue_counts import COUNTS, TOTALS, numbers_of
from chalicelib.adapters.dynamodb.saved_views import load_views, views_key
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.system import wait_with_jitter
from chalicelib.services.queue_ports import Front
from chalicelib.services.saved_views import SHARED

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoQueueFront:
    """Five small items of three kinds."""

    def __init__(
        self, client: "DynamoDBClient", table: str, office: str, wait: Callable[[int], None] = wait_with_jitter
    ) -> None:
        self._table = Table(client, table, wait)
        self._keys = Keys(office)

    def read(self, officer: str, queue: str) -> Front:
        """Pattern Q7."""
        own, shared = views_key(self._keys, officer), views_key(self._keys, SHARED)
        totals, here = (self._keys.beside(COUNTS, name) for name in (TOTALS, queue))
        entry = officer_key(self._keys, officer)
        found = {_place(item): item for item in self._table.get_many([entry, own, shared, totals, here])}
        body = found.get(_place(entry), {}).get("body", {}).get("S")
        views = (view for key in (own, shared) for view in load_views(found.get(_place(key), {})))
        lines, numbers = (numbers_of(found.get(_place(key), {})) for key in (totals, here))
        return Front(load_officer(officer, body), lines, numbers, tuple(views))


def _place(item: Item) -> tuple[str, str]:
    return item["PK"]["S"], item["SK"]["S"]
