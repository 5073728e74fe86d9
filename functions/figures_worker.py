"""Counts what happened, fed by the table's stream."""

import json
from typing import Any, cast

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.typing import LambdaContext
from chalice.app import Blueprint, CloudWatchEvent, Cron, DynamoDBEvent

from chalicelib.bootstrap import get_services
from chalicelib.domain.events import AuditEvent
from chalicelib.domain.identifiers import FROM_STORE, ReceiptNumber
from chalicelib.domain.notification import Notice, NoticeState
from chalicelib.domain.queue_counts import Line
from chalicelib.domain.telling_figures import end_of, has_grown, is_handed_over_now, seconds_until_handed_over
from chalicelib.observability import logger, measure
from chalicelib.services.count_queues import read_summary

worker = Blueprint(__name__)


@worker.on_dynamodb_record(
    stream_arn="arn:aws:dynamodb:ap-southeast-3:000000000000:table/registry/stream/placeholder", batch_size=100
)
def count_figures(event: DynamoDBEvent) -> dict[str, Any]:
    """New audit events, and lines of work lists that came, went or changed; a record that fails is tried again."""
    processor = BatchProcessor(event_type=EventType.DynamoDBStreams, raise_on_entire_batch_failure=False)
    return dict(
        process_partial_response(
            event=event.to_dict(),
            record_handler=_count,
            processor=processor,
            context=cast("LambdaContext", event.context),
        )
    )


def _count(record: DynamoDBRecord) -> None:
    change: dict[str, Any] = record.raw_event.get("dynamodb", {})
    try:
        if record.raw_event.get("eventName") == "INSERT":
            _count_event(change.get("NewImage", {}))
        _count_notice(change)
        _count_line(change)
    except Exception:
        logger.exception("count_failed")
        raise


def _count_event(image: dict[str, Any]) -> None:
    if image.get("entity_type") == {"S": "audit"}:
        receipt = ReceiptNumber.restore(str(image["PK"]["S"]).rpartition("#")[2])
        get_services().count_figures(receipt, AuditEvent.model_validate_json(image["body"]["S"]))


def _count_notice(change: dict[str, Any]) -> None:
    """A step of a notice, counted here and measured for the dashboard the first time that it is told."""
    image = change.get("NewImage", {})
    if image.get("entity_type") != {"S": "notice"}:
        return
    notice = Notice.model_validate_json(image["body"]["S"], context=FROM_STORE)
    old = change.get("OldImage", {}).get("state")
    before = NoticeState(old["S"]) if old else None
    if get_services().telling.count_notices(before, notice):
        _measure(before, notice)


def _measure(before: NoticeState | None, notice: Notice) -> None:
    if notice.is_practice:
        return
    if before is None and has_grown(notice):
        measure("GrownTexts", 1)
    measure("Notices", 1, channel=notice.channel, state=end_of(notice))
    waited = seconds_until_handed_over(notice)
    if waited is not None and is_handed_over_now(before, notice):
        measure("HandedOverAfter", waited, unit=MetricUnit.Seconds)


def _count_line(change: dict[str, Any]) -> None:
    before, after = (_line(change.get(name)) for name in ("OldImage", "NewImage"))
    if before is not None or after is not None:
        keys = change["Keys"]
        get_services().count_queues.count(keys["PK"]["S"], keys["SK"]["S"], before, after)


def _line(image: dict[str, Any] | None) -> Line | None:
    """The line that an image of the stream holds; None for an item that no list ever has."""
    if not image or "summary" not in image:
        return None
    queue = image["GSI1PK"]["S"].split("#QUEUE#", 1)[-1] if "GSI1PK" in image else ""
    return read_summary(queue, json.loads(image["summary"]["S"]))


@worker.schedule(Cron(30, 22, "*", "*", "?", "*"))
def publish_figures(_: CloudWatchEvent) -> dict[str, int]:
    """At 05:30 in Jakarta, as EventBridge counts in UTC: what anybody may have, up to the last whole week."""
    rows = get_services().read_statistics.publish()
    logger.info("figures_published", rows=rows)
    return {"rows": rows}
