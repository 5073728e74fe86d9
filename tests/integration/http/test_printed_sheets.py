"""The sheets of the post over HTTP: who gets which, when, and as what."""

import pytest

from chalicelib.adapters.documents import PdfSheetPrinter, SheetWords
from chalicelib.domain.access import Role
from chalicelib.domain.lifecycle import CaseState
from tests.gateway import Answer
from tests.integration.http.walk import CHANGE, bring_to, faults, problem, stored
from tests.office import MiniOffice

OPEN = {CaseState.DRAFT, CaseState.RETURNED}
STANDING = [state for state in CaseState if state is not CaseState.EXPIRED]


@pytest.fixture
def printing(office: MiniOffice, monkeypatch: pytest.MonkeyPatch) -> MiniOffice:
    """An office with a real printer."""
    words = SheetWords(office.services.office, office.services.catalogue, office.services.messages)
    monkeypatch.setattr(office.ports, "sheet_printer", PdfSheetPrinter(words, office.ports.public_url))
    return office


def is_pdf(answer: Answer, name: str) -> bool:
    headers = answer.headers
    return (
        answer.status == 200
        and answer.content.startswith(b"%PDF-")
        and headers["Content-Type"] == "application/pdf"
        and headers["Content-Disposition"] == f'inline; filename="{name}.pdf"'
    )


@pytest.mark.parametrize("state", STANDING)
def test_a_cover_sheet_is_for_what_the_resident_can_still_send(office: MiniOffice, state: CaseState) -> None:
    resident = bring_to(office, state)
    before = stored(office, resident.id)
    answer = resident.call("GET", "/cover-sheet.pdf")
    if state in OPEN:
        assert is_pdf(answer, "lembar-sampul")
        assert stored(office, resident.id).cover_sheet_at is not None
    else:
        assert (answer.status, problem(answer)) == (409, "transition-refused")
        assert stored(office, resident.id) == before


def test_a_cover_sheet_is_nobody_elses(office: MiniOffice) -> None:
    mine, theirs = office.start(), office.start()
    assert mine.api.call("GET", f"/v1/applications/{theirs.id}/cover-sheet.pdf").status == 404
    assert office.public.call("GET", f"/v1/applications/{theirs.id}/cover-sheet.pdf").status == 401


def test_printed_for_real_they_are_small_enough_for_the_gateway(printing: MiniOffice) -> None:
    resident = bring_to(printing, CaseState.DRAFT, CHANGE)
    assert is_pdf(resident.call("GET", "/cover-sheet.pdf"), "lembar-sampul")
    assert is_pdf(printing.public.call("GET", "/v1/post/cover-sheet.pdf"), "lembar-sampul")
    assert is_pdf(printing.public.call("GET", "/v1/post/address-labels.pdf"), "label-alamat")
    everything = printing.public.call("GET", "/v1/post/separators.pdf")
    assert is_pdf(everything, "lembar-pemisah")
    assert len(everything.content) < 4_000_000


def test_separators_are_for_a_service_a_paper_or_all(office: MiniOffice) -> None:
    for query, count in (("", 52), ("?service=KTP-LOST", 4), ("?document=KK", 1), ("?service=KTP-LOST&document=KK", 4)):
        assert is_pdf(office.public.call("GET", f"/v1/post/separators.pdf{query}"), "lembar-pemisah")
        assert len(office.ports.sheet_printer.printed[-1]) == 1 + count


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("service=NOPE", ("service", "not_a_choice")),
        ("service=", ("service", "not_a_choice")),
        ("document=kk", ("document", "not_a_choice")),
        ("document=%00", ("document", "not_a_choice")),
        ("all=1", ("all", "unknown_field")),
    ],
)
def test_separators_of_what_nobody_knows_are_refused(office: MiniOffice, query: str, fault: tuple[str, str]) -> None:
    answer = office.public.call("GET", f"/v1/post/separators.pdf?{query}")
    assert answer.status == 422
    assert faults(answer) == {fault}


@pytest.mark.parametrize("role", [Role.COUNTER, Role.FRONT_OFFICER, Role.VERIFIER])
def test_a_slip_is_printed_by_those_who_write_to_residents(printing: MiniOffice, role: Role) -> None:
    resident = bring_to(printing, CaseState.RETURNED)
    answer = printing.staff(role).call("GET", f"/v1/cases/{resident.id}/slip.pdf")
    assert is_pdf(answer, "surat-balasan")
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_draft_has_no_slip(office: MiniOffice) -> None:
    answer = office.staff(Role.COUNTER).call("GET", f"/v1/cases/{office.start().id}/slip.pdf")
    assert (answer.status, problem(answer)) == (409, "transition-refused")
