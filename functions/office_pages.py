"""The first page of the office, and signing out."""

from dataclasses import replace

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.rights import Right
from functions._forms import read_form
from functions._http import Call, Reply
from functions._staff_page import render_staff, session_cookie, staff_page

routes = Blueprint(__name__)


@staff_page(routes, "GET", "/office", right=Right.OPEN_OFFICE, summary="The first page of the office")
def get_office(call: Call[None]) -> Reply:
    """What who is signed in can do here."""
    words = get_services().messages.staff("home", call.language)
    roles = [words[f"role_{role}"] for role in sorted(call.officer.roles)]
    return render_staff(call, "home/home", roles=roles)


@staff_page(routes, "POST", "/office/sign-out", right=Right.OPEN_OFFICE, summary="Sign out")
def sign_out(call: Call[None]) -> Reply:
    """Of this browser, or of every one."""
    sessions = get_services().staff_sessions
    if call.session is not None and "everywhere" in read_form(call):
        sessions.end_all(call.session.officer)
    elif call.session is not None:
        sessions.end(call.session)
    page = render_staff(replace(call, actor=None, session=None), "home/sign-in", is_out=True, to="")
    return replace(page, cookies=(session_cookie(""),))
