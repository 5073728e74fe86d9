"""A small token issuer of this machine: a key of its own, its public half as a JWKS, tokens for made-up people."""

import json
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from infra.local.partners import PARTNER
from infra.local.settings import AUDIENCE, Stack

VALID_SECONDS = 12 * 3600
PEOPLE = {
    "front_officer": "f1",
    "verifier": "v1",
    "approver": "a1",
    "signer": "s1",
    "producer": "p1",
    "counter": "c1",
    "post_office": PARTNER,
    "assistant": "as1",
    "auditor": "au1",
    "administrator": "adm1",
}
"""One made-up person per role; a post office signs in as the partner it is."""

KEY_ID = "local-1"


def ensure_key(stack: Stack) -> rsa.RSAPrivateKey:
    """The issuer's key, made on first use; only its owner may read the file."""
    path = stack.data / "issuer.pem"
    if not path.exists():
        _write_key(path)
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError(f"{path} holds no RSA key")
    return key


def _write_key(path: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_bytes(pem)
    fresh.replace(path)


def jwks(stack: Stack) -> dict[str, Any]:
    """The public key as a JSON Web Key Set (RFC 7517)."""
    public = json.loads(RSAAlgorithm.to_jwk(ensure_key(stack).public_key()))
    return {"keys": [{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": KEY_ID, "n": public["n"], "e": public["e"]}]}


def issue(
    stack: Stack, role: str, officer: str | None = None, seconds: int = VALID_SECONDS, roles: Sequence[str] = ()
) -> str:
    """An access token (RS256) for somebody with that role, or `roles`; `officer` becomes the subject.

    Raises:
        KeyError: there is no such role.
    """
    now = int(time.time())
    claims = {
        "iss": stack.url("desk"),
        "aud": AUDIENCE,
        "client_id": AUDIENCE,
        "sub": officer or PEOPLE[role],
        "token_use": "access",
        "cognito:groups": list(roles) or [role],
        "iat": now,
        "exp": now + seconds,
    }
    return jwt.encode(claims, ensure_key(stack), algorithm="RS256", headers={"kid": KEY_ID})
