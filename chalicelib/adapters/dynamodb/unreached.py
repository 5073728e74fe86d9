"""Residents whom no channel reached, as a work list of the registry table."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from chalicelib.adapters.clients import CONDITION_FAILED, error_code
from chalicelib.adapters.dynamodb.items import to_json
from chalicelib.adapters.dynamodb.keys import UNTOLD, Keys, queue_sort, text_of
from chalicelib.adapters.dynamodb.table import ANSWERING, Table
from chalicelib.domain.events import Job, NoticeEvent
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.notification import NoticeChannel, NoticeState, Untold
from chalicelib.domain.reach import Closed
from chalicelib.domain.worklist import UNREACHED, format_moment

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_IS_NOT_GONE: Final = "attribute_not_exists(#gone) OR NOT contains(#gone, :told_at)"


class DynamoUnreachedList:
    """One item per job that reached nobody; putting it again changes nothing but its moment."""

    def __init__(self, client: "DynamoDBClient", table: str, office: str) -> None:
        self._table = Table(client, table)
        self._keys = Keys(office)

    def add(
        self,
        job: Job,
        channels: Mapping[NoticeChannel, NoticeState],
        now: datetime,
        gone: Collection[str] = (),
        capped: Collection[NoticeChannel] = (),
        closed: Mapping[NoticeChannel, Closed] | None = None,
    ) -> None:
        """Pattern 16: a put under a key that is a function of the job."""
        summary = {
            "receipt": str(job.receipt),
            "kind": job.kind,
            "move": job.move,
            "notice": job.notice,
            "product": job.product_id,
            "channels": dict(channels),
            "capped": sorted(set(capped)),
            "closed": dict(closed or {}),
            "clock": format_moment(now),
        }
        with ANSWERING:
            self._table.client.put_item(
                TableName=self._table.name,
                Item={
                    **self._keys.case(job.receipt, f"{UNTOLD}{job.id}"),
                    "entity_type": {"S": "unreached"},
                    "schema_version": {"N": "1"},
                    "summary": {"S": to_json(summary)},
                    "GSI1PK": {"S": self._keys.queue_partition(UNREACHED)},
                    "GSI1SK": {"S": queue_sort(now, job.receipt)},
                    **({"gone": {"SS": sorted(set(gone))}} if gone else {}),
                },
            )

    def remove(self, receipt: ReceiptNumber, job: str, told_at: str = "") -> None:
        """A delete under the same key, refused where the line names `told_at` as gone."""
        try:
            with ANSWERING:
                self._table.client.delete_item(
                    TableName=self._table.name,
                    Key=self._keys.case(receipt, f"{UNTOLD}{job}"),
                    ConditionExpression=_IS_NOT_GONE,
                    ExpressionAttributeNames={"#gone": "gone"},
                    ExpressionAttributeValues={":told_at": {"S": told_at}},
                )
        except ClientError as error:
            if error_code(error) != CONDITION_FAILED:
                raise

    def list_for(self, receipt: ReceiptNumber) -> tuple[Untold, ...]:
        """Pattern 16a."""
        found = self._table.query_all(
            KeyConditionExpression="#pk = :pk AND begins_with(#sk, :prefix)",
            ExpressionAttributeNames={"#pk": "PK", "#sk": "SK", "#summary": "summary"},
            ExpressionAttributeValues={
                ":pk": {"S": self._keys.case_partition(receipt)},
                ":prefix": {"S": UNTOLD},
            },
            ProjectionExpression="#sk,#summary",
            ConsistentRead=True,
        )
        lines = ((text_of(item, "SK").removeprefix(UNTOLD), json.loads(text_of(item, "summary"))) for item in found)
        return tuple(_load(job, line) for job, line in lines if line["notice"])


def _load(job: str, line: Mapping[str, Any]) -> Untold:
    """A line that an earlier version wrote names neither its move nor its product."""
    return Untold(
        job=job,
        move=line.get("move", 0),
        notice=NoticeEvent(line["notice"]),
        product=line.get("product") or "",
        channels={NoticeChannel(channel): NoticeState(state) for channel, state in line["channels"].items()},
        since=datetime.fromisoformat(line["clock"]),
        capped=frozenset(map(NoticeChannel, line.get("capped", ()))),
        closed={NoticeChannel(channel): Closed(why) for channel, why in line.get("closed", {}).items()},
    )
