"""The key by which a client marks repeats of one intent."""

from typing import Final

from typing_extensions import override

from chalicelib.domain.identifiers.base import BULLET, Identifier
from chalicelib.domain.identifiers.errors import Fault, InvalidIdentifierError

LEAST: Final = 22
MOST: Final = 255
LEAST_BITS: Final = 128
LEAST_DISTINCT: Final = 6  # fewer in 32 random hexadecimal digits: once in 10^12
HEXADECIMAL: Final = frozenset("0123456789abcdefABCDEF")
HEXADECIMAL_BITS: Final = 4
BASE64_BITS: Final = 6


class IdempotencyKey(Identifier):
    """22 to 255 visible ASCII characters that can hold 128 random bits: a UUID, 32 hexadecimal digits, 22 of base64.

    Only the absence of randomness can be seen: too few digits of a small alphabet, or few different ones, are refused.
    Quotes around the key (draft-ietf-httpapi-idempotency-key-header, a structured-field string) are no part of it.
    """

    __slots__ = ()

    kind = "idempotency_key"
    description = "At least 128 random bits as 22 to 255 visible ASCII characters, such as a UUID; one per intent."
    example = "00000000-0000-4000-8000-example000001"
    max_length = MOST + len('""')
    pattern = r"^\s*\"?[!-~]{22,255}\"?\s*$"

    @classmethod
    @override
    def _canonical(cls, text: str) -> str:
        if len(text) > cls.max_length:
            raise InvalidIdentifierError(cls.kind, Fault.TOO_LONG)
        key = text.strip(" \t").removeprefix('"').removesuffix('"')
        if len(key) > MOST:
            raise InvalidIdentifierError(cls.kind, Fault.TOO_LONG)
        if not all("!" <= character <= "~" for character in key):
            raise InvalidIdentifierError(cls.kind, Fault.SYMBOL)
        if len(key) < LEAST or _most_bits(key) < LEAST_BITS:
            raise InvalidIdentifierError(cls.kind, Fault.TOO_SHORT)
        if len(set(key)) < LEAST_DISTINCT:
            raise InvalidIdentifierError(cls.kind, Fault.PREDICTABLE)
        return key

    @override
    def masked(self) -> str:
        """Hide it whole: who has it can read the answer that it was given."""
        return BULLET * 8


def _most_bits(key: str) -> int:
    symbols = key.replace("-", "")
    if HEXADECIMAL.issuperset(symbols):  # decimal digits too: one UUID in a million has no letter
        return len(symbols) * HEXADECIMAL_BITS
    return len(key) * BASE64_BITS
