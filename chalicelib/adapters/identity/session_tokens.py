"""What an officer's browser keeps: a signed token (JWT, RFC 7519, HMAC-SHA256) of nothing but the session."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import jwt
from pydantic import ValidationError

from chalicelib.domain.errors import UnauthorizedError
from chalicelib.domain.officers import Session

ALGORITHM: Final = "HS256"
AUDIENCE: Final = "loket-session"


@dataclass(frozen=True, slots=True, repr=False)
class JwtSessionTokens:
    """`key` is the office's alone."""

    key: bytes

    def issue(self, session: Session) -> str:
        claims = {"aud": AUDIENCE, "session": session.model_dump(mode="json")}
        return jwt.encode(claims, self.key, algorithm=ALGORITHM)

    def read(self, token: str, now: datetime) -> Session:
        """Raises UnauthorizedError for one that is over, or not ours."""
        try:
            claims = jwt.decode(token, self.key, algorithms=[ALGORITHM], audience=AUDIENCE)
            session = Session.model_validate(claims["session"])
        except (jwt.InvalidTokenError, KeyError, ValidationError):
            raise UnauthorizedError from None
        if session.is_over(now):
            raise UnauthorizedError
        return session
