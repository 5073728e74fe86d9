"""Where the resident lives: the kelurahan that a case is sorted by, whichever way its result is fetched."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from chalicelib.domain.access import Actor
from chalicelib.domain.applicant import ELSEWHERE, PersonalData
from chalicelib.domain.case import Case, Change, move
from chalicelib.domain.errors import Fault, InvalidRequestError, TransitionRefusedError
from chalicelib.domain.identifiers import RegionCode
from chalicelib.domain.regions import Regions
from chalicelib.domain.rights import RIGHTS, Right

AREA_DIGITS: Final = 6
"""Of a kelurahan's code: those of its kecamatan."""

COUNTED: Final = ("area",)
"""What of a case is counted anew from where its resident lives."""


def area_of(personal: PersonalData) -> str:
    """The kecamatan that a case belongs to: as its resident said, else of the address; empty while nobody said."""
    if personal.lives_in == ELSEWHERE:
        return ELSEWHERE
    village = personal.lives_in or (personal.address and personal.address.village) or ""
    return str(village)[:AREA_DIGITS]


def must_be_known(place: str, regions: Regions) -> None:
    """Raises InvalidRequestError for what is neither a kelurahan of the city nor outside it."""
    if place != ELSEWHERE and regions.village(RegionCode.restore(place)) is None:
        raise InvalidRequestError([Fault("lives_in", "not_a_choice" if place else "missing")])


def record_residence(case: Case, counted: Mapping[str, Any], officer: Actor, now: datetime) -> Change:
    """An officer says where the resident lives; the products stand in the lists of that kecamatan from then on.

    Raises TransitionRefusedError for a case that has ended, and for a draft: that is its resident's own.
    """
    if case.state not in (RIGHTS[Right.CORRECT_CONTACT].states or ()):
        thing = "case"
        raise TransitionRefusedError(thing, case.state, Right.CORRECT_CONTACT)
    products = tuple(product.id for product in case.products)
    return move(case, action="residence_recorded", actor=officer, now=now, updates=counted, products=products)
