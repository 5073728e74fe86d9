"""Pending jobs in the registry table. Each method names its access pattern of docs/data-model.md."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from chalicelib.adapters.clients import CONDITION_FAILED, error_code
from chalicelib.adapters.dynamodb.cursors import decode_cursor, encode_cursor
from chalicelib.adapters.dynamodb.items import job_item, load_job
from chalicelib.adapters.dynamodb.keys import Keys, outbox_sort
from chalicelib.adapters.dynamodb.table import ANSWERING, Table
from chalicelib.adapters.system import wait_with_jitter
from chalicelib.domain.events import OutboxJob
from chalicelib.domain.worklist import format_moment

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

PAGE: Final = 100


def deferral(table: str, keys: Keys, job: OutboxJob, until: datetime) -> Any:  # noqa: ANN401 - of botocore
    """An update, alone or in a transaction, that fails where the job is off."""
    return {
        "TableName": table,
        "Key": keys.job(job.partition, job.id),
        "UpdateExpression": "SET #age=:until",
        "ConditionExpression": "attribute_exists(#pk)",
        "ExpressionAttributeNames": {"#age": "GSI2SK", "#pk": "PK"},
        "ExpressionAttributeValues": {":until": {"S": outbox_sort(job, until)}},
    }


class DynamoOutbox:
    """The outbox of one office: a job is an item beside its case or its batch until its effect is stored."""

    def __init__(
        self, client: "DynamoDBClient", table: str, office: str, wait: Callable[[int], None] = wait_with_jitter
    ) -> None:
        self._table = Table(client, table, wait)
        self._keys = Keys(office)

    def is_pending(self, job: OutboxJob) -> bool:
        """Pattern 10."""
        return self._table.get(self._keys.job(job.partition, job.id), {"#pk": "PK"}) is not None

    def list_pending(self, before: datetime, cursor: str | None = None) -> tuple[tuple[OutboxJob, ...], str | None]:
        """Pattern 11: of an index, so a job of this very moment may be missing, and a settled one still be there."""
        scope = self._keys.outbox_partition()
        request: dict[str, Any] = {
            "IndexName": "GSI2",
            "KeyConditionExpression": "#outbox = :outbox AND #age < :before",
            "ExpressionAttributeNames": {"#outbox": "GSI2PK", "#age": "GSI2SK", "#body": "body"},
            "ExpressionAttributeValues": {":outbox": {"S": scope}, ":before": {"S": format_moment(before)}},
            "ProjectionExpression": "#body",
            "Limit": PAGE,
        }
        if cursor is not None:
            request["ExclusiveStartKey"] = decode_cursor(scope, cursor, "GSI2", self._keys.office)
        page = self._table.query(**request)
        last = page.get("LastEvaluatedKey")
        return tuple(map(load_job, page["Items"])), encode_cursor(scope, last, "GSI2") if last else None

    def settle(self, job: OutboxJob) -> None:
        """Pattern 12."""
        with ANSWERING:
            self._table.client.delete_item(TableName=self._table.name, Key=self._keys.job(job.partition, job.id))

    def reopen(self, job: OutboxJob) -> None:
        """Pattern 12c: a put, whether or not it stands there."""
        with ANSWERING:
            self._table.client.put_item(TableName=self._table.name, Item=job_item(job, self._keys))

    def defer(self, job: OutboxJob, until: datetime) -> None:
        """Pattern 12b: an update that makes no job anew."""
        try:
            with ANSWERING:
                self._table.client.update_item(**deferral(self._table.name, self._keys, job, until))
        except ClientError as error:
            if error_code(error) != CONDITION_FAILED:
                raise
