"""What the office itself knows of those who work there, beside what the issuer of their tokens says."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import ClassVar, Final, Self

from pydantic import BaseModel, ConfigDict

from chalicelib.domain.access import Actor, ActorKind, Role

EXPECTED: Final = "mail-"
"""Begins the id of an entry that was made by e-mail address; the rest is a keyed hash of the address."""


class Officer(BaseModel):
    """One person of the staff. Where `roles` is set it holds instead of the roles that their token lists.

    `signed_out_at`: what was signed in until then is ended, everywhere. `ended`: single sessions that were, with the
    moment they would have ended anyway. `version` counts the stored changes; 0 is not stored. `became`: whose entry it
    is by now, of one that was listed by e-mail address before their first sign-in.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    version: int = 0
    name: str = ""
    roles: frozenset[Role] | None = None
    is_suspended: bool = False
    signed_out_at: datetime | None = None
    ended: Mapping[str, datetime] = {}
    became: str = ""

    @property
    def is_expected(self) -> bool:
        """Whether it stands for an address that nobody has signed in with yet, or did once."""
        return self.id.startswith(EXPECTED)

    @property
    def awaits(self) -> bool:
        """Whether who signs in with its address takes it over."""
        return self.is_expected and bool(self.version) and not self.became

    def taking(self, expected: "Officer") -> Self:
        """The same with what was listed of their address; one that an administrator listed by id stays as it is."""
        if self.roles is not None or self.is_suspended:
            return self
        listed = {"name": expected.name, "roles": expected.roles, "is_suspended": expected.is_suspended}
        return self.model_copy(update=listed)

    def roles_of(self, granted: frozenset[Role]) -> frozenset[Role]:
        """What they may act as, of a token that grants these roles."""
        if self.is_suspended:
            return frozenset()
        return granted if self.roles is None else self.roles

    def admits(self, session: "Session") -> bool:
        """Whether a session of theirs still holds."""
        return session.id not in self.ended and self.admits_since(session.began_at)

    def admits_since(self, moment: datetime | None) -> bool:
        """Whether what they were given at that moment still holds; None, where nobody can tell, is before any other."""
        since = self.signed_out_at
        return not self.is_suspended and (since is None or (moment is not None and moment > since))

    def ending(self, session: "Session", now: datetime) -> Self:
        """The same with one session ended; those that are over by themselves are forgotten."""
        still = {known: until for known, until in self.ended.items() if until > now}
        return self.model_copy(update={"ended": {**still, session.id: session.began_at + Session.LONGEST}})

    def ending_all(self, now: datetime) -> Self:
        """The same with every session ended."""
        return self.model_copy(update={"ended": {}, "signed_out_at": now})


class Session(BaseModel):
    """One sign-in of an officer in one browser: half an hour from the last page, one shift at most."""

    IDLE: ClassVar[timedelta] = timedelta(minutes=30)
    LONGEST: ClassVar[timedelta] = timedelta(hours=10)
    PASS: ClassVar[timedelta] = timedelta(minutes=10)

    model_config = ConfigDict(frozen=True)

    id: str
    officer: str
    name: str = ""
    granted: frozenset[Role]
    began_at: datetime
    seen_at: datetime

    def is_over(self, now: datetime) -> bool:
        return now >= min(self.seen_at + self.IDLE, self.began_at + self.LONGEST)

    def actor(self, officer: Officer) -> Actor:
        """Who acts in it, with the roles that hold now."""
        return Actor(kind=ActorKind.OFFICER, id=self.officer, roles=officer.roles_of(self.granted))
