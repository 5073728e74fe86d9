"""Who acts: roles of staff and partners, and the actor that every move records."""

from datetime import timedelta
from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from chalicelib.domain.identifiers import ReceiptNumber


class Role(StrEnum):
    """Roles of staff and partners; an access token lists them."""

    FRONT_OFFICER = "front_officer"
    VERIFIER = "verifier"
    APPROVER = "approver"
    SIGNER = "signer"
    PRODUCER = "producer"
    COUNTER = "counter"
    POST_OFFICE = "post_office"
    ASSISTANT = "assistant"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class ActorKind(StrEnum):
    """Kinds of those who act."""

    RESIDENT = "resident"
    OFFICER = "officer"
    PARTNER = "partner"
    SYSTEM = "system"


class Actor(BaseModel):
    """Who did something. `id` is an officer's or partner's id from the token; a resident is known by the case alone."""

    model_config = ConfigDict(frozen=True)

    kind: ActorKind
    id: str = ""
    roles: frozenset[Role] = frozenset()


class Visitor(BaseModel):
    """A resident as their token names them: one case, opened with one version of its PIN."""

    model_config = ConfigDict(frozen=True)

    receipt: ReceiptNumber
    pin_version: int

    @property
    def next_pin(self) -> str:
        """What a puzzle is bound to that is good for the next PIN, and for nothing once that was given."""
        return f"pin|{self.receipt}|{self.pin_version + 1}"


class Visit(BaseModel):
    """A resident's work on one application in one browser.

    `remembers`: chosen files may be kept on the phone. `assisted`: a clerk sits at it with the resident.
    """

    LIFE: ClassVar[timedelta] = timedelta(hours=2)

    model_config = ConfigDict(frozen=True)

    visitor: Visitor
    remembers: bool = True
    assisted: bool = False


RESIDENT = Actor(kind=ActorKind.RESIDENT)
SYSTEM = Actor(kind=ActorKind.SYSTEM)
