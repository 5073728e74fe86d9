"""The reviewer's page of one case, and the page of the switch that holds every clock."""

import re
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.case import Case
from chalicelib.domain.errors import (
    ConflictError,
    Fault,
    ForbiddenError,
    IncompleteError,
    InvalidRequestError,
    NotFoundError,
    StaleVersionError,
    TooManyClaimsError,
    TransitionRefusedError,
    UnavailableError,
)
from chalicelib.domain.holds import HoldReason
from chalicelib.domain.rights import Right
from chalicelib.domain.seen import Sight
from chalicelib.domain.typed_numbers import PLACES
from functions import _views as views
from functions._calls import read_receipt
from functions._forms import read_long_form
from functions._http import HTML, Call, Reply
from functions._page import go_to
from functions._problems import build_problem
from functions._queue_filters import read_filters, read_wish
from functions._review_deeds import CONTACT, DEEDS, Sent
from functions._review_views import read_way, show_case
from functions._seen import record_seen
from functions._staff_page import in_words, may, render_staff, staff_page

routes = Blueprint(__name__)

CASE: Final = "/office/cases/{receipt}"
HOLD: Final = "/office/hold"


@staff_page(routes, "GET", CASE, right=Right.READ_CASE, summary="Review one case")
def get_review(call: Call[None]) -> Reply:
    """Papers on the left, the checklist and what was typed on the right; a form for each thing that can be done."""
    return _page(call)


@staff_page(
    routes, "POST", CASE + "/{deed}", right=Right.READ_CASE, summary="Do something to one case", status=303,
    problems=(412,),
)  # fmt: skip
def do_to_case(call: Call[None]) -> Reply:
    """Back to the page, or the same page with what is wrong and what was typed."""
    deed, typed = call.path["deed"], read_long_form(call)
    if deed == "phone":
        return _show_number(call, typed)
    if deed not in DEEDS:
        raise NotFoundError
    right, do = DEEDS[deed]
    if not may(call, right):
        raise ForbiddenError
    try:
        case = do(Sent(read_receipt(call), typed, call.officer, _version(typed)))
    except (InvalidRequestError, IncompleteError, ConflictError, ForbiddenError) as error:
        return _refused(call, typed, error)
    if typed.get("next") and case.claim is None:
        return _go_on(call, deed, case)
    behind = f"&from={typed['document']}" if deed == "verdict" else ""
    return go_to(call, f"office/cases/{case.receipt}?{read_way(call)}done={deed}{behind}")


def _go_on(call: Call[None], deed: str, done: Case) -> Reply:
    """To the next case of the queue, which is the officer's now; the deed is done, whether or not one can be had."""
    way = read_way(call)
    try:
        taken = get_services().take_next.take(call.officer, read_wish(read_filters(call.query)), done.receipt)
    except UnavailableError:
        return go_to(call, f"office/cases/{done.receipt}?{way}done={deed}")
    if taken.case is None:
        none = taken.looked_at if taken.is_cut else "yes"
        return go_to(call, f"office/cases/{done.receipt}?{way}done={deed}&none={none}")
    return go_to(call, f"office/cases/{taken.case.receipt}?{way}done={deed}&after={done.receipt}")


@staff_page(
    routes, "GET", CASE + "/pages/{number}", right=Right.READ_CASE, summary="On to a page image", status=303
)  # fmt: skip
def get_review_page(call: Call[None]) -> Reply:
    """To an address that is good for a minute; `small`: to the thumbnail."""
    number = call.path["number"]
    if re.fullmatch("[0-9]{1,9}", number) is None:
        raise NotFoundError
    links = get_services().find_cases.link_page(read_receipt(call), int(number), call.officer)
    record_seen(call, read_receipt(call), Sight.PAGE, int(number))
    url = links.thumbnail_url if "small" in call.query and links.thumbnail_url else links.url
    return Reply(None, HTTPStatus.SEE_OTHER, {"Location": url}, HTML)


@staff_page(routes, "GET", HOLD, right=Right.READ_HOLDS, summary="The switch that holds every clock")
def get_hold_page(call: Call[None]) -> Reply:
    """Whether the office is held, and every hold before."""
    return _hold_page(call)


@staff_page(routes, "POST", HOLD, right=Right.HOLD_ALL, summary="Hold every clock, or let them go on", status=303)
def save_hold(call: Call[None]) -> Reply:
    """One switch for all cases."""
    typed, hold = read_long_form(call), get_services().review.hold
    try:
        if typed.get("switch") == "off":
            hold.end(call.officer, _version(typed))
        else:
            hold.begin(_hold_reason(typed), _moment(typed), call.officer, _version(typed))
    except InvalidRequestError as error:
        told = in_words(call, tuple(error.faults))
        return _hold_page(call, HTTPStatus.UNPROCESSABLE_ENTITY, faults=told, typed=typed)
    except (StaleVersionError, TransitionRefusedError):
        return _hold_page(call, HTTPStatus.CONFLICT, faults={"review": _words(call)["hold_moved_on"]}, typed=typed)
    return go_to(call, "office/hold?done=yes")


def _page(call: Call[None], status: int = HTTPStatus.OK, **values: Any) -> Reply:  # noqa: ANN401
    shown = show_case(call, read_receipt(call))
    record_seen(call, read_receipt(call), Sight.CASE)  # fetched ahead, too: the browser has it from then on
    if judged := values.get("typed", {}).get("document"):  # what is to be judged again is looked at again
        shown["current"] = judged
    return render_staff(call, "review/case", status, **{**shown, **values})


def _show_number(call: Call[None], typed: Mapping[str, str]) -> Reply:
    """The number stands in the answer to this one form, and in no address."""
    if not may(call, Right.SHOW_NUMBER):
        raise ForbiddenError
    try:
        _, phone = get_services().review.beside.show_number(read_receipt(call), call.officer, _version(typed))
    except (InvalidRequestError, StaleVersionError, TransitionRefusedError) as error:
        return _refused(call, typed, error)
    record_seen(call, read_receipt(call), Sight.NUMBER)
    return _page(call, phone=phone)


def _refused(call: Call[None], typed: Mapping[str, str], error: Exception) -> Reply:
    match error:
        case InvalidRequestError():
            found = in_words(call, tuple(error.faults))
            told = {_anchor(call, typed, field): _named(call, field, sentence) for field, sentence in found.items()}
            return _page(call, HTTPStatus.UNPROCESSABLE_ENTITY, faults=told, typed=typed)
        case IncompleteError():
            short = {item.where: views.view_finding(item, call.language) for item in error.findings}
            named = {f"paper-{where}": f"{_slot_name(call, where)}: {item.message}" for where, item in short.items()}
            return _page(call, HTTPStatus.CONFLICT, faults=named, typed=typed)
        case StaleVersionError():
            return _page(call, HTTPStatus.PRECONDITION_FAILED, faults=_moved_on(call), typed=typed)
        case TooManyClaimsError() | TransitionRefusedError():
            problem, _ = build_problem(error)
            return _page(call, HTTPStatus.CONFLICT, faults=_problem(call, problem.code), typed=typed)
        case _:
            return _page(call, HTTPStatus.FORBIDDEN, faults={"claim": _words(call)["not_yours"]}, typed=typed)


def _anchor(call: Call[None], typed: Mapping[str, str], field: str) -> str:
    """The id of the field on the page, which has a form for each paper; the page itself where it has none."""
    deed = call.path["deed"]
    if deed == "verdict":
        return f"{'note' if field == 'note' else 'refusal'}-{typed.get('document', '')}"
    if deed == "lift":
        return f"lift-{typed.get('channel', '')}"
    if field == "reason" and deed in {"reject", "cancel"}:
        return f"{deed}-reason"
    if field == "reason" and deed == "taken-back":
        return f"back-{typed.get('product', '')}-reason"
    return field if field in {"outcome", "note", "numbers", "contact", "lives_in", *PLACES, *CONTACT} else "review"


def _named(call: Call[None], field: str, sentence: str) -> str:
    """With the name of its field where several on one form may have the same fault."""
    words = {**dict.fromkeys(PLACES, f"number_{field}"), **dict.fromkeys(CONTACT, f"contact_{field}")}
    return f"{_words(call)[words[field]]}: {sentence}" if field in words else sentence


def _slot_name(call: Call[None], slot: str) -> str:
    services = get_services()
    case = services.ports.cases.get(read_receipt(call))
    found = services.checklists.of(case).find_slot(slot)
    choices = found.choices if found else ()
    return services.messages.papers(choices, services.catalogue, call.language) or slot


def _moved_on(call: Call[None]) -> dict[str, str]:
    return {"review": _words(call)["moved_on"]}


def _problem(call: Call[None], code: str) -> dict[str, str]:
    return {"review": get_services().messages.problem(code, call.language).detail}


def _words(call: Call[None]) -> Mapping[str, str]:
    return get_services().messages.staff("review", call.language)


def _hold_page(call: Call[None], status: int = HTTPStatus.OK, **values: Any) -> Reply:  # noqa: ANN401
    holds = get_services().review.hold.read()
    done = _words(call)["hold_saved"] if call.query.get("done") and call.method == "GET" else ""
    until = holds.present.expected_until if holds.present else None
    shown = {
        "until": get_services().office.local_time(until).strftime("%Y-%m-%dT%H:%M") if until else "",
        "holds": holds, "held": views.view_held(holds, call.language), "reasons": list(HoldReason), "done": done,
        "pages": get_services().messages.pages(call.language),
    }  # fmt: skip
    return render_staff(call, "review/hold", status, **{**shown, **values})


def _hold_reason(typed: Mapping[str, str]) -> HoldReason:
    if typed.get("reason") not in {*HoldReason}:
        raise InvalidRequestError([Fault("reason", "not_a_choice")])
    return HoldReason(typed["reason"])


def _moment(typed: Mapping[str, str]) -> datetime | None:
    """As a browser's field for date and time writes it, in the office's own time."""
    text = typed.get("expected_until", "").strip()
    if not text:
        return None
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidRequestError([Fault("expected_until", "shape")]) from None
    office = get_services().office
    return local.replace(tzinfo=local.tzinfo or office.local_time(get_services().clock.now()).tzinfo)


def _version(typed: Mapping[str, str]) -> int:
    text = typed.get("version", "")
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else -1
