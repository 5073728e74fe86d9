"""The first page of the office, and signing out."""

import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.errors import ForbiddenError, UnauthorizedError, UnavailableError
from chalicelib.domain.rights import Right
from chalicelib.domain.text import in_figures
from chalicelib.domain.worklist import CAME_BACK, ENVELOPES, REFUSED, TO_MAIL, UNREACHED
from chalicelib.services.staff_ports import SignInRequest
from functions._forms import read_form
from functions._http import HTML, Audience, Call, Reply, endpoint
from functions._page import go_to
from functions._schemas import admin
from functions._staff_page import (
    keep_session,
    make_cookie,
    read_cookie,
    read_session,
    render_staff,
    session_cookie,
    staff_page,
)

routes = Blueprint(__name__)

SIGN_IN: Final = "loket-sign-in"
OWN: Final = "X-Loket-Page"
PAGE: Final = re.compile(
    r"(?:office|desk|assist|overlays|post)(?:/[A-Za-z0-9_-]{1,64}){0,5}(?:\?[A-Za-z0-9_=&%.+-]{1,500})?"
)
"""A page of the office, as it may be wanted after signing in, with its filters."""


WORK: Final[Mapping[str, Sequence[str]]] = {
    "queue": ("submitted", "in-review", UNREACHED),
    "desk": (ENVELOPES,),
    "milestones": ("complete", "awaiting-print-record", "awaiting-record", REFUSED),
    "signing": ("awaiting-signature",),
    "printing": ("print",),
    "counter": ("pick-up", TO_MAIL, CAME_BACK),
}
"""The lists that somebody works off in each part of the office."""


@staff_page(routes, "GET", "/office", right=Right.OPEN_OFFICE, summary="The first page of the office")
def get_office(call: Call[None]) -> Reply:
    """What who is signed in can do here, and how much of it waits."""
    services = get_services()
    words = services.messages.staff("home", call.language)
    roles = [words[f"role_{role}"] for role in sorted(call.officer.roles)]
    names, lines = services.messages.staff("queue", call.language), services.queue_counts.read_lines()
    waits = {
        area: [
            (names[f"list_{name.replace('-', '_')}"], in_figures(lines.get(name, 0), call.language)) for name in lists
        ]
        for area, lists in WORK.items()
    }
    return render_staff(call, "home/home", roles=roles, waits=waits)


SIGNING_IN: Final[Mapping[str, Any]] = {"audience": Audience.PUBLIC, "media_type": HTML, "is_page": True}


@endpoint(
    routes, "GET", "/office/sign-in", **SIGNING_IN, summary="Sign in to the office", status=303, problems=(503,)
)  # fmt: skip
def begin_sign_in(call: Call[None]) -> Reply:
    """On to the issuer; the browser keeps what it needs to come back."""
    services, ids = get_services(), get_services().ports.ids
    request = SignInRequest(ids.new_id(), ids.new_id(), ids.new_id() + ids.new_id(), _own_page(call))
    address = services.ports.sign_in.address(request, _redirect(call))
    kept = make_cookie(SIGN_IN, services.ports.sign_in_tokens.seal(request, services.clock.now()))
    return Reply(None, HTTPStatus.SEE_OTHER, {"Location": address}, HTML, (kept,))


@endpoint(
    routes, "GET", "/office/signed-in", **SIGNING_IN, summary="Back from signing in", status=303,
    problems=(401, 503),
)  # fmt: skip
def end_sign_in(call: Call[None]) -> Reply:
    """A session begins where the issuer says who it is, to this very browser; anything else asks to try again."""
    services = get_services()
    try:
        request = _begun(call)
        actor, name, email = services.ports.sign_in.exchange(call.query.get("code", ""), request, _redirect(call))
        session = services.staff_sessions.open(actor, name, email)
    except UnauthorizedError:
        return render_staff(call, "home/sign-in", HTTPStatus.UNAUTHORIZED, to="", is_refused=True)
    cookies = (session_cookie(session), make_cookie(SIGN_IN, ""))
    return _go_back(call, request.to or "office", cookies)


def _go_back(call: Call[None], page: str, cookies: tuple[str, ...]) -> Reply:
    """To the page that was wanted. Those of scripts choose their language themselves, and take none in an address."""
    if page.startswith("office"):
        return go_to(call, page, cookies)
    return Reply(None, HTTPStatus.SEE_OTHER, {"Location": f"{call.root}{page}"}, HTML, cookies)


def _begun(call: Call[None]) -> SignInRequest:
    """What this browser began and the issuer now answers. Raises UnauthorizedError."""
    services = get_services()
    request = services.ports.sign_in_tokens.open(read_cookie(call, SIGN_IN), services.clock.now())
    if not hmac.compare_digest(request.state.encode(), call.query.get("state", "").encode()):
        raise UnauthorizedError
    return request


def _own_page(call: Call[None]) -> str:
    """The page that was wanted, if it is one of the office's: never another site."""
    wanted = call.query.get("to", "")
    return wanted if PAGE.fullmatch(wanted) else ""


def _redirect(call: Call[None]) -> str:
    """Our own address as the browser has it; the issuer takes those alone that it was told of."""
    host = str(call.headers.get("host", ""))
    scheme = "http" if host.partition(":")[0] in {"127.0.0.1", "localhost"} else "https"
    return f"{scheme}://{host}{call.own_path.rpartition('/')[0]}/signed-in"


@endpoint(
    routes, "POST", "/office/token", audience=Audience.OFFICER, right=Right.OPEN_OFFICE, response=admin.Pass,
    summary="A token for the scripts of a page", headers=(OWN,),
)  # fmt: skip
def give_token(call: Call[None]) -> Reply:
    """For ten minutes, in the name of the session, to a script of our own pages alone. It keeps the session alive."""
    if not _is_own_script(call):
        raise ForbiddenError
    services = get_services()
    session, _ = services.staff_sessions.read(read_session(call))
    token = services.ports.passes.issue(session, services.clock.now())
    return Reply(admin.Pass(token=token), cookies=(keep_session(session),))


def _is_own_script(call: Call[None]) -> bool:
    """No form sends a header of ours, and no script of another site without asking; the browser says the site too."""
    return bool(call.headers.get(OWN.lower())) and call.headers.get("sec-fetch-site", "same-origin") == "same-origin"


@staff_page(routes, "POST", "/office/sign-out", right=Right.OPEN_OFFICE, summary="Sign out")
def sign_out(call: Call[None]) -> Reply:
    """Of this browser, or of every one."""
    sessions = get_services().staff_sessions
    if call.session is not None and "everywhere" in read_form(call):
        sessions.end_all(call.session.officer)
    elif call.session is not None:
        sessions.end(call.session)
    elsewhere = _sign_out_address()
    page = render_staff(replace(call, actor=None, session=None), "home/sign-in", is_out=True, to="", issuer=elsewhere)
    return replace(page, cookies=(session_cookie(""),))


def _sign_out_address() -> str:
    """Where the issuer's own session ends; nothing to show while it does not answer."""
    try:
        return get_services().ports.sign_in.sign_out_address()
    except UnavailableError:
        return ""
