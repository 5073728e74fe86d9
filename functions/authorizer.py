"""Authorizers: a token is genuine or it is not; what its holder may do is decided by the route."""

from chalice.app import AuthRequest, AuthResponse, Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.errors import UnauthorizedError

resident_tokens = Blueprint(__name__)
staff_tokens = Blueprint(__name__)

TTL_SECONDS = 60
"""API Gateway keeps an answer this long: a token taken away holds a minute longer at most."""


@resident_tokens.authorizer(ttl_seconds=TTL_SECONDS)
def authorize_resident(request: AuthRequest) -> AuthResponse:
    """Admit the holder of a token that a receipt number and PIN opened."""
    try:
        services = get_services()
        visitor = services.resident_tokens.read(_bearer(request), services.clock.now())
    except UnauthorizedError:
        raise _unauthorized() from None
    context = {"kind": "resident", "receipt": str(visitor.receipt), "pin_version": str(visitor.pin_version)}
    return AuthResponse(routes=["*"], principal_id=visitor.receipt.masked(), context=context)


@staff_tokens.authorizer(ttl_seconds=TTL_SECONDS)
def authorize_staff(request: AuthRequest) -> AuthResponse:
    """Admit the holder of an access token of the issuer, with the roles that the office lists for them, if it does."""
    try:
        actor = get_services().admit_staff(_bearer(request))
    except UnauthorizedError:
        raise _unauthorized() from None
    context = {"kind": "officer", "id": actor.id, "roles": ",".join(sorted(actor.roles))}
    return AuthResponse(routes=["*"], principal_id=actor.id, context=context)


def _bearer(request: AuthRequest) -> str:
    scheme, _, token = request.token.partition(" ")
    if scheme.lower() != "bearer":
        raise UnauthorizedError
    return token.strip()


def _unauthorized() -> Exception:
    return Exception("Unauthorized")  # API Gateway answers 401 to exactly this text, and 500 to any other error
