"""Every ten minutes: moves on whatever stands still."""

from chalice.app import Blueprint, CloudWatchEvent, Rate

from chalicelib.bootstrap import get_services
from chalicelib.observability import logger, measure

worker = Blueprint(__name__)


@worker.schedule(Rate(10, unit=Rate.MINUTES))
def sweep(_: CloudWatchEvent) -> dict[str, int]:
    """Passes stuck jobs on again, gives idle claims back, ends what is over, and measures what messages have cost."""
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
    in_hour, in_month = get_services().telling.sending_caps.shares()
    measure("ShareOfHourSpent", in_hour)
    measure("ShareOfMonthSpent", in_month)
    return facts
