"""A small real issuer of this machine: people choose who they are, and the office's pages get a code for it.

OpenID Connect code flow with PKCE (RFC 7636): a code is good once, for a minute, for who asked with its challenge.
"""

import html
import secrets
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import jwt

from infra.local.issuer import KEY_ID, PEOPLE, ensure_key, issue
from infra.local.settings import AUDIENCE, Stack

CODE_SECONDS = 60
ID_SECONDS = 300
SEVERAL = "several"
"""One made-up person with several roles, as a small office has them."""

ROLES_OF_SEVERAL = ("front_officer", "verifier", "producer", "counter")


@dataclass(frozen=True)
class Code:
    """What a code stands for."""

    role: str
    redirect: str
    challenge: str
    nonce: str
    until: float


@dataclass
class LocalIssuer:
    """Codes in memory: they live for a minute."""

    stack: Stack
    codes: dict[str, Code] = field(default_factory=dict)

    def about(self) -> dict[str, Any]:
        """The discovery document."""
        issuer = self.stack.url("desk")
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "end_session_endpoint": f"{issuer}/signed-out",
            "jwks_uri": f"{issuer}/.well-known/jwks.json",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def page(self, asked: dict[str, str]) -> str | None:
        """The page that offers the made-up people; None for a request that is not ours to answer."""
        if asked.get("client_id") != AUDIENCE or not self._is_ours(asked.get("redirect_uri", "")):
            return None
        links = "".join(
            f'<p><a href="/authorize/{role}?{html.escape(urlencode(asked))}">{role.replace("_", " ")}</a></p>'
            for role in (*PEOPLE, SEVERAL)
        )
        return f'<!doctype html><html lang="en"><title>Sign in</title><h1>Who are you?</h1>{links}</html>'

    def choose(self, role: str, asked: dict[str, str]) -> str | None:
        """Where the browser goes back to with its code."""
        if (role != SEVERAL and role not in PEOPLE) or self.page(asked) is None:
            return None
        code = secrets.token_urlsafe(32)
        until = time.time() + CODE_SECONDS
        wanted = asked.get("code_challenge", ""), asked.get("nonce", "")
        self.codes[code] = Code(role, asked["redirect_uri"], *wanted, until)
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked.get('state', '')})}"

    def exchange(self, form: dict[str, str]) -> dict[str, Any] | None:
        """Tokens for a code that was not used before; None where anything about it is wrong."""
        code = self.codes.pop(form.get("code", ""), None)
        if code is None or code.until < time.time() or form.get("redirect_uri") != code.redirect:
            return None
        digest = sha256(form.get("code_verifier", "").encode()).digest()
        if urlsafe_b64encode(digest).decode().rstrip("=") != code.challenge:
            return None
        return {"token_type": "Bearer", "access_token": self._access(code.role), "id_token": self._id(code)}

    def _is_ours(self, redirect: str) -> bool:
        return redirect == f"{self.stack.url('office')}/office/signed-in"

    def _access(self, role: str) -> str:
        if role == SEVERAL:
            return issue(self.stack, ROLES_OF_SEVERAL[0], SEVERAL, roles=ROLES_OF_SEVERAL)
        return issue(self.stack, role)

    def _id(self, code: Code) -> str:
        now = int(time.time())
        claims = {
            "iss": self.stack.url("desk"),
            "aud": AUDIENCE,
            "sub": PEOPLE.get(code.role, SEVERAL),
            "name": f"Petugas {code.role.replace('_', ' ')}",
            "nonce": code.nonce,
            "iat": now,
            "exp": now + ID_SECONDS,
        }
        return jwt.encode(claims, ensure_key(self.stack), algorithm="RS256", headers={"kid": KEY_ID})
