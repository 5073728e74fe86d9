"""What telling left beside cases of the registry table."""

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from chalicelib.adapters.dynamodb.items import load_job
from chalicelib.adapters.dynamodb.keys import JOB, NOTICE, UNTOLD, Item, Keys, text_of
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.domain.events import Job, NoticeEvent
from chalicelib.domain.identifiers import FROM_STORE, ReceiptNumber
from chalicelib.domain.notification import Notice
from chalicelib.domain.told import Mark, Trail

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

LAST: Final = f"{UNTOLD}~"


class DynamoTellingTrail:
    """Notices, jobs and lines lie beside each other, in this order of their keys."""

    def __init__(self, client: "DynamoDBClient", table: str, office: str) -> None:
        self._table = Table(client, table)
        self._keys = Keys(office)

    def of(self, receipt: ReceiptNumber) -> Trail:
        """Pattern 15b."""
        found = self._table.query_all(
            KeyConditionExpression="#pk = :pk AND #sk BETWEEN :first AND :last",
            ExpressionAttributeNames={"#pk": "PK", "#sk": "SK", "#body": "body", "#summary": "summary"},
            ExpressionAttributeValues={
                ":pk": {"S": self._keys.case_partition(receipt)}, ":first": {"S": NOTICE}, ":last": {"S": LAST},
            },
            ProjectionExpression="#sk, #body, #summary",
            ConsistentRead=True,
        )  # fmt: skip
        return _sorted_out(list(found))


def _sorted_out(items: list[Item]) -> Trail:
    of = {kind: [item for item in items if text_of(item, "SK").startswith(kind)] for kind in (NOTICE, JOB, UNTOLD)}
    jobs = [job for job in map(load_job, of[JOB]) if isinstance(job, Job)]
    read = Notice.model_validate_json
    notices = [read(text_of(item, "body"), context=FROM_STORE) for item in of[NOTICE]]
    lines = [(text_of(item, "SK").removeprefix(UNTOLD), json.loads(text_of(item, "summary"))) for item in of[UNTOLD]]
    return Trail(notices, jobs, [_mark(job_id, line) for job_id, line in lines if line["notice"]])


def _mark(job_id: str, line: dict[str, Any]) -> Mark:
    """The job's id ends with its product, if it has one."""
    product = job_id.partition(f"-{line['notice']}-")[2]
    return Mark(NoticeEvent(line["notice"]), product, datetime.fromisoformat(line["clock"]), line.get("move", 0))
