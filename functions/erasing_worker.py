"""Every hour: erases what is due of cases that are over."""

from collections.abc import Callable
from typing import Any, Final

from chalice.app import Blueprint, CloudWatchEvent, Rate

from chalicelib.bootstrap import get_services
from chalicelib.observability import logger, measure

worker = Blueprint(__name__)

RESERVE_SECONDS: Final = 60
"""Nothing is begun in the last minute of an invocation."""


@worker.schedule(Rate(1, unit=Rate.HOURS))
def erase_ended(event: CloudWatchEvent) -> dict[str, int | bool]:
    """What one run has no time for the next one does; where nothing is due, a run is two reads and some queries.

    Cases that could not be erased are counted, and an alarm tells of them; the next run tries again.
    """
    report = get_services().retention.erase(_has_time(event.context))
    facts: dict[str, int | bool] = {
        "papers": report.papers,
        "personal": report.personal,
        "failed": report.failed,
        "is_done": report.is_done,
    }
    logger.info("erased_ended", **facts)
    measure("CasesNotErased", report.failed)
    return facts


def _has_time(context: Any) -> Callable[[], bool]:  # noqa: ANN401 - Chalice gives Lambda's context no type
    return lambda: context.get_remaining_time_in_millis() > RESERVE_SECONDS * 1000
