"""Appointments of residents at the counter, for programs."""

from collections.abc import Mapping
from typing import Any

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.pick_up import Hour
from functions._calls import read_day
from functions._counter_views import view_booking, view_offer
from functions._http import Audience, Call, Reply, endpoint
from functions._schemas.counter import BookingOut, PickUpOut
from functions._schemas.requests import CancelPickUpRequest, PickUpRequest
from functions.authorizer import authorize_resident

routes = Blueprint(__name__)

PICK_UP = "/v1/applications/{application_id}/pick-up"
RESIDENT: Mapping[str, Any] = {"audience": Audience.RESIDENT, "authorizer": authorize_resident}


@endpoint(
    routes, "GET", PICK_UP, **RESIDENT, summary="Your appointment, and the hours that are free", response=PickUpOut,
    query=[("place", "One of the office's places"), ("day", "One of its days")],
)  # fmt: skip
def get_pick_up(call: Call[None]) -> Reply:
    """Of the first place and the first open day where none is named."""
    day = read_day(call.query["day"]) if call.query.get("day") else None
    return Reply(view_offer(get_services().counter.booking.offer(call.resident, call.query.get("place"), day)))


@endpoint(
    routes, "POST", PICK_UP, **RESIDENT, summary="Book or move your appointment", request=PickUpRequest,
    response=BookingOut, problems=[409, 412],
)  # fmt: skip
def book_pick_up(call: Call[PickUpRequest]) -> Reply:
    """One for each application; the same hour again changes nothing."""
    body = call.body
    hour = Hour(body.place, body.day, body.at)
    return Reply(view_booking(get_services().counter.booking.put(call.resident, hour, body.version)))


@endpoint(
    routes, "POST", PICK_UP + "/cancellation", **RESIDENT, summary="Cancel your appointment",
    request=CancelPickUpRequest, response=PickUpOut, problems=[409, 412],
)  # fmt: skip
def cancel_pick_up(call: Call[CancelPickUpRequest]) -> Reply:
    """One may come without; where there is none, nothing happens."""
    booking = get_services().counter.booking
    booking.cancel(call.resident, call.body.version)
    return Reply(view_offer(booking.offer(call.resident)))
