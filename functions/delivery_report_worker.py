"""Takes what providers report of messages, and what people reply to them."""

from datetime import UTC, datetime
from typing import Any

from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from chalice.app import Blueprint, SQSEvent

from chalicelib.bootstrap import get_services
from chalicelib.domain.delivery import DeliveryReport
from chalicelib.domain.errors import NotFoundError
from chalicelib.observability import logger
from chalicelib.services.take_report import ForeignReportError
from functions._jobs import process_records

worker = Blueprint(__name__)


@worker.on_sqs_message(queue_arn="arn:aws:sqs:ap-southeast-3:000000000000:delivery-reports", batch_size=10)
def take_reports(event: SQSEvent) -> dict[str, Any]:
    """Note each report, once or often and in any order, and each reply."""
    return process_records(event.to_dict(), event.context, _take)


def _take(record: SQSRecord) -> None:
    telling = get_services().telling
    replies, reports = telling.read_replies(record.body), telling.read_reports(record.body)
    sent_at = datetime.fromtimestamp(int(record.attributes.sent_timestamp) / 1000, UTC)
    for reply in replies:
        wish = telling.take_reply(reply, sent_at)
        logger.info("reply_taken", wish=wish or "none")
    if not reports and not replies:
        logger.info("report_without_notice")
    for report in reports:
        _note(report)


def _note(report: DeliveryReport) -> None:
    try:
        notice = get_services().telling.take_report(report)
    except ForeignReportError:
        logger.warning("report_of_another_channel", channel=report.channel)
        return
    except NotFoundError:
        logger.warning("report_of_an_unknown_notice")
        return
    logger.info("report_taken", notice=notice.id, state=notice.state)
