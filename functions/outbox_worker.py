"""Passes new outbox jobs on, fed by the table's stream."""

from typing import Any, cast

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.typing import LambdaContext
from chalice.app import Blueprint, DynamoDBEvent

from chalicelib.bootstrap import get_services
from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.events import read_job
from chalicelib.observability import logger

worker = Blueprint(__name__)


@worker.on_dynamodb_record(
    stream_arn="arn:aws:dynamodb:ap-southeast-3:000000000000:table/registry/stream/placeholder", batch_size=100
)
def relay_outbox(event: DynamoDBEvent) -> dict[str, Any]:
    """Only insertions of outbox items matter; a record that fails is tried again with those after it."""
    processor = BatchProcessor(event_type=EventType.DynamoDBStreams, raise_on_entire_batch_failure=False)
    return dict(
        process_partial_response(
            event=event.to_dict(),
            record_handler=_relay,
            processor=processor,
            context=cast("LambdaContext", event.context),
        )
    )


def _relay(record: DynamoDBRecord) -> None:
    image = record.dynamodb.new_image if record.dynamodb else None
    if record.raw_event.get("eventName") != "INSERT" or not image or image.get("entity_type") != "job":
        return
    try:
        left = get_services().relay_outbox([read_job(image["body"])])
    except Exception:
        logger.exception("relay_failed")
        raise
    if left:
        raise UnavailableError
