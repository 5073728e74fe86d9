"""Presses of a button that arrive more than once, told by their key."""

from dataclasses import dataclass
from typing import Protocol

from chalicelib.domain.access import Actor
from chalicelib.domain.errors import IdempotencyKeyReusedError
from chalicelib.domain.identifiers import IdempotencyKey
from chalicelib.services.keys import keyed_digest
from chalicelib.services.ports import Clock
from chalicelib.services.printing_ports import Press, Pressed


class PressLedger(Protocol):
    """Where presses are noted, each in the transaction that does what it asks."""

    def find_press(self, digest: str) -> Pressed | None:
        """What a press led to, kept for a week; None for one that was not stored."""
        ...


@dataclass(frozen=True, slots=True)
class Presses:
    """`secret` hashes the keys, each officer's apart: the same key never meets what another officer did."""

    ledger: PressLedger
    clock: Clock
    secret: bytes

    def read(self, request: str, officer: Actor, key: IdempotencyKey) -> Press:
        """`request` tells this press from another under the same key."""
        digest = keyed_digest(self.secret, "print-press", f"{officer.id}|{key}")
        return Press(digest, keyed_digest(self.secret, "print-request", request), self.clock.now())

    def find(self, press: Press) -> str | None:
        """What it led to, where it was stored before. Raises IdempotencyKeyReusedError: it asked something else."""
        known = self.ledger.find_press(press.digest)
        if known is None:
            return None
        if known.request_digest != press.request_digest:
            raise IdempotencyKeyReusedError
        return known.made
