"""What a browser keeps while a resident works: signed under a key that changes every week by itself."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import jwt
from jwt.types import Options

from chalicelib.domain.access import Visit, Visitor
from chalicelib.domain.errors import UnauthorizedError
from chalicelib.domain.identifiers import InvalidIdentifierError, ReceiptNumber

ALGORITHM: Final = "HS256"
AUDIENCE: Final = "loket-visit"
WEEK_SECONDS: Final = 7 * 86_400


@dataclass(frozen=True, slots=True, repr=False)
class JwtVisitTokens:
    """JWT (RFC 7519), HMAC-SHA256. `generation` is raised to end every visit at once, should a key have leaked."""

    key: bytes
    generation: int = 1

    def issue(self, visit: Visit, now: datetime) -> str:
        """A token for one visit, under the key of this week."""
        claims = {
            "aud": AUDIENCE,
            "sub": str(visit.visitor.receipt),
            "pv": visit.visitor.pin_version,
            "rem": visit.remembers,
            "ast": visit.assisted,
            "exp": now + Visit.LIFE,
        }
        return jwt.encode(claims, self._key(_week(now)), algorithm=ALGORITHM)

    def read(self, token: str, now: datetime) -> Visit:
        """The visit it stands for; of this week's key or the last one's. Raises UnauthorizedError."""
        for week in (_week(now), _week(now) - 1):
            claims = _claims(token, self._key(week))
            if claims is not None and claims["exp"] > now.timestamp():
                return _visit(claims)
        raise UnauthorizedError

    def _key(self, week: int) -> bytes:
        return hmac.digest(self.key, f"{self.generation}|{week}".encode(), "sha256")


def _week(now: datetime) -> int:
    return int(now.timestamp()) // WEEK_SECONDS


def _claims(token: str, key: bytes) -> dict[str, Any] | None:
    options: Options = {"require": ["exp", "sub", "aud", "pv"], "verify_exp": False, "verify_iat": False}
    try:
        return dict(jwt.decode(token, key, algorithms=[ALGORITHM], audience=AUDIENCE, options=options))
    except jwt.InvalidTokenError:
        return None


def _visit(claims: dict[str, Any]) -> Visit:
    try:
        visitor = Visitor(receipt=ReceiptNumber.parse(str(claims["sub"])), pin_version=int(str(claims["pv"])))
    except (InvalidIdentifierError, ValueError):
        raise UnauthorizedError from None
    return Visit(visitor=visitor, remembers=bool(claims.get("rem")), assisted=bool(claims.get("ast")))
