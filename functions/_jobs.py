"""Messages of the job queues: each body is one outbox job; a record that fails goes back alone."""

from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from chalicelib.domain.events import Job, ParcelJob, read_job
from chalicelib.observability import logger


class WrongJobError(Exception):
    """A job of another kind: it lies in the wrong queue."""


def parse_job(text: str) -> Job:
    """A job of a case. Raises WrongJobError for one of a batch, pydantic.ValidationError for what is no job."""
    job = read_job(text)
    if not isinstance(job, Job):
        raise WrongJobError
    return job


def parse_parcel(text: str) -> ParcelJob:
    """A job of a batch. Raises WrongJobError for one of a case, pydantic.ValidationError for what is no job."""
    job = read_job(text)
    if not isinstance(job, ParcelJob):
        raise WrongJobError
    return job


class OutOfTimeError(Exception):
    """Too little of the function's time is left for one more."""


def process_messages(
    event: dict[str, Any],
    context: Any,  # noqa: ANN401 - Chalice gives Lambda's context no type
    handle: Callable[[str], None],
    one_takes: float = 0,
) -> dict[str, Any]:
    """Handle each message's body, as `process_records` does."""
    return process_records(event, context, lambda record: handle(record.body), one_takes)


def process_records(
    event: dict[str, Any],
    context: Any,  # noqa: ANN401 - as above
    handle: Callable[[SQSRecord], None],
    one_takes: float = 0,
) -> dict[str, Any]:
    """Handle each message; returns the partial batch response that Lambda expects.

    An unknown error fails its record and no other: it is tried again and ends in the dead-letter queue. None is begun
    with less than `one_takes` seconds left: it goes back, before the function is cut off in the middle of it.
    """

    def on_record(record: SQSRecord) -> None:
        if one_takes and context.get_remaining_time_in_millis() < one_takes * 1000:
            logger.warning("record_not_begun", message_id=record.message_id)
            raise OutOfTimeError
        try:
            handle(record)
        except Exception:
            logger.exception("record_failed", message_id=record.message_id)
            raise
        logger.info("record_done", message_id=record.message_id)

    processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
    return dict(process_partial_response(event=event, record_handler=on_record, processor=processor, context=context))
