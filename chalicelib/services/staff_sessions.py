"""Sessions of officers: one cookie that is signed, one entry of the directory that may end it."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.domain.access import Actor
from chalicelib.domain.administration import AdminAction, AdminEvent, officer_details
from chalicelib.domain.errors import StaleVersionError, UnauthorizedError
from chalicelib.domain.officers import Officer, Session
from chalicelib.services.expected_officers import expected_id
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

    def open(self, actor: Actor, name: str = "", email: str = "") -> str:
        """What the browser keeps of a new session. Raises UnauthorizedError for somebody who is suspended.

        `email` is one that the issuer has verified: who was listed by it before is tied to their account.
        """
        now = self.clock.now()
        entry = self._tied(self.directory.get(actor.id), email)
        if entry.is_suspended or entry.is_expected:
            raise UnauthorizedError
        session = Session(
            id=self.ids.new_id(), officer=actor.id, name=name, granted=actor.roles, began_at=now, seen_at=now
        )
        return self.tokens.issue(session)

    def _tied(self, entry: Officer, email: str) -> Officer:
        """Once: of two sign-ins at a time with one address, by whomever, the second finds it taken."""
        name = expected_id(self.keys.lookup, email)
        expected = self.directory.get(name) if name and entry.roles is None else None
        if expected is None or not expected.awaits or entry.is_suspended:
            return entry
        after = entry.taking(expected)
        event = AdminEvent(
            id=self.ids.new_id(), at=self.clock.now(), by=entry.id, action=AdminAction.OFFICER_TIED,
            subject=entry.id, details={"expected": expected.id, **officer_details(after)},
        )  # fmt: skip
        try:
            return self.directory.tie(after, expected.model_copy(update={"became": entry.id}), event)
        except StaleVersionError:
            return self.directory.get(entry.id)

    def read(self, token: str, read_entry: Callable[[str], Officer] | None = None) -> tuple[Session, Actor]:
        """The session and who acts in it; `read_entry` reads the directory's entry by its id together with more.

        Raises UnauthorizedError.
        """
        session = self.tokens.read(token, self.clock.now())
        officer = (read_entry or self.directory.get)(session.officer)
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
