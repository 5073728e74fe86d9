"""What an officer's browser keeps: a signed token (JWT, RFC 7519, HMAC-SHA256) of nothing but the session."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Final

import jwt
from pydantic import ValidationError

from chalicelib.domain.errors import UnauthorizedError
from chalicelib.domain.officers import Session
from chalicelib.services.staff_ports import SignInRequest

ALGORITHM: Final = "HS256"
AUDIENCE: Final = "loket-session"
SIGN_IN: Final = "loket-sign-in"
PASS: Final = "loket-pass"  # noqa: S105 - the name of an audience
LONGEST_SIGN_IN: Final = timedelta(minutes=10)


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


@dataclass(frozen=True, slots=True, repr=False)
class JwtSignInTokens:
    """What a browser keeps for the ten minutes that signing in may take."""

    key: bytes

    def seal(self, request: SignInRequest, now: datetime) -> str:
        claims = {"aud": SIGN_IN, "exp": now + LONGEST_SIGN_IN, **asdict(request)}
        return jwt.encode(claims, self.key, algorithm=ALGORITHM)

    def open(self, token: str, now: datetime) -> SignInRequest:
        """Raises UnauthorizedError for one that is over, or not ours."""
        try:
            claims = jwt.decode(
                token, self.key, algorithms=[ALGORITHM], audience=SIGN_IN, options={"verify_exp": False}
            )
            request = SignInRequest(**{field.name: str(claims[field.name]) for field in fields(SignInRequest)})
        except (jwt.InvalidTokenError, KeyError):
            raise UnauthorizedError from None
        if claims["exp"] <= now.timestamp():
            raise UnauthorizedError
        return request


@dataclass(frozen=True, slots=True, repr=False)
class JwtPasses:
    """What the scripts of one page hold: the session that gave it, for ten minutes."""

    key: bytes

    def issue(self, session: Session, now: datetime) -> str:
        claims = {"aud": PASS, "exp": now + Session.PASS, "session": session.model_dump(mode="json")}
        return jwt.encode(claims, self.key, algorithm=ALGORITHM)

    def read(self, token: str, now: datetime) -> Session:
        """Raises UnauthorizedError for one that is over, or not ours."""
        try:
            claims = jwt.decode(token, self.key, algorithms=[ALGORITHM], audience=PASS, options={"verify_exp": False})
            session = Session.model_validate(claims["session"])
        except (jwt.InvalidTokenError, KeyError, ValidationError):
            raise UnauthorizedError from None
        if claims["exp"] <= now.timestamp() or now >= session.began_at + Session.LONGEST:
            raise UnauthorizedError
        return session
