"""Whose a signed PDF is, as far as its own text tells: a number is looked for, and none is handed on."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from chalicelib.domain.applicant import PersonalData
from chalicelib.domain.identifiers import FamilyCardNumber, InvalidIdentifierError, Nik

BEARS_NIK: Final = frozenset({"KK", "KIA", "SKPWNI", "SKPLN"})
"""Kinds of product that always bear the NIK of the person they are about. A birth certificate bears one that is new."""

_RUNS: Final = re.compile(r"[0-9](?:[\s.\-]{0,2}[0-9]){15,}")
_ALONE: Final = re.compile(r"(?<![0-9])[0-9]{16}(?![0-9])")


class Naming(StrEnum):
    """Whether a text names somebody by their number. `ANOTHER`: it has numbers of people, and none is theirs."""

    NAMED = "named"
    NOT_NAMED = "not_named"
    ANOTHER = "another"
    NO_TEXT = "no_text"


class Doubt(StrEnum):
    """Why a person must look whether a kept document is its resident's."""

    NOT_NAMED = "not_named"
    NO_TEXT = "no_text"


@dataclass(frozen=True, slots=True)
class CheckedPdf:
    """What was found out about a document that is whole and signed."""

    pages: int
    naming: Naming


class WrongPersonError(Exception):
    """A document bears numbers of people, and none is of those whom its case is about."""


def numbers_of(personal: PersonalData) -> tuple[str, ...]:
    """The numbers by which a document may name the people of a case."""
    known = (personal.concerned.nik, personal.applicant.nik, personal.family_card_number)
    return tuple(str(number) for number in known if number)


def look_for(text: str, numbers: Collection[str]) -> Naming:
    """Whether one of these numbers stands in a text, in whatever groups its digits are set."""
    if not text.strip():
        return Naming.NO_TEXT
    runs = [re.sub("[^0-9]", "", run) for run in _RUNS.findall(text)]
    if any(number in run for run in runs for number in numbers):
        return Naming.NAMED
    others = {*_ALONE.findall(text), *runs}
    return Naming.ANOTHER if any(map(_is_register_number, others)) else Naming.NOT_NAMED


def doubt_of(naming: Naming, kind: str, personal: PersonalData) -> Doubt | None:
    """Why a person must look at a document of this kind, if they must. Raises WrongPersonError."""
    if naming is Naming.NAMED:
        return None
    if naming is Naming.ANOTHER and kind in BEARS_NIK and personal.concerned.nik is not None:
        raise WrongPersonError
    return Doubt.NO_TEXT if naming is Naming.NO_TEXT else Doubt.NOT_NAMED


def _is_register_number(digits: str) -> bool:
    for kind in (Nik, FamilyCardNumber):
        try:
            kind.parse(digits)
        except InvalidIdentifierError:
            continue
        return True
    return False
