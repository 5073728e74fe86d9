"""What a resident does with an application of their own."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.case import FIRST_PIN
from chalicelib.domain.errors import Fault, InvalidRequestError
from chalicelib.domain.identifiers import IdempotencyKey
from chalicelib.domain.notification import NoticeChannel
from chalicelib.services.keep_signed import RESULT_LINK_SECONDS
from chalicelib.services.receive_upload import FileOffer
from chalicelib.services.start_application import Origin
from functions import _views as views
from functions._calls import digest_request, read_details, read_key
from functions._http import Audience, Call, Reply, endpoint
from functions._schemas import answers
from functions._schemas.requests import (
    AmendRequest,
    NewsWayRequest,
    PinRequest,
    PuzzleSolution,
    StartRequest,
    UploadRequest,
)
from functions._seen import record_own_result
from functions.authorizer import authorize_resident

routes = Blueprint(__name__)

APPLICATION = "/v1/applications/{application_id}"
RESIDENT: Mapping[str, Any] = {"audience": Audience.RESIDENT, "authorizer": authorize_resident}


@endpoint(
    routes, "GET", "/v1/puzzles", audience=Audience.PUBLIC, summary="A puzzle that keeps programs out",
    response=answers.PuzzleOut, problems=[400], headers=["Idempotency-Key"],
)  # fmt: skip
def get_puzzle(call: Call[None]) -> Reply:
    """A second of a cheap phone's work (altcha.org), good for an application under the same key, for two hours."""
    services = get_services()
    puzzle = services.puzzles.make(services.clock.now(), read_key(call))
    return Reply(answers.PuzzleOut(challenge=json.loads(puzzle.challenge), sealed=puzzle.sealed))


def _has_proof(puzzle: PuzzleSolution | None, key: IdempotencyKey) -> bool:
    """Raises InvalidRequestError for one that was given and is not solved, too old, or of another key.

    A key that has begun something is asked for nothing: it is answered by what was begun.
    """
    if puzzle is None:
        return False
    services = get_services()
    if services.puzzles.check(puzzle.sealed, puzzle.solution, "", services.clock.now(), key) is not None:
        return True
    if services.start_application.has_begun(key):
        return False
    raise InvalidRequestError([Fault("puzzle", "puzzle_unsolved")])


@endpoint(
    routes, "POST", "/v1/applications", audience=Audience.PUBLIC, summary="Start an application",
    request=StartRequest, response=answers.Started, status=201, headers=["Idempotency-Key"],
)  # fmt: skip
def start_application(call: Call[StartRequest]) -> Reply:
    """A draft with a number and a PIN. The same key and body answer the same; with another body the key is refused."""
    services, key = get_services(), read_key(call)
    origin = Origin(has_proof=_has_proof(call.body.puzzle, key))
    asked = call.body.model_copy(update={"puzzle": None})
    started = services.start_application(asked.service, read_details(asked), key, digest_request(asked), origin)
    case = started.case
    # a repeat tells what was told then: who asked for a new PIN may have lost this key, too
    first = case.model_copy(update={"pin_version": FIRST_PIN})
    visit = services.track.visit(first)
    body = answers.Started(
        application_id=case.receipt,
        receipt_number=case.receipt.format(),
        pin=services.track.pin_of(first),
        access_token=services.resident_tokens.issue(visit, services.clock.now()),
        checklist=views.view_checklist(case.service, started.checklist),
        confirmed_by_text=case.is_confirmed_by_text,
        version=case.version,
    )
    return Reply(body, 201, {"Location": f"/v1/applications/{case.receipt}", "ETag": f'"{case.version}"'})


@endpoint(routes, "GET", APPLICATION, **RESIDENT, summary="Your application", response=answers.ApplicationOut)
def get_application(call: Call[None]) -> Reply:
    """Where it stands, its checklist, its files, and while it can be changed everything that is missing or doubtful."""
    case, checklist, findings = get_services().own_application.read(call.resident)
    return Reply(views.view_application(case, checklist, findings, call.language), headers=_etag(case.version))


@endpoint(
    routes, "PATCH", APPLICATION, **RESIDENT, summary="Change your application", request=AmendRequest,
    response=answers.ApplicationOut, if_match=False, problems=[409, 412],
)  # fmt: skip
def amend_application(call: Call[AmendRequest]) -> Reply:
    """Each field present replaces the one known; the rest stays."""
    services = get_services()
    services.amend_application(call.resident, read_details(call.body), call.if_match)
    case, checklist, findings = services.own_application.read(call.resident)
    return Reply(views.view_application(case, checklist, findings, call.language), headers=_etag(case.version))


@endpoint(
    routes, "POST", APPLICATION + "/uploads", **RESIDENT, summary="Make room for a file", request=UploadRequest,
    response=answers.UploadGranted, status=201, problems=[409],
)  # fmt: skip
def request_upload(call: Call[UploadRequest]) -> Reply:
    """A presigned form for exactly this type and size, good for 300 s (one hour for a plain form)."""
    asked = call.body
    services = get_services()
    back = services.public_url + asked.return_to if asked.return_to else None
    offer = FileOffer(asked.slot, asked.media_type, asked.size, asked.sha256, asked.plain_form, back)
    granted = services.receive_upload.request(call.resident, offer)
    form = answers.FormOut(url=granted.form.url, fields=granted.form.fields, expires_at=granted.form.expires_at)
    body = answers.UploadGranted(upload=views.view_upload(granted.upload, call.language), form=form)
    return Reply(body, 201, _etag(granted.case.version))


@endpoint(
    routes, "PUT", APPLICATION + "/uploads/{upload_id}/complete", **RESIDENT, summary="The file is sent",
    response=answers.UploadOut,
)  # fmt: skip
def complete_upload(call: Call[None]) -> Reply:
    """Binds the upload to the object that came and has it inspected; saying it twice changes nothing."""
    case, upload = get_services().receive_upload.complete(call.resident, call.path["upload_id"])
    return Reply(views.view_upload(upload, call.language), headers=_etag(case.version))


@endpoint(
    routes, "PUT", APPLICATION + "/uploads/{upload_id}/kept", **RESIDENT, summary="Send a file as it is",
    response=answers.UploadOut, problems=[409],
)  # fmt: skip
def keep_upload(call: Call[None]) -> Reply:
    """Though it is hard to read: no better picture can be made. It holds up the submission no longer."""
    case, upload = get_services().receive_upload.keep(call.resident, call.path["upload_id"])
    return Reply(views.view_upload(upload, call.language), headers=_etag(case.version))


@endpoint(
    routes, "DELETE", APPLICATION + "/uploads/{upload_id}", **RESIDENT, summary="Take a file back", status=204,
    problems=[409],
)  # fmt: skip
def withdraw_upload(call: Call[None]) -> Reply:
    """The other files stay as they are."""
    case = get_services().receive_upload.withdraw(call.resident, call.path["upload_id"])
    return Reply(None, HTTPStatus.NO_CONTENT, _etag(case.version))


@endpoint(
    routes, "POST", APPLICATION + "/submission", **RESIDENT, summary="Hand it in",
    response=answers.Submitted, if_match=False, problems=[409, 412],
)  # fmt: skip
def submit_application(call: Call[None]) -> Reply:
    """The receipt, or every finding that holds it up. A file still under inspection does not hold it up."""
    case, findings = get_services().submit_application(call.resident, call.if_match)
    if case.received_at is None:
        raise InvalidRequestError([Fault("state", "not_submitted")])
    body = answers.Submitted(
        application_id=case.receipt,
        receipt_number=case.receipt.format(),
        state=case.state,
        received_at=case.received_at,
        confirmed_by_text=case.is_confirmed_by_text,
        version=case.version,
        findings=views.view_findings(findings, call.language),
    )
    return Reply(body, headers=_etag(case.version))


@endpoint(
    routes, "POST", APPLICATION + "/cancellation", **RESIDENT, summary="Take it back", response=answers.CaseStatus,
    if_match=False, problems=[409, 412],
)  # fmt: skip
def cancel_application(call: Call[None]) -> Reply:
    """Possible until the papers were found complete."""
    case = get_services().own_application.cancel(call.resident, call.if_match)
    return Reply(views.view_status(case, call.language), headers=_etag(case.version))


@endpoint(
    routes, "GET", APPLICATION + "/pin-puzzle", **RESIDENT, summary="A puzzle to solve for a new PIN",
    response=answers.PuzzleOut,
)  # fmt: skip
def get_pin_puzzle(call: Call[None]) -> Reply:
    """As `GET /v1/puzzles` gives one: good for one new PIN of this application, for two hours."""
    services = get_services()
    services.own_application.read(call.resident)  # no work for a visit that is over
    puzzle = services.puzzles.make(services.clock.now(), call.resident.next_pin)
    return Reply(answers.PuzzleOut(challenge=json.loads(puzzle.challenge), sealed=puzzle.sealed))


@endpoint(routes, "POST", APPLICATION + "/pin", **RESIDENT, summary="A new PIN", status=202, request=PinRequest)
def reissue_pin(call: Call[PinRequest]) -> Reply:
    """Sent to the recorded address and number; this visit ends with the old PIN.

    Refused where nothing can go there. Of a draft whose new PIN does not arrive nobody calls: apply anew, or come by.
    """
    services, puzzle = get_services(), call.body.puzzle
    services.own_application.read(call.resident)  # a visit that is over is told so, whatever it worked for
    bond = call.resident.next_pin
    if services.puzzles.check(puzzle.sealed, puzzle.solution, "", services.clock.now(), bond) is None:
        raise InvalidRequestError([Fault("puzzle", "puzzle_unsolved")])
    services.own_application.reissue_pin(call.resident)
    return Reply(None, HTTPStatus.ACCEPTED)


@endpoint(
    routes, "POST", APPLICATION + "/whatsapp-withdrawal", **RESIDENT, summary="No more news by WhatsApp",
    response=answers.CaseStatus,
)  # fmt: skip
def stop_whatsapp_news(call: Call[None]) -> Reply:
    """At any time, also for news that waits; the number stays for text messages. Again changes nothing."""
    case = get_services().telling.withdraw_whatsapp.by_resident(call.resident)
    return Reply(views.view_status(case, call.language), headers=_etag(case.version))


@endpoint(
    routes, "GET", APPLICATION + "/news", **RESIDENT, summary="By which ways you are told",
    response=answers.NewsWayList,
)  # fmt: skip
def list_news_ways(call: Call[None]) -> Reply:
    """Each way with its address masked, and why nothing goes there where nothing does."""
    return Reply(views.view_news_ways(get_services().telling.news_ways.of_resident(call.resident)))


@endpoint(
    routes, "PUT", APPLICATION + "/news", **RESIDENT, summary="Stop a way, or have it again",
    request=NewsWayRequest, response=answers.NewsWayList,
)  # fmt: skip
def set_news_way(call: Call[NewsWayRequest]) -> Reply:
    """For this application alone, at once, for news that waits, too. Only what was stopped here begins again here."""
    ways, wish = get_services().telling.news_ways, call.body
    found = ways.set_by_resident(call.resident, NoticeChannel(wish.channel), wants_news=wish.wants_news)
    return Reply(views.view_news_ways(found))


@endpoint(
    routes, "GET", APPLICATION + "/results/{product}", **RESIDENT, summary="The signed document of a product",
    response=answers.ResultOut,
)  # fmt: skip
def get_result(call: Call[None]) -> Reply:
    """An address for 60 seconds, once the product is ready; that it was asked for is recorded first."""
    url = get_services().signing.hand_out.to_resident(call.resident, call.path["product"])
    record_own_result(call.resident.receipt)
    return Reply(answers.ResultOut(url=url, seconds=RESULT_LINK_SECONDS))


@endpoint(
    routes,
    "GET",
    APPLICATION + "/receipt.pdf",
    **RESIDENT,
    summary="Your receipt",
    media_type="application/pdf",
    problems=[409],
)
def get_receipt(call: Call[None]) -> Reply:
    """From the day it was handed in on."""
    headers = {"Content-Disposition": 'inline; filename="tanda-terima.pdf"'}
    return Reply(get_services().print_receipt(call.resident), headers=headers, media_type="application/pdf")


@endpoint(
    routes, "GET", APPLICATION + "/cover-sheet.pdf", **RESIDENT, summary="A cover sheet for your papers",
    media_type="application/pdf", problems=[409],
)  # fmt: skip
def get_cover_sheet(call: Call[None]) -> Reply:
    """To send papers by post, while it is a draft or was returned; the application is kept for the envelope."""
    headers = {"Content-Disposition": 'inline; filename="lembar-sampul.pdf"'}
    return Reply(get_services().print_sheets.cover(call.resident), headers=headers, media_type="application/pdf")


def _etag(version: int) -> dict[str, str]:
    return {"ETag": f'"{version}"'}
