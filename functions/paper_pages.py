"""The papers of one application on the residents' pages: sending them with script or without, and taking them back."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.access import Visit
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Service
from chalicelib.domain.catalogue.papers import DocumentKind
from chalicelib.domain.checklist import Checklist, Slot, Way
from chalicelib.domain.document import MAX_UPLOAD_BYTES, Upload, UploadState
from chalicelib.domain.errors import InvalidRequestError, NotFoundError, TransitionRefusedError
from chalicelib.domain.finding import FindingCode, is_unreadable
from chalicelib.domain.text import Language
from chalicelib.services.receive_upload import FileOffer
from functions._http import Call, Reply
from functions._page import go_to, render_private, sentences
from functions._tasks import paper_path
from functions._views import view_asked, view_findings
from functions._visits import form_token, read_browser, visitor_page

routes = Blueprint(__name__)

PAPER: Final = "/apply/{application_id}/papers/{slot}"
FILE: Final = PAPER + "/{upload_id}"
SHOWN: Final = frozenset({UploadState.EXPECTED, UploadState.INSPECTING, UploadState.ACCEPTED, UploadState.REFUSED})
LEAST_TOLD: Final = 100_000
"""Bytes below which a size tells people nothing."""

LIMIT_MB: Final = str(MAX_UPLOAD_BYTES // 1024**2)


@visitor_page(routes, "GET", PAPER, summary="Send a paper")
def get_paper(call: Call[None], visit: Visit) -> Reply:
    """What was sent of it so far, and the way to send more."""
    case, checklist, _ = get_services().own_application.read(visit.visitor)
    try:
        return _paper(call, visit, case, checklist)
    except TransitionRefusedError:
        return go_to(call, f"apply/{case.receipt}")


def _paper(
    call: Call[None], visit: Visit, case: Case, checklist: Checklist, faults: Mapping[str, str] | None = None
) -> Reply:
    services = get_services()
    slot = _slot(case, checklist, call.path["slot"])
    service = services.checklists.service(case.service)
    files = [_file(call, case, slot, upload) for upload in case.uploads if _is_shown(case, slot, upload)]
    asked = [view_asked(service, case, item, call.language) for item in case.asked if item.slot == slot.id]
    token = services.resident_tokens.issue(visit.visitor, services.clock.now(), Visit.LIFE)
    return render_private(
        call, "paper", 422 if faults else 200, case=case, service=service, slot=slot, files=files, asked=asked,
        own=f"{call.root}apply/{case.receipt}", visit=visit, faults=faults or {}, limit=LIMIT_MB,
        is_form=_is_form(service, slot),
        facts=paper_path(case, slot).startswith("steps/") or len(slot.choices) > 1 or bool(slot.max_ages),
        token=form_token(read_browser(call), str(case.receipt)), access=token,
        is_checking=any(file["state"] is UploadState.INSPECTING for file in files),
        in_colour=FindingCode.PAGE_NOT_IN_COLOUR not in slot.beside_the_point,
        images=services.own_pictures.page_origin(),
        uploads=services.own_pictures.upload_origin(), texts=services.messages.upload(call.language),
    )  # fmt: skip


def _slot(case: Case, checklist: Checklist, name: str) -> Slot:
    """Raises NotFoundError for a paper that is not asked for here, TransitionRefusedError once all is handed in."""
    slot = checklist.find_slot(name)
    if slot is None or Way.UPLOAD not in slot.ways:
        raise NotFoundError
    if not case.waits_for(slot.id):
        thing = "case"
        raise TransitionRefusedError(thing, case.state, "upload")
    return slot


def _is_form(service: Service, slot: Slot) -> bool:
    """Whether it has to be filled in first."""
    return all(service.documents[code].kind is DocumentKind.FORM for code in slot.choices)


def _is_shown(case: Case, slot: Slot, upload: Upload) -> bool:
    # a script that was cut off begins anew; a form without script can be opened again
    is_due = upload.state is not UploadState.EXPECTED or (
        upload.media_type is None and upload.takes_room(get_services().clock.now())
    )
    return upload.slot == slot.id and upload.round == case.round and upload.state in SHOWN and is_due


def _file(call: Call[None], case: Case, slot: Slot, upload: Upload) -> dict[str, object]:
    """One file as the page lists it."""
    told = slot.told(upload.findings)
    is_hard = is_unreadable(told) and not case.has_handed_in(upload)
    return {
        "id": upload.id,
        "state": upload.state,
        "words": get_services().messages.upload_state(upload.state, call.language),
        "findings": view_findings(told, call.language),
        "asks": is_hard and not upload.kept,
        "kept": upload.kept,
        "pages": [page.number for page in upload.pages] if upload.state is UploadState.ACCEPTED else [],
        "size": f"{upload.size / 1024**2:.1f}" if upload.size > LEAST_TOLD else "",
    }


@visitor_page(routes, "POST", PAPER, summary="Make room for a file", status=303, problems=(422,))
def add_file(call: Call[None], visit: Visit) -> Reply:
    """For browsers without script: on to the form that sends it."""
    services, slot = get_services(), call.path["slot"]
    own = f"apply/{visit.visitor.receipt}/papers/{slot}"
    try:
        granted = services.receive_upload.request(visit.visitor, FileOffer(slot, plain_form=True))
    except InvalidRequestError as error:
        case, checklist, _ = services.own_application.read(visit.visitor)
        return _paper(call, visit, case, checklist, sentences(error.faults, call))
    except TransitionRefusedError:
        return go_to(call, f"apply/{visit.visitor.receipt}")
    return go_to(call, f"{own}/{granted.upload.id}")


@visitor_page(routes, "GET", FILE, summary="Send a file without script", back=PAPER)
def get_file_form(call: Call[None], visit: Visit) -> Reply:
    """A form that goes to the bucket and comes back by itself."""
    services, path = get_services(), call.path
    own = f"{services.public_url}/apply/{visit.visitor.receipt}/papers/{path['slot']}"
    back = f"{own}/{path['upload_id']}/arrived/{call.language}"
    try:
        case, form = services.receive_upload.form_again(visit.visitor, path["upload_id"], back)
    except NotFoundError:
        return go_to(call, f"apply/{visit.visitor.receipt}/papers/{path['slot']}")
    checklist = services.checklists.of(case)
    slot = _slot(case, checklist, path["slot"])
    return render_private(
        call, "send", case=case, service=services.checklists.service(case.service), slot=slot, form=form,
        own=f"{call.root}apply/{case.receipt}", limit=LIMIT_MB, uploads=services.own_pictures.upload_origin(),
    )  # fmt: skip


@visitor_page(
    routes, "GET", FILE + "/arrived/{language}", summary="A file was sent without script", status=303, back=PAPER
)
def note_file(call: Call[None], visit: Visit) -> Reply:
    """The bucket sends the browser here; a second time changes nothing.

    The language is part of the path: not every bucket leaves a query as it was.
    """
    with suppress(InvalidRequestError):  # it did not come: the list says so
        get_services().receive_upload.complete(visit.visitor, call.path["upload_id"])
    spoken = call.path["language"]
    return _back(replace(call, language=Language(spoken)) if spoken in set(Language) else call, visit)


@visitor_page(routes, "POST", FILE + "/withdrawal", summary="Take a file back", status=303, back=PAPER)
def withdraw_file(call: Call[None], visit: Visit) -> Reply:
    """The others stay as they are."""
    with suppress(TransitionRefusedError):  # it was handed in meanwhile: the next page says so
        get_services().receive_upload.withdraw(visit.visitor, call.path["upload_id"])
    return _back(call, visit)


@visitor_page(routes, "POST", FILE + "/kept", summary="Send a file as it is", status=303, back=PAPER)
def keep_file(call: Call[None], visit: Visit) -> Reply:
    """Though it is hard to read."""
    with suppress(TransitionRefusedError):  # handed in, or replaced meanwhile
        get_services().receive_upload.keep(visit.visitor, call.path["upload_id"])
    return _back(call, visit)


def _back(call: Call[None], visit: Visit) -> Reply:
    return go_to(call, f"apply/{visit.visitor.receipt}/papers/{call.path['slot']}")
