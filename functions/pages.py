"""The residents' first pages: what they need. What is not personal stands in the address, so that links hold."""

from collections.abc import Mapping

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.catalogue import Question, Service
from chalicelib.domain.catalogue.words import ApplicantRole
from chalicelib.domain.checklist import Checklist
from chalicelib.domain.errors import Fault, InvalidRequestError
from functions._http import Call, Reply, endpoint
from functions._page import PAGE, go_to, render_page, sentences
from functions._step_forms import read_answer

routes = Blueprint(__name__)


@endpoint(routes, "GET", "/start", **PAGE, summary="Find the service you need")
def get_start(call: Call[None]) -> Reply:
    """What happened, then to what; it ends at a service."""
    guide = get_services().guide
    topic = guide.topic(call.query.get("topic", ""))
    if topic is None:
        return render_page(call, "start", ("asked",), topics=guide.root, is_missing="asked" in call.query)
    choice = topic.choice(call.query.get("choice", ""))
    if choice is None:
        return render_page(call, "choice", ("topic", "chosen"), topic=topic, is_missing="chosen" in call.query)
    return go_to(call, f"services/{choice.service}")


@endpoint(routes, "GET", "/services/{code}", **PAGE, summary="What a service needs of you", problems=[404])
def get_service_page(call: Call[None]) -> Reply:
    """Cost, time, who may apply, the papers for the answers given, and the ways to hand them in."""
    services = get_services()
    service = services.checklists.service(call.path["code"])
    role, answers = _role(call), _answers(service, call.query)
    checklist, faults = _checklist(service, answers, role)
    kept = ("asked", "role", *(question.name for question in service.questions))
    return render_page(
        call, "service", kept, service=service, checklist=checklist, office=services.office,
        questions=_asked(service, checklist, answers), given=call.query, role=role, faults=sentences(faults, call),
        onward={"service": service.code, **{name: call.query[name] for name in kept if call.query.get(name)}},
    )  # fmt: skip


def _role(call: Call[None]) -> str | None:
    given = call.query.get("role", "")
    return given if given in set(ApplicantRole) else None


def _answers(service: Service, query: Mapping[str, str]) -> dict[str, bool | int | str]:
    """Answers as the catalogue takes them; what was left empty is not answered."""
    read = {question.name: read_answer(question, query.get(question.name, "")) for question in service.questions}
    return {name: answer for name, answer in read.items() if answer is not None}


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
