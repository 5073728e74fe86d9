"""Sessions of officers: one cookie that is signed, one entry of the directory that may end it."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.domain.access import Actor
from chalicelib.domain.administration import AdminAction, AdminEvent
from chalicelib.domain.errors import StaleVersionError, UnauthorizedError
from chalicelib.domain.officers import Officer, Session
from chalicelib.services.keys import Keys, keyed_digest
from chalicelib.services.ports import Clock, Ids
from chalicelib.services.staff_ports import OfficerDirectory, SessionTokens

MOST_TRIES = 5


@dataclass(frozen=True, slots=True)
class StaffSessions:
    """Each page reads the directory once, so that a role taken away or a sign-out holds from the next page on."""

    tokens: SessionTokens
    directory: OfficerDirectory
    ids: Ids
    keys: Keys
    clock: Clock

    def open(self, actor: Actor, name: str = "") -> str:
        """What the browser keeps of a new session. Raises UnauthorizedError for somebody who is suspended."""
        now = self.clock.now()
        if self.directory.get(actor.id).is_suspended:
            raise UnauthorizedError
        session = Session(
            id=self.ids.new_id(), officer=actor.id, name=name, granted=actor.roles, began_at=now, seen_at=now
        )
        return self.tokens.issue(session)

    def read(self, token: str) -> tuple[Session, Actor]:
        """The session and who acts in it. Raises UnauthorizedError."""
        session = self.tokens.read(token, self.clock.now())
        officer = self.directory.get(session.officer)
        if not officer.admits(session):
            raise UnauthorizedError
        return session, session.actor(officer)

    def renew(self, session: Session) -> str:
        """What the browser keeps from now on."""
        return self.tokens.issue(session.model_copy(update={"seen_at": self.clock.now()}))

    def end(self, session: Session) -> None:
        """Sign out of one browser: a copy of its cookie opens nothing more."""
        self._store(session.officer, lambda officer: officer.ending(session, self.clock.now()))

    def end_all(self, officer: str) -> None:
        """Sign out everywhere, on an officer's own word: sessions, passes and tokens of before. It is recorded."""
        now = self.clock.now()
        event = AdminEvent(id=self.ids.new_id(), at=now, by=officer, action=AdminAction.SIGNED_OUT, subject=officer)
        self._store(officer, lambda entry: entry.ending_all(now), event)

    def form_token(self, session: Session) -> str:
        """What each form of one session carries (OWASP: HMAC-based token pattern)."""
        return keyed_digest(self.keys.form, "staff", session.id)

    def is_own_form(self, session: Session, token: str) -> bool:
        """Whether a form was given to this session; compared in constant time."""
        return hmac.compare_digest(self.form_token(session).encode(), token.encode())

    def _store(self, officer: str, change: Callable[[Officer], Officer], event: AdminEvent | None = None) -> None:
        for last in (*[False] * (MOST_TRIES - 1), True):
            try:
                self.directory.save(change(self.directory.get(officer)), event)
            except StaleVersionError:
                if last:
                    raise
            else:
                return
