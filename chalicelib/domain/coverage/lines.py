"""What the lines of the office's tables say, and which of them do not fit."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from pydantic import BaseModel, ConfigDict

from chalicelib.domain.identifiers import InvalidIdentifierError, RegionCode
from chalicelib.domain.regions import Regions

_NUMBER: Final = re.compile(r"[0-9]{1,9}|[0-9]{1,3}(?:[., ][0-9]{3}){1,2}")
_DAY_FIRST: Final = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})")


class LineFault(BaseModel):
    """What is wrong with one cell: the line as a spreadsheet counts it, the column, a stable code. Never the value.

    `other` is the line that it does not agree with, where there is one. `is_about`: how many lines stood before was not
    noted, so that the number of the line is a guess.
    """

    model_config = ConfigDict(frozen=True)

    line: int
    column: str
    code: str
    other: int | None = None
    is_about: bool = False


def read_number(text: str) -> int | None:
    """A count, with or without marks between thousands; None for anything else."""
    return int(re.sub(r"[., ]", "", text)) if _NUMBER.fullmatch(text) else None


def read_date(text: str) -> date | None:
    """A day as ISO 8601 writes it, or day first as Indonesians do; None for anything else."""
    try:
        if found := _DAY_FIRST.fullmatch(text):
            day, month, year = map(int, found.groups())
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError:
        return None


def read_village(text: str, regions: Regions) -> str | None:
    """The code of a kelurahan of the city, by code or by name."""
    try:
        village = regions.village(RegionCode.parse(text))
    except InvalidIdentifierError:
        village = regions.find_village(text)
    return None if village is None else str(village.code)


def village_names(regions: Regions) -> Mapping[str, str]:
    """The name of every kelurahan by its code, in the order of codes."""
    return {str(village.code): village.name for district in regions.districts for village in district.villages}


def district_names(regions: Regions) -> Mapping[str, str]:
    """The name of every kecamatan by its code, in the order of codes."""
    return {str(district.code): district.name for district in regions.districts}
