"""The days on which the office is closed, and what an administrator says of them."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.rights import Right
from chalicelib.services.keep_calendar import Wanted
from functions._calls import seen_version
from functions._http import Audience, Call, Reply, endpoint
from functions._schemas import calendar as shown
from functions.authorizer import authorize_staff

routes = Blueprint(__name__)

CALENDAR: Final = "/v1/calendar"
DAYS: Final = CALENDAR + "/days"
ADMINISTRATOR: Final[Mapping[str, Any]] = {
    "audience": Audience.STAFF,
    "authorizer": authorize_staff,
    "right": Right.ADMINISTER,
}


@endpoint(
    routes, "GET", CALENDAR, **ADMINISTRATOR, summary="Days on which the office is closed", response=shown.CalendarOut
)
def get_calendar(_: Call[None]) -> Reply:
    """By decree and by the office's own word; the `ETag` is what a change needs."""
    return _shown()


@endpoint(
    routes, "POST", DAYS + "/preview", **ADMINISTRATOR, summary="What a change of the calendar would do",
    request=shown.DaysRequest, response=shown.DaysAhead,
)  # fmt: skip
def preview_days(call: Call[shown.DaysRequest]) -> Reply:
    """Which days change, and how many have an appointment on them."""
    ahead = get_services().keep_calendar.look_ahead(_wanted(call.body))
    items = [
        shown.DayAheadOut(
            day=each.day, was_closed=each.was_closed, will_be_closed=each.will_be_closed,
            appointments=each.appointments,
        )
        for each in ahead
    ]  # fmt: skip
    return Reply(shown.DaysAhead(items=items))


@endpoint(
    routes, "POST", DAYS, **ADMINISTRATOR, summary="Close the office on some days, or work on days off",
    request=shown.DaysRequest, response=shown.CalendarOut, if_match=True, problems=[412, 428],
)  # fmt: skip
def put_days(call: Call[shown.DaysRequest]) -> Reply:
    """A new version of the overlay, which holds everywhere within a minute."""
    get_services().keep_calendar.put(_wanted(call.body), call.officer, seen_version(call))
    return _shown()


@endpoint(
    routes, "DELETE", DAYS + "/{day}", **ADMINISTRATOR, summary="Take back what the office says of a day",
    response=shown.CalendarOut, if_match=True, problems=[404, 412, 428],
)  # fmt: skip
def remove_day(call: Call[None]) -> Reply:
    """It is as the decrees have it; a day of which nothing is said changes nothing."""
    try:
        day = date.fromisoformat(call.path["day"])
    except ValueError:
        raise NotFoundError from None
    get_services().keep_calendar.remove(day, call.officer, seen_version(call))
    return _shown()


def _wanted(body: shown.DaysRequest) -> Wanted:
    return Wanted(body.first, body.last, body.why, is_closed=body.is_closed)


def _shown() -> Reply:
    service = get_services().keep_calendar
    own, number = service.read()
    decreed = service.decreed
    days = [(each, is_closed) for listed, is_closed in ((own.closed, True), (own.worked, False)) for each in listed]
    body = shown.CalendarOut(
        version=number, source=decreed.source, every_year=sorted(decreed.every_year),
        holidays=sorted(decreed.holidays), collective_leave=sorted(decreed.collective_leave),
        own=[shown.OwnDay(day=each.day, why=each.why, is_closed=is_closed) for each, is_closed in days],
    )  # fmt: skip
    return Reply(body, headers={"ETag": f'"{number}"'})
