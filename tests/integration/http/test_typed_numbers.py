"""Mistyped numbers set right by an officer: on the page of the case and by the API, with every check counted anew."""

import pytest

from chalicelib.domain.access import Role
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseState
from tests.integration.http.walk import bring_to, faults, problem, stored, verifier
from tests.office import LOST, PERSON, MiniOffice, Officer, Resident
from tests.officers import sign_in
from tests.residents import Browser

TYPED, RIGHT = PERSON["nik"], "3573994503900002"
ANOTHERS_DATE = "3573994603900003"
CARD = "3573991203100003"


def opened(office: MiniOffice, resident: Resident, officer: str = "v1") -> Browser:
    window = sign_in(office, Role.VERIFIER, officer=officer)
    window.go(f"/office/cases/{resident.id}")
    return window


def found_by(office: MiniOffice, nik: str) -> list[str]:
    body = {"nik": nik, "reason": "duplicate_check"}
    answer = office.staff(Role.VERIFIER).call("POST", "/v1/cases/search", body)
    assert answer.status == 200, answer.content
    return [receipt.replace("-", "") for receipt in answer.json["items"]]


@pytest.mark.parametrize("state", [CaseState.COMPLETE, CaseState.IN_PROCESS])
def test_a_number_is_corrected_once_the_papers_are_complete_and_checked_anew(
    office: MiniOffice, state: CaseState
) -> None:
    twin = bring_to(office, CaseState.SUBMITTED, {**LOST, "applicant": {**PERSON, "nik": RIGHT}})
    resident = bring_to(office, state)
    before = stored(office, resident.id)
    office.ports.clock.advance(days=400)  # a birthday later, the papers that were accepted are still those asked for
    window = opened(office, resident)
    window.press("/numbers", applicant_nik=RIGHT[:6] + " " + RIGHT[6:], family_card_number="")
    assert "Nomor dibetulkan dan diperiksa lagi." in window.text
    assert "Nomor yang salah ketik dibetulkan: NIK pemohon" in window.text
    office.work()
    after = stored(office, resident.id)
    assert (after.state, after.answers, after.documents) == (state, before.answers, before.documents)
    assert found_by(office, RIGHT) == sorted([resident.id, twin.id])
    assert after.possible_duplicates == (twin.id,)
    event = next(e for e in office.ports.cases.list_audit(after.receipt) if e.action == "numbers_corrected")
    assert (dict(event.details), event.actor.id) == ({"fields": "applicant_nik"}, "v1")
    for number in (TYPED, RIGHT):
        assert number not in event.model_dump_json() + after.model_dump_json()


def test_a_doubt_about_the_new_number_is_told_at_once(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.COMPLETE)
    window = opened(office, resident)
    assert "Yang perlu dilihat" not in window.text
    window.press("/numbers", applicant_nik=ANOTHERS_DATE)
    assert "Yang perlu dilihat" in window.text


def test_wrong_numbers_are_named_together_and_a_stale_tab_loses_nothing(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.COMPLETE)
    first, second = opened(office, resident), opened(office, resident, "v2")
    before = stored(office, resident.id)
    first.press("/numbers", applicant_nik="12", family_card_number="x")
    assert (first.page.status, stored(office, resident.id)) == (422, before)
    page = first.page.content.decode()
    assert [page.count(f'href="#{name}"') for name in ("applicant_nik", "family_card_number")] == [1, 1]
    assert "NIK pemohon: Jumlah angka" in first.text
    first.press("/numbers", applicant_nik=RIGHT, family_card_number=CARD)
    second.press("/numbers", applicant_nik=RIGHT)
    assert (second.page.status, RIGHT in second.page.content.decode()) == (412, True)
    assert stored(office, resident.id).version == before.version + 1


def test_what_cannot_be_corrected_is_refused_with_its_reason(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.COMPLETE)
    for body, fault in {
        ("applicant_nik", TYPED): ("numbers", "numbers_same"),
        ("subject_nik", RIGHT): ("subject_nik", "nobody_else"),
    }.items():
        answer = verifier(office, resident).move("PUT", "/numbers", dict([body]))
        assert (answer.status, faults(answer)) == (422, {fault})
    ready, reviewed = bring_to(office, CaseState.READY), bring_to(office, CaseState.IN_REVIEW)
    answer = verifier(office, ready).move("PUT", "/numbers", {"applicant_nik": RIGHT})
    assert (answer.status, problem(answer)) == (409, "transition-refused")
    holder = stored(office, reviewed.id).holder
    assert verifier(office, reviewed, "another").move("PUT", "/numbers", {"applicant_nik": RIGHT}).status == 403
    assert verifier(office, reviewed, holder).move("PUT", "/numbers", {"applicant_nik": RIGHT}).status == 200
    assert Officer(office.staff(Role.PRODUCER), resident.id).move("PUT", "/numbers", {}).status == 403
    assert not [form for form in opened(office, ready).forms if "/numbers" in form.action]
    assert not [form for form in opened(office, reviewed).forms if "/numbers" in form.action]
    assert office.ports.cases.list_audit(ReceiptNumber.restore(resident.id))[-1].action != "numbers_corrected"
