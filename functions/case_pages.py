"""One application on the residents' pages: what is left to do, one thing a page, a last look, and the receipt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.access import Visit
from chalicelib.domain.applicant import ELSEWHERE, PersonalData
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Service
from chalicelib.domain.checklist import Checklist, Slot, Way
from chalicelib.domain.completeness import missing_residence
from chalicelib.domain.document import UploadState
from chalicelib.domain.drafts import last_day
from chalicelib.domain.errors import Fault, IncompleteError, InvalidRequestError, NotFoundError, TransitionRefusedError
from chalicelib.domain.finding import Finding, Severity
from chalicelib.domain.identifiers import RegionCode
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.steps import ADDRESS, DELIVERY, QUESTION, SUBJECT_NAME, list_steps, step_after, step_of
from chalicelib.services.application_details import Details
from chalicelib.web.codes import draw_code
from functions._forms import read_form
from functions._http import HTML, Call, Reply
from functions._page import go_to, render_private, sentences
from functions._step_forms import (
    Typed,
    find_question,
    plain,
    read_facts,
    read_step,
    write_facts,
    write_step,
)
from functions._tasks import list_papers, list_tasks, mending_path
from functions._views import answer_by, view_asked, view_finding, view_findings, view_held_for, view_status
from functions._visits import form_token, read_browser, visitor_page

routes = Blueprint(__name__)

APPLICATION: Final = "/apply/{application_id}"
STEP: Final = APPLICATION + "/steps/{step}"
PAPER: Final = "paper-"
PDF: Final = "application/pdf"

MOST_PICTURES: Final = 6
"""Of one paper: enough to know it again."""

_FIELDS: Final = {
    "applicant.birth_date": "birth", "subject.birth_date": "birth", "applicant_role": "role", "answers.age": "birth",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """A case with what the catalogue says of it."""

    case: Case
    service: Service
    checklist: Checklist
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, case: Case) -> "Known":
        """Nothing is read."""
        services = get_services()
        checklist = services.checklists.of(case)
        service = services.checklists.service(case.service)
        return cls(
            case, service, checklist, (*services.own_application.findings_of(case, checklist), *missing_residence(case))
        )

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps that it has."""
        return list_steps(self.case, self.service, self.checklist)

    @property
    def is_blocked(self) -> bool:
        """Whether it cannot be handed in yet."""
        return any(finding.severity is Severity.BLOCKING for finding in self.findings)


def _page(call: Call[None], template: str, known: Known, visit: Visit, status: int = 200, **values: Any) -> Reply:  # noqa: ANN401
    case = known.case
    return render_private(
        call, template, status, case=case, service=known.service, own=f"{call.root}apply/{case.receipt}", visit=visit,
        token=form_token(read_browser(call), str(case.receipt)), number=case.receipt.format(), **values,
    )  # fmt: skip


@visitor_page(routes, "GET", APPLICATION, summary="What is left to do")
def get_tasks(call: Call[None], visit: Visit) -> Reply:
    """The list of tasks of a draft; of a returned case only what must be mended; of any other its receipt."""
    case, _, _ = get_services().own_application.read(visit.visitor)
    if case.state is CaseState.RETURNED:
        return _returned(call, visit, Known.of(case))
    if case.state is not CaseState.DRAFT:
        return _receipt(call, visit, case)
    known = Known.of(case)
    papers = list(list_papers(case, known.checklist.slots, known.findings))
    obstacles = [item.text for item in known.checklist.obstacles]
    return _page(
        call, "tasks", known, visit, tasks=list(list_tasks(known.case, known.steps, known.findings)), papers=papers,
        pin=get_services().track.pin_of(case), is_blocked=known.is_blocked, obstacles=obstacles,
        by_post=any(Way.POST in slot.ways for slot in known.checklist.slots),
        until=_day(call, case),
    )  # fmt: skip


def _day(call: Call[None], case: Case) -> str:
    """The last day of a draft, in words."""
    services = get_services()
    return services.messages.date(last_day(case, services.office), call.language)


def _returned(call: Call[None], visit: Visit, known: Known) -> Reply:
    services, case = get_services(), known.case
    papers = {str(task.slot.id): task for task in list_papers(case, known.checklist.slots, known.findings)}
    asked = [
        (view_asked(known.service, case, item, call.language), papers.get(item.slot),
         _pictures(case, item.slot))
        for item in case.asked
    ]  # fmt: skip
    named = {item.slot for item in case.asked}
    others = [task for slot, task in papers.items() if slot not in named]
    return _page(
        call, "returned", known, visit, asked=asked, others=others, is_blocked=known.is_blocked,
        images=services.own_pictures.page_origin(), by_post=any(Way.POST in s.ways for s in known.checklist.slots),
        problems=_problems(call, known), answer_by=answer_by(case, call.language),
        held=view_held_for(case, call.language),
    )  # fmt: skip


def _pictures(case: Case, slot: str) -> list[str]:
    """Where the pages that were handed in for a paper are shown, beneath the address of the case."""
    pages = [
        (upload.id, page.number)
        for upload in case.handed_in(slot)
        for page in upload.pages
        if upload.state is UploadState.ACCEPTED
    ]
    return [f"pictures/{upload}/{number}" for upload, number in pages[:MOST_PICTURES]]


def _receipt(call: Call[None], visit: Visit, case: Case) -> Reply:
    services = get_services()
    known = Known.of(case)
    address = f"{services.public_url}/?number={case.receipt}"
    words = services.messages.pages(call.language)
    share = words["share_text"].format(number=case.receipt.format(), link=address, office=services.office.short_name)
    return _page(
        call, "receipt", known, visit, words=view_status(case, call.language),
        is_reachable=bool(case.reachable) or case.erasure.has_begun,
        is_received=bool(case.received_at),
        is_silent=not case.is_confirmed_by_text and {"sms", "whatsapp"} & {*case.reachable},
        pin=services.track.pin_of(case), code=draw_code(address), share=quote(share, safe=""),
        subject=quote(words["share_subject"], safe=""),
    )  # fmt: skip


@visitor_page(routes, "GET", APPLICATION + "/receipt.pdf", summary="The receipt, to keep", media_type=PDF)
def get_receipt_page(_: Call[None], visit: Visit) -> Reply:
    """A page of A4."""
    headers = {"Content-Disposition": 'inline; filename="tanda-terima.pdf"'}
    return Reply(get_services().print_receipt(visit.visitor), headers=headers, media_type=PDF)


@visitor_page(routes, "GET", APPLICATION + "/cover-sheet.pdf", summary="The papers' cover sheet", media_type=PDF)
def get_cover_sheet_page(_: Call[None], visit: Visit) -> Reply:
    """To send the papers by post instead; the application is kept for the envelope."""
    headers = {"Content-Disposition": 'inline; filename="lembar-sampul.pdf"'}
    return Reply(get_services().print_sheets.cover(visit.visitor), headers=headers, media_type=PDF)


@visitor_page(
    routes, "GET", APPLICATION + "/pictures/{upload_id}/{number}", summary="One page that was sent", status=303
)
def get_picture(call: Call[None], visit: Visit) -> Reply:
    """On to the picture, by an address that is signed anew each time: it holds for a minute."""
    services, number = get_services(), call.path["number"]
    case, _, _ = services.own_application.read(visit.visitor)
    links = services.own_pictures.link(case, call.path["upload_id"], int(number) if number.isdigit() else 0)
    url = links.url if "whole" in call.query or links.thumbnail_url is None else links.thumbnail_url
    return Reply(None, HTTPStatus.SEE_OTHER, {"Location": url}, HTML)


@visitor_page(routes, "GET", STEP, summary="One thing to say")
def get_step(call: Call[None], visit: Visit) -> Reply:
    """With what was said before."""
    case, personal = get_services().own_application.read_whole(visit.visitor)
    if not case.is_open_to_resident:
        return go_to(call, f"apply/{case.receipt}")
    known = Known.of(case)
    step = call.path["step"]
    if step not in known.steps and not step.startswith(PAPER):
        return go_to(call, f"apply/{case.receipt}")
    slot = _slot(known, step)
    typed = write_facts(case, slot) if slot else write_step(_sound(step, known), case, personal, known.service)
    return _step(call, visit, known, typed)


def _slot(known: Known, step: str) -> Slot | None:
    """The paper that a step asks of. Raises NotFoundError where nobody asks for it."""
    if not step.startswith(PAPER):
        return None
    slot = known.checklist.find_slot(step.removeprefix(PAPER))
    if slot is None:
        raise NotFoundError
    return slot


def _sound(step: str, known: Known) -> str:
    """Raises NotFoundError for a step that the case does not have, or has no more."""
    if step not in known.steps:
        raise NotFoundError
    return step


def _step(call: Call[None], visit: Visit, known: Known, typed: Typed, faults: Mapping[str, str] | None = None) -> Reply:
    step, services = call.path["step"], get_services()
    doubts = [found for found in known.case.personal_findings if step_of(found) == step and _is_doubt(found)]
    return _page(
        call, "step", known, visit, 422 if faults else 200, step=step, kind=step.removeprefix("subject-"), typed=typed,
        faults=faults or {}, question=find_question(known.service, step), slot=_slot(known, step),
        doubts=view_findings(doubts, call.language) if "doubt" in call.query else [],
        onward=_next(known, step, typed), regions=services.details.regions, query_from=call.query.get("from", ""),
    )  # fmt: skip


def _is_doubt(finding: Finding) -> bool:
    return finding.code.value.startswith("doubtful_")


def _next(known: Known, step: str, typed: Typed) -> str:
    """Where a saved step leads: to the next one, and after the last to the list."""
    if step.startswith(PAPER):
        return f"papers/{step.removeprefix(PAPER)}"
    following = step_after(step, known.steps)
    if step == DELIVERY and typed.get("delivery") != "post":
        following = None
    return f"steps/{following}" if following else ""


@visitor_page(routes, "POST", STEP, summary="Say it", status=303, problems=(422,))
def save_step(call: Call[None], visit: Visit) -> Reply:
    """Saved at once, then on to the next; or the form again with everything that is wrong, as it was typed."""
    typed, step = read_form(call), call.path["step"]
    seen: list[Known] = []

    def say(case: Case) -> Details:
        known = Known.of(case)
        seen.append(known)
        slot = _slot(known, step)
        details = read_facts(slot, typed, _today()) if slot else read_step(_sound(step, known), typed, known.service)
        return replace(details, language=call.language)

    try:
        case = get_services().amend_application.save(visit.visitor, say)
    except InvalidRequestError as error:
        return _step(call, visit, seen[-1], typed, sentences(_own_faults(step, error.faults), call))
    except (TransitionRefusedError, NotFoundError):  # handed in meanwhile, or asked no more: the list says so
        return go_to(call, f"apply/{visit.visitor.receipt}")
    return go_to(call, _onward(call, Known.of(case), step, typed))


def _today() -> date:
    services = get_services()
    return services.office.local_time(services.clock.now()).date()


def _own_faults(step: str, faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """Under the names that the form has: a fault of something derived is told where it comes from."""
    first = step.removeprefix("subject-").removeprefix(QUESTION).replace("-", "_")
    derived = {} if step.startswith(QUESTION) else _FIELDS  # an age that was asked for is told as it was typed
    named = {plain(fault): derived.get(fault.field, fault.field.removeprefix("answers.")) for fault in faults}
    return tuple(Fault(first if "." in name else name, fault.code, fault.params) for fault, name in named.items())


def _onward(call: Call[None], known: Known, step: str, typed: Typed) -> str:
    own = f"apply/{known.case.receipt}"
    back = call.query.get("from", "")
    if any(step_of(found) == step and _is_doubt(found) for found in known.case.personal_findings):
        return f"{own}/steps/{step}?doubt=1" + (f"&from={back}" if back == "check" else "")
    following = _next(known, step, typed)
    if back == "check" and not (step == DELIVERY and following == f"steps/{ADDRESS}"):
        return f"{own}/check"
    return f"{own}/{following}".rstrip("/")


@visitor_page(routes, "GET", APPLICATION + "/check", summary="A last look")
def get_check(call: Call[None], visit: Visit) -> Reply:
    """Everything that was said, and everything that is missing or doubtful."""
    case, personal = get_services().own_application.read_whole(visit.visitor)
    if not case.is_open_to_resident:
        return go_to(call, f"apply/{case.receipt}")
    known = Known.of(case)
    return _page(
        call, "check", known, visit, personal=personal, answers=_answers(known),
        papers=list(list_papers(case, known.checklist.slots, known.findings)), problems=_problems(call, known),
        doubts=[found for severity, _, found in _told(call, known) if severity is Severity.WARNING],
        village=_village(personal), lives_in=_lives_in(call, personal),
        date=lambda day: get_services().messages.date(day, call.language),
        subject_asked=SUBJECT_NAME in known.steps, is_returned=case.state is CaseState.RETURNED,
    )  # fmt: skip


def _village(personal: PersonalData) -> str:
    code = personal.address.village if personal.address else None
    found = get_services().details.regions.village(code) if code else None
    return found.name if found else ""


def _lives_in(call: Call[None], personal: PersonalData) -> str:
    services = get_services()
    regions, words = services.details.regions, services.messages.pages(call.language)
    if personal.lives_in == ELSEWHERE:
        return words["lives_elsewhere"].format(city=regions.home.name)
    found = regions.village(RegionCode.restore(personal.lives_in))
    return found.name if found else ""


def _answers(known: Known) -> list[tuple[Any, Any]]:
    asked = [find_question(known.service, step) for step in known.steps if step.startswith(QUESTION)]
    return [(question, known.case.answers.get(question.name)) for question in asked if question]


def _told(call: Call[None], known: Known) -> list[tuple[Severity, str, str]]:
    """Each finding with where it can be mended and its words, which name the paper that it is of."""
    return [(found.severity, *_mending(call, known, found)) for found in known.findings]


def _mending(call: Call[None], known: Known, finding: Finding) -> tuple[str, str]:
    words = view_finding(finding, call.language)
    told = f"{words.message} {words.advice or ''}".strip()
    step, slot = step_of(finding), known.checklist.find_slot(finding.where)
    if slot is None:
        return f"steps/{step}" if step else "", told
    name = get_services().messages.papers(slot.choices, get_services().catalogue, call.language)
    return mending_path(slot, finding), told if name in told else f"{name}: {told}"


def _problems(call: Call[None], known: Known) -> list[tuple[str, str]]:
    """What holds it up, each with where it can be mended."""
    return [(path, words) for severity, path, words in _told(call, known) if severity is Severity.BLOCKING]


@visitor_page(routes, "POST", APPLICATION + "/check", summary="Hand it in", status=303)
def hand_in(call: Call[None], visit: Visit) -> Reply:
    """The receipt; or what holds it up. Pressed twice, the same receipt."""
    own = f"apply/{visit.visitor.receipt}"
    try:
        get_services().submit_application(visit.visitor, None, asks_residence=True)
    except IncompleteError:
        return go_to(call, f"{own}/check")
    except TransitionRefusedError:
        return go_to(call, own)
    return go_to(call, own)
