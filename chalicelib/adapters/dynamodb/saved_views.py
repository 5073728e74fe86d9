"""Officers' views of the work queue in the registry table. Each method names its pattern of docs/data-model.md."""

from collections.abc import Callable
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from chalicelib.adapters.dynamodb.items import SCHEMA
from chalicelib.adapters.dynamodb.keys import Keys
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.system import wait_with_jitter
from chalicelib.domain.saved_views import SavedView

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

VIEWS: Final = "VIEWS#"
VIEW: Final = "VIEW#"


class DynamoViewStore:
    """One item a view, those of an owner in one partition."""

    def __init__(
        self, client: "DynamoDBClient", table: str, office: str, wait: Callable[[int], None] = wait_with_jitter
    ) -> None:
        self._table = Table(client, table, wait)
        self._keys = Keys(office)

    def list_of(self, owner: str) -> tuple[SavedView, ...]:
        """Pattern Q4."""
        partition = self._keys.beside(f"{VIEWS}{owner}", "")["PK"]["S"]
        found = self._table.query_partition(partition, VIEW, "body")
        views = (SavedView.model_validate_json(item["body"]["S"]) for item in found)
        return tuple(sorted(views, key=lambda view: view.name))

    def put(self, owner: str, view: SavedView) -> None:
        """Pattern Q5."""
        item = {
            **self._keys.beside(f"{VIEWS}{owner}", _sort(view.name)),
            "entity_type": {"S": "view"},
            "schema_version": SCHEMA,
            "body": {"S": view.model_dump_json()},
        }
        self._table.transact([self._table.put_action(item)])

    def remove(self, owner: str, name: str) -> None:
        """Pattern Q5."""
        self._table.transact([self._table.delete_action(self._keys.beside(f"{VIEWS}{owner}", _sort(name)))])


def _sort(name: str) -> str:
    """What somebody typed stands in no key."""
    return f"{VIEW}{sha256(name.encode()).hexdigest()[:32]}"
