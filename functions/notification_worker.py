"""Sends notices."""

from typing import Any, Final

from chalice.app import Blueprint, SQSEvent

from chalicelib.bootstrap import get_services
from functions._jobs import parse_job, process_messages

worker = Blueprint(__name__)

ONE_MESSAGE_SECONDS: Final = 12
"""A city's gateway may take nine, from the look-up of its name to the end of its answer; the rest is for the table."""


@worker.on_sqs_message(queue_arn="arn:aws:sqs:ap-southeast-3:000000000000:notifications", batch_size=10)
def send_notices(event: SQSEvent) -> dict[str, Any]:
    """Tell the resident, at most once on each channel."""
    send = get_services().send_notices
    return process_messages(
        event.to_dict(), event.context, lambda body: send(parse_job(body)), one_takes=ONE_MESSAGE_SECONDS
    )
