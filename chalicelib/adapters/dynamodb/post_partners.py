"""What a partner's batches have in common: its sequence, its days, what it is to scan again, what it reported.

Each method names its access pattern of docs/data-model.md.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Final

from chalicelib.adapters.dynamodb.keys import Item, text_of
from chalicelib.adapters.dynamodb.post_items import load, load_statement, statement_items
from chalicelib.adapters.dynamodb.post_keys import (
    DONE_RESCAN,
    OPEN_RESCAN,
    SEQUENCE,
    PostKeys,
    day_prefix,
    partition_of,
    statement_prefix,
)
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.system import SystemIds, wait_with_jitter
from chalicelib.domain.office import Office
from chalicelib.domain.post.envelope import Batch, Rescan, Statement

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MOST_KEYS: Final = 100
"""Items of one BatchGetItem."""

_BODY: Final = {"#body": "body"}


class PartnerRecords:
    """Records of the partners of one office, whose calendar says on which day a batch was opened."""

    def __init__(
        self, client: "DynamoDBClient", table: str, office: Office, wait: Callable[[int], None] = wait_with_jitter
    ) -> None:
        self._table = Table(client, table, wait)
        self._keys = PostKeys(office.code)
        self._local_time = office.local_time
        self._new_id = SystemIds().new_id

    def list_batches(self, partner: str, day: date) -> tuple[Batch, ...]:
        """Pattern 24: the day's ids, then the batches, a hundred a request."""
        found = self._table.query_partition(self._partition(partner), day_prefix(day), "batch")
        keys = [self._keys.batch(partner, text_of(item, "batch")) for item in found]
        batches: list[Batch] = []
        for start in range(0, len(keys), MOST_KEYS):
            items = self._table.get_many(keys[start : start + MOST_KEYS], _BODY)
            batches += [load(Batch, item) for item in items]
        return tuple(sorted(batches, key=lambda batch: batch.sequence))

    def list_sequence(self, partner: str, limit: int) -> tuple[int, ...]:
        """Pattern 25."""
        newest = self._newest(partner, SEQUENCE, {"#sk": "SK"}, limit)
        return tuple(int(text_of(item, "SK").removeprefix(SEQUENCE)) for item in islice(newest, limit))

    def get_rescan(self, partner: str, rescan_id: str) -> Rescan | None:
        """Pattern 26: the open ones first, for a rescan only ever moves from there."""
        for prefix in (OPEN_RESCAN, DONE_RESCAN):
            item = self._table.get(self._keys.partner(partner, f"{prefix}{rescan_id}"), _BODY)
            if item is not None:
                return load(Rescan, item)
        return None

    def list_rescans(self, partner: str) -> tuple[Rescan, ...]:
        """Pattern 27."""
        found = self._table.query_partition(self._partition(partner), OPEN_RESCAN, "body")
        return tuple(sorted((load(Rescan, item) for item in found), key=lambda rescan: (rescan.asked_at, rescan.id)))

    def add_statement(self, statement: Statement) -> None:
        """Pattern 28: nothing where the last word is the same; else put beside it, in one transaction."""
        known = self.latest_statement(statement.partner, statement.day)
        if known is None or known.digest != statement.digest:
            self._table.transact([self._table.put_action(item) for item in statement_items(statement, self._keys)])

    def latest_statement(self, partner: str, day: date) -> Statement | None:
        """Pattern 29: the newest item, and those before it only where a report takes several."""
        names = {"#body": "body", "#report": "report", "#pieces": "pieces"}
        newest = self._newest(partner, statement_prefix(day), names, 1)
        last = next(newest, None)
        if last is None:
            return None
        before = list(islice(newest, int(last["pieces"]["N"]) - 1))
        return load_statement([*reversed(before), last])

    def _newest(self, partner: str, prefix: str, names: Mapping[str, str], page: int) -> Iterator[Item]:
        """Items of a partner from the last backwards, `page` a request, asked for as far as they are read."""
        return self._table.query_all(
            KeyConditionExpression="#pk = :pk AND begins_with(#sk, :prefix)",
            ExpressionAttributeNames={"#pk": "PK", "#sk": "SK", **names},
            ExpressionAttributeValues={":pk": {"S": self._partition(partner)}, ":prefix": {"S": prefix}},
            ProjectionExpression=",".join(names),
            ScanIndexForward=False,
            ConsistentRead=True,
            Limit=page,
        )

    def _partition(self, partner: str) -> str:
        return partition_of(self._keys.partner(partner, ""))

    def _day_of(self, moment: datetime) -> date:
        return self._local_time(moment).date()
