"""Counts what happened, fed by the table's stream."""

from typing import Any, cast

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.typing import LambdaContext
from chalice.app import Blueprint, CloudWatchEvent, Cron, DynamoDBEvent

from chalicelib.bootstrap import get_services
from chalicelib.domain.events import AuditEvent
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.observability import logger

worker = Blueprint(__name__)


@worker.on_dynamodb_record(
    stream_arn="arn:aws:dynamodb:ap-southeast-3:000000000000:table/registry/stream/placeholder", batch_size=100
)
def count_figures(event: DynamoDBEvent) -> dict[str, Any]:
    """Only insertions of audit events matter; a record that fails is tried again with those after it."""
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
    image = record.dynamodb.new_image if record.dynamodb else None
    if record.raw_event.get("eventName") != "INSERT" or not image or image.get("entity_type") != "audit":
        return
    try:
        receipt = ReceiptNumber.restore(str(image["PK"]).rpartition("#")[2])
        get_services().count_figures(receipt, AuditEvent.model_validate_json(image["body"]))
    except Exception:
        logger.exception("count_failed")
        raise


@worker.schedule(Cron(30, 22, "*", "*", "?", "*"))
def publish_figures(_: CloudWatchEvent) -> dict[str, int]:
    """At 05:30 in Jakarta, as EventBridge counts in UTC: what anybody may have, up to the last whole week."""
    rows = get_services().read_statistics.publish()
    logger.info("figures_published", rows=rows)
    return {"rows": rows}
