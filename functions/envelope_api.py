"""The officer's desk for posted envelopes: what waits, its pages, and where it belongs; scanned pages into slots."""

import re
from collections.abc import Mapping
from typing import Any, Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.errors import Fault, InvalidRequestError, NotFoundError
from chalicelib.domain.post.envelope import Envelope, EnvelopeRef, Rescan
from chalicelib.domain.rights import Right
from chalicelib.domain.worklist import ENVELOPES
from functions import _post_views as views
from functions import _views
from functions._calls import read_day, read_details, read_keyed, read_receipt, seen_version
from functions._http import Audience, Call, Reply, endpoint
from functions._schemas import answers, post, requests
from functions._seen import record_seen_envelope
from functions.authorizer import authorize_staff

routes = Blueprint(__name__)

ENVELOPE: Final = "/v1/envelopes/{envelope}"
MOST_ITEMS: Final = 100
CHANGE: Final[Mapping[str, Any]] = {
    "audience": Audience.STAFF, "authorizer": authorize_staff, "right": Right.RESOLVE_ENVELOPE, "if_match": True,
    "problems": (404, 409, 412, 428),
}  # fmt: skip
LOOK: Final[Mapping[str, Any]] = {
    "audience": Audience.STAFF,
    "authorizer": authorize_staff,
    "right": Right.READ_ENVELOPE,
}


@endpoint(
    routes, "GET", "/v1/envelopes", **LOOK, summary="Envelopes that wait for an officer", response=post.EnvelopeList,
    query=[("cursor", "From the page before"), ("limit", "1 to 100")],
)  # fmt: skip
def list_envelopes(call: Call[None]) -> Reply:
    """Oldest first; nothing personal is in it."""
    limit = call.query.get("limit", "25")
    if re.fullmatch("[0-9]{1,3}", limit) is None or not 1 <= int(limit) <= MOST_ITEMS:
        raise InvalidRequestError([Fault("limit", "out_of_range")])
    page = get_services().find_cases.list_queue(ENVELOPES, call.query.get("cursor"), int(limit))
    items = [views.view_waiting(item, call.language) for item in page.items]
    return Reply(post.EnvelopeList(items=items, next_cursor=page.next_cursor))


@endpoint(routes, "GET", ENVELOPE, **LOOK, summary="One envelope", response=post.EnvelopeOut, problems=[404])
def get_envelope(call: Call[None]) -> Reply:
    """Its page images, what the clerk wrote and typed, the cases it may belong to, where the originals are."""
    envelope, entry = get_services().post.resolve_envelope.read(_ref(call))
    record_seen_envelope(call, envelope)
    return Reply(views.view_envelope(envelope, entry, call.language), headers=_tag(envelope))


@endpoint(
    routes, "GET", ENVELOPE + "/pages/{number}", **LOOK, summary="A page image of an envelope",
    response=answers.PageLink, problems=[404],
)  # fmt: skip
def get_envelope_page(call: Call[None]) -> Reply:
    """An address of the rebuilt image, good for 60 s; the original is never served."""
    number = call.path["number"]
    if re.fullmatch("[0-9]{1,9}", number) is None:
        raise InvalidRequestError([Fault("number", "wrong_type")])
    envelope, links = get_services().post.resolve_envelope.link_page(_ref(call), int(number))
    record_seen_envelope(call, envelope, int(number))
    return Reply(_views.view_links(links))


@endpoint(
    routes, "POST", ENVELOPE + "/resolution", **CHANGE, summary="Say where an envelope belongs",
    request=post.ResolutionRequest, response=post.EnvelopeVersion,
)  # fmt: skip
def resolve_envelope(call: Call[post.ResolutionRequest]) -> Reply:
    """Attach, open, duplicate, rescan, reject."""
    envelope, rescan = _resolve(call, _ref(call))
    return Reply(views.view_version(envelope, rescan), headers=_tag(envelope))


@endpoint(
    routes, "POST", ENVELOPE + "/custody", **CHANGE, summary="Where the original papers are",
    request=post.CustodyRequest, response=post.EnvelopeVersion,
)  # fmt: skip
def record_custody(call: Call[post.CustodyRequest]) -> Reply:
    """At the post office, at the office, or on their way back under a postal number."""
    body = call.body
    envelope = get_services().post.resolve_envelope.record_custody(
        _ref(call), body.place, body.returned_under, call.officer, seen_version(call)
    )
    return Reply(views.view_version(envelope), headers=_tag(envelope))


@endpoint(
    routes, "PUT", "/v1/cases/{receipt}/pages", **CHANGE, summary="Sort scanned pages into slots",
    request=post.SortRequest, response=answers.CaseVersion,
)  # fmt: skip
def sort_pages(call: Call[post.SortRequest]) -> Reply:
    """A paper whose pages change is to be judged again."""
    case = get_services().post.sort_pages(read_receipt(call), call.body.pages, call.officer, seen_version(call))
    return Reply(_views.view_version(case), headers={"ETag": f'"{case.version}"'})


@endpoint(
    routes, "PATCH", "/v1/cases/{receipt}", **CHANGE, summary="Key what the papers say",
    request=requests.AmendRequest, response=answers.CaseVersion,
)  # fmt: skip
def key_case(call: Call[requests.AmendRequest]) -> Reply:
    """Answers, names and numbers of a case that came by post; each field present replaces the one known.

    Of the contact, which officers do not see here, each value that is given replaces the one known, and the rest stays.
    """
    details = read_keyed(call.body)
    case = get_services().post.key_case(read_receipt(call), details, call.officer, seen_version(call))
    return Reply(_views.view_version(case), headers={"ETag": f'"{case.version}"'})


@endpoint(
    routes, "GET", "/v1/partners/{partner}/batches/{batch}", **LOOK, summary="The ledger of a partner's batch",
    response=post.BatchOut, problems=[404],
)  # fmt: skip
def get_partner_batch(call: Call[None]) -> Reply:
    """As the partner sees it."""
    handed = get_services().post.hand_over_batch.read(call.path["partner"], call.path["batch"])
    return Reply(views.view_batch(handed, call.language))


@endpoint(
    routes, "GET", "/v1/partners/{partner}/statements/{day}", **LOOK, summary="A partner's day reconciled",
    response=post.StatementOut,
)  # fmt: skip
def get_partner_statement(call: Call[None]) -> Reply:
    """Its differences as of now, whether it was reported or not."""
    reconciled = get_services().post.reconcile_statements.of_day(call.path["partner"], read_day(call.path["day"]))
    return Reply(views.view_statement(reconciled, call.language))


def _resolve(call: Call[post.ResolutionRequest], ref: EnvelopeRef) -> tuple[Envelope, Rescan | None]:
    desk, officer, version = get_services().post.resolve_envelope, call.officer, seen_version(call)
    match call.body.resolution:
        case post.AttachRequest(receipt_number=receipt):
            return desk.attach(ref, receipt, officer, version), None
        case post.OpenRequest() as body:
            return desk.open(ref, body.service, read_details(body), officer, version), None
        case post.DuplicateRequest(of=of):
            return desk.mark_duplicate(ref, _parse(of), officer, version), None
        case post.RejectRequest(code=code):
            return desk.reject(ref, code, officer, version), None
        case post.RescanRequest() as body:
            return desk.ask_rescan(ref, body.control_number, body.reason, body.note, officer, version)


def _ref(call: Call[Any]) -> EnvelopeRef:
    return _parse(call.path["envelope"])


def _parse(text: str) -> EnvelopeRef:
    ref = EnvelopeRef.parse(text)
    if ref is None:
        raise NotFoundError
    return ref


def _tag(envelope: Envelope) -> dict[str, str]:
    return {"ETag": f'"{envelope.version}"'}
