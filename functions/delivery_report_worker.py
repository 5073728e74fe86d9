"""Takes what providers report of messages, and what people reply to them."""

from datetime import UTC, datetime
from typing import Any

from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from chalice.app import Blueprint, SQSEvent

from chalicelib.bootstrap import get_services
from chalicelib.domain.delivery import DeliveryReport
from chalicelib.domain.errors import NotFoundError
from chalicelib.observability import logger
from functions._jobs import process_records

worker = Blueprint(__name__)


@worker.on_sqs_message(queue_arn="arn:aws:sqs:ap-southeast-3:000000000000:delivery-reports", batch_size=10)
def take_reports(event: SQSEvent) -> dict[str, Any]:
    """Note each report, once or often and in any order, and each reply."""
    return process_records(event.to_dict(), event.context, _take)


def _take(record: SQSRecord) -> None:
    reply = get_services().telling.read_reply(record.body)
    if reply is None:
        return _take_reports(record.body)
    sent_at = datetime.fromtimestamp(int(record.attributes.sent_timestamp) / 1000, UTC)
    wish = get_services().telling.take_reply(reply, sent_at)
    logger.info("reply_taken", wish=wish or "none")
    return None


def _take_reports(body: str) -> None:
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
