"""Signing officers in at the office's own issuer: OpenID Connect Core 1.0, code flow with PKCE (RFC 7636), no secret.

Works with any issuer that publishes its addresses (OpenID Connect Discovery 1.0): Cognito, Keycloak, a national one.
"""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import jwt

from chalicelib.domain.access import Actor
from chalicelib.domain.errors import UnauthorizedError, UnavailableError
from chalicelib.services.ports import StaffTokens
from chalicelib.services.staff_ports import SignInRequest

ALGORITHMS: Final = ("RS256", "ES256")
TIMEOUT_SECONDS: Final = 5
MOST_BYTES: Final = 256 * 1024
SCOPE: Final = "openid profile email"
_NAMES: Final = ("name", "preferred_username", "cognito:username", "sub")


@dataclass(frozen=True)
class OidcSignIn:
    """`client` is the id that the issuer knows the pages by; `tokens` judge the access token as the API does."""

    issuer: str
    client: str
    jwks_url: str
    tokens: StaffTokens

    def address(self, request: SignInRequest, redirect: str) -> str:
        """Where the browser goes to sign in. Raises UnavailableError."""
        asked = {
            "response_type": "code",
            "client_id": self.client,
            "redirect_uri": redirect,
            "scope": SCOPE,
            "state": request.state,
            "nonce": request.nonce,
            "code_challenge": request.challenge,
            "code_challenge_method": "S256",
        }
        return f"{self._known['authorization_endpoint']}?{urlencode(asked)}"

    def exchange(self, code: str, request: SignInRequest, redirect: str) -> tuple[Actor, str, str]:
        """Who signed in, and the name and verified address that the issuer has for them, which may be none.

        Raises UnauthorizedError, UnavailableError.
        """
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect,
            "client_id": self.client,
            "code_verifier": request.verifier,
        }
        told = self._ask(self._known["token_endpoint"], urlencode(form).encode())
        try:
            actor = self.tokens.read(str(told["access_token"]))
            claims = self._read_id(str(told["id_token"]), request.nonce)
        except (KeyError, jwt.PyJWTError):
            raise UnauthorizedError from None
        if claims["sub"] != actor.id:
            raise UnauthorizedError
        return actor, next(str(claims[name]) for name in _NAMES if claims.get(name)), verified_email(claims)

    def sign_out_address(self) -> str:
        """Where the issuer's own session ends, empty where it says no place. Raises UnavailableError."""
        return str(self._known.get("end_session_endpoint", ""))

    def _read_id(self, token: str, nonce: str) -> dict[str, Any]:
        key = self._keys.get_signing_key_from_jwt(token)
        claims: dict[str, Any] = jwt.decode(
            token, key, algorithms=list(ALGORITHMS), issuer=self.issuer, audience=self.client,
            options={"require": ["exp", "iss", "sub", "aud", "nonce"]},
        )  # fmt: skip
        if claims["nonce"] != nonce:
            raise UnauthorizedError
        return claims

    @cached_property
    def _keys(self) -> jwt.PyJWKClient:
        return jwt.PyJWKClient(self.jwks_url, cache_keys=True, timeout=TIMEOUT_SECONDS)

    @cached_property
    def _known(self) -> dict[str, Any]:
        """The issuer's addresses, asked for once; every one of them is the web's."""
        found = self._ask(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if not {"authorization_endpoint", "token_endpoint"} <= found.keys():
            raise UnavailableError
        return found

    @staticmethod
    def _ask(address: str, form: bytes | None = None) -> dict[str, Any]:
        if urlsplit(address).scheme not in {"https", "http"}:
            raise UnavailableError
        try:
            with urllib.request.urlopen(address, form, TIMEOUT_SECONDS) as answer:  # noqa: S310 - the scheme was looked at
                told = json.loads(answer.read(MOST_BYTES))
        except urllib.error.HTTPError as error:
            client_errors = range(400, 500)
            raise (UnauthorizedError if form and error.code in client_errors else UnavailableError) from None
        except (OSError, ValueError):
            raise UnavailableError from None
        if not isinstance(told, dict):
            raise UnavailableError
        return told


def verified_email(claims: dict[str, Any]) -> str:
    """The address, if it is verified: Cognito says so in a text, others in a boolean (OpenID Connect Core 1.0, 5.1)."""
    return str(claims.get("email", "")) if claims.get("email_verified") in (True, "true") else ""
