"""Between what is typed on the residents' pages and the details of an application; every field names its own fault."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from pydantic import ValidationError

from chalicelib.bootstrap import get_services
from chalicelib.domain.applicant import ELSEWHERE, Address, PersonalData
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Question, QuestionKind, Service
from chalicelib.domain.catalogue.words import ApplicantRole
from chalicelib.domain.checklist import Slot
from chalicelib.domain.completeness import FOR_ANOTHER
from chalicelib.domain.document import DocumentFacts
from chalicelib.domain.errors import Fault, InvalidRequestError
from chalicelib.domain.identifiers import (
    EmailAddress,
    FamilyCardNumber,
    InvalidIdentifierError,
    Nik,
    PhoneNumber,
)
from chalicelib.domain.names import PersonName
from chalicelib.domain.places import place_faults
from chalicelib.domain.residence import must_be_known
from chalicelib.domain.steps import (
    ADDRESS,
    BIRTH,
    CONTACT,
    DELIVERY,
    FAMILY_CARD,
    NAME,
    NIK,
    QUESTION,
    ROLE,
    SUBJECT_BIRTH,
    SUBJECT_NAME,
    SUBJECT_NIK,
)
from chalicelib.services.application_details import Details
from functions._problems import faults_of

Typed = Mapping[str, str]
YES, NO = "yes", "no"
LONGEST_INTEGER: Final = 8

_LEAST_YEAR: Final = 1800


def _identifier(typed: Typed, name: str, kind: Callable[[str], Any], *, is_required: bool) -> Any:  # noqa: ANN401
    text = typed.get(name, "").strip()
    if not text:
        if is_required:
            raise InvalidRequestError([Fault(name, "missing")])
        return None
    try:
        return kind(text)
    except InvalidIdentifierError as error:
        raise InvalidRequestError([Fault(name, error.code)]) from None


def read_date(typed: Typed, name: str) -> date | None:
    """A day typed in three fields, None where all are empty; raises InvalidRequestError."""
    parts = [typed.get(f"{name}-{part}", "").strip() for part in ("day", "month", "year")]
    if not any(parts):
        return None
    if not all(part.isascii() and part.isdigit() and len(part) <= len("2026") for part in parts):
        raise InvalidRequestError([Fault(name, "impossible_date")])
    if len(parts[2]) < len("2026"):
        raise InvalidRequestError([Fault(name, "short_year")])
    day, month, year = map(int, parts)
    try:
        found = date(year, month, day)
    except ValueError:
        raise InvalidRequestError([Fault(name, "impossible_date")]) from None
    if year < _LEAST_YEAR:
        raise InvalidRequestError([Fault(name, "impossible_date")])
    return found


def write_date(name: str, day: date | None) -> dict[str, str]:
    """The same day as it is typed."""
    if day is None:
        return {}
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def read_answer(question: Question, text: str) -> bool | int | str | None:
    """An answer as the catalogue takes it; None where nothing was said, and what does not fit as it was typed."""
    given = text.strip()
    if not given:
        return None
    if question.kind is QuestionKind.BOOLEAN:
        return given == YES if given in {YES, NO} else given
    is_number = given.isascii() and given.isdigit() and len(given) <= LONGEST_INTEGER
    return int(given) if question.kind is QuestionKind.INTEGER and is_number else given


def write_answer(answer: bool | int | str | None) -> str:  # noqa: FBT001 - an answer is one of three types
    """The same answer as it is typed."""
    if isinstance(answer, bool):
        return YES if answer else NO
    return "" if answer is None else str(answer)


def find_question(service: Service, step: str) -> Question | None:
    """The question that a step asks."""
    return next((question for question in service.questions if step == QUESTION + question.name), None)


def read_step(step: str, typed: Typed, service: Service) -> Details:
    """What one step's form says; raises InvalidRequestError with every wrong field under its own name."""
    question = find_question(service, step)
    if question is not None:
        answer = read_answer(question, typed.get(question.name, ""))
        if answer is None:
            raise InvalidRequestError([Fault(question.name, "missing")])
        return Details(answers={question.name: answer})
    return _READERS[step](typed)


def _role(typed: Typed) -> Details:
    role = typed.get("role", "")
    if role not in set(ApplicantRole):
        raise InvalidRequestError([Fault("role", "not_a_choice" if role else "missing")])
    patch = {} if ApplicantRole(role) in FOR_ANOTHER else {"subject": None}
    return Details(applicant_role=role, patch=patch)


def _one(field: str, name: str, kind: Callable[[str], Any], *, is_required: bool = False) -> Callable[[Typed], Details]:
    return lambda typed: Details(patch={field: _identifier(typed, name, kind, is_required=is_required)})


def _birth(field: str) -> Callable[[Typed], Details]:
    return lambda typed: Details(patch={field: read_date(typed, "birth")})


def _contact(typed: Typed) -> Details:
    faults: list[Fault] = []
    patch: dict[str, Any] = {}
    for name, kind in (("phone", PhoneNumber), ("email", EmailAddress)):
        try:
            patch[f"contact.{name}"] = _identifier(typed, name, kind, is_required=False)
        except InvalidRequestError as error:
            faults += error.faults
    patch["contact.whatsapp"] = wants = typed.get("whatsapp") == YES
    if wants and not typed.get("phone", "").strip():
        faults.append(Fault("phone", "missing"))
    if faults:
        raise InvalidRequestError(faults)
    return Details(patch=patch)


def _delivery(typed: Typed) -> Details:
    way, place = typed.get("delivery", ""), typed.get("lives_in", "")
    faults = [] if way in {"pick_up", "post"} else [Fault("delivery", "not_a_choice" if way else "missing")]
    try:
        must_be_known(place, get_services().details.regions)
    except InvalidRequestError as error:
        faults += error.faults
    if faults:
        raise InvalidRequestError(faults)
    return Details(patch={"delivery": way, "lives_in": place})


_OF_ADDRESS: Final = ("street", "rt", "rw", "landmark", "village", "postcode", "city")


def _address(typed: Typed) -> Details:
    given = {name: text for name in _OF_ADDRESS if (text := typed.get(name, "").strip())}
    regions = get_services().details.regions
    faults = place_faults(given, regions)
    try:
        address = Address.model_validate({"street": "", **given})
    except ValidationError as error:
        raise InvalidRequestError([*faults_of(error), *faults]) from None
    if faults:
        raise InvalidRequestError(faults)
    return Details(patch={"address": address})


_READERS: Final[Mapping[str, Callable[[Typed], Details]]] = {
    ROLE: _role,
    NAME: _one("applicant.name", "name", PersonName, is_required=True),
    NIK: _one("applicant.nik", "nik", Nik, is_required=True),
    BIRTH: _birth("applicant.birth_date"),
    SUBJECT_NAME: _one("subject.name", "name", PersonName, is_required=True),
    SUBJECT_NIK: _one("subject.nik", "nik", Nik),
    SUBJECT_BIRTH: _birth("subject.birth_date"),
    FAMILY_CARD: _one("family_card_number", "family_card", FamilyCardNumber),
    CONTACT: _contact,
    DELIVERY: _delivery,
    ADDRESS: _address,
}


_NUMBERS: Final = {"nik": "sixteen_needed", "family_card": "sixteen_needed"}
_LENGTHS: Final = frozenset({"wrong_length", "too_short", "too_long", "not_digits", "shape"})


def plain(fault: Fault) -> Fault:
    """The same fault in words that tell what to type."""
    if fault.field in _NUMBERS and fault.code in _LENGTHS:
        return Fault(fault.field, _NUMBERS[fault.field])
    if fault.field.endswith("birth_date") and fault.code == "out_of_range":
        return Fault(fault.field, "impossible_birth")
    return fault


def read_facts(slot: Slot, typed: Typed, today: date) -> Details:
    """What is said of a paper; raises InvalidRequestError with every wrong field."""
    faults: list[Fault] = []
    kind = typed.get("type", "") or None
    if kind is not None and kind not in slot.choices:
        faults.append(Fault("type", "not_a_choice"))
    issued_on = None
    try:
        issued_on = read_date(typed, "issued")
    except InvalidRequestError as error:
        faults += error.faults
    if issued_on is not None and issued_on > today:
        faults.append(Fault("issued", "in_future"))
    if faults:
        raise InvalidRequestError(faults)
    return Details(documents={slot.id: DocumentFacts(type=kind, issued_on=issued_on)})


def write_facts(case: Case, slot: Slot) -> dict[str, str]:
    """What was said of it before."""
    facts = case.facts.get(slot.id) or DocumentFacts()
    return {"type": facts.type or "", **write_date("issued", facts.issued_on)}


def write_step(step: str, case: Case, personal: PersonalData, service: Service) -> dict[str, str]:
    """What was typed before, as its form shows it."""
    question = find_question(service, step)
    if question is not None:
        return {question.name: write_answer(case.answers.get(question.name))}
    return {name: text for name, text in _typed(step, case, personal) if text}


def _typed(step: str, case: Case, personal: PersonalData) -> Iterator[tuple[str, str]]:
    person = personal.subject if step.startswith("subject-") else personal.applicant
    match step.removeprefix("subject-"):
        case "role":
            yield "role", case.applicant_role or ""
        case "name":
            yield "name", (person and person.name) or ""
        case "nik":
            yield "nik", (person and person.nik) or ""
        case "birth":
            yield from write_date("birth", person.birth_date if person else None).items()
        case "family-card":
            yield "family_card", personal.family_card_number or ""
        case "contact":
            yield "phone", personal.contact.phone.format() if personal.contact.phone else ""
            yield "email", personal.contact.email or ""
            yield "whatsapp", YES if personal.contact.whatsapp else ""
        case "delivery":
            yield "delivery", personal.delivery
            yield "lives_in", personal.lives_in or str((personal.address and personal.address.village) or "")
        case "address" if personal.address:
            yield from _address_typed(personal.address)
        case "address" if personal.lives_in != ELSEWHERE:
            yield "village", personal.lives_in


def _address_typed(address: Address) -> Iterator[tuple[str, str]]:
    for name in _OF_ADDRESS:
        yield name, str(getattr(address, name) or "")
