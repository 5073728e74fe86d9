"""Who a token of the office's API lets in: what it says, as far as the office's own list still agrees."""

from dataclasses import dataclass

from chalicelib.domain.access import Actor
from chalicelib.domain.errors import UnauthorizedError
from chalicelib.services.ports import StaffTokens
from chalicelib.services.staff_ports import OfficerDirectory


@dataclass(frozen=True, slots=True)
class AdmitStaff:
    """Each admission reads the list once, so that what an administrator takes away holds from the next one on."""

    tokens: StaffTokens
    directory: OfficerDirectory

    def __call__(self, token: str) -> Actor:
        """Who acts, with the roles that hold now. Raises UnauthorizedError."""
        actor, issued_at = self.tokens.read_dated(token)
        entry = self.directory.get(actor.id)
        if not entry.admits_since(issued_at):
            raise UnauthorizedError
        return actor.model_copy(update={"roles": entry.roles_of(actor.roles)})
