"""NIK, the national identity number of a resident."""

from datetime import date
from enum import StrEnum
from typing import Final, Self

from typing_extensions import override

from chalicelib.domain.identifiers.base import Identifier
from chalicelib.domain.identifiers.doubts import Doubt, DoubtCode
from chalicelib.domain.identifiers.errors import Fault, InvalidIdentifierError
from chalicelib.domain.identifiers.provinces import NATIONAL_CODES, PROVINCE_CODES
from chalicelib.domain.identifiers.region_code import RegionCode
from chalicelib.domain.identifiers.register_number import (
    DAYS,
    dates_in_both_centuries,
    masked_register_number,
    register_number,
)
from chalicelib.domain.identifiers.text import grouped

FEMALE_OFFSET: Final = 40
NEVER_CHANGED: Final = "PP 40/2019 art. 30(2): a NIK keeps its digits when the data are corrected"
OVERRIDDEN: Final = (
    "PP 37/2007 art. 37: digits 7 to 12 are a birth date; accepted by an officer although no such day exists"
)


class Sex(StrEnum):
    """Sex as a NIK and a family card record it."""

    MALE = "male"
    FEMALE = "female"


class Nik(Identifier):
    """16 digits: region of first registration, birth date with 40 added to a woman's day, serial from 0001.

    Never refused for its region (people move, areas are split) nor for another birth date or sex than stated: a NIK
    stays when the data are corrected. There is no check digit. PP 37/2007 art. 37, PP 40/2019 art. 30(2).
    """

    __slots__ = ()

    kind = "nik"
    description = "NIK: 16 digits; blanks, dots and dashes are ignored."
    example = "3573990101900001"
    pattern = grouped("[0-9]", 15, first="[1-9]")

    @classmethod
    @override
    def parse(cls, text: str, *, allow_impossible_date: bool = False) -> Self:
        """Return the NIK; the flag is an officer's override of a birth date that no calendar has."""
        digits = cls._canonical(text)
        nik = cls.restore(digits)
        if not (allow_impossible_date or nik.birth_dates):
            raise InvalidIdentifierError(cls.kind, Fault.IMPOSSIBLE_DATE)
        return nik

    @classmethod
    @override
    def _canonical(cls, text: str) -> str:
        digits = register_number(cls.kind, text)
        if digits[0] == "0":  # village software hands out temporary numbers that begin so
            raise InvalidIdentifierError(cls.kind, Fault.LEADING_ZERO)
        day = int(digits[6:8])
        if day not in DAYS and day - FEMALE_OFFSET not in DAYS:
            raise InvalidIdentifierError(cls.kind, Fault.DAY)
        return digits

    @property
    def region(self) -> RegionCode:
        """The district of *first* registration, under the code of that time; it may no longer exist."""
        return RegionCode.restore(self[:6])

    @property
    def sex(self) -> Sex:
        """The sex the number was issued for; a court ruling changes the person's data, not the number."""
        return Sex.FEMALE if int(self[6:8]) > FEMALE_OFFSET else Sex.MALE

    @property
    def birth_dates(self) -> tuple[date, ...]:
        """The birth dates it can mean, none to two: the century is not in it, so never compute an age from it."""
        return dates_in_both_centuries(int(self[6:8]) % FEMALE_OFFSET, int(self[8:10]), int(self[10:12]))

    def doubts(self, birth_date: date | None = None, sex: Sex | None = None) -> tuple[Doubt, ...]:
        """Return what an officer should look at; a region elsewhere is no doubt."""
        dates = self.birth_dates
        found = (
            (DoubtCode.UNKNOWN_PROVINCE, NATIONAL_CODES, self[:2] not in PROVINCE_CODES),
            (DoubtCode.IMPOSSIBLE_DATE, OVERRIDDEN, not dates),
            (DoubtCode.BIRTH_DATE_DIFFERS, NEVER_CHANGED, birth_date is not None and birth_date not in dates),
            (DoubtCode.SEX_DIFFERS, NEVER_CHANGED, sex is not None and sex is not self.sex),
        )
        return tuple(Doubt(code, source) for code, source, applies in found if applies)

    @override
    def masked(self) -> str:
        """Show the regency and the end of the serial: `3573••••••••••01`."""
        return masked_register_number(self)

    @override
    def _for_people(self) -> str:
        return f"{self[:6]} {self[6:12]} {self[12:]}"
