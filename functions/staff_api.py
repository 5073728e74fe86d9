"""What staff do: work lists, one case, verdicts, milestones, hand-over. Every change names the version it is for."""

import re
from collections.abc import Mapping
from typing import Any, Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.applicant import Contact, PersonalData
from chalicelib.domain.case import Asked, Case
from chalicelib.domain.errors import Fault, ForbiddenError, InvalidRequestError, NotFoundError
from chalicelib.domain.lifecycle import ProductEvent
from chalicelib.domain.production import Milestone
from chalicelib.domain.rights import Right, may_sign
from chalicelib.domain.seen import Sight
from chalicelib.domain.worklist import QUEUES
from chalicelib.services.find_cases import Search
from functions import _views as views
from functions._calls import read_receipt, seen_version
from functions._http import Audience, Call, Reply, endpoint
from functions._queue_filters import find_faults, read_wish
from functions._schemas import answers, requests
from functions._seen import find_recorded, place_of, record_seen
from functions.authorizer import authorize_staff

routes = Blueprint(__name__)

CASE = "/v1/cases/{receipt}"
MOST_ITEMS = 100
SIGNERS = frozenset({Milestone.SIGNED, Milestone.SIGNATURE_REFUSED})


def _staff(right: Right) -> Mapping[str, Any]:
    return {"audience": Audience.STAFF, "authorizer": authorize_staff, "right": right}


def _change(right: Right) -> Mapping[str, Any]:
    return {**_staff(right), "if_match": True, "response": answers.CaseVersion, "problems": (404, 409, 412, 428)}


def _reason(call: Call[requests.EndRequest] | Call[requests.CancelRequest]) -> str:
    """A reason that the catalogue has a sentence for: the resident reads that sentence."""
    if call.body.reason not in get_services().messages.rejection_codes:
        raise InvalidRequestError([Fault("reason", "not_a_choice")])
    return call.body.reason


def _moved(case: Case) -> Reply:
    return Reply(views.view_version(case), headers={"ETag": f'"{case.version}"'})


@endpoint(
    routes, "GET", "/v1/cases", **_staff(Right.READ_QUEUE), summary="A work list, oldest clock first",
    response=answers.CaseList,
    query=[
        ("queue", "One of the work lists"), ("service", "Only this service"),
        ("area", "Only this kecamatan; `elsewhere`, or `unknown` for lines that nobody said it of"),
        ("channel", "web, post or assisted"), ("age", "Waiting for so many days: 1, 3, 7, 14 or 30"),
        ("due", "Due within 0, 4, 8 or 24 hours, or by the end of today or this week, or all; by what is due first"),
        ("cursor", "From the page before"), ("limit", "1 to 100"),
    ],
)  # fmt: skip
def list_cases(call: Call[None]) -> Reply:
    """One page; nothing personal is in it."""
    queue = call.query.get("queue", "submitted")
    faults = [] if queue in QUEUES else [Fault("queue", "not_a_choice")]
    faults += [fault for fault in find_faults(call.query) if fault.field != "queue"]
    limit = call.query.get("limit", "25")
    if re.fullmatch("[0-9]{1,3}", limit) is None or not 1 <= int(limit) <= MOST_ITEMS:
        faults.append(Fault("limit", "out_of_range"))
    if faults:
        raise InvalidRequestError(faults)
    wish = read_wish(call.query)
    page = get_services().find_cases.list_lines(queue, wish, call.query.get("cursor"), int(limit))
    return Reply(
        answers.CaseList(items=[views.view_summary(item) for item in page.items], next_cursor=page.next_cursor)
    )


@endpoint(routes, "GET", CASE, **_staff(Right.READ_CASE), summary="One case", response=answers.CaseOut, problems=[404])
def get_case(call: Call[None]) -> Reply:
    """Its papers, findings, products and history, with the personal part."""
    services = get_services()
    record_seen(call, read_receipt(call), Sight.CASE)
    case, personal = services.find_cases.show(read_receipt(call), call.officer)
    findings = services.review_case.findings(case)
    untold = services.review.beside.list_untold(case.receipt)
    shown = views.view_case(case, _without_contact(personal), findings, call.language, untold)
    return Reply(shown, headers={"ETag": f'"{case.version}"'})


@endpoint(
    routes, "GET", CASE + "/audit", **_staff(Right.READ_AUDIT),
    summary="What happened to a case", response=answers.AuditList, problems=[404],
)  # fmt: skip
def get_audit(call: Call[None]) -> Reply:
    """Every move, who made it, when."""
    record_seen(call, read_receipt(call), Sight.AUDIT)
    events = get_services().find_cases.list_audit(read_receipt(call))
    if not events:  # every case has its first move
        raise NotFoundError
    items = [
        answers.AuditOut(
            move=event.move,
            at=event.at,
            actor_kind=event.actor.kind,
            actor=event.actor.id,
            action=event.action,
            from_state=event.from_state,
            to_state=event.to_state,
            details=dict(event.details),
        )
        for event in events
    ]
    return Reply(answers.AuditList(items=items))


@endpoint(
    routes, "POST", "/v1/cases/search", **_staff(Right.SEARCH), summary="Find cases by a number",
    request=requests.SearchRequest, response=answers.Found,
)  # fmt: skip
def search_cases(call: Call[requests.SearchRequest]) -> Reply:
    """In the body, so that no personal number stands in a URL."""
    kinds = tuple(name for name, field in _SEARCH_FIELDS.items() if getattr(call.body, field))
    if not kinds:
        raise InvalidRequestError([Fault("body", "nothing_to_search")])
    if call.body.nik is not None and call.body.reason is None:
        raise InvalidRequestError([Fault("reason", "reason_needed")])
    wanted = Search(**{name: getattr(call.body, field) for name, field in _SEARCH_FIELDS.items()})
    found = find_recorded(call, kinds, call.body.reason, wanted)
    items = [receipt.format() for receipt in found.receipts]
    hints = [
        answers.HintOut(receipt_number=hint.case.receipt.format(), birth_year=hint.birth_year, place=place_of(hint))
        for hint in get_services().find_cases.hint(found.receipts[:MOST_HINTS])
    ]
    return Reply(answers.Found(items=items, is_near=found.is_near and bool(items), hints=hints))


MOST_HINTS: Final = 20
"""Each is a read and an opening of its own."""


_SEARCH_FIELDS = {
    "receipt": "receipt_number",
    "nik": "nik",
    "family_card_number": "family_card_number",
    "phone": "phone",
    "postal_number": "postal_number",
    "name": "name",
}


@endpoint(
    routes,
    "GET",
    CASE + "/pages/{number}",
    **_staff(Right.READ_CASE),
    summary="A page image",
    response=answers.PageLink,
    problems=[404],
)
def get_page(call: Call[None]) -> Reply:
    """An address of the rebuilt image, good for 60 s; the original is never served."""
    number = call.path["number"]
    if re.fullmatch("[0-9]{1,9}", number) is None:
        raise InvalidRequestError([Fault("number", "wrong_type")])
    links = get_services().find_cases.link_page(read_receipt(call), int(number), call.officer)
    record_seen(call, read_receipt(call), Sight.PAGE, int(number))
    return Reply(views.view_links(links))


@endpoint(routes, "POST", CASE + "/claim", **_change(Right.CLAIM), summary="Take a case")
def claim_case(call: Call[None]) -> Reply:
    """Two officers at once: one gets it."""
    return _moved(get_services().review_case.claim(read_receipt(call), call.officer, seen_version(call)))


@endpoint(routes, "POST", CASE + "/release", **_change(Right.RELEASE), summary="Give a case back")
def release_case(call: Call[None]) -> Reply:
    """Back to the queue, with its old place in it."""
    return _moved(get_services().review_case.release(read_receipt(call), call.officer, seen_version(call)))


@endpoint(
    routes, "PUT", CASE + "/documents/{document}/verdict", **_change(Right.JUDGE), summary="Judge a document",
    request=requests.VerdictRequest,
)  # fmt: skip
def judge_document(call: Call[requests.VerdictRequest]) -> Reply:
    """Accepted, or why not."""
    document, body = call.path["document"], call.body
    case = get_services().review_case.judge(
        read_receipt(call), document, body.kind, body.note, call.officer, seen_version(call), reason=body.reason
    )
    return _moved(case)


@endpoint(
    routes,
    "POST",
    CASE + "/return",
    **_change(Right.RETURN),
    summary="Send back for completion",
    request=requests.ReturnRequest,
)
def return_case(call: Call[requests.ReturnRequest]) -> Reply:
    """Asks for every paper that was refused, and those named here."""
    missing = [Asked(slot=item.slot, reason=item.reason, note=item.note) for item in call.body.missing]
    return _moved(
        get_services().review_case.return_for_completion(read_receipt(call), missing, call.officer, seen_version(call))
    )


@endpoint(routes, "POST", CASE + "/accept", **_change(Right.ACCEPT), summary="Papers are complete")
def accept_case(call: Call[None]) -> Reply:
    """Not while a paper is open; the service clock starts."""
    return _moved(get_services().review_case.accept(read_receipt(call), call.officer, seen_version(call)))


@endpoint(routes, "POST", CASE + "/reject", **_change(Right.REJECT), summary="Reject", request=requests.EndRequest)
def reject_case(call: Call[requests.EndRequest]) -> Reply:
    """Ends the case without a result; the resident is told why."""
    return _moved(
        get_services().review_case.reject(read_receipt(call), _reason(call), call.officer, seen_version(call))
    )


@endpoint(routes, "POST", CASE + "/cancel", **_change(Right.CANCEL), summary="Cancel", request=requests.CancelRequest)
def cancel_case(call: Call[requests.CancelRequest]) -> Reply:
    """On the resident's word, or as a duplicate of another case, which is named then and only then."""
    beside, other = get_services().review.beside, call.body.duplicate_of
    return _moved(beside.cancel(read_receipt(call), _reason(call), other, call.officer, seen_version(call)))


def _without_contact(personal: PersonalData | None) -> PersonalData | None:
    """A number is shown to whom asks for it, and that is recorded."""
    return personal and personal.model_copy(update={"contact": Contact()})


@endpoint(
    routes,
    "POST",
    CASE + "/milestones",
    **_change(Right.RECORD_MILESTONE),
    summary="Record a milestone",
    request=requests.MilestoneRequest,
)
def record_milestone(call: Call[requests.MilestoneRequest]) -> Reply:
    """Entered, recorded, signed (by a signer alone), print-ready, printed, ready, spoiled, corrected.

    What becomes of a card at the printer is refused here: its print batch records it, with the blank that it took.
    """
    body = call.body
    if body.milestone in SIGNERS and not may_sign(call.officer):
        raise ForbiddenError
    if body.milestone is Milestone.SIGNATURE_REFUSED:
        raise InvalidRequestError([Fault("milestone", "refused_in_signing_batch")])
    case = get_services().produce_case.record(
        read_receipt(call), body.milestone, body.product, call.officer, seen_version(call), body.reason
    )
    return _moved(case)


@endpoint(
    routes,
    "POST",
    CASE + "/hand-over",
    **_change(Right.HAND_OVER),
    summary="Hand a product over",
    request=requests.HandOverRequest,
)
def hand_over(call: Call[requests.HandOverRequest]) -> Reply:
    """Who took it, and the old card that was withdrawn."""
    body = call.body
    case = get_services().counter.desk.hand_over(
        read_receipt(call), body.product, body.taker(), call.officer, seen_version(call)
    )
    return _moved(case)


@endpoint(
    routes,
    "POST",
    CASE + "/dispatch",
    **_change(Right.DISPATCH),
    summary="Put a product in the mail",
    request=requests.DispatchRequest,
)
def dispatch_product(call: Call[requests.DispatchRequest]) -> Reply:
    """With the number the post gave it."""
    body = call.body
    case = get_services().produce_case.dispatch(
        read_receipt(call), body.product, body.postal_number, call.officer, seen_version(call)
    )
    return _moved(case)


@endpoint(
    routes, "POST", CASE + "/delivery", **_change(Right.DISPATCH), summary="What became of a mailed product",
    request=requests.DeliveryRequest,
)  # fmt: skip
def record_delivery(call: Call[requests.DeliveryRequest]) -> Reply:
    """Delivered, undelivered, or back at the office."""
    body = call.body
    case = get_services().produce_case.record_delivery(
        read_receipt(call), body.product, ProductEvent(body.outcome), call.officer, seen_version(call)
    )
    return _moved(case)


@endpoint(
    routes, "GET", CASE + "/slip.pdf", **_staff(Right.MAIL_SLIP), summary="A slip to mail to the resident",
    media_type="application/pdf", problems=[404, 409],
)  # fmt: skip
def get_slip(call: Call[None]) -> Reply:
    """For who has no phone and no e-mail: number and PIN, everything that is missing, where the originals are."""
    record_seen(call, read_receipt(call), Sight.SLIP)
    headers = {"Content-Disposition": 'inline; filename="surat-balasan.pdf"'}
    return Reply(get_services().print_slip(read_receipt(call)), headers=headers, media_type="application/pdf")
