"""No. KK, the number of a family card."""

from datetime import date
from typing import Final

from typing_extensions import override

from chalicelib.domain.identifiers.base import Identifier
from chalicelib.domain.identifiers.doubts import Doubt, DoubtCode
from chalicelib.domain.identifiers.errors import Fault, InvalidIdentifierError
from chalicelib.domain.identifiers.provinces import NATIONAL_CODES, PROVINCE_CODES
from chalicelib.domain.identifiers.register_number import (
    DAYS,
    dates_in_both_centuries,
    masked_register_number,
    register_number,
)
from chalicelib.domain.identifiers.text import grouped

REGISTER_BEGAN: Final = date(2004, 1, 1)
LAST_CENTURY_FROM: Final = 70
STRUCTURE: Final = "No. KK: region of issue, date of registration (without the 40 of a NIK), serial of the family"


class FamilyCardNumber(Identifier):
    """16 digits: region of issue, registration date DDMMYY, serial from 0001.

    It changes with a new head of family, a split or a move to another area; no address can be derived from it.
    """

    __slots__ = ()

    kind = "family_card_number"
    description = "No. KK (family card number): 16 digits; blanks, dots and dashes are ignored."
    example = "3573990101200001"
    pattern = grouped("[0-9]", 16)

    @classmethod
    @override
    def _canonical(cls, text: str) -> str:
        digits = register_number(cls.kind, text)
        if int(digits[6:8]) not in DAYS:
            raise InvalidIdentifierError(cls.kind, Fault.DAY)
        return digits

    @property
    def registered_on(self) -> date | None:
        """The registration date, or None where the digits are no real day; years from 70 on are of the last century."""
        year = int(self[10:12])
        dates = dates_in_both_centuries(int(self[6:8]), int(self[8:10]), year)
        wanted = year + (1900 if year >= LAST_CENTURY_FROM else 2000)
        return next((found for found in dates if found.year == wanted), None)

    def doubts(self, today: date) -> tuple[Doubt, ...]:
        """Return what an officer should look at, given the office's date of today."""
        registered = self.registered_on
        found = (
            (DoubtCode.UNKNOWN_PROVINCE, NATIONAL_CODES, self[:2] not in PROVINCE_CODES),
            (DoubtCode.IMPOSSIBLE_DATE, STRUCTURE, registered is None),
            (DoubtCode.DATE_IN_FUTURE, STRUCTURE, registered is not None and registered > today),
            (DoubtCode.BEFORE_REGISTER, STRUCTURE, registered is not None and registered < REGISTER_BEGAN),
        )
        return tuple(Doubt(code, source) for code, source, applies in found if applies)

    @override
    def masked(self) -> str:
        """Show the regency and the end of the serial."""
        return masked_register_number(self)

    @override
    def _for_people(self) -> str:
        return f"{self[:6]} {self[6:12]} {self[12:]}"
