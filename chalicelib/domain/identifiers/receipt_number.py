"""The receipt number (tanda terima): what a resident holds, reads aloud and types."""

import hmac
from typing import Final, Self

from typing_extensions import override

from chalicelib.domain.identifiers.base import BULLET, Identifier
from chalicelib.domain.identifiers.errors import Fault, InvalidIdentifierError
from chalicelib.domain.identifiers.receipt_repair import repairs
from chalicelib.domain.identifiers.receipt_symbols import (
    ALPHABET,
    BASE,
    DATA_LENGTH,
    LENGTH,
    checksum,
    symbols_of,
    with_check_symbol,
)
from chalicelib.domain.identifiers.text import MOST_TYPED, SEPARATORS, grouped

NUMBERS: Final = BASE**DATA_LENGTH
SYMBOLS: Final = frozenset(ALPHABET)
CLEAN: Final = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", SEPARATORS)
COUNTER_BYTES: Final = 4


class ReceiptNumber(Identifier):
    """Ten symbols of 31 and a check symbol: catches each single slip and each swap of two symbols.

    Typed in any case, with blanks, dashes or dots; written in groups of 4-4-3.
    """

    __slots__ = ()

    kind = "receipt_number"
    description = "Receipt number: eleven symbols without 0, 1, I, L and O; case, blanks and dashes are ignored."
    example = "TEST-TEST-TE5"
    pattern = grouped("[2-9A-HJKMNP-Za-hjkmnp-z]", LENGTH)

    @classmethod
    def derive(cls, key: bytes, intent: bytes, n: int = 0) -> Self:
        """Return the n-th number of an intent, the same for the same key, intent and n.

        The caller counts n up from 0 while the number is taken. Cut as one integer of 256 bits modulo 31^10:
        no number is likelier than another by more than one part in 2^206.
        """
        digest = hmac.digest(key, intent + n.to_bytes(COUNTER_BYTES, "big"), "sha256")
        return cls.restore(with_check_symbol(symbols_of(int.from_bytes(digest, "big") % NUMBERS)))

    @classmethod
    def suggest(cls, text: str, limit: int = 5) -> tuple[Self, ...]:
        """Return the numbers that one slip turns into the text, the likeliest first; the number itself if it is right.

        A slip is one wrong symbol, one outside the alphabet (0 1 I L O), or two swapped neighbours. 21 numbers at most.
        """
        if len(text) > MOST_TYPED:
            return ()
        return tuple(map(cls.restore, repairs(text.translate(CLEAN))[:limit]))

    @classmethod
    @override
    def _canonical(cls, text: str) -> str:
        if len(text) > MOST_TYPED:
            raise InvalidIdentifierError(cls.kind, Fault.TOO_LONG)
        symbols = text.translate(CLEAN)
        if len(symbols) != LENGTH:
            raise InvalidIdentifierError(cls.kind, Fault.WRONG_LENGTH if symbols else Fault.EMPTY)
        if not SYMBOLS.issuperset(symbols):
            raise InvalidIdentifierError(cls.kind, Fault.SYMBOL)
        if checksum(symbols):
            raise InvalidIdentifierError(cls.kind, Fault.CHECK_SYMBOL)
        return symbols

    @override
    def masked(self) -> str:
        """Show the first group only."""
        return f"{self[:4]}-{BULLET * 4}-{BULLET * 3}"

    @override
    def _for_people(self) -> str:
        return f"{self[:4]}-{self[4:8]}-{self[8:]}"
