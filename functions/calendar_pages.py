"""The administrator's page of the days on which the office is closed."""

from collections.abc import Mapping
from datetime import date
from http import HTTPStatus
from typing import Any, Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.errors import Fault, InvalidRequestError, StaleVersionError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.rights import Right
from chalicelib.services.keep_calendar import Wanted
from functions._admin_log import tell_stale_rules
from functions._forms import read_long_form
from functions._http import Call, Reply
from functions._page import go_to
from functions._staff_page import in_words, render_staff, staff_page

routes = Blueprint(__name__)

CALENDAR: Final = "/office/admin/calendar"
KINDS: Final = ("closed", "worked")


@staff_page(routes, "GET", CALENDAR, right=Right.READ_ADMINISTRATION, summary="Days on which the office is closed")
def show_calendar(call: Call[None]) -> Reply:
    """Those of the decrees, those of the office, and what was changed."""
    done = get_services().messages.staff("admin", call.language)["stored"] if call.query.get("done") == "yes" else ""
    return _page(call, done=done)


@staff_page(
    routes, "POST", CALENDAR, right=Right.ADMINISTER, summary="Change the office's own days", status=303,
    problems=(412, 422),
)  # fmt: skip
def save_calendar(call: Call[None]) -> Reply:
    """Look at what would change first, then let it hold."""
    typed, service = read_long_form(call), get_services().keep_calendar
    try:
        match typed.get("do"):
            case "put":
                service.put(_wanted(typed), call.officer, _version(typed))
            case "remove":
                service.remove(_day(typed, "first"), call.officer, _version(typed))
            case "look_without":
                return _page(call, ahead=service.look_without(_day(typed, "first")), next="remove", typed=typed)
            case _:
                return _page(call, ahead=service.look_ahead(_wanted(typed)), next="put", typed=typed)
    except InvalidRequestError as error:
        told = in_words(call, tuple(error.faults))
        return _page(call, HTTPStatus.UNPROCESSABLE_ENTITY, faults=told, typed=typed)
    except StaleVersionError:
        return _page(call, HTTPStatus.CONFLICT, faults={"version": tell_stale_rules(call)}, typed=typed)
    return go_to(call, "office/admin/calendar?done=yes")


def _page(call: Call[None], status: int = HTTPStatus.OK, **values: Any) -> Reply:  # noqa: ANN401
    service = get_services().keep_calendar
    own, number = service.read()
    listed = [(each, is_closed) for days, is_closed in ((own.closed, True), (own.worked, False)) for each in days]
    decreed = [(day, False) for day in service.decreed.holidays] + [
        (day, True) for day in service.decreed.collective_leave
    ]
    today = get_services().office.local_time(get_services().clock.now()).date()
    shown = {
        "own": sorted(listed, key=lambda pair: pair[0].day), "decreed": sorted(decreed), "kinds": KINDS,
        "source": service.decreed.source, "version": number, "changes": service.list_changes(), "today": today,
        "to_call": service.list_to_call(),
        "places": {place.id: place.name.in_language(call.language) for place in service.office.places},
        "typed": {}, "weekdays": get_services().messages.pages(call.language),
    }  # fmt: skip
    return render_staff(call, "admin/calendar", status, spell=ReceiptNumber.format, **{**shown, **values})


def _wanted(typed: Mapping[str, str]) -> Wanted:
    faults = [] if typed.get("kind") in KINDS else [Fault("kind", "not_a_choice")]
    days: dict[str, date] = {}
    for name in ("first", "last") if typed.get("last", "").strip() else ("first",):
        try:
            days[name] = _day(typed, name)
        except InvalidRequestError as error:
            faults += error.faults
    if faults:
        raise InvalidRequestError(faults)
    first = days["first"]
    return Wanted(first, days.get("last", first), typed.get("why", ""), is_closed=typed["kind"] == "closed")


def _day(typed: Mapping[str, str], name: str) -> date:
    try:
        return date.fromisoformat(typed.get(name, "").strip())
    except ValueError:
        raise InvalidRequestError([Fault(name, "shape")]) from None


def _version(typed: Mapping[str, str]) -> int:
    text = typed.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < len("1000000000") else -1
