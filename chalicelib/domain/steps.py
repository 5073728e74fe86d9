"""The steps of an application on the residents' pages: one thing each, in the order in which they are asked."""

from collections.abc import Iterator
from typing import Final

from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Service
from chalicelib.domain.checklist import Checklist
from chalicelib.domain.completeness import FOR_ANOTHER
from chalicelib.domain.finding import Finding

QUESTION: Final = "q-"
ROLE, NAME, NIK, BIRTH = "role", "name", "nik", "birth"
SUBJECT_NAME, SUBJECT_NIK, SUBJECT_BIRTH = "subject-name", "subject-nik", "subject-birth"
FAMILY_CARD, CONTACT, DELIVERY, ADDRESS = "family-card", "contact", "delivery", "address"

_OF_FINDING: Final = {
    "applicant_role": ROLE,
    "applicant.name": NAME,
    "applicant.nik": NIK,
    "applicant.birth_date": BIRTH,
    "subject.name": SUBJECT_NAME,
    "subject.nik": SUBJECT_NIK,
    "subject.birth_date": SUBJECT_BIRTH,
    "family_card_number": FAMILY_CARD,
    "contact": CONTACT,
    "address": ADDRESS,
    "lives_in": DELIVERY,
}


def list_steps(case: Case, service: Service, checklist: Checklist) -> tuple[str, ...]:
    """The steps of a case as it stands; a question that decides nothing any more is not among them."""
    return tuple(_steps(case, service, checklist))


def _steps(case: Case, service: Service, checklist: Checklist) -> Iterator[str]:
    if len(service.who_may_apply) > 1:
        yield ROLE
    yield from (NAME, NIK, BIRTH)
    if case.applicant_role in FOR_ANOTHER:
        yield from (SUBJECT_NAME, SUBJECT_NIK, SUBJECT_BIRTH)
    for question in service.questions:
        is_given = question.name in case.answers and not question.derived
        if is_given or question.name in checklist.unanswered:
            yield QUESTION + question.name
    yield from (FAMILY_CARD, CONTACT, DELIVERY, ADDRESS)


def step_after(step: str, steps: tuple[str, ...]) -> str | None:
    """The step that follows; None after the last, and after one that is asked no more."""
    later = steps[steps.index(step) + 1 :] if step in steps else ()
    return next(iter(later), None)


def step_of(finding: Finding) -> str | None:
    """The step on which a finding can be mended; None where it is a paper's or nobody's."""
    if finding.where.startswith("answers."):
        return QUESTION + finding.where.removeprefix("answers.")
    return _OF_FINDING.get(finding.where)
