"""Access tokens of staff and partners, from any OIDC issuer: Cognito, Keycloak, a national sign-in."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import jwt

from chalicelib.domain.access import Actor, ActorKind, Role
from chalicelib.domain.errors import UnauthorizedError
from chalicelib.domain.identifiers import InvalidIdentifierError, OfficerId

ALGORITHMS = ["RS256"]
JWKS_SECONDS = 3600
TIMEOUT_SECONDS = 3


@dataclass(frozen=True, slots=True)
class OidcStaffTokens:
    """Checks signature, algorithm, issuer, audience, times and kind; keys are fetched once an hour.

    Cognito's access tokens name their audience `client_id`; others use `aud`.
    """

    issuer: str
    audience: str
    jwks_url: str
    roles_claim: str
    _keys: jwt.PyJWKClient = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """The key set is not asked for before a token needs it."""
        keys = jwt.PyJWKClient(self.jwks_url, cache_keys=True, lifespan=JWKS_SECONDS, timeout=TIMEOUT_SECONDS)
        object.__setattr__(self, "_keys", keys)

    def read(self, token: str) -> Actor:
        """The officer it stands for; raises UnauthorizedError."""
        return self.read_dated(token)[0]

    def read_dated(self, token: str) -> tuple[Actor, datetime | None]:
        """The same, and when it was issued if it says so."""
        try:
            key = self._keys.get_signing_key_from_jwt(token)
            claims = jwt.decode(
                token, key, algorithms=ALGORITHMS, issuer=self.issuer,
                options={"require": ["exp", "iss", "sub"], "verify_aud": False},
            )  # fmt: skip
            return self._actor(claims), _issued_at(claims)
        except (jwt.PyJWTError, InvalidIdentifierError, KeyError, TypeError, ValueError, OverflowError):
            raise UnauthorizedError from None

    def _actor(self, claims: dict[str, Any]) -> Actor:
        audience = claims.get("aud", claims.get("client_id"))
        audiences = audience if isinstance(audience, list) else [audience]
        is_access = claims.get("token_use", "access") == "access" and claims.get("typ", "Bearer") == "Bearer"
        if self.audience not in audiences or not is_access:  # Cognito says it in token_use, Keycloak in typ
            raise UnauthorizedError
        known = {role.value for role in Role}
        roles = frozenset(Role(name) for name in claims.get(self.roles_claim, ()) if name in known)
        return Actor(kind=ActorKind.OFFICER, id=str(OfficerId.parse(claims["sub"])), roles=roles)


def _issued_at(claims: dict[str, Any]) -> datetime | None:
    return datetime.fromtimestamp(claims["iat"], UTC) if "iat" in claims else None
