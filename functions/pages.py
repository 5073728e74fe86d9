"""The residents' pages. What is not personal stands in the address; number and PIN only ever in the body of a form."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qs

from chalice.app import Blueprint
from pydantic import ValidationError

from chalicelib.bootstrap import get_services
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Question, QuestionKind, Service
from chalicelib.domain.catalogue.words import ApplicantRole
from chalicelib.domain.checklist import Checklist
from chalicelib.domain.errors import Fault, InvalidRequestError, NotFoundError, TooManyTriesError
from functions._http import HTML, Audience, Call, Reply, endpoint
from functions._packing import packed
from functions._problems import build_problem, faults_of, suggest_receipts
from functions._schemas.requests import TrackingRequest
from functions._views import view_status

routes = Blueprint(__name__)

PAGE: Final[Mapping[str, Any]] = {"audience": Audience.PUBLIC, "media_type": HTML, "is_page": True}
CACHED: Final = "public, max-age=300"
NOT_KEPT: Final = {"Cache-Control": "no-store"}
YES, NO = "yes", "no"

MOST_SUGGESTIONS: Final = 3
"""Numbers like a mistyped one that are told; nothing was looked up for them."""

LONGEST: Final = 500
"""Characters of a form with two short fields."""


@endpoint(routes, "GET", "/", **PAGE, summary="Follow a case, for people")
def get_home(call: Call[None]) -> Reply:
    """Where the addresses in messages lead, and the code on a receipt: it may bring the number, and never the PIN."""
    return _page(call, "follow", ("number",), number=call.query.get("number", "")[:LONGEST], faults={})


@endpoint(routes, "GET", "/follow", **PAGE, summary="The same, after a click on the other language")
def get_follow(call: Call[None]) -> Reply:
    """A status is shown once, so that neither number nor PIN stands in an address."""
    return get_home(call)


@endpoint(routes, "POST", "/follow", **PAGE, summary="Where a case stands, for people", problems=[404, 429])
def follow(call: Call[None]) -> Reply:
    """What happened, what comes next, what is asked; or the form again, with what was typed and what is wrong."""
    form = parse_qs(call.raw.decode("utf-8", "replace")[:LONGEST])
    typed = {name: values[-1].strip() for name, values in form.items()}
    number, pin = typed.get("receipt_number", ""), typed.get("pin", "")
    try:
        wanted = TrackingRequest.model_validate({"receipt_number": number, "pin": pin})
        case = get_services().track(wanted.receipt_number, wanted.pin, call.address)
    except ValidationError as error:
        faults = tuple(suggest_receipts(fault, typed) for fault in faults_of(error))
        return _again(call, number, _sentences(faults, call), HTTPStatus.UNPROCESSABLE_ENTITY)
    except (NotFoundError, TooManyTriesError) as error:
        problem, _ = build_problem(error)
        words = get_services().messages.problem(problem.code, call.language)
        return _again(call, number, {"receipt_number": words.detail}, problem.status)
    return _status(call, case)


def _again(call: Call[None], number: str, faults: Mapping[str, str], status: int) -> Reply:
    page = _page(call, "follow", number=number[:LONGEST], faults=faults)
    return replace(page, status=status, headers=page.headers | NOT_KEPT)


def _status(call: Call[None], case: Case) -> Reply:
    """Personal enough to be kept by nobody."""
    services, status = get_services(), view_status(case, call.language)

    def when(moment: datetime) -> str:
        return services.messages.date_time(services.office.local_time(moment), call.language)

    steps = [(step.label, when(step.at)) for step in reversed(status.history)]
    names = {known: name.in_language(call.language) for known, name in services.checklists.product_names(case).items()}
    due = when(status.due_at) if status.due_at else ""
    page = _page(call, "status", status=status, steps=steps, names=names, due=due)
    return replace(page, headers=page.headers | NOT_KEPT)


@endpoint(routes, "GET", "/start", **PAGE, summary="Find the service you need")
def get_start(call: Call[None]) -> Reply:
    """What happened, then to what; it ends at a service."""
    guide = get_services().guide
    topic = guide.topic(call.query.get("topic", ""))
    if topic is None:
        return _page(call, "start", ("asked",), topics=guide.root, is_missing="asked" in call.query)
    choice = topic.choice(call.query.get("choice", ""))
    if choice is None:
        return _page(call, "choice", ("topic", "chosen"), topic=topic, is_missing="chosen" in call.query)
    return Reply(None, 303, {"Location": f"services/{choice.service}?lang={call.language}"}, HTML)


@endpoint(routes, "GET", "/services/{code}", **PAGE, summary="What a service needs of you", problems=[404])
def get_service_page(call: Call[None]) -> Reply:
    """Cost, time, who may apply, the papers for the answers given, and the ways to hand them in."""
    services = get_services()
    service = services.checklists.service(call.path["code"])
    role, answers = _role(call), _answers(service, call.query)
    checklist, faults = _checklist(service, answers, role)
    kept = ("asked", "role", *(question.name for question in service.questions))
    return _page(
        call, "service", kept, depth=1, service=service, checklist=checklist, office=services.office,
        questions=_asked(service, checklist, answers), given=call.query, role=role, faults=_sentences(faults, call),
    )  # fmt: skip


def _page(call: Call[None], template: str, kept: Collection[str] = (), depth: int = 0, **values: Any) -> Reply:  # noqa: ANN401 - of the template
    """`kept`: what of the address goes on behind a click on the other language; nothing that a chat added."""
    query = {name: value for name, value in call.query.items() if name in kept}
    page, policy = get_services().pages.render(template, call.language, depth, query=query, **values)
    headers = {"Cache-Control": CACHED, "Content-Language": call.language.value, "Content-Security-Policy": policy}
    return packed(Reply(page, headers=headers, media_type=HTML), call.headers)


def _role(call: Call[None]) -> str | None:
    given = call.query.get("role", "")
    return given if given in set(ApplicantRole) else None


def _answers(service: Service, query: Mapping[str, str]) -> dict[str, bool | int | str]:
    """Answers as the catalogue takes them; what was left empty is not answered."""
    answers: dict[str, bool | int | str] = {}
    for question in service.questions:
        given = query.get(question.name, "").strip()
        if question.kind is QuestionKind.BOOLEAN and given in {YES, NO}:
            answers[question.name] = given == YES
        elif question.kind is QuestionKind.INTEGER and given:
            answers[question.name] = int(given) if given.isascii() and given.isdigit() and len(given) < 9 else given  # noqa: PLR2004
        elif question.kind is QuestionKind.CHOICE and given:
            answers[question.name] = given
    return answers


def _checklist(
    service: Service, answers: dict[str, bool | int | str], role: str | None
) -> tuple[Checklist, tuple[Fault, ...]]:
    """The checklist for the answers that fit, and what is wrong with the others."""
    build = get_services().checklists.build
    try:
        return build(service.code, answers, role), ()
    except InvalidRequestError as error:
        wrong = {fault.field.removeprefix("answers.") for fault in error.faults}
        kept = {name: answer for name, answer in answers.items() if name not in wrong}
        return build(service.code, kept, role), tuple(error.faults)


def _asked(service: Service, checklist: Checklist, answers: Mapping[str, object]) -> list[Question]:
    """Questions that still decide something, and those that were answered."""
    return [question for question in service.questions if question.name in {*checklist.unanswered, *answers}]


def _sentences(faults: tuple[Fault, ...], call: Call[None]) -> dict[str, str]:
    messages = get_services().messages

    def said(fault: Fault) -> str:
        params = dict(fault.params)
        likely = params.pop("suggestions", "").split()[:MOST_SUGGESTIONS]
        sentence = messages.fault(fault.code, params, call.language)
        words = messages.pages(call.language)["did_you_mean"]
        return f"{sentence} {words.format(numbers=', '.join(likely))}" if likely else sentence

    return {fault.field.removeprefix("answers."): said(fault) for fault in faults}
