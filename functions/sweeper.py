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
    _measure_telling()
    return facts


def _measure_telling() -> None:
    """What the dashboard and the alarms are about; the cost only where the office has prices."""
    services, telling = get_services(), get_services().telling
    in_hour, in_month = telling.sending_caps.shares()
    measure("ShareOfHourSpent", in_hour)
    measure("ShareOfMonthSpent", in_month)
    today = services.office.local_time(services.clock.now()).date()
    month = telling.read_telling.report(today.replace(day=1), today)
    measure("Unreached", month.unreached)
    if month.cost is not None:
        measure("CostOfMonth", month.cost)
