"""Inspects files that have come, one a message."""

from typing import Any

from chalice.app import Blueprint, SQSEvent

from chalicelib.bootstrap import get_services
from functions._jobs import parse_job, process_messages

worker = Blueprint(__name__)


@worker.on_sqs_message(queue_arn="arn:aws:sqs:ap-southeast-3:000000000000:inspections", batch_size=1)
def inspect_uploads(event: SQSEvent) -> dict[str, Any]:
    """Parse the version that was uploaded, store its page images, write down what was found."""
    inspect = get_services().inspect_upload
    return process_messages(event.to_dict(), event.context, lambda body: inspect(parse_job(body)))
