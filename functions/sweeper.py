"""Every ten minutes: moves on whatever stands still."""

from chalice.app import Blueprint, CloudWatchEvent, Rate

from chalicelib.bootstrap import get_services
from chalicelib.observability import logger

worker = Blueprint(__name__)


@worker.schedule(Rate(10, unit=Rate.MINUTES))
def sweep(_: CloudWatchEvent) -> dict[str, int]:
    """Passes stuck jobs on again, gives idle claims back, ends what is over: drafts, unanswered returns, lists."""
    report = get_services().sweep()
    facts = {
        "relayed": report.relayed,
        "not_taken": report.not_taken,
        "released": report.released,
        "warned": report.warned,
        "expired": report.expired,
        "lapsed": report.lapsed,
        "reminded": report.reminded,
        "erased": report.erased,
        "expected": report.expected,
    }
    logger.info("swept", **facts)
    return facts
