"""Answers about who saw what."""

from datetime import datetime

from functions._schemas.base import Answer


class SeenOut(Answer):
    """One sight. `by`: what was searched by, never a value; `found`: how many cases fitted."""

    at: datetime
    officer: str
    sight: str
    receipt: str | None
    page: int | None
    by: list[str]
    reason: str | None
    found: int | None


class SeenList(Answer):
    """A page, newest first."""

    items: list[SeenOut]
    next_cursor: str | None
