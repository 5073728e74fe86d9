"""Beginning an application on the residents' pages, coming back to it, and leaving it on a phone that others use."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.access import Visit
from chalicelib.domain.catalogue import Service
from chalicelib.domain.errors import IdempotencyKeyReusedError, IncompleteError, InvalidRequestError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.services.application_details import Details
from chalicelib.services.start_application import Origin
from functions._forms import read_form
from functions._http import Call, Reply, endpoint
from functions._page import PAGE, go_to, render_private
from functions._sign_in import Denied, sign_in
from functions._step_forms import read_answer
from functions._visits import (
    TOKEN,
    ask_again,
    end_visit,
    form_token,
    is_own_form,
    keep_visit,
    open_visit,
    read_browser,
    visitor_page,
    what_was_typed,
    with_browser,
)

routes = Blueprint(__name__)

APPLICATION: Final = "/apply/{application_id}"
OWN_PATH: Final = re.compile(
    r"apply/([0-9A-Z]{11})(?:/(?:check|status|news|pick-up|(?:steps|papers)/[a-z0-9_-]{1,64}))?"
)
PUZZLE: Final = frozenset({"sealed", "solution", "answer"})


@endpoint(routes, "GET", "/apply", **PAGE, summary="Apply for a service online", problems=[404])
def get_apply(call: Call[None]) -> Reply:
    """What to have at hand, and a button. Answers given on the service's page come along."""
    return _begin(call, call.query)


def _begin(call: Call[None], given: Mapping[str, str], status: int = 200, fault: str = "") -> Reply:
    services = get_services()
    service = services.checklists.service(given.get("service", ""))
    kept = {name: given[name] for name in ("role", *(q.name for q in service.questions)) if given.get(name)}
    puzzle = services.puzzles.make(services.clock.now())
    return with_browser(
        call,
        lambda browser: render_private(
            call, "apply", status, kept=("service", *kept), is_shared="shared" in given, service=service,
            given=kept, puzzle=puzzle, fault=fault,
            token=form_token(browser, "apply"), draft_days=services.office.limits.draft_days,
        ),
    )  # fmt: skip


@endpoint(routes, "POST", "/apply", **PAGE, summary="Begin", status=303, problems=[403, 404])
def begin(call: Call[None]) -> Reply:
    """A draft; pressed twice, the same one: the puzzle that was solved is the key of the intent."""
    typed = read_form(call)
    if not read_browser(call):
        return render_private(call, "cookies", 403, service=typed.get("service", ""))
    if not is_own_form(call, "apply", typed):
        return _begin(call, typed, 422, "form_old")
    services = get_services()
    now = services.clock.now()
    solved = services.puzzles.check(typed.get("sealed", ""), typed.get("solution", ""), typed.get("answer", ""), now)
    if solved is None:
        return _begin(call, typed, 422, "puzzle_wrong" if typed.get("answer") else "puzzle_missing")
    service = services.checklists.service(typed.get("service", ""))
    details = _details(call, service, typed)
    digest = sha256(json.dumps(_said(typed), sort_keys=True).encode()).hexdigest()
    try:
        started = services.start_application(
            service.code,
            details,
            services.visits.intent_of(read_browser(call), solved),
            digest,
            Origin(has_proof=bool(typed.get("solution"))),  # the sum in words is easily done by a program
        )
    except (InvalidRequestError, IncompleteError):
        return go_to(call, f"services/{service.code}")
    except IdempotencyKeyReusedError:
        return _begin(call, typed, 422, "puzzle_missing")
    is_untouched = started.case.version == 1  # whoever sends the form again later has to know number and PIN
    cookies = open_visit(call, started.case, remembers="shared" not in typed) if is_untouched else ()
    return go_to(call, f"apply/{started.case.receipt}", cookies)


def _said(typed: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in typed.items() if name not in {*PUZZLE, TOKEN, "shared"}}


def _details(call: Call[None], service: Service, typed: Mapping[str, str]) -> Details:
    """Answers that fit; the others are asked again on a page of their own."""
    read = {question.name: read_answer(question, typed.get(question.name, "")) for question in service.questions}
    fitting: dict[str, bool | int | str] = {
        question.name: answer
        for question in service.questions
        if (answer := read[question.name]) is not None and question.find_problem(answer) is None
    }
    only = service.who_may_apply[0] if len(service.who_may_apply) == 1 else None
    role = typed.get("role", "")
    return Details(
        language=call.language, answers=fitting, applicant_role=role if role in set(service.who_may_apply) else only
    )


@endpoint(routes, "GET", "/resume", **PAGE, summary="Come back to an application")
def get_resume(call: Call[None]) -> Reply:
    """On any device, with number and PIN."""
    return ask_again(call, "", status=200)


@endpoint(
    routes,
    "POST",
    "/resume",
    **PAGE,
    summary="Come back with number and PIN",
    status=303,
    problems=[401, 403, 404, 429],
)
def resume(call: Call[None]) -> Reply:
    """On to where one was. What was typed when the visit had ended is shown again, to be sent with one press."""
    typed = read_form(call)
    to, kept = typed.get("to", ""), what_was_typed(typed)
    words = get_services().messages.pages(call.language)
    if not is_own_form(call, "resume", typed):
        told = words["form_old" if read_browser(call) else "cookies_text"]
        return ask_again(call, to, {"receipt_number": told}, 422)
    found = sign_in(call, typed)
    if isinstance(found, Denied):
        return ask_again(call, to, found.faults, found.status)
    own = OWN_PATH.fullmatch(to)
    if kept and own and own[1] != found.receipt:
        number = ReceiptNumber.restore(own[1]).format()
        return ask_again(call, to, {"receipt_number": words["typed_for"].format(number=number)}, 422)
    cookies = open_visit(call, found, remembers="shared" not in typed)
    if not own or own[1] != found.receipt:
        return go_to(call, f"apply/{found.receipt}", cookies)
    if not kept:
        return go_to(call, to, cookies)
    page = render_private(
        call, "kept", elsewhere="", to=to, typed=kept, token=form_token(read_browser(call), found.receipt)
    )
    return replace(page, cookies=cookies)


@endpoint(
    routes, "POST", "/assisted", **PAGE, summary="A clerk goes on with a resident", status=303,
    problems=[401, 403, 404], is_open_to_others=True,
)  # fmt: skip
def open_assisted(call: Call[None]) -> Reply:
    """From the office's own page, with a ticket of two minutes instead of number and PIN."""
    services = get_services()
    visitor, _ = services.assist_tickets.read(read_form(call).get("ticket", ""), services.clock.now())
    case, _, _ = services.own_application.read(visitor)
    page = go_to(call, f"apply/{case.receipt}", open_visit(call, case, remembers=False, assisted=True))
    return with_browser(call, lambda _: page)


@visitor_page(routes, "POST", APPLICATION + "/shared", summary="This is not my phone", status=303, back=APPLICATION)
def share(call: Call[None], visit: Visit) -> Reply:
    """From now on no chosen file is kept on the phone."""
    shared = visit.model_copy(update={"remembers": False})
    return go_to(call, f"apply/{visit.visitor.receipt}", (keep_visit(shared),))


@endpoint(routes, "POST", APPLICATION + "/finish", **PAGE, summary="Finish on this phone", status=303)
def finish(call: Call[None]) -> Reply:
    """The visit ends, one that is over too, and what the phone kept is wiped; number and PIN open it again anywhere."""
    receipt = ReceiptNumber.parse(call.path["application_id"])
    return go_to(call, f"finished?number={receipt}", (end_visit(receipt),))


@endpoint(routes, "GET", "/finished", **PAGE, summary="Nothing is left on this phone")
def get_finished(call: Call[None]) -> Reply:
    """Says so, and wipes whatever was kept."""
    number = call.query.get("number", "")
    known = ReceiptNumber.parse(number).format() if number else ""
    return render_private(call, "finish", kept=("number",), number=known, forgets=True)
