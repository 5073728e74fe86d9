"""Ports of the staff's side: who works there, and what their browsers keep."""

from datetime import datetime
from typing import Protocol

from chalicelib.domain.officers import Officer, Session


class SessionTokens(Protocol):
    """What an officer's browser keeps."""

    def issue(self, session: Session) -> str: ...

    def read(self, token: str, now: datetime) -> Session:
        """Raises UnauthorizedError for one that is over, or not ours."""
        ...


class OfficerDirectory(Protocol):
    """The office's own list of those who work there."""

    def get(self, officer: str) -> Officer:
        """Who is not listed comes as an entry of version 0 that changes nothing."""
        ...

    def save(self, officer: Officer) -> Officer:
        """Store the next version of an entry. Raises StaleVersionError where its `version` is not the stored one."""
        ...

    def list_all(self) -> tuple[Officer, ...]:
        """Everybody who is listed, by id."""
        ...
