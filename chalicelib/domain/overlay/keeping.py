"""What is wrong with how long an office means to keep things."""

from collections.abc import Iterator

from chalicelib.domain.errors import Fault
from chalicelib.domain.retention import ENDINGS, FEWEST_DAYS, MOST_DAYS, Part, Schedule


def retention_faults(schedule: Schedule, prefix: str = "") -> Iterator[Fault]:
    """Too few or too many days, and what names people going before the papers that do. Every fault at once."""
    for name in ENDINGS.values():
        kept = getattr(schedule, name)
        if kept is None:
            continue
        for part in Part:
            if not FEWEST_DAYS <= kept.days_of(part) <= MOST_DAYS:
                yield Fault(f"{prefix}{name}.{part}_days", "retention_out_of_range", (("limit", str(FEWEST_DAYS)),))
        if kept.personal_days < kept.papers_days:
            yield Fault(f"{prefix}{name}.personal_days", "retention_before_papers")
