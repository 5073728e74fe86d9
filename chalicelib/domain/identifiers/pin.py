"""The PIN that goes with a receipt number."""

import hmac
from typing import Final, Self

from typing_extensions import override

from chalicelib.domain.identifiers.base import BULLET, Identifier
from chalicelib.domain.identifiers.errors import Fault, InvalidIdentifierError
from chalicelib.domain.identifiers.receipt_number import ReceiptNumber
from chalicelib.domain.identifiers.text import digits_only, grouped

LENGTH: Final = 6
PINS: Final = 10**LENGTH
VERSION_BYTES: Final = 4


class Pin(Identifier):
    """Six digits that are derived when shown or compared, and never stored."""

    __slots__ = ()

    kind = "pin"
    description = "PIN of a receipt: six digits; blanks are ignored."
    example = "000 000"
    pattern = grouped("[0-9]", LENGTH)

    @classmethod
    def derive(cls, key: bytes, receipt: ReceiptNumber, version: int) -> Self:
        """Return the PIN of one version; a reissue counts the version up.

        Cut as one integer of 256 bits modulo 10^6, which favours no PIN by more than one part in 2^236.
        """
        digest = hmac.digest(key, receipt.encode("ascii") + version.to_bytes(VERSION_BYTES, "big"), "sha256")
        return cls.restore(f"{int.from_bytes(digest, 'big') % PINS:0{LENGTH}d}")

    def matches(self, other: str) -> bool:
        """Compare in constant time; use this and never `==` on what a stranger typed."""
        return hmac.compare_digest(self.encode(), other.encode(errors="replace"))

    @classmethod
    @override
    def _canonical(cls, text: str) -> str:
        digits = digits_only(cls.kind, text)
        if len(digits) != LENGTH:
            raise InvalidIdentifierError(cls.kind, Fault.WRONG_LENGTH)
        return digits

    @override
    def masked(self) -> str:
        """Hide it whole."""
        return BULLET * LENGTH

    @override
    def _for_people(self) -> str:
        return f"{self[:3]} {self[3:]}"
