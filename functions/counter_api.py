"""The counter and the dispatch desk, for programs."""

from collections.abc import Mapping
from typing import Any, Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.dispatching import Typed
from chalicelib.domain.errors import Fault, InvalidRequestError, NotFoundError
from chalicelib.domain.pick_up import Outcome
from chalicelib.domain.rights import Right
from chalicelib.domain.seen import Sight
from chalicelib.domain.worklist import TO_MAIL
from chalicelib.services.dispatch_products import QUEUES
from functions import _counter_views as views
from functions._calls import read_day, read_receipt, seen_version
from functions._http import Audience, Call, Reply, endpoint
from functions._schemas import answers, counter, requests
from functions._seen import record_seen
from functions._views import view_version
from functions.authorizer import authorize_staff

routes = Blueprint(__name__)

PDF: Final = "application/pdf"


def _staff(right: Right) -> Mapping[str, Any]:
    return {"audience": Audience.STAFF, "authorizer": authorize_staff, "right": right}


@endpoint(
    routes, "GET", "/v1/counter/cases/{receipt}", **_staff(Right.HAND_OVER), summary="What waits under a number",
    response=counter.WaitingOut, problems=[404],
)  # fmt: skip
def get_waiting(call: Call[None]) -> Reply:
    """What is ready, whom it is for, who may take it, the old papers that are owed."""
    waiting = get_services().counter.desk.read(read_receipt(call))
    record_seen(call, waiting.case.receipt, Sight.CASE)
    return Reply(views.view_waiting(waiting), headers={"ETag": f'"{waiting.case.version}"'})


@endpoint(
    routes, "POST", "/v1/cases/{receipt}/hand-over/undo", **_staff(Right.HAND_OVER), if_match=True,
    summary="Take a wrong hand-over back", request=requests.UndoRequest, response=answers.CaseVersion,
    problems=(404, 409, 412, 428),
)  # fmt: skip
def undo_hand_over(call: Call[requests.UndoRequest]) -> Reply:
    """The product is ready again, and its resident is told that it waits."""
    body = call.body
    case = get_services().counter.desk.undo(
        read_receipt(call), body.product, body.reason, call.officer, seen_version(call)
    )
    return Reply(view_version(case), headers={"ETag": f'"{case.version}"'})


@endpoint(
    routes, "GET", "/v1/counter/day", **_staff(Right.HAND_OVER), summary="Who is expected on a day",
    response=counter.CounterDayOut, problems=[404],
    query=[("place", "One of the office's places"), ("day", "Today where none is named")],
)  # fmt: skip
def get_counter_day(call: Call[None]) -> Reply:
    """Appointments in order of time; for today also what was handed over and how many wait."""
    place = call.query.get("place") or views.first_place()
    day = get_services().counter.desk.read_day(place, read_day(call.query["day"]) if call.query.get("day") else None)
    return Reply(views.view_day(day))


@endpoint(
    routes, "POST", "/v1/counter/cases/{receipt}/appointment", **_staff(Right.HAND_OVER), summary="Who came, who not",
    request=requests.OutcomeRequest, response=counter.BookingOut, problems=[404, 409],
)  # fmt: skip
def note_appointment(call: Call[requests.OutcomeRequest]) -> Reply:
    """Said twice it is noted once."""
    booking = get_services().counter.booking.note(read_receipt(call), Outcome(call.body.outcome))
    if booking is None:
        raise NotFoundError
    return Reply(views.view_booking(booking))


@endpoint(
    routes, "GET", "/v1/uncollected", **_staff(Right.HAND_OVER), summary="What reminders did not bring anybody for",
    response=counter.MailList,
)  # fmt: skip
def list_uncollected(_: Call[None]) -> Reply:
    """Told when it was ready, and twice since."""
    lines = get_services().counter.remind.list_uncollected()
    return Reply(counter.MailList(items=list(map(views.view_line, lines)), next_cursor=None))


@endpoint(
    routes, "GET", "/v1/dispatches", **_staff(Right.DISPATCH), summary="What is to be mailed, or is away",
    response=counter.MailList,
    query=[("queue", "to-mail, came-back, dispatched or undelivered"), ("cursor", "From the page before")],
)  # fmt: skip
def list_dispatches(call: Call[None]) -> Reply:
    """One page, oldest first; nothing personal is in it."""
    queue = call.query.get("queue", TO_MAIL)
    if queue not in QUEUES:
        raise InvalidRequestError([Fault("queue", "not_a_choice")])
    return Reply(views.view_list(get_services().counter.dispatch.list_queue(queue, call.query.get("cursor"))))


@endpoint(
    routes, "POST", "/v1/dispatches", **_staff(Right.DISPATCH), summary="Mailed products, by list",
    request=requests.DispatchList, response=counter.DispatchReport,
)  # fmt: skip
def record_dispatches(call: Call[requests.DispatchList]) -> Reply:
    """Each line is done or told with its reasons; the same list again changes nothing."""
    lines = [Typed(number=number, **line.model_dump()) for number, line in enumerate(call.body.lines, start=1)]
    return Reply(views.view_report(get_services().counter.dispatch.record(lines, call.officer), call.language))


@endpoint(
    routes, "POST", "/v1/dispatches/labels.pdf", **_staff(Right.DISPATCH), summary="Address labels",
    request=requests.LabelRequest, media_type=PDF,
)  # fmt: skip
def print_labels(call: Call[requests.LabelRequest]) -> Reply:
    """That the addresses were opened stands in the audit of each case first."""
    labels = get_services().counter.dispatch.print_labels(call.body.receipts, call.officer)
    for receipt in labels.receipts:
        record_seen(call, receipt, Sight.LABEL)
    return Reply(labels.pdf, headers={"Content-Disposition": 'inline; filename="label-alamat.pdf"'}, media_type=PDF)
