"""Takes what providers report of messages."""

from typing import Any

from chalice.app import Blueprint, SQSEvent

from chalicelib.bootstrap import get_services
from chalicelib.domain.errors import NotFoundError
from chalicelib.observability import logger
from functions._jobs import process_messages

worker = Blueprint(__name__)


@worker.on_sqs_message(queue_arn="arn:aws:sqs:ap-southeast-3:000000000000:delivery-reports", batch_size=10)
def take_reports(event: SQSEvent) -> dict[str, Any]:
    """Note each report, once or often and in any order."""
    return process_messages(event.to_dict(), event.context, _take)


def _take(body: str) -> None:
    telling = get_services().telling
    report = telling.read_report(body)
    if report is None:
        logger.info("report_without_notice")
        return
    try:
        notice = telling.take_report(report)
    except NotFoundError:
        logger.warning("report_of_an_unknown_notice")
        return
    logger.info("report_taken", notice=notice.id, state=notice.state)
