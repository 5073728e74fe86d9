"""Access tokens of residents: one case, one version of its PIN, a few hours."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import jwt
from jwt.types import Options

from chalicelib.domain.access import Visitor
from chalicelib.domain.errors import UnauthorizedError
from chalicelib.domain.identifiers import InvalidIdentifierError, ReceiptNumber

LIFE = timedelta(hours=12)
ALGORITHM = "HS256"
AUDIENCE = "loket-resident"


@dataclass(frozen=True, slots=True, repr=False)
class JwtResidentTokens:
    """JWT (RFC 7519), HMAC-SHA256 under a key of this purpose alone. A new PIN ends every token of the old one."""

    key: bytes

    def issue(self, visitor: Visitor, now: datetime, life: timedelta | None = None) -> str:
        """A token for one visit; `life` is shorter than `LIFE` for one that a page carries."""
        claims = {
            "aud": AUDIENCE,
            "sub": str(visitor.receipt),
            "pv": visitor.pin_version,
            "iat": now,
            "exp": now + (life or LIFE),
        }
        return jwt.encode(claims, self.key, algorithm=ALGORITHM)

    def read(self, token: str, now: datetime) -> Visitor:
        """The visit it stands for; raises UnauthorizedError."""
        options: Options = {"require": ["exp", "sub", "aud"], "verify_exp": False, "verify_iat": False}
        try:
            claims = jwt.decode(token, self.key, algorithms=[ALGORITHM], audience=AUDIENCE, options=options)
            if claims["exp"] <= now.timestamp():
                raise UnauthorizedError
            return Visitor(receipt=ReceiptNumber.parse(claims["sub"]), pin_version=int(claims["pv"]))
        except (jwt.InvalidTokenError, InvalidIdentifierError, KeyError, TypeError, ValueError):
            raise UnauthorizedError from None
