"""Who a token of the office's API lets in: what it says, as far as the office's own list still agrees."""

from dataclasses import dataclass

from chalicelib.domain.access import Actor
from chalicelib.domain.errors import UnauthorizedError
from chalicelib.domain.officers import Session
from chalicelib.services.ports import Clock, StaffTokens
from chalicelib.services.staff_ports import OfficerDirectory, Passes


@dataclass(frozen=True, slots=True)
class AdmitStaff:
    """Each admission reads the list once, so that what an administrator takes away holds from the next one on."""

    tokens: StaffTokens
    passes: Passes
    directory: OfficerDirectory
    clock: Clock

    def __call__(self, token: str) -> Actor:
        """Who acts, with the roles that hold now, by a pass of ours or the issuer's token. Raises UnauthorizedError."""
        try:
            session = self.passes.read(token, self.clock.now())
        except UnauthorizedError:
            return self._by_token(token)
        return self._by_session(session)

    def _by_session(self, session: Session) -> Actor:
        entry = self.directory.get(session.officer)
        if not entry.admits(session):
            raise UnauthorizedError
        return session.actor(entry)

    def _by_token(self, token: str) -> Actor:
        actor, issued_at = self.tokens.read_dated(token)
        entry = self.directory.get(actor.id)
        if not entry.admits_since(issued_at):
            raise UnauthorizedError
        return actor.model_copy(update={"roles": entry.roles_of(actor.roles)})
