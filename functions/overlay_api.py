"""What an administrator changes without touching code: save a draft, look at what it changes, let it hold."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.messages.notice_samples import Samples
from chalicelib.domain.office import Office
from chalicelib.domain.overlay import LocalChanges, Overlay
from chalicelib.domain.overlay.offered import local_requirements, offered_texts
from chalicelib.domain.rights import Right
from chalicelib.domain.text import Language
from functions import _views as views
from functions._calls import seen_version
from functions._http import Audience, Call, Reply, endpoint
from functions._schemas import overlays
from functions.authorizer import authorize_staff

routes = Blueprint(__name__)

VERSIONS: Final = "/v1/overlays"
SHIPPED: Final = VERSIONS + "/shipped"
NOTICES: Final = VERSIONS + "/notice-preview"
PDF: Final = "application/pdf"
VERSION: Final = VERSIONS + "/{number}"
ADMINISTRATOR: Final[Mapping[str, Any]] = {
    "audience": Audience.STAFF,
    "authorizer": authorize_staff,
    "right": Right.ADMINISTER,
}
READER: Final = {**ADMINISTRATOR, "right": Right.READ_ADMINISTRATION}
PAGE: Final = 25


@endpoint(
    routes, "GET", VERSIONS, **READER, summary="Versions of what the office changes, newest first",
    response=overlays.OverlayList, query=[("cursor", "From the page before")],
)  # fmt: skip
def list_overlays(call: Call[None]) -> Reply:
    """Who saved and who published each, and which holds."""
    page = get_services().maintain_overlays.list_versions(call.query.get("cursor"), PAGE)
    items = [overlays.OverlayLine(**_facts(overlay, page.holding)) for overlay in page.items]
    return Reply(overlays.OverlayList(items=items, holding=page.holding, next_cursor=page.next_cursor))


@endpoint(
    routes, "POST", VERSIONS, **ADMINISTRATOR, summary="Save a draft of what the office changes",
    request=overlays.OverlayRequest, response=overlays.OverlayOut, status=201,
)  # fmt: skip
def save_overlay(call: Call[overlays.OverlayRequest]) -> Reply:
    """Refused with every fault at once. Saving the same again answers with the same draft."""
    service = get_services().maintain_overlays
    draft = service.save(LocalChanges.of(call.body), call.officer)
    return _shown(draft, service.read(draft.number)[1], status=201)


@endpoint(
    routes, "GET", SHIPPED, **READER, summary="What can be changed, as shipped", response=overlays.ShippedOut,
)  # fmt: skip
def get_shipped(_: Call[None]) -> Reply:
    """The same until the next release."""
    shipped = get_services().shipped
    limits = shipped.office.limits
    local = [
        overlays.LocalRequirementOut(service=code, id=item.id, any_of=list(item.any_of), reason=item.reason)
        for code, item in local_requirements(shipped.catalogue)
    ]
    texts = [
        overlays.TextOut(path=each.path, text=each.text, values=sorted(each.values), kept=sorted(each.kept))
        for each in offered_texts(shipped.messages)
    ]
    return Reply(
        overlays.ShippedOut(
            office=_office(shipped.office),
            max_age_days={str(paper): days for paper, days in limits.max_age_days.items()},
            without_local=sorted(limits.without_local),
            local=local,
            texts=texts,
        )
    )


@endpoint(
    routes, "GET", VERSION, **READER, summary="One version of what the office changes",
    response=overlays.OverlayOut, problems=[404],
)  # fmt: skip
def get_overlay(call: Call[None]) -> Reply:
    """A version never changes, but for having been published."""
    return _shown(*get_services().maintain_overlays.read(_number(call)))


@endpoint(
    routes, "POST", VERSION + "/preview", **ADMINISTRATOR, summary="What a version would change for people",
    request=overlays.PreviewRequest, response=overlays.PreviewOut, problems=[404],
)  # fmt: skip
def preview_overlay(call: Call[overlays.PreviewRequest]) -> Reply:
    """Beside what holds now; the `ETag` is what publishing it needs."""
    service, wanted = get_services().maintain_overlays, call.body
    preview = service.preview(_number(call))
    now = then = None
    if wanted.service is not None:
        pair = service.checklists_of(preview, wanted.service, dict(wanted.answers), wanted.applicant_role)
        now, then = (views.view_checklist(wanted.service, checklist) for checklist in pair)
    shown = overlays.PreviewOut(
        number=preview.overlay.number,
        compared_with=preview.holding,
        office_now=_office(preview.now.office),
        office_then=_office(preview.then.office),
        messages=[overlays.TextChange(path=text.path, now=text.now, then=text.then) for text in preview.messages],
        short_messages=_short_messages(service.samples_of(preview)),
        checklist_now=now,
        checklist_then=then,
    )
    return Reply(shown, headers={"ETag": f'"{preview.holding}"'})


@endpoint(
    routes, "POST", NOTICES, **ADMINISTRATOR, summary="How residents would get the news of one event",
    request=overlays.NoticeTextsRequest, response=overlays.NoticeFormList,
)  # fmt: skip
def preview_notice(call: Call[overlays.NoticeTextsRequest]) -> Reply:
    """As each channel carries it, at its longest. Nothing is stored; refused with every fault at once."""
    services = get_services()
    forms = services.show_texts.forms(call.body.event, services.edit_texts.try_out(call.body.messages))
    return Reply(overlays.NoticeFormList(items=[overlays.NoticeFormOut(**asdict(form)) for form in forms]))


@endpoint(
    routes, "POST", NOTICES + "/letter.pdf", **ADMINISTRATOR, summary="How residents would get the letter of one event",
    request=overlays.NoticeLetterRequest, media_type=PDF, problems=[404],
)  # fmt: skip
def preview_notice_letter(call: Call[overlays.NoticeLetterRequest]) -> Reply:
    """The longest one, to nobody; 404 where no letter tells of the event."""
    services, body = get_services(), call.body
    pdf = services.show_texts.letter(body.event, body.language, services.edit_texts.try_out(body.messages))
    return Reply(pdf, headers={"Content-Disposition": 'inline; filename="surat.pdf"'}, media_type=PDF)


@endpoint(
    routes, "PUT", VERSION + "/publication", **ADMINISTRATOR, summary="Let a version hold",
    response=overlays.OverlayOut, if_match=True, problems=[404, 412, 428],
)  # fmt: skip
def publish_overlay(call: Call[None]) -> Reply:
    """Everywhere within a minute. An older version is taken up as a new one; what holds already changes nothing."""
    published = get_services().maintain_overlays.publish(_number(call), call.officer, seen_version(call))
    return _shown(published, published.number)


def _short_messages(samples: Samples) -> list[overlays.ShortMessage]:
    longest = (samples.longest(event, language) for event in NoticeEvent for language in Language)
    return [
        overlays.ShortMessage(
            event=one.event, language=one.language, service=one.service, characters=one.characters, parts=one.segments,
            text=one.text,
        )
        for one in longest
    ]  # fmt: skip


def _number(call: Call[Any]) -> int:
    number = call.path["number"]
    if re.fullmatch("[0-9]{1,6}", number) is None:
        raise NotFoundError
    return int(number)


def _shown(overlay: Overlay, holding: int, status: int = 200) -> Reply:
    body = overlays.OverlayOut(**_facts(overlay, holding), changes=overlay.changes)
    return Reply(body, status=status, headers={"ETag": f'"{holding}"'})


def _facts(overlay: Overlay, holding: int) -> dict[str, Any]:
    stored = overlay.model_dump(exclude={"schema_version", "changes"})
    return {**stored, "holds": overlay.number == holding}


def _office(office: Office) -> overlays.OfficeOut:
    return overlays.OfficeOut(**{name: getattr(office, name) for name in overlays.OfficeOut.model_fields})
