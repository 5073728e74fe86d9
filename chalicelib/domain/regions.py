"""The office's city, its villages and neighbours, and the provinces: what addresses are checked against."""

import re
from functools import cached_property
from typing import Final, Self
from unicodedata import normalize

from pydantic import BaseModel, ConfigDict

from chalicelib.domain.identifiers import Postcode, RegionCode

LEVEL_WORD: Final = re.compile(r"^(?:kelurahan|kel|desa|kecamatan|kec)\b[ .]*(?=\S)")
MOST_TYPED: Final = 100


class Village(BaseModel):
    """A kelurahan with its postcode, and other spellings where leaving out blanks and dashes does not unite them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: RegionCode
    name: str
    postcode: Postcode
    also: tuple[str, ...] = ()


class District(BaseModel):
    """A kecamatan; its villages are listed only within the office's city."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: RegionCode
    name: str
    villages: tuple[Village, ...] = ()


class Regency(BaseModel):
    """A kabupaten or kota; `postcodes` are the first and last of each range of a neighbour."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: RegionCode
    name: str
    districts: tuple[District, ...]
    postcodes: tuple[tuple[Postcode, Postcode], ...] = ()

    def has_postcode(self, postcode: Postcode) -> bool:
        """Tell whether one of the ranges holds the postcode."""
        return any(first <= postcode <= last for first, last in self.postcodes)


class Province(BaseModel):
    """One of the 38."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: RegionCode
    name: str


class Regions(BaseModel):
    """The regions that one office needs, as its catalogue lists them; codes are Kemendagri's."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    home: Regency
    neighbours: tuple[Regency, ...]
    provinces: tuple[Province, ...]

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Return the regions of a catalogue file; raise pydantic.ValidationError."""
        return cls.model_validate_json(text)

    @property
    def districts(self) -> tuple[District, ...]:
        """The kecamatan of the office's city, in the order of their codes."""
        return self.home.districts

    def district(self, code: RegionCode) -> District | None:
        """Return the kecamatan of the city that has this code, or that this village lies in."""
        return next((found for found in self.districts if code.lies_in(found.code)), None)

    def village(self, code: RegionCode) -> Village | None:
        """Return the kelurahan of the city that has this code."""
        return self._villages_by_code.get(code)

    def province(self, code: RegionCode) -> Province | None:
        """Return the province that has this code, or that this region lies in."""
        return next((found for found in self.provinces if code.lies_in(found.code)), None)

    def find_district(self, name: str) -> District | None:
        """Return the kecamatan of the city by name, in any case and spacing, with or without "Kecamatan"."""
        wanted = spelling(name)
        return next((found for found in self.districts if spelling(found.name) == wanted), None)

    def find_village(self, name: str) -> Village | None:
        """Return the kelurahan of the city by name: "kota lama", "Kel. Kotalama" and "KOTALAMA" are one."""
        return self._villages_by_spelling.get(spelling(name))

    def villages_with(self, postcode: Postcode) -> tuple[Village, ...]:
        """Return the kelurahan that share a postcode; none for one outside the city and for those of offices."""
        return tuple(village for village in self._villages_by_code.values() if village.postcode == postcode)

    def names_home(self, city: str) -> bool:
        """Tell whether these are words for the office's own city: its name, or that without its level."""
        return _letters(city[:MOST_TYPED].casefold()) in _letters(self.home.name.casefold())

    def neighbour(
        self, *, regency: str | None = None, district: str | None = None, postcode: Postcode | None = None
    ) -> Regency | None:
        """Return the neighbour whose office an address belongs to; None where it is ours or cannot be told.

        Names of the city's own districts win over the rest: a postcode is the part people get wrong.
        """
        if district is not None and self.find_district(district) is not None:
            return None
        wanted = None if regency is None else _full_spelling(regency)
        kecamatan = None if district is None else spelling(district)
        for found in self.neighbours:
            named = wanted == _full_spelling(found.name) or any(kecamatan == spelling(d.name) for d in found.districts)
            if named or (postcode is not None and found.has_postcode(postcode)):
                return found
        return None

    @cached_property
    def _villages_by_code(self) -> dict[RegionCode, Village]:
        return {village.code: village for district in self.districts for village in district.villages}

    @cached_property
    def _villages_by_spelling(self) -> dict[str, Village]:
        villages = self._villages_by_code.values()
        return {spelling(name): village for village in villages for name in (village.name, *village.also)}


def spelling(name: str) -> str:
    """Return what the spellings of one place have in common: its letters, without "Kelurahan" and the like."""
    words = normalize("NFKD", name[:MOST_TYPED]).casefold().strip()
    return _letters(LEVEL_WORD.sub("", words))


def _full_spelling(regency: str) -> str:
    words = normalize("NFKD", regency[:MOST_TYPED]).casefold().strip()
    return _letters(re.sub(r"^kab\b", "kabupaten", words))


def _letters(words: str) -> str:
    return "".join(filter(str.isalnum, words))
