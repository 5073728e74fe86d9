"""The post office of this machine: its id, and a signing key of its own whose public half the functions are told."""

import json
import os
from pathlib import Path

from chalicelib.adapters.identity.detached_jws import make_key, public_part
from infra.local.settings import Stack

PARTNER = "pos-malang"
NAME = "Kantor Pos Malang"
EMAIL = "pindai@pos-malang.example"

_KEY_ID = "local-1"


def ensure_partner_key(stack: Stack) -> Path:
    """The file with the partner's private key (a JWK), made on first use; only its owner may read it."""
    path = stack.data / f"{PARTNER}.jwk.json"
    if not path.exists():
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(make_key(_KEY_ID)), "utf-8")
        fresh.replace(path)
    return path


def partners(stack: Stack) -> str:
    """What a deployment would be told of its post offices: the setting `LOKET_PARTNERS`."""
    key = json.loads(ensure_partner_key(stack).read_text("utf-8"))
    return json.dumps({PARTNER: {"name": NAME, "email": EMAIL, "keys": [public_part(key)]}}, separators=(",", ":"))
