"""Days and hours of an appointment, as a form has them."""

from collections.abc import Mapping
from datetime import date

from chalicelib.domain.errors import Fault, InvalidRequestError
from chalicelib.domain.pick_up import Hour


def read_hour(typed: Mapping[str, str]) -> Hour:
    """Raises InvalidRequestError where no hour was chosen."""
    day = find_day(typed.get("day", ""))
    if day is None or not typed.get("at"):
        raise InvalidRequestError([Fault("at", "missing")])
    return Hour(typed.get("place", ""), day, typed["at"])


def find_day(text: str) -> date | None:
    """None for what is no day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
