"""Officers' views of the work queue in the registry table. Each method names its pattern of docs/data-model.md."""

from collections.abc import Callable
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from chalicelib.adapters.dynamodb.items import SCHEMA
from chalicelib.adapters.dynamodb.keys import Item, Keys
from chalicelib.adapters.dynamodb.table import Table, TransactionRefusedError
from chalicelib.adapters.system import wait_with_jitter
from chalicelib.domain.errors import StaleVersionError
from chalicelib.domain.saved_views import SavedView

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

OWNER: Final = "VIEWS#"
ALL: Final = "ALL"
VIEW: Final = "view#"
"""An attribute for each view, so that two that are kept at once do not put each other out."""
MAKER: Final = "by#"
"""Beside it, whose it is. A view that was kept before this was noted has none, and is whoever's it says."""
IS_OF_MAKER: Final = "(attribute_not_exists(#by) OR #by=:maker)"


class DynamoViewStore:
    """One item an owner."""

    def __init__(
        self, client: "DynamoDBClient", table: str, office: str, wait: Callable[[int], None] = wait_with_jitter
    ) -> None:
        self._table = Table(client, table, wait)
        self._keys = Keys(office)

    def list_of(self, owner: str) -> tuple[SavedView, ...]:
        """Pattern Q4."""
        found = self._table.get_many([views_key(self._keys, owner)])
        return load_views(found[0]) if found else ()

    def put(self, owner: str, view: SavedView, before: SavedView | None) -> None:
        """Pattern Q5."""
        values = {":view": {"S": view.model_dump_json()}, ":by": {"S": view.by}}
        condition = "attribute_not_exists(#view)"
        if before is not None:
            condition, values[":maker"] = f"attribute_exists(#view) AND {IS_OF_MAKER}", {"S": before.by}
        self._update(owner, view.name, "SET #view=:view,#by=:by,", condition, values)

    def remove(self, owner: str, view: SavedView) -> None:
        """Pattern Q5."""
        condition = f"attribute_not_exists(#view) OR {IS_OF_MAKER}"
        self._update(owner, view.name, "REMOVE #view,#by SET ", condition, {":maker": {"S": view.by}})

    def _update(self, owner: str, name: str, expression: str, condition: str, values: Item) -> None:
        update = {
            "TableName": self._table.name,
            "Key": views_key(self._keys, owner),
            "UpdateExpression": f"{expression}#type=:type,#schema=:schema",
            "ConditionExpression": condition,
            "ExpressionAttributeNames": {
                "#view": _attribute(VIEW, name), "#by": _attribute(MAKER, name), "#type": "entity_type",
                "#schema": "schema_version",
            },
            "ExpressionAttributeValues": {**values, ":type": {"S": "views"}, ":schema": SCHEMA},
        }  # fmt: skip
        try:
            self._table.transact([{"Update": update}])
        except TransactionRefusedError:
            raise StaleVersionError from None


def views_key(keys: Keys, owner: str) -> Item:
    """Where the views of an owner lie."""
    return keys.beside(f"{OWNER}{owner}", ALL)


def load_views(item: Item) -> tuple[SavedView, ...]:
    """The views of an owner, by name."""
    bodies = (value["S"] for name, value in item.items() if name.startswith(VIEW))
    return tuple(sorted(map(SavedView.model_validate_json, bodies), key=lambda view: view.name))


def _attribute(prefix: str, name: str) -> str:
    """What somebody typed is no name of an attribute."""
    return f"{prefix}{sha256(name.encode()).hexdigest()[:32]}"
