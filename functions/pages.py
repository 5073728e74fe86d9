"""The residents' pages. They ask for nothing personal and keep nothing: what was answered is in the address."""

from collections.abc import Mapping
from typing import Any, Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.catalogue import Question, QuestionKind, Service
from chalicelib.domain.catalogue.words import ApplicantRole
from chalicelib.domain.checklist import Checklist
from chalicelib.domain.errors import Fault, InvalidRequestError
from functions._http import HTML, Audience, Call, Reply, endpoint
from functions._packing import packed

routes = Blueprint(__name__)

PAGE: Final[Mapping[str, Any]] = {"audience": Audience.PUBLIC, "media_type": HTML, "is_page": True}
CACHED: Final = "public, max-age=300"
YES, NO = "yes", "no"


@endpoint(routes, "GET", "/start", **PAGE, summary="Find the service you need")
def get_start(call: Call[None]) -> Reply:
    """What happened, then to what; it ends at a service."""
    guide = get_services().guide
    topic = guide.topic(call.query.get("topic", ""))
    if topic is None:
        return _page(call, "start", topics=guide.root, is_missing="asked" in call.query)
    choice = topic.choice(call.query.get("choice", ""))
    if choice is None:
        return _page(call, "choice", topic=topic, is_missing="chosen" in call.query)
    return Reply(None, 303, {"Location": f"services/{choice.service}?lang={call.language}"}, HTML)


@endpoint(routes, "GET", "/services/{code}", **PAGE, summary="What a service needs of you", problems=[404])
def get_service_page(call: Call[None]) -> Reply:
    """Cost, time, who may apply, the papers for the answers given, and the ways to hand them in."""
    services = get_services()
    service = services.checklists.service(call.path["code"])
    role, answers = _role(call), _answers(service, call.query)
    checklist, faults = _checklist(service, answers, role)
    return _page(
        call, "service", depth=1, service=service, checklist=checklist, office=services.office,
        questions=_asked(service, checklist, answers), given=call.query, role=role, faults=_sentences(faults, call),
    )  # fmt: skip


def _page(call: Call[None], template: str, depth: int = 0, **values: Any) -> Reply:  # noqa: ANN401 - of the template
    query = {name: value for name, value in call.query.items() if name != "lang"}
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
    return {
        fault.field.removeprefix("answers."): messages.fault(fault.code, dict(fault.params), call.language)
        for fault in faults
    }
