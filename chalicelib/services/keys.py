"""Keys derived from the office's master secret, one per purpose, so that none can stand in for another."""

import hmac
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

PURPOSES = (
    "receipt", "pin", "intent", "lookup", "address", "token", "cover", "visit", "form", "puzzle", "ticket", "session",
    "gateway", "stop",
)  # fmt: skip


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """256-bit keys. `intent` hashes Idempotency-Keys, `lookup` personal numbers, `address` callers' addresses.

    `cover` signs what cover sheets say, `visit` what a browser keeps, `form` its forms, `puzzle` what it must solve.
    `ticket` opens an assisted draft for its resident, `session` signs what an officer's browser keeps. `gateway` signs
    what passes between the office and the city's own message gateway, `stop` the links that end news.
    """

    receipt: bytes
    pin: bytes
    intent: bytes
    lookup: bytes
    address: bytes
    token: bytes
    cover: bytes
    visit: bytes
    form: bytes
    puzzle: bytes
    ticket: bytes
    session: bytes
    gateway: bytes
    stop: bytes

    @classmethod
    def derive(cls, master: bytes, office: str) -> Self:
        """HMAC-SHA256 of the purpose under the master secret, per office (one step of HKDF-Expand, RFC 5869)."""
        return cls(
            **{purpose: hmac.digest(master, f"loket|1|{office}|{purpose}".encode(), "sha256") for purpose in PURPOSES}
        )


def keyed_digest(key: bytes, kind: str, value: str) -> str:
    """HMAC-SHA256 in hex: a plain hash of a NIK falls at once, its values are too few."""
    return hmac.new(key, f"{kind}|{value}".encode(), sha256).hexdigest()


def recipient_digest(key: bytes, channel: str, address: str) -> str:
    """The keyed hash that an address on a channel is suppressed under."""
    return keyed_digest(key, f"recipient|{channel}", address)


def recipient_digest_of_case(key: bytes, channel: str, address: str, receipt: str) -> str:
    """The same for news of one case alone: whoever typed an address may not speak for all that is sent to it."""
    return keyed_digest(key, f"recipient|{channel}|{receipt}", address)
