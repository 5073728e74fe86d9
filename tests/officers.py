"""An officer's browser without script, signed in."""

from chalicelib.domain.access import Actor, ActorKind, Role
from tests.office import STAFF, MiniOffice
from tests.residents import Browser

SESSION = "__Host-loket-session"
NAME = "Petugas Contoh"


def session_of(office: MiniOffice, *roles: Role, officer: str = "") -> str:
    """What the browser keeps of somebody with these roles."""
    actor = Actor(kind=ActorKind.OFFICER, id=officer or "-".join(roles), roles=frozenset(roles))
    return office.services.staff_sessions.open(actor, NAME)


def sign_in(office: MiniOffice, *roles: Role, officer: str = "", language: str = "id") -> Browser:
    """A window of theirs."""
    kept = {SESSION: session_of(office, *roles, officer=officer)}
    return Browser(office, language, cookies=kept, app=STAFF)
