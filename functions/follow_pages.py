"""Where a case stands, for people. Number and PIN stand only ever in the body of a form."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.case import Case
from functions._http import Call, Reply, endpoint
from functions._page import PAGE, render_page, render_private
from functions._sign_in import Denied, sign_in
from functions._views import view_status
from functions._visits import open_visit, read_form, with_browser

routes = Blueprint(__name__)

LONGEST: Final = 500
"""Characters of a number that are shown again."""


@endpoint(routes, "GET", "/", **PAGE, summary="Follow a case, for people")
def get_home(call: Call[None]) -> Reply:
    """Where the addresses in messages lead, and the code on a receipt: it may bring the number, and never the PIN."""
    return render_page(call, "follow", ("number",), number=call.query.get("number", "")[:LONGEST], faults={})


@endpoint(routes, "GET", "/follow", **PAGE, summary="The same, after a click on the other language")
def get_follow(call: Call[None]) -> Reply:
    """A status is shown once, so that neither number nor PIN stands in an address."""
    return get_home(call)


@endpoint(routes, "POST", "/follow", **PAGE, summary="Where a case stands, for people", problems=[403, 404, 429])
def follow(call: Call[None]) -> Reply:
    """What happened, what comes next, what is asked with a button for it; or the form again with what is wrong."""
    typed = read_form(call)
    found = sign_in(call, typed)
    if isinstance(found, Denied):
        number = typed.get("receipt_number", "").strip()[:LONGEST]
        return render_private(call, "follow", found.status, number=number, faults=found.faults)
    return _status(call, found)


def _status(call: Call[None], case: Case) -> Reply:
    services, status = get_services(), view_status(case, call.language)

    def when(moment: datetime) -> str:
        return services.messages.date_time(services.office.local_time(moment), call.language)

    steps = [(step.label, when(step.at)) for step in reversed(status.history)]
    names = {known: name.in_language(call.language) for known, name in services.checklists.product_names(case).items()}
    due = when(status.due_at) if status.due_at else ""
    page = render_private(
        call, "status", shown=status, steps=steps, names=names, due=due, is_open=case.is_open_to_resident
    )
    return with_browser(call, lambda _: replace(page, cookies=(open_visit(case),)))
