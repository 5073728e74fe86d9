"""Which papers which answers call for: the catalogue against the hand-written table."""

from collections.abc import Iterator

import pytest

from chalicelib.catalogue import load_catalogue
from chalicelib.domain.catalogue import OFFICER_DECIDES, Service, ServiceCode
from chalicelib.domain.checklist import Checklist, SlotNeed, build_checklist
from tests.unit.catalogue.papers_table import CONDITIONS, OFFICER, QUESTIONS, ROWS, Row


def _service(code: str) -> Service:
    return load_catalogue().services[ServiceCode(code)]


def _checklist(row: Row) -> Checklist:
    return build_checklist(_service(row.service), row.answers, row.role)


def _papers(checklist: Checklist, need: SlotNeed) -> list[str]:
    return sorted("|".join(slot.choices) for slot in checklist.slots if slot.need is need)


def _rows_of(service: str) -> Iterator[tuple[Row, Checklist]]:
    return ((row, _checklist(row)) for row in ROWS if row.service == service)


def _label(row: Row) -> str:
    return f"{row.service}-{','.join(f'{name}={answer}' for name, answer in row.answers.items())}"


@pytest.mark.parametrize("row", ROWS, ids=_label)
def test_answers_call_for_exactly_these_papers(row: Row) -> None:
    checklist = _checklist(row)

    assert _papers(checklist, SlotNeed.REQUIRED) == sorted(row.papers.split())
    assert _papers(checklist, SlotNeed.DEPENDS) == sorted(row.open.split())
    assert _papers(checklist, SlotNeed.OPTIONAL) == sorted(row.officer.split())


def test_table_has_a_row_for_each_service() -> None:
    catalogue = load_catalogue()

    assert len(catalogue.services) == 41
    assert {row.service for row in ROWS} == set(catalogue.services)


def test_law_knows_forty_eight_conditions() -> None:
    assert len(set(CONDITIONS)) == 48
    assert sum(by == OFFICER for _, _, by in CONDITIONS) == 3


@pytest.mark.parametrize(("service", "papers", "by"), CONDITIONS)
def test_condition_is_predicate_or_officer_decides(service: str, papers: str, by: str) -> None:
    (when,) = [
        item.when for item in _service(service).requirements if "|".join(item.any_of) == papers and not item.roles
    ]

    assert when is not None
    assert (when == OFFICER_DECIDES) == (by == OFFICER)


@pytest.mark.parametrize(
    ("service", "papers"), [(service, papers) for service, papers, by in CONDITIONS if by == QUESTIONS]
)
def test_table_switches_condition_on_and_off(service: str, papers: str) -> None:
    demanded = {papers in _papers(checklist, SlotNeed.REQUIRED) for _, checklist in _rows_of(service)}

    assert demanded == {True, False}


def test_table_switches_every_requirement_that_can_be() -> None:
    never: list[str] = []
    for code, service in load_catalogue().services.items():
        shown = [{slot.id for slot in checklist.slots} for _, checklist in _rows_of(code)]
        for requirement in service.requirements:
            if requirement.when in {None, OFFICER_DECIDES} or requirement.roles:
                continue
            if {requirement.id in slots for slots in shown} != {True, False}:
                never.append(f"{code} {requirement.id}")

    assert never == []
