"""Reads the numbers on cards, one case a message: a function of its own, whose reader is an optional layer."""

from typing import Any

from chalice.app import Blueprint, SQSEvent

from chalicelib.bootstrap import get_services
from functions._jobs import parse_job, process_messages

worker = Blueprint(__name__)


@worker.on_sqs_message(queue_arn="arn:aws:sqs:ap-southeast-3:000000000000:readings", batch_size=1)
def read_papers(event: SQSEvent) -> dict[str, Any]:
    """Compare the numbers on the cards of a case with those that were typed."""
    return process_messages(event.to_dict(), event.context, lambda body: get_services().read_numbers(parse_job(body)))
