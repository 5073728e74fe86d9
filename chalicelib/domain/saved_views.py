"""Views of the work queue that officers keep: a name, and the filters that stand in the address."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict

from chalicelib.domain.errors import Fault, InvalidRequestError

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


def name_view(typed: str, known: Mapping[str, SavedView]) -> str:
    """The name as it is kept. Raises InvalidRequestError: none, too long, or one too many."""
    name = " ".join(typed.split())
    if not name:
        raise InvalidRequestError([Fault("name", "empty")])
    if len(name) > LONGEST_NAME:
        raise InvalidRequestError([Fault("name", "too_long")])
    if name not in known and len(known) >= MOST:
        raise InvalidRequestError([Fault("name", "too_many_views")])
    return name
