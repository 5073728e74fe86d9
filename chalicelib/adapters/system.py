"""The machine's clock, chance and waiting."""

import random
import secrets
import time
from datetime import UTC, datetime
from typing import Final

_FIRST_WAIT: Final = 0.02
_LONGEST_WAIT: Final = 0.5


class SystemClock:
    """The time in UTC, cut to whole milliseconds."""

    def now(self) -> datetime:
        moment = datetime.now(UTC)
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


class SystemIds:
    """Ids of 128 random bits from the operating system."""

    def new_id(self) -> str:
        return secrets.token_urlsafe(16)


def wait_with_jitter(attempt: int) -> None:
    """Sleep between 0 and 20 ms · 2^attempt, at most half a second.

    Full jitter: callers that collided once do not collide again (AWS Architecture Blog, "Exponential Backoff And
    Jitter").
    """
    ceiling = min(_LONGEST_WAIT, _FIRST_WAIT * 2.0**attempt)
    time.sleep(random.uniform(0, ceiling))  # noqa: S311 - spreads retries, guards nothing
