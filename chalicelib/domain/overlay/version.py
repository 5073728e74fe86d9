"""A version of an overlay: saved as a draft, published once, never changed. The newest published one holds."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

from chalicelib.domain.access import Actor
from chalicelib.domain.overlay.changes import LocalChanges


class OverlayState(StrEnum):
    """Whether a version was ever made to hold."""

    DRAFT = "draft"
    PUBLISHED = "published"


class Overlay(BaseModel):
    """One version, with who saved and who published it. `restores`: the older version whose changes it takes up.

    `erasing_since`: since when nothing changed by which cases are erased; with this version, where that does not say.
    """

    model_config = ConfigDict(frozen=True)

    schema_version: Literal[1] = 1
    number: int
    state: OverlayState
    changes: LocalChanges
    restores: int | None = None
    saved_by: str
    saved_at: datetime
    published_by: str | None = None
    published_at: datetime | None = None
    erasing_since: datetime | None = None

    def published(self, actor: Actor, now: datetime, before: "Overlay | None" = None) -> "Overlay":
        """A draft that holds from now on, after the one that held `before`."""
        is_same = before is not None and before.changes.erasing_rules == self.changes.erasing_rules
        since = before.erases_alike_since if before and is_same else now
        facts = {"published_by": actor.id, "published_at": now, "erasing_since": since}
        return self.model_copy(update={"state": OverlayState.PUBLISHED, **facts})

    @property
    def erases_alike_since(self) -> datetime | None:
        """Since when cases are erased by the same rules; None for a draft."""
        return self.erasing_since or self.published_at


def save_draft(number: int, changes: LocalChanges, actor: Actor, now: datetime) -> Overlay:
    """A new version that does not hold yet."""
    return Overlay(number=number, state=OverlayState.DRAFT, changes=changes, saved_by=actor.id, saved_at=now)


def restore(older: Overlay, number: int, actor: Actor, now: datetime, before: Overlay | None = None) -> Overlay:
    """A new version that says what an older one said, and holds from now on, after the one that held `before`."""
    draft = save_draft(number, older.changes, actor, now)
    return draft.model_copy(update={"restores": older.number}).published(actor, now, before)
