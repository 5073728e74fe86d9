"""Takes what providers report of messages."""

from typing import Any

from chalice.app import Blueprint, SQSEvent

from chalicelib.bootstrap import get_services
from chalicelib.domain.delivery import DeliveryReport
from chalicelib.domain.errors import NotFoundError
from chalicelib.observability import logger
from functions._jobs import process_messages

worker = Blueprint(__name__)


@worker.on_sqs_message(queue_arn="arn:aws:sqs:ap-southeast-3:000000000000:delivery-reports", batch_size=10)
def take_reports(event: SQSEvent) -> dict[str, Any]:
    """Note each report, once or often and in any order."""
    return process_messages(event.to_dict(), event.context, _take)


def _take(body: str) -> None:
    reports = get_services().telling.read_reports(body)
    if not reports:
        logger.info("report_without_notice")
    for report in reports:
        _note(report)


def _note(report: DeliveryReport) -> None:
    try:
        notice = get_services().telling.take_report(report)
    except NotFoundError:
        logger.warning("report_of_an_unknown_notice")
        return
    logger.info("report_taken", notice=notice.id, state=notice.state)
