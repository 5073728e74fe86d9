"""What staff do for a resident who is with them: begin a draft, hand it over, print the receipt."""

from collections.abc import Mapping
from typing import Any, Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.case import Case
from chalicelib.domain.rights import Right
from chalicelib.domain.text import Language
from chalicelib.services.application_details import Details
from chalicelib.services.assist_resident import Opened
from functions._calls import digest_request, read_key, read_receipt
from functions._http import Audience, Call, Reply, endpoint
from functions._schemas import assist
from functions.authorizer import authorize_staff

routes = Blueprint(__name__)

ALL: Final = "/v1/assisted-applications"
ONE: Final = ALL + "/{receipt}"
HANDOVER: Final = "/assisted"
STAFF: Final[Mapping[str, Any]] = {"audience": Audience.STAFF, "authorizer": authorize_staff, "right": Right.ASSIST}


@endpoint(
    routes, "POST", ALL, **STAFF, summary="Start an application for a resident", request=assist.AssistRequest,
    response=assist.AssistedOut, status=201, headers=["Idempotency-Key"],
)  # fmt: skip
def start_assisted(call: Call[assist.AssistRequest]) -> Reply:
    """A draft with a number and a PIN. The same key and body answer the same, but for a fresh ticket."""
    services, said = get_services(), call.body
    details = Details(language=said.language, applicant_role=said.applicant_role)
    opened = services.assist_resident.begin(said.service, details, read_key(call), digest_request(said), call.officer)
    return Reply(assist.AssistedOut(pin=services.track.pin_of(opened.case), **_ticket(opened)), 201)


@endpoint(
    routes, "GET", ALL, **STAFF, summary="What you began for residents", response=assist.AssistedList,
    query=[("cursor", "From the page before")],
)  # fmt: skip
def list_assisted(call: Call[None]) -> Reply:
    """Newest first, for 90 days at least; each as it stands now."""
    page = get_services().assist_resident.list_begun(call.officer, call.query.get("cursor"))
    items = [_line(case, call.officer.id, call.language) for case in page.cases]
    return Reply(assist.AssistedList(items=items, next_cursor=page.next_cursor))


@endpoint(
    routes, "POST", ONE + "/ticket", **STAFF, summary="Open it for the resident again", response=assist.TicketOut,
    status=201, problems=[404, 409],
)  # fmt: skip
def reopen_assisted(call: Call[None]) -> Reply:
    """A draft or a returned case that you began, until the resident asks for a new PIN."""
    opened = get_services().assist_resident.reopen(read_receipt(call), call.officer)
    return Reply(assist.TicketOut(**_ticket(opened)), 201)


@endpoint(
    routes, "GET", ONE + "/receipt.pdf", **STAFF, summary="The receipt to hand over", media_type="application/pdf",
    problems=[404, 409],
)  # fmt: skip
def print_assisted(call: Call[None]) -> Reply:
    """From the day it was handed in on, until the resident asks for a new PIN."""
    headers = {"Content-Disposition": 'inline; filename="tanda-terima.pdf"'}
    receipt = get_services().assist_resident.receipt_of(read_receipt(call), call.officer)
    return Reply(receipt, headers=headers, media_type="application/pdf")


def _ticket(opened: Opened) -> dict[str, Any]:
    case = opened.case
    return {
        "application_id": case.receipt,
        "receipt_number": case.receipt.format(),
        "ticket": opened.ticket,
        "handover_url": get_services().public_url + HANDOVER,
        "version": case.version,
    }


def _line(case: Case, officer: str, language: Language) -> assist.AssistedLine:
    helps = case.is_assisted_by(officer)
    reopens = helps and case.is_open_to_resident
    return assist.AssistedLine(
        application_id=case.receipt,
        receipt_number=case.receipt.format(),
        service=case.service,
        state=case.state,
        label=get_services().messages.state(case.state, language).label,
        started_at=case.created_at,
        reopens=reopens,
        has_receipt=helps and case.received_at is not None,
        number_in_others=get_services().telling.shared_number.count_others(case) if reopens else 0,
    )
