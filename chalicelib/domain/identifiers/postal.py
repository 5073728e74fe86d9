"""Postcodes, and the numbers that the post puts on what it carries."""

import re
from typing import Final

from typing_extensions import override

from chalicelib.domain.identifiers.base import BULLET, Identifier
from chalicelib.domain.identifiers.doubts import Doubt, DoubtCode
from chalicelib.domain.identifiers.errors import Fault, InvalidIdentifierError
from chalicelib.domain.identifiers.text import WITHOUT_BLANKS, compact, digits_only, grouped

POSTCODE_LENGTH: Final = 5
S10: Final = re.compile(r"[A-Z]{2}[0-9]{9}[A-Z]{2}")
S10_WEIGHTS: Final = (8, 6, 4, 2, 3, 5, 9, 7)
OPAQUE: Final = re.compile(r"[A-Z0-9]{8,20}")
UPU: Final = "UPU standard S10: the check digit"


class Postcode(Identifier):
    """Five digits, the first from 1."""

    __slots__ = ()

    kind = "postcode"
    description = "Indonesian postcode: five digits."
    example = "65111"
    pattern = grouped("[0-9]", 4, first="[1-9]")

    @classmethod
    @override
    def _canonical(cls, text: str) -> str:
        digits = digits_only(cls.kind, text)
        if len(digits) != POSTCODE_LENGTH:
            raise InvalidIdentifierError(cls.kind, Fault.WRONG_LENGTH)
        if digits[0] == "0":
            raise InvalidIdentifierError(cls.kind, Fault.LEADING_ZERO)
        return digits

    @override
    def masked(self) -> str:
        """Hide the last two digits."""
        return f"{self[:3]}{BULLET * 2}"


class PostalNumber(Identifier):
    """A tracking number, opaque: PT Pos publishes no format, and S10 numbers come back after 12 months.

    Key records on the number and its date, never on the number alone.
    """

    __slots__ = ()

    kind = "postal_number"
    description = "Number of a letter or parcel: 8 to 20 letters and digits; blanks are ignored."
    example = "RR000000005ID"

    @classmethod
    @override
    def _canonical(cls, text: str) -> str:
        bare = compact(cls.kind, text, WITHOUT_BLANKS)
        number = bare.upper() if bare.isascii() else bare
        if OPAQUE.fullmatch(number) is None:
            raise InvalidIdentifierError(cls.kind, Fault.SHAPE)
        return number

    @property
    def is_international(self) -> bool:
        """Whether it has the form of UPU S10: two letters, nine digits, a country."""
        return S10.fullmatch(self) is not None

    def doubts(self) -> tuple[Doubt, ...]:
        """Doubt an S10 number whose check digit differs: clerks mistype, and partners print wrong ones."""
        if self.is_international and s10_check_digit(self[2:10]) != self[10]:
            return (Doubt(DoubtCode.CHECK_DIGIT_DIFFERS, UPU),)
        return ()

    @override
    def masked(self) -> str:
        """Keep two characters at each end."""
        return f"{self[:2]}{BULLET * 5}{self[-2:]}"

    @override
    def _for_people(self) -> str:
        if not self.is_international:
            return str(self)
        return f"{self[:2]} {self[2:6]} {self[6:10]} {self[10]} {self[11:]}"


def s10_check_digit(serial: str) -> str:
    """Return the check digit of eight digits (UPU S10: 11 less the weighted sum modulo 11; 10 is 0, 11 is 5)."""
    total = sum(weight * int(digit) for weight, digit in zip(S10_WEIGHTS, serial, strict=True))
    return {10: "0", 11: "5"}.get(left := 11 - total % 11, str(left))
