"""Officers who are listed by e-mail address before the office knows their account."""

from chalicelib.domain.identifiers import EmailAddress, InvalidIdentifierError
from chalicelib.domain.officers import EXPECTED
from chalicelib.services.keys import keyed_digest

DIGITS = 32
"""Of the keyed hash, in hex: 128 bits."""


def expected_id(key: bytes, email: str) -> str:
    """The id of the entry of an address, which tells nothing of it; empty for what is none. Case does not count."""
    try:
        address = EmailAddress.parse(email)
    except InvalidIdentifierError:
        return ""
    return f"{EXPECTED}{keyed_digest(key, 'officer_email', address.casefold())[:DIGITS]}"
