"""Searching for a case, and who saw what. What is typed stands in the body of a form, never in an address."""

import re
from collections.abc import Mapping
from datetime import date
from http import HTTPStatus
from typing import Any, Final

from chalice.app import Blueprint
from pydantic import ValidationError

from chalicelib.bootstrap import get_services
from chalicelib.domain.case import Case
from chalicelib.domain.coverage.lines import village_names
from chalicelib.domain.errors import Fault, InvalidRequestError
from chalicelib.domain.identifiers import InvalidIdentifierError, ReceiptNumber
from chalicelib.domain.identifiers.opaque_ids import SAFE
from chalicelib.domain.rights import Right
from chalicelib.domain.seen import SearchReason
from chalicelib.services.find_cases import Hint, Search
from functions._forms import read_form
from functions._http import Call, Reply
from functions._problems import faults_of
from functions._schemas.requests import SearchRequest
from functions._seen import find_recorded, place_of
from functions._staff_page import in_words, render_staff, staff_page

routes = Blueprint(__name__)

SEARCH: Final = "/office/search"
SEEN: Final = "/office/seen"
KINDS: Final = ("receipt_number", "name", "nik", "family_card_number", "phone", "postal_number")
MOST_SHOWN: Final = 20
PAGE: Final = 50
LINES: Final = ("people", "campaign", "letters", "labels", "export", "recording", "walk_in", "erased")
"""What personal lines are seen for, each with words of its own."""


@staff_page(routes, "GET", SEARCH, right=Right.SEARCH, summary="Search for a case")
def show_search(call: Call[None]) -> Reply:
    """One field for each kind of number, and one for a name."""
    return _search_page(call)


@staff_page(routes, "POST", SEARCH, right=Right.SEARCH, summary="Search for a case", problems=(422,))
def search_here(call: Call[None]) -> Reply:
    """Receipts with year of birth, place, service and state; the name is shown only when a case is opened.

    The search is recorded first.
    """
    typed = {name: value.strip() for name, value in read_form(call).items() if value.strip()}
    try:
        wanted = SearchRequest.model_validate({name: typed[name] for name in (*KINDS, "reason") if name in typed})
        found, told = _search(call, wanted)
    except ValidationError as error:
        return _search_page(call, HTTPStatus.UNPROCESSABLE_ENTITY, in_words(call, tuple(faults_of(error))), typed)
    except InvalidRequestError as error:
        return _search_page(call, HTTPStatus.UNPROCESSABLE_ENTITY, in_words(call, tuple(error.faults)), typed)
    return _search_page(call, typed=typed, found=found, told=told)


@staff_page(routes, "GET", SEEN, right=Right.READ_SEEN, summary="Who saw what")
def show_seen(call: Call[None]) -> Reply:
    """By officer or by receipt."""
    return render_staff(call, "search/seen", faults={}, typed={}, sights=None, cursor=None)


@staff_page(routes, "POST", SEEN, right=Right.READ_SEEN, summary="Look up who saw what", problems=(422,))
def look_up_seen(call: Call[None]) -> Reply:
    """Newest first."""
    typed, log = read_form(call), get_services().ports.seen
    if "lines" in typed:
        return _seen_lines(call, typed)
    officer, number, cursor = (typed.get(name, "").strip() for name in ("officer", "receipt", "cursor"))
    faults = _seen_faults(call, officer, number)
    if faults:
        return render_staff(
            call, "search/seen", HTTPStatus.UNPROCESSABLE_ENTITY, faults=faults, typed=typed, sights=None, cursor=None
        )
    if number:
        sights, following = log.of_case(str(ReceiptNumber.parse(number)), cursor or None, PAGE)
    else:
        sights, following = log.of_officer(officer, cursor or None, PAGE)
    return render_staff(call, "search/seen", faults={}, typed=typed, sights=sights, cursor=following)


def _seen_lines(call: Call[None], typed: Mapping[str, str]) -> Reply:
    """Who saw lines of the list of who owes an e-KTP."""
    found, following = get_services().coverage.ports.seen.list_seen(PAGE, typed.get("cursor", "").strip() or None)
    lines = [(seen, kind, _in_words(call, of)) for seen in found for kind, _, of in [seen.what.partition(" ")]]
    return render_staff(
        call, "search/seen", faults={}, typed={}, sights=None, cursor=following, lines=lines, known=LINES
    )


def _in_words(call: Call[None], of: str) -> str:
    """A month and a kelurahan as people write them; the name of a campaign or a day as it is."""
    services = get_services()
    places = village_names(services.coverage.regions)

    def said(part: str) -> str:
        if re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", part):
            first = date.fromisoformat(f"{part}-01")
            return services.messages.date(first, call.language).partition(" ")[2]
        return places.get(part, part)

    return ", ".join(map(said, of.split()))


def _search(call: Call[None], wanted: SearchRequest) -> tuple[tuple[Hint, ...], dict[str, Any]]:
    """What is found and shown, whether it is only near, and how many there are in all where that is more."""
    asked = {name: getattr(wanted, name) for name in KINDS if getattr(wanted, name) is not None}
    if not asked:
        raise InvalidRequestError([Fault("receipt_number", "nothing_to_search")])
    if len(asked) > 1:
        raise InvalidRequestError([Fault(list(asked)[1], "one_to_search")])
    if wanted.nik is not None and wanted.reason is None:
        raise InvalidRequestError([Fault("reason", "reason_needed")])
    known = {("receipt" if name == "receipt_number" else name): value for name, value in asked.items()}
    found = find_recorded(call, tuple(known), wanted.reason, Search(**known))
    hints = get_services().find_cases.hint(found.receipts[:MOST_SHOWN])  # a look-up may outlive what it led to
    return hints, {"is_near": found.is_near, "in_all": len(found.receipts)}


def _search_page(
    call: Call[None],
    status: int = HTTPStatus.OK,
    faults: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
    found: tuple[Hint, ...] | None = None,
    told: Mapping[str, Any] | None = None,
) -> Reply:
    services = get_services()

    def state(case: Case) -> str:
        return services.messages.state(case.state, call.language).label

    shown: dict[str, Any] = {
        "is_near": False,
        "in_all": 0,
        "most": MOST_SHOWN,
        **(told or {}),
        "kinds": KINDS,
        "reasons": list(SearchReason),
        "services": services.catalogue.services,
        "place": place_of,
    }
    return render_staff(
        call, "search/search", status, faults=faults or {}, typed=typed or {}, found=found, state=state, **shown
    )


def _seen_faults(call: Call[None], officer: str, number: str) -> dict[str, str]:
    faults = []
    if not officer and not number:
        faults.append(Fault("receipt", "nothing_to_search"))
    if officer and SAFE.fullmatch(officer) is None:
        faults.append(Fault("officer", "symbol"))
    if number:
        try:
            ReceiptNumber.parse(number)
        except InvalidIdentifierError as error:
            faults.append(Fault("receipt", error.code))
    return in_words(call, tuple(faults))
