"""Sends notices."""

from typing import Any

from chalice.app import Blueprint, SQSEvent

from chalicelib.bootstrap import get_services
from functions._jobs import parse_job, process_messages

worker = Blueprint(__name__)


@worker.on_sqs_message(queue_arn="arn:aws:sqs:ap-southeast-3:000000000000:notifications", batch_size=10)
def send_notices(event: SQSEvent) -> dict[str, Any]:
    """Tell the resident, at most once on each channel."""
    send = get_services().send_notices
    return process_messages(event.to_dict(), event.context, lambda body: send(parse_job(body)))
