"""What passes between the office and the city's own message gateway is signed by both, each for a few minutes.

`Loket-Signature: t=<seconds since 1970>,v1=<hex>`, where v1 is HMAC-SHA256 of `<t>.<body>` under the shared key.
"""

import hmac
import re
from datetime import UTC, datetime, timedelta
from typing import Final

from chalicelib.domain.errors import UnauthorizedError

HEADER: Final = "Loket-Signature"
LIFE: Final = timedelta(minutes=5)
"""How far the two clocks may be apart; what was overheard is worth nothing after it."""

_SHAPE: Final = re.compile(r"t=(?P<at>\d{1,11}),v1=(?P<code>[0-9a-f]{64})", re.ASCII)


def sign(key: bytes, body: bytes, now: datetime) -> str:
    """The value of the header."""
    at = int(now.timestamp())
    return f"t={at},v1={_code(key, at, body)}"


def check(key: bytes, body: bytes, signature: str, now: datetime) -> None:
    """Raises UnauthorizedError for what the other side did not sign, or not within LIFE of now."""
    found = _SHAPE.fullmatch(signature)
    if found is None:
        raise UnauthorizedError
    at = int(found["at"])
    is_genuine = hmac.compare_digest(found["code"], _code(key, at, body))
    if not is_genuine or abs(now - datetime.fromtimestamp(at, UTC)) > LIFE:
        raise UnauthorizedError


def _code(key: bytes, at: int, body: bytes) -> str:
    return hmac.new(key, f"{at}.".encode() + body, "sha256").hexdigest()
