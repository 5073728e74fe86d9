"""Tickets by which an officer hands an assisted case over to the residents' pages: one case, two minutes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import jwt
from jwt.types import Options

from chalicelib.domain.access import Visitor
from chalicelib.domain.errors import UnauthorizedError
from chalicelib.domain.identifiers import InvalidIdentifierError, OfficerId, ReceiptNumber

LIFE = timedelta(seconds=120)
ALGORITHM = "HS256"
AUDIENCE = "loket-assist"


@dataclass(frozen=True, slots=True, repr=False)
class JwtAssistTickets:
    """JWT (RFC 7519), HMAC-SHA256 under a key of this purpose alone, so that no ticket is a token and no token one."""

    key: bytes

    def issue(self, visitor: Visitor, officer_id: str, now: datetime) -> str:
        """A ticket that says who gives it out."""
        claims = {
            "aud": AUDIENCE,
            "sub": str(visitor.receipt),
            "pv": visitor.pin_version,
            "by": officer_id,
            "iat": now,
            "exp": now + LIFE,
        }
        return jwt.encode(claims, self.key, algorithm=ALGORITHM)

    def read(self, ticket: str, now: datetime) -> tuple[Visitor, str]:
        """The visit that it opens, and the officer who gave it out; raises UnauthorizedError."""
        options: Options = {"require": ["exp", "sub", "aud"], "verify_exp": False, "verify_iat": False}
        try:
            claims = jwt.decode(ticket, self.key, algorithms=[ALGORITHM], audience=AUDIENCE, options=options)
            if claims["exp"] <= now.timestamp():
                raise UnauthorizedError
            visitor = Visitor(receipt=ReceiptNumber.parse(claims["sub"]), pin_version=int(claims["pv"]))
            return visitor, str(OfficerId.parse(claims["by"]))
        except (jwt.InvalidTokenError, InvalidIdentifierError, KeyError, TypeError, ValueError):
            raise UnauthorizedError from None
