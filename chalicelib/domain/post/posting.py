"""How long a case waits for the envelope that a printed cover sheet announces."""

from datetime import datetime, timedelta

from chalicelib.domain.office import Limits


def kept_until(printed_at: datetime, limits: Limits) -> datetime:
    """Until when the sweeper leaves the case alone."""
    return printed_at + timedelta(days=limits.posting_days)


def post_by(printed_at: datetime, limits: Limits) -> datetime:
    """The last day to post, so that the letter is there in time."""
    return kept_until(printed_at, limits) - timedelta(days=limits.travel_days)


def leaves_time(printed_at: datetime, limits: Limits, now: datetime) -> bool:
    """Whether a sheet with that date still leaves as long to post as a letter travels."""
    return now + timedelta(days=limits.travel_days) <= post_by(printed_at, limits)
