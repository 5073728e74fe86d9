"""Why nothing goes to an address that a resident gave: a number that takes no messages, or one that wants none."""

from collections.abc import Collection
from enum import StrEnum

from chalicelib.domain.identifiers import PhoneNumber


class Closed(StrEnum):
    """Why a way to a resident is closed; the last three are the reasons of suppressed addresses.

    `unpaid`: the news was not worth the office's money, since no officer brought it about.
    """

    UNPAID = "unpaid"
    LANDLINE = "landline"
    ABROAD = "abroad"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    OPTED_OUT = "opted_out"


def why_no_messages(phone: PhoneNumber, countries: Collection[str]) -> Closed | None:
    """None for a number that messages go to: a mobile one of Indonesia, or of one of the office's `countries`."""
    if phone.takes_texts or (phone.startswith(tuple(countries)) and phone.is_mobile):
        return None
    return Closed.LANDLINE if phone.is_indonesian else Closed.ABROAD
