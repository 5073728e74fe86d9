"""Answers about who saw what."""

from datetime import datetime

from functions._schemas.base import Answer


class SeenOut(Answer):
    """One sight. `by`: what was searched by, never a value; `found`: how many cases fitted; `envelope`: of the post."""

    at: datetime
    officer: str
    sight: str
    receipt: str | None
    envelope: str | None
    page: int | None
    by: list[str]
    reason: str | None
    found: int | None


class SeenLinesOut(Answer):
    """An officer saw or took away personal lines of so many who owe an e-KTP; `what` names no person."""

    at: datetime
    officer: str
    what: str
    count: int


class SeenLinesList(Answer):
    """A page, newest first."""

    items: list[SeenLinesOut]
    next_cursor: str | None


class SeenList(Answer):
    """A page, newest first."""

    items: list[SeenOut]
    next_cursor: str | None
