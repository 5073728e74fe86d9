"""What anybody may ask: services, checklists, where a case stands, and whether the function lives."""

import json

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.errors import NotFoundError
from chalicelib.web.assets import script_sources
from chalicelib.web.check import build_check
from functions import _views as views
from functions._http import HTML, Audience, Call, Reply, endpoint
from functions._packing import packed
from functions._schemas import answers
from functions._schemas.requests import ChecklistRequest, TrackingRequest

routes = Blueprint(__name__)

CACHED = {"Cache-Control": "public, max-age=300", "Content-Language": "id, en"}
"""The same words for everybody, in both languages."""


@endpoint(routes, "GET", "/v1/services", audience=Audience.PUBLIC, summary="All services", response=answers.ServiceList)
def list_services(_: Call[None]) -> Reply:
    """Every service of the catalogue, in its order."""
    services = get_services().catalogue.services.values()
    return Reply(
        answers.ServiceList(items=[views.view_service_summary(service) for service in services]), headers=CACHED
    )


@endpoint(
    routes, "GET", "/v1/services/{code}", audience=Audience.PUBLIC, summary="One service",
    response=answers.ServiceOut, problems=[404],
)  # fmt: skip
def get_service(call: Call[None]) -> Reply:
    """Papers, questions, who may apply, how long it takes, what to bring."""
    return Reply(views.view_service(get_services().checklists.service(call.path["code"])), headers=CACHED)


@endpoint(
    routes, "POST", "/v1/services/{code}/checklist", audience=Audience.PUBLIC, summary="Papers for your answers",
    request=ChecklistRequest, response=answers.ChecklistOut, problems=[404],
)  # fmt: skip
def build_checklist(call: Call[ChecklistRequest]) -> Reply:
    """Which papers these answers need, each with its reason and its source in law."""
    code = call.path["code"]
    checklist = get_services().checklists.build(code, dict(call.body.answers), call.body.applicant_role)
    return Reply(views.view_checklist(code, checklist))


@endpoint(
    routes, "POST", "/v1/tracking", audience=Audience.PUBLIC, summary="Where a case stands",
    request=TrackingRequest, response=answers.CaseStatus, problems=[404, 429],
)  # fmt: skip
def track(call: Call[TrackingRequest]) -> Reply:
    """The same answer for a wrong PIN as for a number that nobody has."""
    case = get_services().track(call.body.receipt_number, call.body.pin, call.address)
    return Reply(views.view_status(case, call.language))


@endpoint(
    routes, "POST", "/v1/sessions", audience=Audience.PUBLIC, summary="Open your application with number and PIN",
    request=TrackingRequest, response=answers.Session, status=201, problems=[404, 429],
)  # fmt: skip
def open_session(call: Call[TrackingRequest]) -> Reply:
    """An access token for the resident calls of this one application."""
    services = get_services()
    case = services.track(call.body.receipt_number, call.body.pin, call.address)
    token = services.resident_tokens.issue(services.track.visit(case), services.clock.now())
    status = views.view_status(case, call.language)
    return Reply(answers.Session(application_id=case.receipt, access_token=token, status=status), status=201)


PDF = "application/pdf"


@endpoint(
    routes, "GET", "/v1/post/cover-sheet.pdf", audience=Audience.PUBLIC, summary="A cover sheet to fill in by hand",
    media_type=PDF,
)  # fmt: skip
def get_blank_cover_sheet(_: Call[None]) -> Reply:
    """For people who start by post: they write who they are and which service they ask for."""
    return _sheet(get_services().print_sheets.blank_cover(), "lembar-sampul")


@endpoint(
    routes, "GET", "/v1/post/separators.pdf", audience=Audience.PUBLIC, summary="Separator sheets", media_type=PDF,
    query=[("service", "Only the papers of this service"), ("document", "Only this type of paper")],
)  # fmt: skip
def get_separators(call: Call[None]) -> Reply:
    """A page for each type of paper, to put on top of it; all types where nothing is named."""
    pages = get_services().print_sheets.separators(call.query.get("service"), call.query.get("document"))
    return _sheet(pages, "lembar-pemisah")


@endpoint(
    routes, "GET", "/v1/post/address-labels.pdf", audience=Audience.PUBLIC, summary="Labels with the office's address",
    media_type=PDF,
)  # fmt: skip
def get_address_labels(_: Call[None]) -> Reply:
    """A page to cut apart."""
    return _sheet(get_services().print_sheets.address_labels(), "label-alamat")


def _sheet(pdf: bytes, name: str) -> Reply:
    headers = {**CACHED, "Content-Disposition": f'inline; filename="{name}.pdf"'}
    return Reply(pdf, headers=headers, media_type=PDF)


health = Blueprint(__name__)


@endpoint(health, "GET", "/healthz", audience=Audience.PUBLIC, summary="The function answers", response=answers.Health)
def check_health(_: Call[None]) -> Reply:
    """Asks nothing of any other part, so that a broken part does not take this one down."""
    return Reply(answers.Health())


PAGE_POLICY = (
    "default-src 'none'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; frame-ancestors 'none'"
)


CHECK_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
"""No `connect-src`: the page can send nothing anywhere, and a photo least of all."""


@endpoint(
    routes, "GET", "/photo-check", audience=Audience.PUBLIC, summary="Try whether a photo can be read", media_type=HTML
)
def get_photo_check(call: Call[None]) -> Reply:
    """A page that looks at photos in the browser, as the inspection will; nothing is sent."""
    services = get_services()
    page = build_check(services.assets, services.messages)
    reply = Reply(page, headers={**CACHED, "Content-Security-Policy": CHECK_POLICY}, media_type=HTML)
    return packed(reply, call.headers)


docs = Blueprint(__name__)


@endpoint(docs, "GET", "/openapi.json", audience=Audience.PUBLIC, summary="This contract")
def get_openapi(_: Call[None]) -> Reply:
    """OpenAPI 3.1, as committed in `docs/openapi.json`: what this address serves of it."""
    document = json.loads(get_services().assets.read("openapi.json"))
    served = docs.current_app.routes
    document["paths"] = {path: calls for path, calls in document["paths"].items() if path in served}
    return Reply(json.dumps(document).encode(), headers=CACHED)


@endpoint(
    docs,
    "GET",
    "/docs",
    audience=Audience.PUBLIC,
    summary="This contract, to try out",
    media_type=HTML,
)
def get_docs(_: Call[None]) -> Reply:
    """The interactive page."""
    return _page("docs.html")


def _page(name: str) -> Reply:
    page = get_services().assets.read_page(name)
    headers = {**CACHED, "Content-Security-Policy": PAGE_POLICY.format(scripts=script_sources(page))}
    return Reply(page, headers=headers, media_type=HTML)


@endpoint(docs, "GET", "/assets/{name}", audience=Audience.PUBLIC, summary="Files of the pages", problems=[404])
def get_asset(call: Call[None]) -> Reply:
    """Files under flat, hashed names; they never change."""
    found = get_services().assets.find(call.path["name"])
    if found is None:
        raise NotFoundError
    content, media_type = found
    kept = {"Cache-Control": "public, max-age=31536000, immutable"}
    return packed(Reply(content, headers=kept, media_type=media_type), call.headers)
