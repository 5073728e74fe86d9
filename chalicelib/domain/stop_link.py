"""Links that end the news to one address on one channel; whoever has the link may use it, and take it back."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Final, Self

from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.notification import NoticeChannel

ASKED_FOR: Final = frozenset({NoticeEvent.PIN_REISSUED})
"""One answer to one click of the resident, so nothing to unsubscribe from; and no address stands beside a PIN."""

_CHANNELS: Final = {NoticeChannel.EMAIL: b"e", NoticeChannel.SMS: b"s"}
_DIGEST_BYTES: Final = 32
_SEAL_BYTES: Final = 16
_LENGTH: Final = 1 + _DIGEST_BYTES + _SEAL_BYTES


@dataclass(frozen=True, slots=True)
class StopToken:
    """What a link says: a channel, and the keyed hash of an address on it. No case, no address, no PIN.

    It holds for good: mails are opened years later, and all that it can do is undone on the page it leads to.
    """

    channel: NoticeChannel
    recipient: str

    @classmethod
    def read(cls, text: str, key: bytes) -> Self:
        """Raises NotFoundError for what this office did not make."""
        raw = _decoded(text)
        claim, seal = raw[:-_SEAL_BYTES], raw[-_SEAL_BYTES:]
        if len(raw) != _LENGTH or not hmac.compare_digest(seal, _seal(claim, key)):
            raise NotFoundError
        channel = next(known for known, mark in _CHANNELS.items() if mark == claim[:1])
        return cls(channel, claim[1:].hex())

    def write(self, key: bytes) -> str:
        """As it stands in an address; always the same for the same address."""
        claim = _CHANNELS[self.channel] + bytes.fromhex(self.recipient)
        return urlsafe_b64encode(claim + _seal(claim, key)).decode().rstrip("=")


def _seal(claim: bytes, key: bytes) -> bytes:
    return hmac.digest(key, claim, "sha256")[:_SEAL_BYTES]


def _decoded(text: str) -> bytes:
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""
    return raw if urlsafe_b64encode(raw).decode().rstrip("=") == text else b""
