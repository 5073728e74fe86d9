"""A new PIN, asked for by somebody who has the one before."""

from dataclasses import replace
from http import HTTPStatus
from typing import Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.access import Visit
from chalicelib.domain.errors import IncompleteError
from functions._forms import read_form
from functions._http import Call, Reply
from functions._page import render_private
from functions._views import view_findings
from functions._visits import end_visit, form_token, read_browser, visitor_page

routes = Blueprint(__name__)

PATH: Final = "/apply/{application_id}/pin"
STATUS: Final = "/apply/{application_id}/status"


@visitor_page(routes, "GET", PATH, summary="A new PIN: what that does", back=STATUS)
def show_new_pin(call: Call[None], visit: Visit) -> Reply:
    """Where it goes and what ends, with a puzzle that the phone solves meanwhile."""
    get_services().own_application.read(visit.visitor)  # no work for a visit that is over
    return _page(call, visit)


@visitor_page(routes, "POST", PATH, summary="Ask for a new PIN", back=STATUS)
def ask_for_new_pin(call: Call[None], visit: Visit) -> Reply:
    """It is on its way, and this visit ends with the old one; or the page again with why not, and the old one holds.

    Sent twice, it asks for number and PIN: the visit that asked is over.
    """
    services, typed = get_services(), read_form(call)
    services.own_application.read(visit.visitor)
    sealed, solution = typed.get("sealed", ""), typed.get("solution", "")
    if services.puzzles.check(sealed, solution, "", services.clock.now(), visit.visitor.next_pin) is None:
        return _page(call, visit, services.messages.pages(call.language)["pin_not_worked"])
    try:
        services.own_application.reissue_pin(visit.visitor)
    except IncompleteError as error:
        (found,) = view_findings(error.findings, call.language)
        return _page(call, visit, f"{found.message} {found.advice}")
    page = render_private(call, "pin-sent", elsewhere="", number=visit.visitor.receipt.format())
    return replace(page, cookies=(end_visit(visit.visitor.receipt),))


def _page(call: Call[None], visit: Visit, fault: str = "") -> Reply:
    services, own = get_services(), f"{call.root}apply/{visit.visitor.receipt}"
    return render_private(
        call, "pin", HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK, elsewhere=f"{own}/pin", own=own,
        token=form_token(read_browser(call), str(visit.visitor.receipt)), fault=fault,
        puzzle=services.puzzles.make(services.clock.now(), visit.visitor.next_pin),
    )  # fmt: skip
