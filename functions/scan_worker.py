"""Splits scans of the post office, one parcel a message."""

from collections.abc import Callable
from typing import Any

from chalice.app import Blueprint, SQSEvent

from chalicelib.bootstrap import get_services
from functions._jobs import parse_parcel, process_messages

worker = Blueprint(__name__)


@worker.on_sqs_message(queue_arn="arn:aws:sqs:ap-southeast-3:000000000000:scans", batch_size=1)
def split_scans(event: SQSEvent) -> dict[str, Any]:
    """Read the scans of a parcel and file its envelopes; what there is no time for is sent on as the same job."""
    time_left = _time_left(event.context)
    return process_messages(
        event.to_dict(), event.context, lambda body: get_services().post.split_parcel(parse_parcel(body), time_left)
    )


def _time_left(context: Any) -> Callable[[], float]:  # noqa: ANN401 - Chalice gives Lambda's context no type
    """Seconds until Lambda ends this invocation, whenever it is asked."""
    return lambda: context.get_remaining_time_in_millis() / 1000
