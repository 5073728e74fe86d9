"""Region codes of the Ministry of Home Affairs (Kemendagri), as in a NIK; never those of Statistics Indonesia (BPS)."""

from enum import StrEnum
from typing import Final

from typing_extensions import override

from chalicelib.domain.identifiers.base import Identifier
from chalicelib.domain.identifiers.errors import Fault, InvalidIdentifierError
from chalicelib.domain.identifiers.text import digits_only

STATISTICS_DISTRICT_LENGTH: Final = 7
FIRST_DIGIT_OF_VILLAGE: Final = "123"


class RegionLevel(StrEnum):
    """Provinsi, kabupaten or kota, kecamatan, kelurahan or desa."""

    PROVINCE = "province"
    REGENCY = "regency"
    DISTRICT = "district"
    VILLAGE = "village"


LEVELS: Final = {
    2: RegionLevel.PROVINCE,
    4: RegionLevel.REGENCY,
    6: RegionLevel.DISTRICT,
    10: RegionLevel.VILLAGE,
}
PARENT_LENGTH: Final = {4: 2, 6: 4, 10: 6}


class RegionCode(Identifier):
    """2, 4, 6 or 10 digits, kept without dots.

    BPS writes districts with seven digits and villages with three, in another order, so that its codes look alike and
    mean other places. Seven digits are refused, and so are ten whose last four are no village of Kemendagri's: those
    begin with 1 (kelurahan), 2 (desa) or 3 (desa adat), the same place in a BPS code nearly always with 0.
    """

    __slots__ = ()

    kind = "region_code"
    description = "Region code of Kemendagri: 35, 35.73, 35.73.01 or 35.73.01.1001, dots optional. Not a BPS code."
    example = "35.73.01.1001"

    @classmethod
    @override
    def _canonical(cls, text: str) -> str:
        digits = digits_only(cls.kind, text)
        if len(digits) == STATISTICS_DISTRICT_LENGTH:
            raise InvalidIdentifierError(cls.kind, Fault.STATISTICS_CODE)
        if len(digits) not in LEVELS:
            raise InvalidIdentifierError(cls.kind, Fault.WRONG_LENGTH)
        if digits[0] == "0" or "00" in (digits[2:4], digits[4:6]):
            raise InvalidIdentifierError(cls.kind, Fault.SHAPE)
        if digits[6:] and digits[6] not in FIRST_DIGIT_OF_VILLAGE:
            raise InvalidIdentifierError(cls.kind, Fault.STATISTICS_CODE)
        return digits

    @property
    def level(self) -> RegionLevel:
        """The level that its length tells."""
        return LEVELS[len(self)]

    @property
    def parent(self) -> "RegionCode | None":
        """The region one level up; a province has none."""
        length = PARENT_LENGTH.get(len(self))
        return None if length is None else RegionCode.restore(self[:length])

    def lies_in(self, other: "RegionCode") -> bool:
        """Tell whether this region is the other or a part of it."""
        return self.startswith(str(other))

    @override
    def masked(self) -> str:
        """Show it whole: a region is no personal number."""
        return self.format()

    @override
    def _for_people(self) -> str:
        return ".".join(part for part in (self[:2], self[2:4], self[4:6], self[6:]) if part)
