"""Print batches and blank cards in the registry table. Each method names its access pattern of docs/data-model.md."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel

from chalicelib.adapters.dynamodb.batch_lists import BATCH, BatchLists
from chalicelib.adapters.dynamodb.cursors import decode_place, encode_place
from chalicelib.adapters.dynamodb.items import SCHEMA
from chalicelib.adapters.dynamodb.keys import Item, Keys, packed, text_of
from chalicelib.adapters.dynamodb.moves import build_move, is_stored
from chalicelib.adapters.dynamodb.presses import load_press, press_action
from chalicelib.adapters.dynamodb.table import Table, TransactionRefusedError
from chalicelib.adapters.system import SystemIds, wait_with_jitter
from chalicelib.domain.case import Change
from chalicelib.domain.errors import Fault, InvalidRequestError, NotFoundError, StaleVersionError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.print_batch import EntryGroup, PrintBatch, PrintDay, Stock, StockEntry
from chalicelib.domain.worklist import format_moment
from chalicelib.services.batching import BatchPage
from chalicelib.services.printing_ports import CardTakenError, Press, Pressed, PressedBeforeError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

PRINTING: Final = "PRINTING"
CARD: Final = "CARD#"
STOCK: Final = "STOCK#"
ENTRY: Final = "ENTRY#"
GROUP: Final = "ENTRIES#"
DAY: Final = "DAY#"
PROMISED: Final = "PROMISED#"
HOUR: Final = "h"
COUNTS: Final = ("printed", "spoiled", "found_bad", "unprinted")


class DynamoPrintLedger:
    """All of one partition: an office makes some ten batches a day."""

    def __init__(
        self, client: "DynamoDBClient", table: str, office: str, wait: Callable[[int], None] = wait_with_jitter
    ) -> None:
        self._table = Table(client, table, wait)
        self._keys = Keys(office)
        self._new_id = SystemIds().new_id
        self._lists = BatchLists(self._table, self._key("")["PK"]["S"], PrintBatch)

    def open_batch(self, batch: PrintBatch, press: Press, opened: int) -> PrintBatch:
        """Pattern P1: press and batch if new, the card's count on its version, each card if no open batch has it."""
        stored = batch.model_copy(update={"version": 1})
        cards = [self._reserved(line.receipt, line.product, batch.id) for line in batch.lines]
        actions = [self._pressed(press, batch.id), self._promised(batch.card, opened + 1)]
        actions.append(self._versioned(f"{BATCH}{batch.id}", "print_batch", stored, 1))
        actions += self._lists.note(stored)
        others = len(actions)
        actions += [self._table.put_action(card, only_new=True) for card in cards]
        try:
            self._table.transact(actions)
        except TransactionRefusedError as refused:
            if refused.failed(0):
                raise PressedBeforeError from None
            if refused.failed(1):
                raise StaleVersionError from None
            raise CardTakenError([place for place in range(len(cards)) if refused.failed(place + others)]) from None
        return stored

    def count_opened(self, card: str) -> int:
        """Pattern P9."""
        item = self._table.get(self._key(f"{PROMISED}{card}"), {"#version": "version"})
        return int(item["version"]["N"]) if item else 0

    def find_press(self, digest: str) -> Pressed | None:
        """Pattern P7."""
        return load_press(self._table, self._key, digest)

    def list_taken(self) -> Collection[tuple[str, str]]:
        """Pattern P8."""
        found = self._table.query_partition(self._key("")["PK"]["S"], CARD, "SK")
        return {(receipt, product) for _, receipt, product in (item["SK"]["S"].split("#", 2) for item in found)}

    def get_batch(self, batch: str) -> PrintBatch:
        """Pattern P2."""
        item = self._table.get(self._key(f"{BATCH}{batch}"), {"#body": "body"})
        if item is None:
            raise NotFoundError
        return PrintBatch.model_validate_json(text_of(item, "body"))

    def list_batches(self, limit: int, cursor: str | None = None) -> BatchPage[PrintBatch]:
        """Pattern P3."""
        return self._lists.page(limit, cursor)

    def save_batch(
        self,
        batch: PrintBatch,
        stock: tuple[Stock, StockEntry] | None = None,
        day: tuple[date, PrintDay] | None = None,
        released: Sequence[tuple[ReceiptNumber, str]] = (),
        moved: Change | None = None,
    ) -> PrintBatch:
        """Pattern P4: the card's case as pattern 4, the batch on its version, the stock on its own, ADD to the day."""
        stored, write = batch.model_copy(update={"version": batch.version + 1}), self._new_id()
        actions = build_move(self._table, self._keys, moved, None, write) if moved else []
        actions.append(self._versioned(f"{BATCH}{batch.id}", "print_batch", stored, stored.version))
        actions += self._lists.note(stored)
        actions += self._of_stock(*stock) if stock else []
        actions += [self._add(*day, batch.card)] if day else []
        actions += [self._table.delete_action(self._key(f"{CARD}{card}#{product}")) for card, product in released]
        self._save(actions, write if moved else None)
        return stored

    def get_stock(self, card: str) -> Stock:
        """Pattern P5."""
        item = self._table.get(self._key(f"{STOCK}{card}"), {"#body": "body"})
        return Stock.model_validate_json(item["body"]["S"]) if item else Stock(card=card)

    def save_stock(self, stock: Stock, entry: StockEntry, press: Press) -> Stock:
        """Pattern P6."""
        try:
            self._table.transact([self._pressed(press, entry.id), *self._of_stock(stock, entry)])
        except TransactionRefusedError as refused:
            raise (PressedBeforeError if refused.failed(0) else StaleVersionError) from None
        return stock

    def list_entries(
        self, card: str, limit: int, cursor: str | None = None, group: EntryGroup | None = None
    ) -> BatchPage[StockEntry]:
        """Pattern P3."""
        partition, prefix = self._key("")["PK"]["S"], _entries(card, group)
        found = self._table.query(
            KeyConditionExpression="#pk = :pk AND begins_with(#sk, :prefix)",
            ExpressionAttributeNames={"#pk": "PK", "#sk": "SK", "#body": "body"},
            ExpressionAttributeValues={":pk": {"S": partition}, ":prefix": {"S": prefix}},
            ProjectionExpression="#sk, #body",
            ScanIndexForward=False,
            ConsistentRead=True,
            Limit=limit + 1,  # one more tells whether there is a next page
            **({"ExclusiveStartKey": _after(partition, prefix, cursor)} if cursor else {}),
        )["Items"]
        entries = tuple(StockEntry.model_validate_json(text_of(item, "body")) for item in found[:limit])
        last = text_of(found[limit - 1], "SK") if len(found) > limit else ""
        return BatchPage(entries, encode_place(partition, last) if last else None)

    def get_day(self, day: date, card: str) -> PrintDay:
        """Pattern P5."""
        return self.list_days(day, day).get((day, card), PrintDay())

    def list_days(self, first: date, last: date) -> Mapping[tuple[date, str], PrintDay]:
        """Pattern P5."""
        found = self._table.query_all(
            KeyConditionExpression="#pk = :pk AND #sk BETWEEN :first AND :last",
            ExpressionAttributeNames={"#pk": "PK", "#sk": "SK"},
            ExpressionAttributeValues={
                ":pk": self._key("")["PK"],
                ":first": {"S": f"{DAY}{first.isoformat()}#"},
                ":last": {"S": f"{DAY}{last.isoformat()}#~"},
            },
            ConsistentRead=True,
        )
        places = ((text_of(item, "SK").removeprefix(DAY).partition("#"), item) for item in found)
        return {(date.fromisoformat(day), card): _day(item) for (day, _, card), item in places}

    def _key(self, sort: str) -> Item:
        return self._keys.beside(PRINTING, sort)

    def _item(self, sort: str, kind: str, **attributes: Any) -> Item:  # noqa: ANN401 - attribute values
        return {**self._key(sort), "entity_type": {"S": kind}, "schema_version": SCHEMA, **attributes}

    def _versioned(self, sort: str, kind: str, model: BaseModel, version: int) -> dict[str, Any]:
        return self._next(self._item(sort, kind, body=packed(model.model_dump_json())), version)

    def _promised(self, card: str, version: int) -> dict[str, Any]:
        return self._next(self._item(f"{PROMISED}{card}", "promised"), version)

    def _next(self, item: Item, version: int) -> dict[str, Any]:
        action = self._table.put_action({**item, "version": {"N": str(version)}}, only_new=version == 1)
        if version > 1:
            action["Put"] |= {
                "ConditionExpression": "#version = :before",
                "ExpressionAttributeNames": {"#version": "version"},
                "ExpressionAttributeValues": {":before": {"N": str(version - 1)}},
            }
        return action

    def _reserved(self, receipt: ReceiptNumber, product: str, batch: str) -> Item:
        return self._item(f"{CARD}{receipt}#{product}", "print_card", batch={"S": batch})

    def _pressed(self, press: Press, made: str) -> dict[str, Any]:
        return press_action(self._table, self._key, press, made, "print_press")

    def _of_stock(self, stock: Stock, entry: StockEntry) -> list[dict[str, Any]]:
        place, body = f"{format_moment(entry.at)}#{entry.id}", {"S": entry.model_dump_json()}
        lists = dict.fromkeys(_entries(entry.card, group) for group in (None, entry.group))
        kept = [self._item(prefix + place, "stock_entry", body=body) for prefix in lists]
        return [
            self._versioned(f"{STOCK}{stock.card}", "stock", stock, stock.version),
            *(self._table.put_action(item, only_new=True) for item in kept),
        ]

    def _add(self, day: date, added: PrintDay, card: str) -> dict[str, Any]:
        amounts = {name: getattr(added, name) for name in COUNTS}
        amounts |= {f"{HOUR}{hour:02d}": number for hour, number in added.by_hour.items()}
        given = {name: amount for name, amount in amounts.items() if amount}
        return {
            "Update": {
                "TableName": self._table.name,
                "Key": self._key(f"{DAY}{day.isoformat()}#{card}"),
                "UpdateExpression": "SET #kind = :kind, #schema = :schema ADD "
                + ", ".join(f"#{name} :{name}" for name in given),
                "ExpressionAttributeNames": {
                    "#kind": "entity_type",
                    "#schema": "schema_version",
                    **{f"#{name}": name for name in given},
                },
                "ExpressionAttributeValues": {
                    ":kind": {"S": "print_day"},
                    ":schema": SCHEMA,
                    **{f":{name}": {"N": str(amount)} for name, amount in given.items()},
                },
            }
        }

    def _save(self, actions: list[dict[str, Any]], write: str | None) -> None:
        """`write` is the id of this call where a case is moved, which tells its own write from another's."""
        try:
            self._table.transact(actions)
        except TransactionRefusedError as refused:
            if write is None or not is_stored(refused, write):
                raise StaleVersionError from None


def _entries(card: str, group: EntryGroup | None) -> str:
    """Every entry of a card lies under its first prefix, and those of a group under that of the group once more."""
    return f"{ENTRY}{card}#" if group is None else f"{GROUP}{group.value}#{card}#"


def _after(partition: str, prefix: str, cursor: str) -> Item:
    key: Item = decode_place(partition, cursor)
    if not text_of(key, "SK").startswith(prefix):
        raise InvalidRequestError([Fault("cursor", "not_ours")])
    return key


def _day(item: Item) -> PrintDay:
    hours = {int(name[1:]): int(item[name]["N"]) for name in item if name[0] == HOUR and name[1:].isdigit()}
    return PrintDay(by_hour=hours, **{name: int(item[name]["N"]) for name in COUNTS if name in item})
