"""Figures in the registry table. Each method names its access pattern of docs/data-model.md."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import reduce
from typing import TYPE_CHECKING, Any, Final

from chalicelib.adapters.dynamodb.items import SCHEMA
from chalicelib.adapters.dynamodb.keys import Item, Keys, packed, text_of
from chalicelib.adapters.dynamodb.table import Table, TransactionRefusedError
from chalicelib.adapters.system import wait_with_jitter
from chalicelib.domain.errors import StaleVersionError
from chalicelib.domain.events import AuditEvent
from chalicelib.domain.figure_editions import STANDING as PART_STANDING
from chalicelib.domain.figure_editions import Editions, Part, merge, part_of
from chalicelib.domain.figures import Amounts, Counted
from chalicelib.domain.identifiers import FROM_STORE, ReceiptNumber
from chalicelib.services.figures_ports import EventPage

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

FIGURES: Final = "FIGURES"
OF_NOTICES: Final = f"{FIGURES}#NOTICES"
DAY: Final = "DAY#"
STANDING: Final = "STANDING"
EDITIONS: Final = "EDITIONS"
PART: Final = "PART#"
PUBLISHED: Final = "PUBLISHED"
MARKED_FOR: Final = timedelta(days=30)
"""How long it is known that a move was counted: thirty times as long as a stream keeps its records."""

_OWN: Final = frozenset({"PK", "SK", "entity_type", "schema_version"})


class DynamoFigureLedger:
    """One item a day, one of what stands open, and a marker for all that was counted; `partition` parts subjects."""

    def __init__(
        self,
        client: "DynamoDBClient",
        table: str,
        office: str,
        wait: Callable[[int], None] = wait_with_jitter,
        partition: str = FIGURES,
    ) -> None:
        self._table = Table(client, table, wait)
        self._keys = Keys(office)
        self._partition = partition

    def add(
        self, receipt: ReceiptNumber, mark: str, day: date, counted: Counted, editions: Collection[int] = (0,)
    ) -> bool:
        """Pattern F1: the marker if new, ADD to the day and to what stands open, of each edition."""
        actions = [self._table.put_action(self._marker(receipt, mark, day), only_new=True)]
        for edition in editions:
            for sort, amounts in ((f"{DAY}{day.isoformat()}", counted.of_day), (STANDING, counted.standing)):
                if amounts:
                    actions.append(self._add(edition, sort, amounts))
        try:
            self._table.transact(actions)
        except TransactionRefusedError:
            return False
        return True

    def read_days(self, first: date, last: date, edition: int | None = None) -> Mapping[date, Amounts]:
        """Pattern F2: one query for each megabyte, which is some hundred days; in what was rebuilt one more."""
        edition = self.read_editions().holding if edition is None else edition
        found = self._between(edition, f"{DAY}{first.isoformat()}", f"{DAY}{last.isoformat()}")
        told: Part = {date.fromisoformat(item["SK"]["S"].removeprefix(DAY)): _amounts(item) for item in found}
        rebuilt = self._parts(edition, part_of(first), part_of(last)).values() if edition else ()
        days = reduce(merge, rebuilt, told)
        return {day: days[day] for day in sorted(filter(None, days)) if first <= day <= last and days[day]}

    def read_standing(self, edition: int | None = None) -> Amounts:
        """Pattern F2."""
        edition = self.read_editions().holding if edition is None else edition
        told: Part = {None: next(map(_amounts, self._between(edition, STANDING, STANDING)), {})}
        rebuilt = self._parts(edition, PART_STANDING, PART_STANDING).values() if edition else ()
        return reduce(merge, rebuilt, told)[None]

    def read_editions(self) -> Editions:
        """Pattern F5: GetItem."""
        item = self._table.get(self._key(EDITIONS), {"#body": "body"})
        return Editions.model_validate_json(text_of(item, "body")) if item else Editions()

    def save_editions(self, editions: Editions, parts: Mapping[str, Part]) -> Editions:
        """Pattern F6: the editions if nobody stored them meanwhile, with each part that was read on."""
        stored = editions.model_copy(update={"version": editions.version + 1})
        actions = [self._put_editions(stored)]
        if editions.rebuild is not None:
            actions += [self._put_part(editions.rebuild.number, name, part) for name, part in parts.items()]
        try:
            self._table.transact(actions)
        except TransactionRefusedError as refused:
            raise StaleVersionError from refused
        return stored

    def read_parts(self, edition: int) -> Mapping[str, Part]:
        """Pattern F7: one query for each megabyte, which is some years."""
        return self._parts(edition, "", "~")

    def _parts(self, edition: int, first: str, last: str) -> Mapping[str, Part]:
        found = self._between(edition, f"{PART}{first}", f"{PART}{last}")
        return {item["SK"]["S"].removeprefix(PART): _load_part(item) for item in found}

    def _between(self, edition: int, first: str, last: str) -> Iterator[Item]:
        return self._table.query_all(
            KeyConditionExpression="#pk = :pk AND #sk BETWEEN :first AND :last",
            ExpressionAttributeNames={"#pk": "PK", "#sk": "SK"},
            ExpressionAttributeValues={
                ":pk": self._key("", edition)["PK"], ":first": {"S": first}, ":last": {"S": last},
            },
        )  # fmt: skip

    def _put_editions(self, stored: Editions) -> dict[str, Any]:
        version: Item = {"version": {"N": str(stored.version)}}
        body: Item = {"body": {"S": stored.model_dump_json()}}
        head: Item = {"entity_type": {"S": "figure_editions"}, "schema_version": SCHEMA}
        is_first = stored.version == 1
        action = self._table.put_action({**self._key(EDITIONS), **head, **version, **body}, only_new=is_first)
        if not is_first:
            action["Put"] |= {
                "ConditionExpression": "#version = :before",
                "ExpressionAttributeNames": {"#version": "version"},
                "ExpressionAttributeValues": {":before": {"N": str(stored.version - 1)}},
            }
        return action

    def _put_part(self, edition: int, name: str, part: Part) -> dict[str, Any]:
        text = json.dumps({day.isoformat() if day else "": amounts for day, amounts in part.items()})
        head: Item = {"entity_type": {"S": "figure_part"}, "schema_version": SCHEMA, "body": packed(text)}
        return self._table.put_action({**self._key(f"{PART}{name}", edition), **head})

    def _key(self, sort: str, edition: int = 0) -> Item:
        """Edition 0 is the one that nobody rebuilt."""
        return self._keys.beside(f"{self._partition}#{edition}" if edition else self._partition, sort)

    def _marker(self, receipt: ReceiptNumber, mark: str, day: date) -> Item:
        ends = datetime.fromisoformat(f"{day.isoformat()}T00:00:00+00:00") + MARKED_FOR
        return {
            **self._keys.beside(f"COUNTED#{receipt}", mark),
            "entity_type": {"S": "counted"},
            "schema_version": SCHEMA,
            "expires_at": {"N": str(int(ends.timestamp()))},
        }

    def _add(self, edition: int, sort: str, amounts: Amounts) -> dict[str, Any]:
        named = list(enumerate(amounts.items()))
        names = {f"#n{number}": name for number, (name, _) in named}
        values: Item = {f":n{number}": {"N": str(amount)} for number, (_, amount) in named}
        added = ", ".join(f"#n{number} :n{number}" for number, _ in named)
        return {
            "Update": {
                "TableName": self._table.name,
                "Key": self._key(sort, edition),
                "UpdateExpression": f"SET #kind = :kind, #schema = :schema ADD {added}",
                "ExpressionAttributeNames": {**names, "#kind": "entity_type", "#schema": "schema_version"},
                "ExpressionAttributeValues": {**values, ":kind": {"S": "figures"}, ":schema": SCHEMA},
            }
        }


class DynamoPublishedFigures:
    """One item of a partition of its own, the only one of the figures that the public surface may read."""

    def __init__(
        self, client: "DynamoDBClient", table: str, office: str, wait: Callable[[int], None] = wait_with_jitter
    ) -> None:
        self._table = Table(client, table, wait)
        self._key = Keys(office).beside(PUBLISHED, FIGURES)

    def publish(self, text: str) -> None:
        """Pattern F3: a put."""
        item = {**self._key, "entity_type": {"S": "published"}, "schema_version": SCHEMA, "body": packed(text)}
        self._table.transact([self._table.put_action(item)])

    def read(self) -> str:
        """Pattern F4: GetItem."""
        item = self._table.get(self._key, {"#body": "body"})
        return text_of(item, "body") if item else ""


class DynamoEventLog:
    """Events have no index: they are found by looking at every item once, and only a rebuild does."""

    def __init__(
        self, client: "DynamoDBClient", table: str, office: str, wait: Callable[[int], None] = wait_with_jitter
    ) -> None:
        self._table = Table(client, table, wait)
        self._of_cases = Keys(office).beside("CASE#", "")["PK"]["S"]

    def list_events(self, place: str, lines: int) -> EventPage:
        """Pattern F8: Scan, strongly consistent; of the events only what they say."""
        request: dict[str, Any] = {
            "ConsistentRead": True,
            "Select": "SPECIFIC_ATTRIBUTES",
            "FilterExpression": "#type = :audit",
            "ProjectionExpression": "#pk,#body",
            "ExpressionAttributeNames": {"#type": "entity_type", "#pk": "PK", "#body": "body"},
            "ExpressionAttributeValues": {":audit": {"S": "audit"}},
            "Limit": lines,
        }
        if place:
            partition, sort = json.loads(place)
            request["ExclusiveStartKey"] = {"PK": {"S": partition}, "SK": {"S": sort}}
        page = self._table.scan(**request)
        ours = (item for item in page["Items"] if text_of(item, "PK").startswith(self._of_cases))
        events = (AuditEvent.model_validate_json(text_of(item, "body"), context=FROM_STORE) for item in ours)
        last = page.get("LastEvaluatedKey")
        return EventPage(tuple(events), json.dumps([last["PK"]["S"], last["SK"]["S"]]) if last else "")


def _load_part(item: Item) -> Part:
    said = json.loads(text_of(item, "body"))
    return {date.fromisoformat(day) if day else None: amounts for day, amounts in said.items()}


def _amounts(item: Item) -> Amounts:
    return {name: int(value["N"]) for name, value in item.items() if name not in _OWN and value["N"] != "0"}
