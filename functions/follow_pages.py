"""Where a case stands, for people. Number and PIN stand only ever in the body of a form."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.access import Visit
from chalicelib.domain.case import Case
from chalicelib.domain.collection import to_fetch
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.notification import NoticeChannel
from chalicelib.domain.whatsapp_consent import CHANNEL
from chalicelib.services.news_ways import STOPPABLE, NewsWay
from functions._forms import read_form
from functions._http import HTML, Call, Reply, endpoint
from functions._page import PAGE, go_to, render_page, render_private
from functions._schemas.answers import CaseStatus
from functions._seen import record_own_result
from functions._sign_in import Denied, sign_in
from functions._views import answer_by, view_status
from functions._visits import form_token, open_visit, read_browser, visitor_page, with_browser

routes = Blueprint(__name__)

WHATSAPP_DONE: Final = "whatsapp"

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
    return with_browser(call, lambda browser: replace(_status(call, found, browser), cookies=open_visit(call, found)))


@visitor_page(routes, "GET", "/apply/{application_id}/status", summary="Where it stands, to whoever is at it")
def get_status(call: Call[None], visit: Visit) -> Reply:
    """The same, to be loaded again, and after a click on the other language."""
    case, _, _ = get_services().own_application.read(visit.visitor)
    return _status(call, case, read_browser(call))


@visitor_page(
    routes, "GET", "/apply/{application_id}/results/{product}", summary="Your signed document", status=303,
    back="/apply/{application_id}/status",
)  # fmt: skip
def get_own_result(call: Call[None], visit: Visit) -> Reply:
    """On to an address of a minute, once the product is ready; that it was asked for is recorded first."""
    url = get_services().signing.hand_out.to_resident(visit.visitor, call.path["product"])
    record_own_result(visit.visitor.receipt)
    return Reply(None, HTTPStatus.SEE_OTHER, {"Location": url}, HTML)


@visitor_page(
    routes, "POST", "/apply/{application_id}/whatsapp", summary="No more news by WhatsApp", status=303,
    back="/apply/{application_id}/news",
)  # fmt: skip
def stop_whatsapp(call: Call[None], visit: Visit) -> Reply:
    """Back to the page that it was asked on, which says so; a second click changes nothing."""
    get_services().telling.withdraw_whatsapp.by_resident(visit.visitor)
    page = "news" if read_form(call).get("from") == "news" else "status"
    return go_to(call, f"apply/{visit.visitor.receipt}/{page}?done={WHATSAPP_DONE}")


@visitor_page(
    routes, "GET", "/apply/{application_id}/news", summary="By which ways you are told",
    back="/apply/{application_id}/status",
)  # fmt: skip
def get_own_news(call: Call[None], visit: Visit) -> Reply:
    """Each way with its address masked, whether news goes there, and a button to stop it or have it again."""
    return _news(call, visit, get_services().telling.news_ways.of_resident(visit.visitor))


@visitor_page(
    routes, "POST", "/apply/{application_id}/news", summary="Stop a way, or have it again",
    back="/apply/{application_id}/news",
)  # fmt: skip
def set_own_news(call: Call[None], visit: Visit) -> Reply:
    """The same page as it stands then; a second click, or a form without a wish, changes nothing."""
    typed, ways = read_form(call), get_services().telling.news_ways
    channel, wish = typed.get("channel", ""), typed.get("do", "")
    if channel not in STOPPABLE or wish not in {"stop", "resume"}:
        return _news(call, visit, ways.of_resident(visit.visitor))
    wants_news = wish == "resume"
    return _news(call, visit, ways.set_by_resident(visit.visitor, NoticeChannel(channel), wants_news=wants_news))


def _news(call: Call[None], visit: Visit, ways: tuple[NewsWay, ...]) -> Reply:
    own = f"{call.root}apply/{visit.visitor.receipt}"
    token = form_token(read_browser(call), str(visit.visitor.receipt))
    caps = get_services().office.telling.caps
    return render_private(call, "news", elsewhere=f"{own}/news", own=own, token=token, ways=ways, caps=caps,
        is_done=_is_whatsapp_done(call),
    )  # fmt: skip


def _is_whatsapp_done(call: Call[None]) -> bool:
    return call.query.get("done") == WHATSAPP_DONE


def _status(call: Call[None], case: Case, browser: str) -> Reply:
    services, status = get_services(), view_status(case, call.language)

    def when(moment: datetime) -> str:
        return services.messages.date_time(services.office.local_time(moment), call.language)

    names = {known: name.in_language(call.language) for known, name in services.checklists.product_names(case).items()}
    own = f"{call.root}apply/{case.receipt}"
    return render_private(
        call, "status", elsewhere=f"{own}/status", own=own, token=form_token(browser, str(case.receipt)),
        shown=status, steps=_steps(status, call, when), names=names,
        due=when(status.due_at) if status.due_at else "", is_open=case.is_open_to_resident,
        answer_by=answer_by(case, call.language), hours=_hours(case),
        is_reachable=bool(case.reachable or status.erased),
        by_whatsapp=CHANNEL in case.reachable, is_sandbox=services.ports.is_sandbox or case.is_practice,
        can_book=bool(services.office.places and to_fetch(case)), is_done=_is_whatsapp_done(call),
    )  # fmt: skip


def _steps(status: CaseStatus, call: Call[None], when: Callable[[datetime], str]) -> list[tuple[str, str]]:
    """What happened, the last first; a draft is something that was begun."""
    begun = get_services().messages.pages(call.language)["begun"]
    history = reversed(status.history)
    return [(begun if step.state is CaseState.DRAFT else step.label, when(step.at)) for step in history]


def _hours(case: Case) -> str:
    """How long the office takes once all is complete, while nobody has found that yet."""
    is_waiting = case.state in {CaseState.SUBMITTED, CaseState.IN_REVIEW}
    return str(get_services().checklists.service(case.service).service_time_hours) if is_waiting else ""
