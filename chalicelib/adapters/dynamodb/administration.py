"""What administrators keep, in the registry table. Each method names its access pattern of docs/data-model.md."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from chalicelib.adapters.dynamodb.cursors import decode_place, encode_place
from chalicelib.adapters.dynamodb.items import SCHEMA
from chalicelib.adapters.dynamodb.keys import Item, Keys
from chalicelib.adapters.dynamodb.table import Table, TransactionRefusedError
from chalicelib.adapters.system import wait_with_jitter
from chalicelib.domain.administration import AdminEvent, Partner
from chalicelib.domain.errors import StaleVersionError
from chalicelib.domain.officers import Officer
from chalicelib.domain.worklist import format_moment

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

OFFICERS: Final = "OFFICERS"
OFFICER: Final = "OFFICER#"
PARTNERS: Final = "PARTNERS"
PARTNER: Final = "PARTNER#"
LOG: Final = "ADMIN-LOG"


class _Entries:
    """Items of one partition, each with a version; what changed one may be recorded with it."""

    def __init__(
        self, client: "DynamoDBClient", table: str, office: str, wait: Callable[[int], None] = wait_with_jitter
    ) -> None:
        self._table = Table(client, table, wait)
        self._keys = Keys(office)

    def read(self, partition: str, sort: str) -> str | None:
        """The body of one item."""
        item = self._table.get(self._keys.beside(partition, sort), {"#body": "body"})
        return str(item["body"]["S"]) if item else None

    def read_all(self, partition: str, prefix: str) -> list[str]:
        """The bodies of all whose sort key begins so."""
        found = self._table.query_partition(self._keys.beside(partition, "")["PK"]["S"], prefix, "body")
        return [str(item["body"]["S"]) for item in found]

    def replace(self, item: Item, version: int, event: AdminEvent | None) -> None:
        """One put on the condition of the version before `version`, and the record of the act, in one transaction."""
        self.replace_all([(item, version)], event)

    def replace_all(self, items: Sequence[tuple[Item, int]], event: AdminEvent | None) -> None:
        """The same of several items: each on its own condition, all or none."""
        actions = [self._put(item, version) for item, version in items]
        if event is not None:
            actions.append(self._table.put_action(self._record(event), only_new=True))
        try:
            self._table.transact(actions)
        except TransactionRefusedError:
            raise StaleVersionError from None

    def entry(self, partition: str, sort: str, kind: str, version: int, body: str) -> Item:
        """An item as it is stored."""
        return {
            **self._keys.beside(partition, sort),
            "entity_type": {"S": kind},
            "schema_version": SCHEMA,
            "version": {"N": str(version)},
            "body": {"S": body},
        }

    def list_log(self, cursor: str | None, limit: int) -> tuple[tuple[AdminEvent, ...], str | None]:
        """A page of the log, backwards."""
        partition = self._keys.beside(LOG, "")["PK"]["S"]
        start = {"ExclusiveStartKey": decode_place(partition, cursor)} if cursor else {}
        page = self._table.query(
            KeyConditionExpression="#pk = :pk",
            ExpressionAttributeNames={"#pk": "PK", "#body": "body"},
            ExpressionAttributeValues={":pk": {"S": partition}},
            ProjectionExpression="#body",
            ScanIndexForward=False,
            ConsistentRead=True,
            Limit=limit,
            **start,
        )
        last = page.get("LastEvaluatedKey")
        events = tuple(AdminEvent.model_validate_json(item["body"]["S"]) for item in page["Items"])
        return events, encode_place(partition, last["SK"]["S"]) if last else None

    def _put(self, item: Item, version: int) -> dict[str, Any]:
        action = self._table.put_action(item, only_new=version == 1)
        if version > 1:
            action["Put"] |= {
                "ConditionExpression": "#version = :before",
                "ExpressionAttributeNames": {"#version": "version"},
                "ExpressionAttributeValues": {":before": {"N": str(version - 1)}},
            }
        return action

    def _record(self, event: AdminEvent) -> Item:
        return {
            **self._keys.beside(LOG, f"{format_moment(event.at)}#{event.id}"),
            "entity_type": {"S": "admin_event"},
            "schema_version": SCHEMA,
            "body": {"S": event.model_dump_json()},
        }


def officer_key(keys: Keys, officer: str) -> Item:
    """Where the entry of an officer lies."""
    return keys.beside(OFFICERS, f"{OFFICER}{officer}")


def load_officer(officer: str, body: str | None) -> Officer:
    """An officer's entry; who has none is listed as nothing more than an id."""
    return Officer.model_validate_json(body) if body else Officer(id=officer)


class DynamoOfficerDirectory(_Entries):
    """One item an officer, all of one partition: an office has some hundred."""

    def get(self, officer: str) -> Officer:
        """Pattern 36."""
        return load_officer(officer, self.read(OFFICERS, f"{OFFICER}{officer}"))

    def save(self, officer: Officer, event: AdminEvent | None = None) -> Officer:
        """Pattern 37."""
        stored = officer.model_copy(update={"version": officer.version + 1})
        self.replace(self._item(stored), stored.version, event)
        return stored

    def tie(self, officer: Officer, expected: Officer, event: AdminEvent) -> Officer:
        """Pattern 37, of two entries."""
        stored, taken = (entry.model_copy(update={"version": entry.version + 1}) for entry in (officer, expected))
        self.replace_all([(self._item(entry), entry.version) for entry in (stored, taken)], event)
        return stored

    def _item(self, stored: Officer) -> Item:
        return self.entry(OFFICERS, f"{OFFICER}{stored.id}", "officer", stored.version, stored.model_dump_json())

    def list_all(self) -> tuple[Officer, ...]:
        """Pattern 38."""
        return tuple(map(Officer.model_validate_json, self.read_all(OFFICERS, OFFICER)))


class DynamoPartnerRegister(_Entries):
    """One item a post office, with its public keys."""

    def get(self, partner: str) -> Partner:
        """Pattern 36."""
        body = self.read(PARTNERS, f"{PARTNER}{partner}")
        return Partner.model_validate_json(body) if body else Partner(id=partner)

    def save(self, partner: Partner, event: AdminEvent) -> Partner:
        """Pattern 37."""
        stored = partner.model_copy(update={"version": partner.version + 1})
        item = self.entry(PARTNERS, f"{PARTNER}{partner.id}", "partner", stored.version, stored.model_dump_json())
        self.replace(item, stored.version, event)
        return stored

    def list_all(self) -> tuple[Partner, ...]:
        """Pattern 38."""
        return tuple(map(Partner.model_validate_json, self.read_all(PARTNERS, PARTNER)))


class DynamoAdminLog(_Entries):
    """The acts of administrators, of one partition, sorted by moment."""

    def list_events(self, cursor: str | None, limit: int) -> tuple[tuple[AdminEvent, ...], str | None]:
        """Pattern 39."""
        return self.list_log(cursor, limit)
