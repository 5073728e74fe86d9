"""Notes files on the bucket's word: the back-up of a browser that never came back to say `complete`."""

import json
from typing import Any
from urllib.parse import unquote_plus

from chalice.app import Blueprint, SQSEvent

from chalicelib.bootstrap import get_services
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.identifiers import InvalidIdentifierError, ReceiptNumber
from chalicelib.observability import logger
from functions._jobs import process_messages

worker = Blueprint(__name__)

KEY_PARTS = 4


@worker.on_sqs_message(queue_arn="arn:aws:sqs:ap-southeast-3:000000000000:uploads-arrived", batch_size=10)
def record_arrivals(event: SQSEvent) -> dict[str, Any]:
    """Bind each upload to the object that came; the event is only believed as far as the bucket confirms it."""
    return process_messages(event.to_dict(), event.context, _note)


def _note(body: str) -> None:
    for record in json.loads(body).get("Records", ()):  # S3 sends a test event without Records when it is configured
        key = unquote_plus(record["s3"]["object"]["key"])
        parts = key.split("/")
        if len(parts) != KEY_PARTS or parts[1] != "uploads":
            logger.warning("object_outside_uploads")
            continue
        try:
            get_services().receive_upload.note_arrival(ReceiptNumber.parse(parts[2]), parts[3], key)
        except (NotFoundError, InvalidIdentifierError):
            logger.warning("object_without_upload")
