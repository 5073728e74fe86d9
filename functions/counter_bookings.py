"""Appointments that the counter makes for residents who call or stand there: by the API and on a page."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.collection import is_any_ready, to_fetch
from chalicelib.domain.errors import InvalidRequestError, StaleVersionError
from chalicelib.domain.pick_up import Hour
from chalicelib.domain.rights import Right
from chalicelib.domain.seen import Sight
from functions._calls import read_day, read_receipt
from functions._counter_views import view_booking, view_offer
from functions._forms import read_long_form, read_version
from functions._hours import find_day, read_hour
from functions._http import Audience, Call, Reply, endpoint
from functions._page import go_to, sentences
from functions._schemas.counter import BookingOut, PickUpOut
from functions._schemas.requests import CancelPickUpRequest, PickUpRequest
from functions._seen import record_seen
from functions._staff_page import render_staff, staff_page
from functions.authorizer import authorize_staff

routes = Blueprint(__name__)

PICK_UP: Final = "/v1/counter/cases/{receipt}/pick-up"
PAGE: Final = "/office/counter/cases/{receipt}/pick-up"
DONE: Final = {"booked": "pick_up_booked", "cancelled": "pick_up_cancelled"}
STAFF: Final[Mapping[str, Any]] = {
    "audience": Audience.STAFF,
    "authorizer": authorize_staff,
    "right": Right.HAND_OVER,
}


@endpoint(
    routes, "GET", PICK_UP, **STAFF, summary="A resident's appointment, and the hours that are free",
    response=PickUpOut, problems=[404],
    query=[("place", "One of the office's places"), ("day", "One of its days")],
)  # fmt: skip
def get_pick_up_of(call: Call[None]) -> Reply:
    """As the resident would see it."""
    day = read_day(call.query["day"]) if call.query.get("day") else None
    offer = get_services().counter.booking.offer_for(read_receipt(call), call.query.get("place"), day)
    record_seen(call, offer.case.receipt, Sight.CASE)
    return Reply(view_offer(offer))


@endpoint(
    routes, "POST", PICK_UP, **STAFF, summary="Book or move a resident's appointment", request=PickUpRequest,
    response=BookingOut, problems=[404, 409, 412],
)  # fmt: skip
def book_pick_up_for(call: Call[PickUpRequest]) -> Reply:
    """Under the same rules; the same hour again changes nothing. Who booked it stands in the booking."""
    body = call.body
    hour = Hour(body.place, body.day, body.at)
    booking = get_services().counter.booking.put_for(read_receipt(call), hour, body.version, call.officer)
    return Reply(view_booking(booking))


@endpoint(
    routes, "POST", PICK_UP + "/cancellation", **STAFF, summary="Cancel a resident's appointment",
    request=CancelPickUpRequest, response=PickUpOut, problems=[404, 409, 412],
)  # fmt: skip
def cancel_pick_up_for(call: Call[CancelPickUpRequest]) -> Reply:
    """Where there is none, nothing happens."""
    booking, receipt = get_services().counter.booking, read_receipt(call)
    booking.cancel_for(receipt, call.body.version)
    return Reply(view_offer(booking.offer_for(receipt)))


@staff_page(routes, "GET", PAGE, right=Right.HAND_OVER, summary="An appointment for a resident")
def show_pick_up_of(call: Call[None]) -> Reply:
    """Places, days and hours to choose from."""
    return _page(call, call.query)


@staff_page(
    routes, "POST", PAGE, right=Right.HAND_OVER, summary="Book, move or cancel a resident's appointment", status=303,
    problems=(422,),
)  # fmt: skip
def change_pick_up_of(call: Call[None]) -> Reply:
    """A second press of the same button changes nothing."""
    typed, booking, receipt = read_long_form(call), get_services().counter.booking, read_receipt(call)
    try:
        if "cancel" in typed:
            booking.cancel_for(receipt, read_version(typed))
        else:
            booking.put_for(receipt, read_hour(typed), read_version(typed), call.officer)
    except StaleVersionError:
        words = get_services().messages.pages(call.language)
        return _page(call, typed, {"at": words["pick_up_stale"]}, HTTPStatus.CONFLICT)
    except InvalidRequestError as error:
        faults = {"at": " ".join(sentences(error.faults, call).values())}
        return _page(call, typed, faults, HTTPStatus.UNPROCESSABLE_ENTITY)
    done = "cancelled" if "cancel" in typed else "booked"
    return go_to(call, f"office/counter/cases/{receipt}/pick-up?done={done}")


def _page(
    call: Call[None], asked: Mapping[str, str], faults: dict[str, str] | None = None, status: int = HTTPStatus.OK
) -> Reply:
    services = get_services()
    offer = services.counter.booking.offer_for(read_receipt(call), asked.get("place"), find_day(asked.get("day", "")))
    record_seen(call, offer.case.receipt, Sight.CASE)
    words, done = services.messages.staff("counter", call.language), call.query.get("done", "")
    days = [(day.isoformat(), services.messages.date(day, call.language)) for day in offer.days]
    receipt = offer.case.receipt
    return render_staff(
        call, "counter/pick-up", status, offer=offer, days=days, faults=faults or {}, number=receipt.format(),
        own=f"{call.root}office/counter/cases/{receipt}", can_book=bool(to_fetch(offer.case)),
        is_ready=is_any_ready(offer.case),
        pages=services.messages.pages(call.language),
        done=words[DONE[done]] if done in DONE and status == HTTPStatus.OK else "",
    )  # fmt: skip
