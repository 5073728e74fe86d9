"""The office's overlay in the registry table. Each method names its access pattern of docs/data-model.md."""

from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from chalicelib.adapters.dynamodb.items import SCHEMA
from chalicelib.adapters.dynamodb.keys import Item, Keys, packed, text_of
from chalicelib.adapters.dynamodb.table import Table, TransactionRefusedError
from chalicelib.adapters.system import wait_with_jitter
from chalicelib.domain.errors import NotFoundError, StaleVersionError
from chalicelib.domain.overlay import Overlay, OverlayState

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from chalicelib.domain.administration import AdminEvent

PARTITION: Final = "OVERLAYS"
VERSION: Final = "VERSION#"
HOLDING: Final = "HOLDING"
MOST: Final = 10**6
"""Versions that keys have room for."""


class DynamoOverlayStore:
    """Versions of one office's overlay, and one item that names the version that holds."""

    def __init__(
        self, client: "DynamoDBClient", table: str, office: str, wait: Callable[[int], None] = wait_with_jitter
    ) -> None:
        self._table = Table(client, table, wait)
        self._keys = Keys(office)

    def holding_number(self) -> int:
        """Pattern 31: the pointer alone."""
        item = self._table.get(self._keys.beside(PARTITION, HOLDING), {"#holds": "holds"})
        return int(item["holds"]["N"]) if item else 0

    def get(self, number: int) -> Overlay:
        """Pattern 32."""
        item = self._table.get(self._key(number), {"#body": "body"}) if 0 < number < MOST else None
        if item is None:
            raise NotFoundError
        return _load(item)

    def list_versions(self, before: int | None, limit: int) -> tuple[Overlay, ...]:
        """Pattern 33: the versions backwards, asked for as far as they are wanted."""
        found = self._table.query_all(
            KeyConditionExpression="#pk = :pk AND #sk BETWEEN :first AND :last",
            ExpressionAttributeNames={"#pk": "PK", "#sk": "SK", "#body": "body"},
            ExpressionAttributeValues={
                ":pk": self._key(1)["PK"],
                ":first": self._key(0)["SK"],
                ":last": self._key(MOST - 1 if before is None else max(before - 1, 0))["SK"],
            },
            ProjectionExpression="#body",
            ScanIndexForward=False,
            ConsistentRead=True,
            Limit=limit,
        )
        return tuple(map(_load, islice(found, limit)))

    def add(self, draft: Overlay) -> None:
        """Pattern 34: a put that refuses to replace."""
        self._transact([self._table.put_action(self._item(draft), only_new=True)])

    def publish(self, overlay: Overlay, seen: int, act: "AdminEvent | None" = None) -> None:
        """Pattern 35: the version and the pointer, each on its own condition, and the record of the act."""
        is_new = overlay.restores is not None
        version = self._table.put_action(self._item(overlay), only_new=is_new)
        if not is_new:
            version["Put"] |= _condition("#state = :draft", {"#state": "state"}, {":draft": {"S": OverlayState.DRAFT}})
        told = [self._record(act)] if act else []
        self._transact([version, self._pointer(overlay.number, seen), *told])

    def _record(self, act: "AdminEvent") -> dict[str, Any]:
        from chalicelib.adapters.dynamodb.administration import log_item  # noqa: PLC0415 - one administrator only

        return self._table.put_action(log_item(self._keys, act), only_new=True)

    def _pointer(self, number: int, seen: int) -> dict[str, Any]:
        item = {
            **self._keys.beside(PARTITION, HOLDING),
            "entity_type": {"S": "overlay_holding"},
            "schema_version": SCHEMA,
            "holds": {"N": str(number)},
        }
        action = self._table.put_action(item, only_new=seen == 0)
        if seen:
            action["Put"] |= _condition("#holds = :seen", {"#holds": "holds"}, {":seen": {"N": str(seen)}})
        return action

    def _transact(self, actions: list[dict[str, Any]]) -> None:
        try:
            self._table.transact(actions)
        except TransactionRefusedError as error:
            raise StaleVersionError from error

    def _item(self, overlay: Overlay) -> Item:
        return {
            **self._key(overlay.number),
            "entity_type": {"S": "overlay"},
            "schema_version": SCHEMA,
            "state": {"S": overlay.state},
            "body": packed(overlay.model_dump_json(exclude_defaults=True)),
        }

    def _key(self, number: int) -> Item:
        return self._keys.beside(PARTITION, f"{VERSION}{number:06d}")


def _condition(expression: str, names: dict[str, str], values: Item) -> dict[str, Any]:
    return {
        "ConditionExpression": expression,
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": values,
    }


def _load(item: Item) -> Overlay:
    return Overlay.model_validate_json(text_of(item, "body"))
