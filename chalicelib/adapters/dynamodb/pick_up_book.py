"""Appointments in the registry table: beside the case, in the list of the day, and as a count for each hour."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from chalicelib.adapters.dynamodb.keys import Item, Keys
from chalicelib.adapters.dynamodb.table import ANSWERING, Table, TransactionRefusedError
from chalicelib.domain.errors import StaleVersionError
from chalicelib.domain.identifiers import FROM_STORE, ReceiptNumber
from chalicelib.domain.pick_up import Booking, Hour
from chalicelib.services.counter_ports import HandedOver, HourFullError, newest_first

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

BOOKING: Final = "PICKUP"
KEPT: Final = timedelta(days=90)
SCHEMA: Final = {"N": "1"}
OF_CASE, OF_HOUR = 0, 1
"""Where in a transaction the conditions stand."""


class DynamoPickUpBook:
    """The booking of a case is the word; the line of the day and the counts change only together with it."""

    def __init__(self, client: "DynamoDBClient", table: str, office: str) -> None:
        self._table = Table(client, table)
        self._keys = Keys(office)

    def get(self, receipt: ReceiptNumber) -> Booking | None:
        """Pattern C1."""
        item = self._table.get(self._keys.case(receipt, BOOKING), {"#body": "body"})
        return _parse(item) if item else None

    def count_taken(self, hours: Sequence[Hour]) -> dict[str, int]:
        """Pattern C2."""
        if not hours:
            return {}
        found = self._table.get_many([self._hour(hour) for hour in hours], {"#sk": "SK", "#taken": "taken"})
        return {item["SK"]["S"].rpartition("#")[2]: int(item["taken"]["N"]) for item in found}

    def list_day(self, place: str, day: date) -> tuple[Booking, ...]:
        """Pattern C3."""
        partition = self._keys.beside(f"PICKUP#{place}", "")["PK"]["S"]
        found = map(_parse, self._table.query_partition(partition, f"{day}#", "body"))
        return tuple(booking for booking in found if booking.stands)

    def save(self, booking: Booking, before: Booking | None, capacity: int) -> None:
        """Pattern C4."""
        moves = booking.moves_from(before)
        actions = [self._put(booking, before)]
        if moves:
            actions.append(self._count(booking.hour, 1, capacity))
        if before and before.stands and moves:
            actions += [self._count(before.hour, -1), self._put_line(before.cancelled())]
        self._transact([*actions, self._put_line(booking)], counts=moves)

    def remove(self, booking: Booking) -> None:
        """Pattern C5."""
        after = booking.cancelled()
        actions = [self._put(after, booking), self._count(booking.hour, -1), self._put_line(after)]
        self._transact(actions, counts=False)

    def note_handed(self, day: date, handed: HandedOver) -> None:
        """Pattern C6: a put under a key that is a function of the product."""
        item = {
            **self._handed(day, handed.receipt, handed.product),
            "entity_type": {"S": "handed_over"},
            "schema_version": SCHEMA,
            "body": {"S": handed.model_dump_json()},
            "expires_at": _expiry(day),
        }
        with ANSWERING:
            self._table.client.put_item(TableName=self._table.name, Item=item)

    def forget_handed(self, day: date, receipt: ReceiptNumber, product: str) -> None:
        """A delete under the same key."""
        with ANSWERING:
            self._table.client.delete_item(TableName=self._table.name, Key=self._handed(day, receipt, product))

    def list_handed(self, day: date) -> tuple[HandedOver, ...]:
        """Pattern C7."""
        partition = self._keys.beside(f"HANDED#{day}", "")["PK"]["S"]
        read = HandedOver.model_validate_json
        found = self._table.query_partition(partition, None, "body")
        return newest_first(read(item["body"]["S"], context=FROM_STORE) for item in found)

    def _handed(self, day: date, receipt: ReceiptNumber, product: str) -> Item:
        return self._keys.beside(f"HANDED#{day}", f"{receipt}#{product}")

    def _transact(self, actions: list[dict[str, Any]], *, counts: bool) -> None:
        try:
            self._table.transact(actions)
        except TransactionRefusedError as refusal:
            if counts and refusal.failed(OF_HOUR) and not refusal.failed(OF_CASE):
                raise HourFullError from None
            raise StaleVersionError from None

    def _put(self, booking: Booking, before: Booking | None) -> dict[str, Any]:
        item = self._item(self._keys.case(booking.receipt, BOOKING), booking)
        action = self._table.put_action(item, only_new=before is None)
        if before:
            action["Put"] |= _unchanged(before)
        return action

    def _count(self, hour: Hour, by: int, capacity: int | None = None) -> dict[str, Any]:
        condition = "attribute_not_exists(#taken) OR #taken < :most" if capacity is not None else "#taken >= :most"
        return {
            "Update": {
                "TableName": self._table.name,
                "Key": self._hour(hour),
                "UpdateExpression": "ADD #taken :by SET #type = :type, #schema = :schema, #expires = :expires",
                "ConditionExpression": condition,
                "ExpressionAttributeNames": {
                    "#taken": "taken", "#type": "entity_type", "#schema": "schema_version", "#expires": "expires_at",
                },
                "ExpressionAttributeValues": {
                    ":by": {"N": str(by)}, ":type": {"S": "pick_up_hour"}, ":schema": SCHEMA,
                    ":expires": _expiry(hour.day), ":most": {"N": str(1 if capacity is None else capacity)},
                },
            }
        }  # fmt: skip

    def _put_line(self, booking: Booking) -> dict[str, Any]:
        key = self._keys.beside(f"PICKUP#{booking.place}", f"{booking.day}#{booking.at}#{booking.receipt}")
        return self._table.put_action(self._item(key, booking))

    def _item(self, key: Item, booking: Booking) -> Item:
        return {
            **key,
            "entity_type": {"S": "pick_up"},
            "schema_version": SCHEMA,
            "version": {"N": str(booking.version)},
            "body": {"S": booking.model_dump_json()},
            "expires_at": _expiry(booking.day),
        }

    def _hour(self, hour: Hour) -> Item:
        return self._keys.beside(f"PICKUPHOURS#{hour.place}", f"{hour.day}#{hour.at}")


def _unchanged(before: Booking) -> dict[str, Any]:
    return {
        "ConditionExpression": "#version = :before",
        "ExpressionAttributeNames": {"#version": "version"},
        "ExpressionAttributeValues": {":before": {"N": str(before.version)}},
    }


def _expiry(day: date) -> Item:
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) + KEPT
    return {"N": str(int(moment.timestamp()))}


def _parse(item: Item) -> Booking:
    return Booking.model_validate_json(item["body"]["S"], context=FROM_STORE)
