"""Ended cases and what is erased of them, in the registry table. Methods name patterns of docs/data-model.md."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from chalicelib.adapters.clients import CONDITION_FAILED, error_code
from chalicelib.adapters.dynamodb.administration import log_item
from chalicelib.adapters.dynamodb.items import SCHEMA
from chalicelib.adapters.dynamodb.keys import DUE_INDEX, NOTICE, Keys, text_of
from chalicelib.adapters.dynamodb.moves import build_move, is_stale, is_stored
from chalicelib.adapters.dynamodb.table import ANSWERING, Table, TransactionRefusedError
from chalicelib.adapters.system import SystemIds
from chalicelib.domain.administration import AdminEvent
from chalicelib.domain.case import Change
from chalicelib.domain.errors import StaleVersionError
from chalicelib.domain.events import Lookup
from chalicelib.domain.identifiers import FROM_STORE, ReceiptNumber
from chalicelib.domain.notification import Notice
from chalicelib.domain.retention import KeptFor, Look, Part
from chalicelib.domain.worklist import format_moment
from chalicelib.services.retention_ports import Ended, ErasedDay, KeptCase

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

RETENTION: Final = "RETENTION"
DAY: Final = "DAY#"
KEPT: Final = "KEPT#"


class DynamoEndedCases:
    """Cases that are over stand in an index that only open ones use otherwise, under partitions of their own."""

    def __init__(self, client: "DynamoDBClient", table: str, office: str) -> None:
        self._table = Table(client, table)
        self._keys = Keys(office)
        self._new_id = SystemIds().new_id

    def list_ended(self, look: Look, after: str, limit: int) -> tuple[Ended, ...]:
        """Pattern E1: from that place on, which is left out."""
        page = self._table.query(**self._sought(look, after), ProjectionExpression="#sort", Limit=limit + 1)
        sorts = (text_of(item, f"{DUE_INDEX}SK") for item in page["Items"])
        found = (Ended(ReceiptNumber.restore(sort.rpartition("#")[2]), sort) for sort in sorts)
        return tuple(each for each in found if each.place != after)[:limit]

    def count_ended(self, look: Look, most: int) -> int:
        """Pattern E2."""
        request, counted = {**self._sought(look, ""), "Select": "COUNT"}, 0
        while True:
            page = self._table.query(**request, Limit=most - counted)
            counted += int(page["Count"])
            if "LastEvaluatedKey" not in page or counted >= most:
                return counted
            request["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def save_step(self, change: Change) -> None:
        """Pattern E3."""
        self._transact(lambda write: build_move(self._table, self._keys, change, None, write))

    def save_erased(self, change: Change, part: Part, day: date, unfiled: Sequence[Lookup]) -> None:
        """Pattern E4."""
        unseals = part is Part.PERSONAL
        beside = [self._unfile(lookup, change.case.receipt) for lookup in unfiled] if unseals else []
        beside.append(self._count(part, day))
        self._transact(
            lambda write: [*build_move(self._table, self._keys, change, None, write, unseals=unseals), *beside],
        )

    def blank_notices(self, receipt: ReceiptNumber) -> None:
        """Pattern E5: each on the condition of its state, since a report may still come."""
        found = self._table.query_partition(self._keys.case_partition(receipt), NOTICE, "body")
        for item in found:
            notice = Notice.model_validate_json(text_of(item, "body"), context=FROM_STORE)
            if notice.recipient or notice.provider_id:
                self._blank(notice)

    def list_days(self) -> tuple[ErasedDay, ...]:
        """Pattern E6."""
        found = self._table.query_all(
            KeyConditionExpression="#pk = :pk AND begins_with(#sk, :day)",
            ExpressionAttributeNames={"#pk": "PK", "#sk": "SK"},
            ExpressionAttributeValues={":pk": self._keys.beside(RETENTION, "")["PK"], ":day": {"S": DAY}},
            ScanIndexForward=False,
            ConsistentRead=True,
        )
        return tuple(
            ErasedDay(date.fromisoformat(text_of(item, "SK").removeprefix(DAY)), *(_number(item, p) for p in Part))
            for item in found
        )

    def save_kept(self, change: Change, act: AdminEvent) -> None:
        """Pattern E7."""
        key, kept = self._keys.beside(RETENTION, f"{KEPT}{change.case.receipt}"), change.case.kept_for
        entry = {**key, "entity_type": {"S": "kept_case"}, "schema_version": SCHEMA}
        listed = (
            self._table.put_action({**entry, "body": {"S": kept.model_dump_json()}})
            if kept
            else self._table.delete_action(key)
        )
        told = self._table.put_action(log_item(self._keys, act))
        self._transact(lambda write: [*build_move(self._table, self._keys, change, None, write), listed, told])

    def list_kept(self) -> tuple[KeptCase, ...]:
        """Pattern E8."""
        found = self._table.query_all(
            KeyConditionExpression="#pk = :pk AND begins_with(#sk, :kept)",
            ExpressionAttributeNames={"#pk": "PK", "#sk": "SK"},
            ExpressionAttributeValues={":pk": self._keys.beside(RETENTION, "")["PK"], ":kept": {"S": KEPT}},
            ConsistentRead=True,
        )
        return tuple(
            KeptCase(
                ReceiptNumber.restore(text_of(item, "SK").removeprefix(KEPT)),
                KeptFor.model_validate_json(text_of(item, "body")),
            )
            for item in found
        )

    def _sought(self, look: Look, after: str) -> dict[str, Any]:
        return {
            "IndexName": DUE_INDEX,
            "KeyConditionExpression": "#list = :list AND #sort BETWEEN :after AND :last",
            "ExpressionAttributeNames": {"#list": f"{DUE_INDEX}PK", "#sort": f"{DUE_INDEX}SK"},
            "ExpressionAttributeValues": {
                ":list": {"S": self._keys.ended_partition(look.ending, look.part)},
                ":after": {"S": after or "!"},
                ":last": {"S": f"{format_moment(look.before)}~"},
            },
        }

    def _unfile(self, lookup: Lookup, receipt: ReceiptNumber) -> dict[str, Any]:
        partition = self._keys.lookup_partition(lookup.kind, lookup.digest)
        return self._table.delete_action({"PK": {"S": partition}, "SK": {"S": f"{lookup.service}#{receipt}"}})

    def _count(self, part: Part, day: date) -> dict[str, Any]:
        return {
            "Update": {
                "TableName": self._table.name,
                "Key": self._keys.beside(RETENTION, f"{DAY}{day}"),
                "UpdateExpression": "SET #type=:type,#schema=:one ADD #part :one",
                "ExpressionAttributeNames": {"#type": "entity_type", "#schema": "schema_version", "#part": part.value},
                "ExpressionAttributeValues": {":type": {"S": "erased_day"}, ":one": {"N": "1"}},
            }
        }

    def _transact(self, build: Callable[[str], list[dict[str, Any]]]) -> None:
        write = self._new_id()
        try:
            self._table.transact(build(write))
        except TransactionRefusedError as refused:
            if is_stored(refused, write):
                return
            if not is_stale(refused):
                raise
            raise StaleVersionError from refused

    def _blank(self, notice: Notice) -> None:
        bare = notice.model_copy(update={"recipient": "", "provider_id": None})
        try:
            with ANSWERING:
                self._table.client.update_item(
                    TableName=self._table.name,
                    Key=self._keys.notice(notice.receipt, notice.id),
                    UpdateExpression="SET #body=:body",
                    ConditionExpression="#state = :seen",
                    ExpressionAttributeNames={"#body": "body", "#state": "state"},
                    ExpressionAttributeValues={
                        ":body": {"S": bare.model_dump_json()},
                        ":seen": {"S": notice.state.value},
                    },
                )
        except ClientError as error:
            if error_code(error) != CONDITION_FAILED:
                raise
            raise StaleVersionError from error


def _number(item: dict[str, Any], part: Part) -> int:
    return int(item[part.value]["N"]) if part.value in item else 0
