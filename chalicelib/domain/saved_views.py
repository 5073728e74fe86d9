"""Views of the work queue that officers keep: a name, and the filters that stand in the address."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final
from unicodedata import category

from pydantic import BaseModel, ConfigDict

from chalicelib.domain.access import Actor
from chalicelib.domain.errors import Fault, InvalidRequestError
from chalicelib.domain.rights import RIGHTS, Right

MOST: Final = 20
LONGEST_NAME: Final = 40


class Sharing(StrEnum):
    """Whose a view is."""

    OWN = "own"
    SHARED = "shared"


class SavedView(BaseModel):
    """One view; `filters` are sound where it was kept."""

    model_config = ConfigDict(frozen=True)

    name: str
    sharing: Sharing
    filters: Mapping[str, str]
    by: str = ""
    """Whose it was first; empty where it was kept before that was noted."""


def may_change(view: SavedView, officer: Actor) -> bool:
    """What all share is its maker's, and theirs who tend all of it."""
    return view.sharing is Sharing.OWN or view.by == officer.id or RIGHTS[Right.TEND_VIEWS].allows(officer.roles)


def must_be_changeable(view: SavedView | None, officer: Actor) -> None:
    """Raises InvalidRequestError for what another shared with all; one that is not there yet is nobody's."""
    if view is not None and not may_change(view, officer):
        raise InvalidRequestError([Fault("name", "view_of_another")])


def name_view(typed: str, known: Mapping[str, SavedView]) -> str:
    """The name as it is kept. Raises InvalidRequestError: none, too long, with what is not seen, or one too many."""
    name = " ".join(typed.split())
    if not name:
        raise InvalidRequestError([Fault("name", "empty")])
    if any(category(character).startswith("C") for character in name):
        raise InvalidRequestError([Fault("name", "control_character")])
    if len(name) > LONGEST_NAME:
        raise InvalidRequestError([Fault("name", "too_long")])
    if name not in known and len(known) >= MOST:
        raise InvalidRequestError([Fault("name", "too_many_views")])
    return name
