"""Residents whom no channel reached, as a work list of the registry table."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from chalicelib.adapters.dynamodb.items import to_json
from chalicelib.adapters.dynamodb.keys import Keys, queue_sort
from chalicelib.adapters.dynamodb.table import ANSWERING, Table
from chalicelib.domain.events import Job
from chalicelib.domain.notification import NoticeChannel, NoticeState
from chalicelib.domain.worklist import UNREACHED, format_moment

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

SORT: Final = "UNREACHED#"


class DynamoUnreachedList:
    """One item per job that reached nobody; putting it again changes nothing but its moment."""

    def __init__(self, client: "DynamoDBClient", table: str, office: str) -> None:
        self._table = Table(client, table)
        self._keys = Keys(office)

    def add(self, job: Job, channels: Mapping[NoticeChannel, NoticeState], now: datetime) -> None:
        """Pattern 16: a put under a key that is a function of the job."""
        summary = {
            "receipt": str(job.receipt),
            "kind": job.kind,
            "notice": job.notice,
            "channels": dict(channels),
            "clock": format_moment(now),
        }
        with ANSWERING:
            self._table.client.put_item(
                TableName=self._table.name,
                Item={
                    **self._keys.case(job.receipt, f"{SORT}{job.id}"),
                    "entity_type": {"S": "unreached"},
                    "schema_version": {"N": "1"},
                    "summary": {"S": to_json(summary)},
                    "GSI1PK": {"S": self._keys.queue_partition(UNREACHED)},
                    "GSI1SK": {"S": queue_sort(now, job.receipt)},
                },
            )

    def remove(self, job: Job) -> None:
        """A delete under the same key."""
        with ANSWERING:
            self._table.client.delete_item(
                TableName=self._table.name, Key=self._keys.case(job.receipt, f"{SORT}{job.id}")
            )
