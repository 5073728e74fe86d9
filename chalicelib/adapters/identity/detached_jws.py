"""Detached signatures: JWS in compact form without its payload (RFC 7515, appendix F), over exactly the bytes sent.

`eyJhbGciOiJFZERTQSIsImtpZCI6IjIwMjYtMSJ9..c2lnbmF0dXJl`: the bytes stand, in Base64url, where nothing is written.
"""

import json
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm
from jwt.utils import base64url_decode, base64url_encode

ALGORITHMS: Final = ("EdDSA", "ES256")
MOST_SYMBOLS: Final = 2_000
"""Of a signature with its header."""

_JWS: Final = jwt.PyJWS(algorithms=ALGORITHMS)


class WrongSignatureError(Exception):
    """The signature does not hold; `cause` is `form`, `algorithm`, `key` or `content`."""

    def __init__(self, cause: str) -> None:
        """The cause is all there is to tell."""
        super().__init__(cause)
        self.cause = cause


def make_key(kid: str) -> dict[str, Any]:
    """A new private key, Ed25519, as a JWK (RFC 8037)."""
    return {**OKPAlgorithm.to_jwk(Ed25519PrivateKey.generate(), as_dict=True), "kid": kid}


def public_part(key_jwk: dict[str, Any]) -> dict[str, Any]:
    """What the office is given of a private key."""
    return {name: value for name, value in key_jwk.items() if name not in {"d", "key_ops"}}


def sign_detached(payload: bytes, key_jwk: dict[str, Any]) -> str:
    """Sign bytes with a private key, Ed25519 or P-256, that has a `kid`. Raises jwt.PyJWTError for any other key."""
    key = jwt.PyJWK(key_jwk)
    if key.algorithm_name not in ALGORITHMS or not key.key_id:
        raise jwt.InvalidKeyError("an Ed25519 or P-256 key with a kid is needed")
    headers = {"typ": "", "kid": key.key_id}
    header, _, signature = _JWS.encode(payload, key, algorithm=key.algorithm_name, headers=headers).split(".")
    return f"{header}..{signature}"


def read_kid(signature: str) -> str:
    """The name of the key that a signature says it was made with. Raises WrongSignatureError.

    `crit`, and with it `b64` (RFC 7797), is refused: the bytes are signed in Base64url and in no other way.
    """
    header = _header(signature)
    if "crit" in header or "b64" in header or not isinstance(header.get("kid"), str):
        raise WrongSignatureError("form")
    if header.get("alg") not in ALGORITHMS:
        raise WrongSignatureError("algorithm")
    return str(header["kid"])


def verify_detached(payload: bytes, signature: str, key: jwt.PyJWK) -> None:
    """Raises WrongSignatureError unless the key's owner signed exactly these bytes, by the key's own algorithm."""
    read_kid(signature)
    header, _, seal = signature.split(".")
    whole = b".".join((header.encode(), base64url_encode(payload), seal.encode()))
    cause = "content"
    try:
        _JWS.decode_complete(whole, key, algorithms=[key.algorithm_name])
    except jwt.InvalidAlgorithmError:
        cause = "algorithm"
    except (jwt.PyJWTError, ValueError):
        pass
    else:
        return
    raise WrongSignatureError(cause)


def _header(signature: str) -> dict[str, Any]:
    parts = signature.split(".") if len(signature) <= MOST_SYMBOLS and signature.isascii() else []
    try:
        header, payload, seal = parts
        known = json.loads(base64url_decode(header))
    except (ValueError, RecursionError):
        known = None
    if not isinstance(known, dict) or payload or not seal:
        raise WrongSignatureError("form")
    return known
