"""A post office that does not exist, and its signing key, made for this run."""

import base64
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key

PARTNER = "posmlg"


def _b64(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).decode().rstrip("=")


def private_jwk(key: EllipticCurvePrivateKey, kid: str) -> dict[str, Any]:
    """The key as a JWK (RFC 7517) with its private part."""
    numbers = key.private_numbers()
    public = numbers.public_numbers
    return {
        "kty": "EC",
        "crv": "P-256",
        "kid": kid,
        "alg": "ES256",
        "x": _b64(public.x),
        "y": _b64(public.y),
        "d": _b64(numbers.private_value),
    }


KEY = private_jwk(generate_private_key(SECP256R1()), "2026-1")
PARTNERS = json.dumps(
    {PARTNER: {"name": "Kantor Pos Contoh", "keys": [{name: value for name, value in KEY.items() if name != "d"}]}}
)
