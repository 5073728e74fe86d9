"""Cases in the registry table. Each method names its access pattern of docs/data-model.md."""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from chalicelib.adapters.dynamodb.claims import read_claims
from chalicelib.adapters.dynamodb.cursors import decode_cursor, decode_place, encode_cursor, encode_place
from chalicelib.adapters.dynamodb.items import load_case, load_sealed
from chalicelib.adapters.dynamodb.keys import AUDIT, DUE_INDEX, FACET_INDEXES, Item, Keys, text_of
from chalicelib.adapters.dynamodb.moves import (
    CASE_POSITION,
    build_creation,
    build_look,
    build_move,
    holder_of_reserved,
    is_stale,
    is_stored,
    is_too_many,
)
from chalicelib.adapters.dynamodb.table import Table, TransactionRefusedError
from chalicelib.adapters.system import SystemIds, wait_with_jitter
from chalicelib.domain.case import Case, Change
from chalicelib.domain.errors import NotFoundError, ReservedError, StaleVersionError, TooManyClaimsError
from chalicelib.domain.events import AuditEvent
from chalicelib.domain.identifiers import FROM_STORE, ReceiptNumber
from chalicelib.domain.worklist import Wish, format_moment
from chalicelib.services.ports import CasePage, QueuePage, Sealed, Tries

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_BODY: Final = {"#body": "body"}
_OPENABLE: Final = {"#body": "body", "#sealed": "sealed", "#wrapped_key": "wrapped_key"}
_TRACKED: Final = {"#pk": "PK", "#body": "body", "#tries": "tries"}
_RECEIPT: Final = "RECEIPT"
_ADDRESS: Final = "ADDRESS"


SORT: Final = "GSI1SK"
"""What a work list is sorted by, in each of its indexes."""


class DynamoCaseRepository:
    """Cases of one office. `window_seconds` is the length of a window of PIN tries; two windows count."""

    def __init__(
        self,
        client: "DynamoDBClient",
        table: str,
        office: str,
        window_seconds: int,
        wait: Callable[[int], None] = wait_with_jitter,
    ) -> None:
        self._table = Table(client, table, wait)
        self._keys = Keys(office)
        self._window = window_seconds
        self._new_id = SystemIds().new_id

    def create(self, change: Change, sealed: Sealed) -> Case:
        """Pattern 1: write first; a taken number answers with the case that has it, without a read."""
        try:
            self._table.transact(build_creation(self._table, self._keys, change, sealed, self._new_id()))
        except TransactionRefusedError as refused:
            stored = refused.stored(CASE_POSITION)
            if stored is not None:
                return load_case(stored)
            if not is_stale(refused):
                raise
            raise StaleVersionError from refused
        return change.case

    def get(self, receipt: ReceiptNumber) -> Case:
        """Pattern 2."""
        item = self._table.get(self._keys.case(receipt), _BODY)
        if item is None:
            raise NotFoundError
        return load_case(item)

    def get_sealed(self, receipt: ReceiptNumber) -> tuple[Case, Sealed | None]:
        """Pattern 3."""
        item = self._table.get(self._keys.case(receipt), _OPENABLE)
        if item is None:
            raise NotFoundError
        return load_case(item), load_sealed(item)

    def save(self, change: Change, sealed: Sealed | None = None) -> None:
        """Pattern 4."""
        write = self._new_id()
        try:
            self._table.transact(build_move(self._table, self._keys, change, sealed, write))
        except TransactionRefusedError as refused:
            if is_stored(refused, write):
                return
            if is_too_many(refused, change):
                raise TooManyClaimsError from refused
            if holder := holder_of_reserved(refused):
                raise ReservedError(holder) from refused
            if not is_stale(refused):
                raise
            raise StaleVersionError from refused

    def track(self, receipt: ReceiptNumber, address: str, now: datetime) -> tuple[Case | None, Tries]:
        """Pattern 5: the case and four counters in one request."""
        windows = self._windows(now)
        wanted = [self._keys.case(receipt)]
        wanted += [self._keys.tries(_RECEIPT, receipt, window) for window in windows]
        wanted += [self._keys.tries(_ADDRESS, address, window) for window in windows]
        case: Case | None = None
        tries = {_RECEIPT: 0, _ADDRESS: 0}
        for item in self._table.get_many(wanted, _TRACKED):
            if "body" in item:
                case = load_case(item)
            elif "tries" in item:
                tries[text_of(item, "PK").split("#", 3)[2]] += int(item["tries"]["N"])
        return case, Tries(receipt=tries[_RECEIPT], address=tries[_ADDRESS])

    def record_wrong_try(self, receipt: ReceiptNumber, address: str, now: datetime) -> None:
        """Pattern 6: both counters in one transaction."""
        window = self._windows(now)[0]
        expires_at = window + 3 * self._window
        subjects = ((_RECEIPT, str(receipt)), (_ADDRESS, address))
        self._table.transact([self._one_more(self._keys.tries(*subject, window), expires_at) for subject in subjects])

    def list_queue(self, queue: str, cursor: str | None, limit: int) -> QueuePage:
        """Pattern 7."""
        return self.list_lines(queue, Wish(), cursor, limit)

    def list_lines(self, queue: str, wish: Wish, cursor: str | None, limit: int) -> QueuePage:
        """Pattern 7: one index, by due or of the facet asked for or of the whole list; the rest is looked at."""
        index, scope, sort = self._index_of(queue, wish)
        first = format_moment(wish.since) if wish.since and not wish.is_by_due else "!"
        until = wish.due_by if wish.is_by_due else wish.until
        last_sort = f"{format_moment(until)}~" if until else "~"
        request: dict[str, Any] = {
            "IndexName": index,
            "KeyConditionExpression": "#queue = :queue AND #sort BETWEEN :first AND :last",
            "ExpressionAttributeNames": {"#queue": f"{index}PK", "#sort": sort, "#summary": "summary"},
            "ExpressionAttributeValues": {":queue": {"S": scope}, ":first": {"S": first}, ":last": {"S": last_sort}},
            "ProjectionExpression": "#summary",
            "Limit": limit,
        }
        if cursor is not None:
            request["ExclusiveStartKey"] = decode_cursor(scope, cursor, index, self._keys.office, sort)
        page = self._table.query(**request)
        lines = (json.loads(text_of(item, "summary")) for item in page["Items"])
        last = page.get("LastEvaluatedKey")
        following = encode_cursor(scope, last, index, sort) if last else None
        return QueuePage(tuple(filter(wish.fits, lines)), following, len(page["Items"]))

    def _index_of(self, queue: str, wish: Wish) -> tuple[str, str, str]:
        """The index, its partition, and what it is sorted by."""
        if wish.is_by_due:
            return DUE_INDEX, self._keys.due_partition(queue), f"{DUE_INDEX}SK"
        if wish.facet is None:
            return "GSI1", self._keys.queue_partition(queue), SORT
        return FACET_INDEXES[wish.facet[0]], self._keys.facet_partition(queue, *wish.facet), SORT

    def list_assisted(self, officer: str, cursor: str | None, limit: int) -> CasePage:
        """Pattern 30: the officer's own partition backwards, then its cases as they stand."""
        partition = self._keys.assisted_partition(officer)
        request: dict[str, Any] = {
            "KeyConditionExpression": "#pk = :pk",
            "ExpressionAttributeNames": {"#pk": "PK", "#sk": "SK"},
            "ExpressionAttributeValues": {":pk": {"S": partition}},
            "ProjectionExpression": "#sk",
            "ScanIndexForward": False,
            "ConsistentRead": True,
            "Limit": limit,
        }
        if cursor is not None:
            request["ExclusiveStartKey"] = decode_place(partition, cursor)
        page = self._table.query(**request)
        last = page.get("LastEvaluatedKey")
        receipts = [ReceiptNumber.restore(text_of(item, "SK").rpartition("#")[2]) for item in page["Items"]]
        return CasePage(self.get_many(receipts), encode_place(partition, text_of(last, "SK")) if last else None)

    def list_claims(self, officer: str) -> tuple[Case, ...]:
        """Pattern Q6: the officer's own item, then the cases that it names as they stand."""
        return self.get_many(read_claims(self._table, self._keys, officer))

    def note_look(self, case: Case, unless_since: datetime) -> None:
        """Pattern 4a: of many looks at once one is stored, and none once the case was moved on."""
        with suppress(TransactionRefusedError):
            self._table.transact([build_look(self._table, self._keys, case, unless_since)])

    def get_many(self, receipts: Sequence[ReceiptNumber]) -> tuple[Case, ...]:
        """Pattern 2a: a hundred at most."""
        if not receipts:
            return ()
        found = self._table.get_many([self._keys.case(receipt) for receipt in receipts], _BODY)
        cases = {case.receipt: case for case in map(load_case, found)}
        return tuple(cases[receipt] for receipt in receipts if receipt in cases)

    def find_by_lookup(
        self, kind: str, digest: str, service: str | None = None, limit: int | None = None
    ) -> tuple[ReceiptNumber, ...]:
        """Pattern 8: of the table itself, since an index lags."""
        prefix = f"{service}#" if service is not None else None
        found = self._table.query_partition(self._keys.lookup_partition(kind, digest), prefix, "SK", limit)
        return tuple(ReceiptNumber.restore(text_of(item, "SK").rpartition("#")[2]) for item in islice(found, limit))

    def find_by_any(self, kind: str, digests: Sequence[str], limit: int) -> tuple[ReceiptNumber, ...]:
        """Pattern 8a: as pattern 8 for each, some at a time, until there are enough."""
        partitions = [self._keys.lookup_partition(kind, digest) for digest in digests]
        receipts: dict[str, None] = {}
        for item in self._table.query_partitions(partitions, "SK", limit):
            receipts[text_of(item, "SK").rpartition("#")[2]] = None
            if len(receipts) == limit:
                break
        return tuple(map(ReceiptNumber.restore, receipts))

    def list_audit(self, receipt: ReceiptNumber) -> tuple[AuditEvent, ...]:
        """Pattern 9."""
        found = self._table.query_partition(self._keys.case_partition(receipt), AUDIT, "body")
        return tuple(AuditEvent.model_validate_json(text_of(item, "body"), context=FROM_STORE) for item in found)

    def _windows(self, now: datetime) -> tuple[int, int]:
        start = int(now.timestamp()) // self._window * self._window
        return start, start - self._window

    def _one_more(self, key: Item, expires_at: int) -> dict[str, Any]:
        return {
            "Update": {
                "TableName": self._table.name,
                "Key": key,
                "UpdateExpression": "SET #type=:type,#schema=:one,#expires=:expires ADD #tries :one",
                "ExpressionAttributeNames": {
                    "#type": "entity_type",
                    "#schema": "schema_version",
                    "#expires": "expires_at",
                    "#tries": "tries",
                },
                "ExpressionAttributeValues": {
                    ":type": {"S": "tries"},
                    ":one": {"N": "1"},
                    ":expires": {"N": str(expires_at)},
                },
            }
        }
