"""Every morning: the day before, as each post office counted it and as we did, by e-mail and in the log."""

from collections import Counter

from chalice.app import Blueprint, CloudWatchEvent, Cron

from chalicelib.bootstrap import get_services
from chalicelib.observability import logger

worker = Blueprint(__name__)


@worker.schedule(Cron(0, 23, "*", "*", "?", "*"))
def report_statements(_: CloudWatchEvent) -> dict[str, int]:
    """At 06:00 in Jakarta, as EventBridge counts in UTC: one line a partner, and one for each kind of difference."""
    differences = {}
    for partner, day, sent in get_services().post.report_days():
        if day is None:
            logger.warning("statement_unread", partner=partner)
            continue
        facts = {"partner": partner, "day": day.day.isoformat()}
        logger.info("statement_reconciled", **facts, reported=day.reported, batches=day.batches, sent=sent)
        for code, number in Counter(found.code.value for found in day.discrepancies).items():
            logger.warning("statement_differs", **facts, code=code, number=number)
        differences[partner] = len(day.discrepancies)
    return differences
