"""Beside the verdicts: calls to the resident, duplicates, the family's other cases, and the switch that holds all."""

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.holds import Holds
from chalicelib.domain.notification import NoticeChannel
from chalicelib.domain.rights import Right
from chalicelib.domain.seen import Sight
from chalicelib.domain.typed_contact import Places
from functions import _views as views
from functions._calls import read_receipt, seen_version
from functions._http import Audience, Call, Reply, endpoint
from functions._schemas import answers, requests
from functions._seen import record_seen
from functions.authorizer import authorize_staff

routes = Blueprint(__name__)

CASE = "/v1/cases/{receipt}"
HOLD = "/v1/hold"
STAFF = {"audience": Audience.STAFF, "authorizer": authorize_staff}
CHANGE = {**STAFF, "if_match": True, "problems": (404, 409, 412, 428)}


@endpoint(
    routes, "POST", CASE + "/calls", **CHANGE, right=Right.NOTE_CALL, summary="Record a call to the resident",
    request=requests.CallRequest, response=answers.CaseVersion,
)  # fmt: skip
def note_call(call: Call[requests.CallRequest]) -> Reply:
    """In the history that staff see; residents never do."""
    body = call.body
    case = get_services().review.beside.note_call(
        read_receipt(call), body.outcome, body.note, call.officer, seen_version(call)
    )
    return Reply(views.view_version(case), headers={"ETag": f'"{case.version}"'})


@endpoint(
    routes, "POST", CASE + "/phone", **CHANGE, right=Right.SHOW_NUMBER, summary="The resident's number",
    response=answers.PhoneOut,
)  # fmt: skip
def show_number(call: Call[None]) -> Reply:
    """Who asked for it is recorded first."""
    case, phone = get_services().review.beside.show_number(read_receipt(call), call.officer, seen_version(call))
    record_seen(call, read_receipt(call), Sight.NUMBER)
    return Reply(answers.PhoneOut(phone=str(phone), version=case.version), headers={"ETag": f'"{case.version}"'})


@endpoint(
    routes, "PUT", CASE + "/numbers", **CHANGE, right=Right.CORRECT_NUMBERS, summary="Correct mistyped numbers",
    request=requests.NumbersRequest, response=answers.CaseVersion,
)  # fmt: skip
def correct_numbers(call: Call[requests.NumbersRequest]) -> Reply:
    """Of a case in the caller's review, or whose papers are complete; what is checked by them is checked anew."""
    numbers = {name: number for name, number in call.body if number is not None}
    correct = get_services().review.correct_numbers
    case = correct(read_receipt(call), numbers, call.officer, seen_version(call))
    return Reply(views.view_version(case), headers={"ETag": f'"{case.version}"'})


@endpoint(
    routes, "PUT", CASE + "/contact", **CHANGE, right=Right.CORRECT_CONTACT, summary="Correct where news goes",
    request=requests.ContactRequest, response=answers.CaseVersion,
)  # fmt: skip
def correct_contact(call: Call[requests.ContactRequest]) -> Reply:
    """Of a case that is open. What its resident has not heard and still holds is told at the new address alone."""
    body, correct = call.body, get_services().review.correct_contact
    places: Places = {name: getattr(body, name) for name in ("phone", "email") if name in body.model_fields_set}
    case = correct(read_receipt(call), places, call.officer, seen_version(call), tell_again=body.tell_again)
    return Reply(views.view_version(case), headers={"ETag": f'"{case.version}"'})


@endpoint(
    routes, "PUT", CASE + "/residence", **CHANGE, right=Right.CORRECT_CONTACT, summary="Say where the resident lives",
    request=requests.ResidenceRequest, response=answers.CaseVersion,
)  # fmt: skip
def record_residence(call: Call[requests.ResidenceRequest]) -> Reply:
    """Of a case that is open; work lists tell it apart by that kecamatan from then on."""
    record = get_services().review.record_residence
    case = record(read_receipt(call), call.body.lives_in, call.officer, seen_version(call))
    return Reply(views.view_version(case), headers={"ETag": f'"{case.version}"'})


@endpoint(
    routes, "POST", CASE + "/suppression-lifts", **CHANGE, right=Right.CORRECT_CONTACT,
    summary="Send news again where it ended", request=requests.LiftRequest, response=answers.CaseVersion,
)  # fmt: skip
def lift_suppression(call: Call[requests.LiftRequest]) -> Reply:
    """On the resident's word alone: that a bounced address works again, or that they want news again.

    News that went nowhere meanwhile and still holds is sent now.
    """
    lift, channel = get_services().telling.lift_suppression, NoticeChannel(call.body.channel)
    case = lift(read_receipt(call), channel, call.body.reason, call.officer, seen_version(call))
    return Reply(views.view_version(case), headers={"ETag": f'"{case.version}"'})


@endpoint(
    routes, "POST", CASE + "/whatsapp-withdrawal", **CHANGE, right=Right.NOTE_CALL,
    summary="No more news by WhatsApp", response=answers.CaseVersion,
)  # fmt: skip
def withdraw_whatsapp(call: Call[None]) -> Reply:
    """On the resident's word; notices that wait go another way."""
    telling = get_services().telling
    case = telling.withdraw_whatsapp.by_officer(read_receipt(call), call.officer, seen_version(call))
    return Reply(views.view_version(case), headers={"ETag": f'"{case.version}"'})


@endpoint(
    routes, "POST", CASE + "/duplicates", **CHANGE, right=Right.SETTLE_DUPLICATE,
    summary="Say whether two cases are one application", request=requests.SettleRequest,
    response=answers.CaseVersion,
)  # fmt: skip
def settle_duplicate(call: Call[requests.SettleRequest]) -> Reply:
    """A duplicate is cancelled and names the other; what is none is never flagged again."""
    case = get_services().review.beside.settle_duplicate(
        read_receipt(call), call.body.other, call.officer, seen_version(call), is_duplicate=call.body.is_duplicate
    )
    return Reply(views.view_version(case), headers={"ETag": f'"{case.version}"'})


@endpoint(
    routes, "GET", CASE + "/family", **STAFF, right=Right.READ_CASE, summary="Other cases of the same family card",
    response=answers.FamilyOut, problems=[404],
)  # fmt: skip
def list_family(call: Call[None]) -> Reply:
    """Newest first; found by a keyed hash of the card's number."""
    services = get_services()
    case = services.ports.cases.get(read_receipt(call))
    record_seen(call, case.receipt, Sight.CASE)
    family, count = services.review.beside.list_family(case)
    return Reply(answers.FamilyOut(items=[views.view_version(other) for other in family], count=count))


@endpoint(routes, "GET", HOLD, **STAFF, right=Right.OPEN_OFFICE, summary="Whether the office is held",
          response=answers.HoldOut)  # fmt: skip
def get_hold(call: Call[None]) -> Reply:
    """Since when the central system is down, why, and until when that is expected: for everybody who works here."""
    return _hold(call, get_services().review.hold.read())


@endpoint(
    routes, "POST", HOLD, **STAFF, if_match=True, problems=(409, 412, 428), right=Right.HOLD_ALL,
    summary="Hold every service clock, or let them go on", request=requests.HoldRequest, response=answers.HoldOut,
)  # fmt: skip
def switch_hold(call: Call[requests.HoldRequest]) -> Reply:
    """One switch for all cases; residents are told on their pages."""
    hold, body, seen = get_services().review.hold, call.body, seen_version(call)
    if body.is_held:
        return _hold(call, hold.begin(body.reason, body.expected_until, call.officer, seen))
    return _hold(call, hold.end(call.officer, seen))


@endpoint(
    routes, "GET", HOLD + "/history", **STAFF, right=Right.READ_HOLDS, summary="Who held every clock, and when",
    response=answers.HoldsOut,
)  # fmt: skip
def list_holds(_: Call[None]) -> Reply:
    """Every hold of the office, the newest first, with who began and who ended it."""
    past = get_services().review.hold.read().past
    return Reply(answers.HoldsOut(items=[answers.PastHoldOut(**hold.model_dump()) for hold in reversed(past)]))


def _hold(call: Call[requests.HoldRequest] | Call[None], holds: Holds) -> Reply:
    answer = answers.HoldOut(
        version=holds.version, is_held=holds.present is not None, held=views.view_held(holds, call.language)
    )
    return Reply(answer, headers={"ETag": f'"{holds.version}"'})
