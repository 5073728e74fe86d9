"""A resident's appointment at the counter, for people."""

from http import HTTPStatus
from typing import Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.access import Visit
from chalicelib.domain.collection import is_any_ready, to_fetch
from chalicelib.domain.errors import InvalidRequestError, StaleVersionError
from chalicelib.domain.pick_up import Booking, Outcome
from chalicelib.domain.text import Language
from functions._forms import read_form, read_version
from functions._hours import find_day, read_hour
from functions._http import Call, Reply
from functions._page import go_to, render_private, sentences
from functions._visits import form_token, read_browser, visitor_page

routes = Blueprint(__name__)

PICK_UP: Final = "/apply/{application_id}/pick-up"


@visitor_page(routes, "GET", PICK_UP, summary="When to collect, to whoever is at it")
def show_pick_up(call: Call[None], visit: Visit) -> Reply:
    """The appointment that stands, and the free hours of one day."""
    return _page(call, visit)


@visitor_page(routes, "POST", PICK_UP, summary="Book, move or cancel an appointment", status=303, problems=(422,))
def change_pick_up(call: Call[None], visit: Visit) -> Reply:
    """A second press of the same button changes nothing."""
    typed, booking = read_form(call), get_services().counter.booking
    seen = read_version(typed)
    try:
        if "cancel" in typed:
            booking.cancel(visit.visitor, seen)
        else:
            booking.put(visit.visitor, read_hour(typed), seen)
    except StaleVersionError:
        words = get_services().messages.pages(call.language)
        return _page(call, visit, {"at": words["pick_up_stale"]}, HTTPStatus.CONFLICT)
    except InvalidRequestError as error:
        faults = {"at": " ".join(sentences(error.faults, call).values())}
        return _page(call, visit, faults, HTTPStatus.UNPROCESSABLE_ENTITY)
    return go_to(call, f"apply/{visit.visitor.receipt}/pick-up")


def _page(call: Call[None], visit: Visit, faults: dict[str, str] | None = None, status: int = HTTPStatus.OK) -> Reply:
    services = get_services()
    asked = {**call.query, **(read_form(call) if call.method == "POST" else {})}
    offer = services.counter.booking.offer(visit.visitor, asked.get("place"), find_day(asked.get("day", "")))
    own = f"{call.root}apply/{offer.case.receipt}"
    days = [(day.isoformat(), services.messages.date(day, call.language)) for day in offer.days]
    return render_private(
        call, "pick-up", status, elsewhere=f"{own}/pick-up", own=own, offer=offer, days=days, faults=faults or {},
        token=form_token(read_browser(call), str(offer.case.receipt)), can_book=bool(to_fetch(offer.case)),
        booked=_say(offer.booking, call, is_ready=is_any_ready(offer.case)) if offer.booking else "",
    )  # fmt: skip


def _say(booking: Booking, call: Call[None], *, is_ready: bool) -> str:
    services = get_services()
    if booking.outcome is not Outcome.BOOKED:
        return ""
    name = next((p.name.in_language(call.language) for p in services.office.places if p.id == booking.place), "")
    words, day = services.messages.pages(call.language), services.messages.date(booking.day, call.language)
    return words["pick_up_booked" if is_ready else "pick_up_not_ready"].format(
        day=day, at=booking.at.replace(":", "." if call.language is Language.INDONESIAN else ":"), place=name
    )
