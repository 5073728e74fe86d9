"""What the office and its workers do: duplicates flagged on both sides, nothing idle, nothing stuck."""

from dataclasses import replace
from datetime import date
from unittest.mock import patch

import pytest

from chalicelib.domain.applicant import Person
from chalicelib.domain.case import Asked
from chalicelib.domain.document import VerdictKind
from chalicelib.domain.errors import InvalidRequestError, StaleVersionError, UnavailableError
from chalicelib.domain.events import Job, JobKind
from chalicelib.domain.identifiers import Nik
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.names import PersonName
from tests.builders import OFFICER, a_job, a_receipt
from tests.unit.services.given import DETAILS, SITI, Desk, changed, plain_answers

BIRTH = replace(DETAILS, applicant_role="parent", documents={})


@pytest.fixture
def desk() -> Desk:
    return Desk()


def screen(desk: Desk) -> None:
    desk.services.sweep.relay([job for job in desk.ports.registry.jobs.values() if job.kind is JobKind.SCREEN])


def screenings(desk: Desk) -> list[Job]:
    jobs = desk.ports.registry.jobs.values()
    return [job for job in jobs if isinstance(job, Job) and job.kind is JobKind.SCREEN]


def test_the_same_person_twice_is_flagged_on_both_and_settled(desk: Desk) -> None:
    first, second = desk.submitted(), desk.submitted()
    screen(desk)
    assert desk.case(first).possible_duplicates == (second.receipt,)
    assert desk.case(second).possible_duplicates == (first.receipt,)
    versions = desk.case(first).version, desk.case(second).version
    screen(desk)
    screen(desk)
    assert (desk.case(first).version, desk.case(second).version) == versions
    assert not screenings(desk)


def test_a_screening_done_twice_changes_nothing(desk: Desk) -> None:
    first, _ = desk.submitted(), desk.submitted()
    jobs = screenings(desk)
    desk.services.sweep.relay(jobs)
    version = desk.case(first).version
    desk.services.sweep.relay(jobs)
    assert desk.case(first).version == version


def test_another_person_or_service_is_no_duplicate(desk: Desk) -> None:
    first = desk.submitted()
    other = changed(applicant=SITI.model_copy(update={"nik": Nik("3573994503900002")}))
    desk.submitted(details=other)
    damaged = plain_answers(desk.services.checklists.service("KTP-DAMAGED"))
    desk.submitted("KTP-DAMAGED", replace(DETAILS, answers=damaged, documents={}))
    screen(desk)
    assert desk.case(first).possible_duplicates == ()


def test_twins_of_one_family_are_flagged_and_both_kept(desk: Desk) -> None:
    answers = plain_answers(desk.services.checklists.service("BIRTH"))
    twins = []
    for name in ("Bayi Satu", "Bayi Dua"):
        born = Person(name=PersonName(name), birth_date=date(2026, 2, 20))
        details = replace(BIRTH, answers=answers, personal={**DETAILS.personal, "subject": born})
        twins.append(desk.submitted("BIRTH", details))
    assert "nik" not in desk.case(twins[0]).lookups
    screen(desk)
    one, other = (desk.case(twin) for twin in twins)
    assert (one.possible_duplicates, other.possible_duplicates) == ((other.receipt,), (one.receipt,))
    assert {one.state, other.state} == {CaseState.SUBMITTED}


def test_one_job_that_fails_does_not_hold_up_the_others(desk: Desk) -> None:
    lost = a_job(9, kind=JobKind.SCREEN)
    told = a_job(1)
    assert desk.services.sweep.relay([lost, told]) == (lost,)
    assert desk.ports.queue.take() == [told]


def test_a_queue_that_is_down_leaves_the_jobs_and_lets_the_sweep_go_on(desk: Desk) -> None:
    visitor = desk.submitted()
    desk.services.review_case.claim(visitor.receipt, OFFICER, desk.case(visitor).version)
    desk.ports.queue.is_down = True
    desk.ports.clock.advance(minutes=31)
    report = desk.services.sweep()
    assert (report.relayed > 0, report.not_taken, report.released) == (True, 1, 1)
    desk.ports.queue.is_down = False
    assert desk.services.sweep().relayed == 1


def test_an_officer_who_judges_is_not_idle(desk: Desk) -> None:
    visitor = desk.submitted()
    receipt = visitor.receipt
    desk.services.review_case.claim(receipt, OFFICER, desk.case(receipt).version)
    desk.ports.clock.advance(minutes=29)
    desk.services.review_case.judge(receipt, "kk", VerdictKind.ACCEPTED, "", OFFICER, desk.case(receipt).version)
    desk.ports.clock.advance(minutes=29)
    assert desk.services.sweep().released == 0
    desk.ports.clock.advance(minutes=2)
    assert desk.services.sweep().released == 1
    assert desk.case(receipt).state is CaseState.SUBMITTED


def test_an_officer_who_only_reads_is_not_idle(desk: Desk) -> None:
    receipt = desk.submitted().receipt
    held = desk.services.review_case.claim(receipt, OFFICER, desk.case(receipt).version)
    with patch.object(desk.ports.cases, "note_look", wraps=desk.ports.cases.note_look) as noted:
        for _ in range(40):
            desk.ports.clock.advance(minutes=2)
            desk.services.find_cases.show(receipt, OFFICER)
            desk.services.find_cases.link_page(receipt, 1, OFFICER)
        assert noted.call_count == 13  # of eighty looks: every six minutes
        assert desk.services.sweep().released == 0
        desk.ports.clock.advance(minutes=31)
        desk.services.find_cases.show(receipt, OFFICER.model_copy(update={"id": "another"}))
        assert noted.call_count == 13
    assert desk.case(receipt).version == held.version
    assert desk.services.sweep().released == 1


def test_a_look_that_cannot_be_noted_is_a_look_all_the_same(desk: Desk) -> None:
    receipt = desk.submitted().receipt
    held = desk.services.review_case.claim(receipt, OFFICER, desk.case(receipt).version)
    desk.ports.clock.advance(minutes=20)
    with patch.object(desk.ports.cases, "note_look", side_effect=UnavailableError):
        assert desk.services.find_cases.show(receipt, OFFICER)[0] == held


@pytest.mark.parametrize(("minutes", "released"), [(29.9, 0), (30, 0), (30.1, 1)])
def test_an_idle_claim_ends_after_half_an_hour(desk: Desk, minutes: float, released: int) -> None:
    visitor = desk.submitted()
    desk.services.review_case.claim(visitor.receipt, OFFICER, desk.case(visitor).version)
    desk.ports.clock.advance(minutes=minutes)
    assert desk.services.sweep().released == released


def test_a_draft_that_is_worked_on_is_not_swept(desk: Desk) -> None:
    visitor = desk.start()
    desk.ports.clock.advance(days=29)
    desk.offer(visitor, "kk")
    desk.ports.clock.advance(days=29)
    assert desk.services.sweep().expired == 0
    desk.ports.clock.advance(days=2)
    assert desk.services.sweep().expired == 1
    assert desk.case(visitor).state is CaseState.EXPIRED
    assert desk.services.sweep().expired == 0


def test_an_unanswered_return_lapses_and_an_answered_one_does_not(desk: Desk) -> None:
    silent, busy = desk.returned(), desk.returned()
    screen(desk)
    desk.ports.clock.advance(days=20)
    desk.send(busy, "kk")
    desk.ports.clock.advance(days=9)
    assert desk.services.sweep().warned == 1
    desk.ports.clock.advance(days=2)
    assert desk.services.sweep().lapsed == 1
    assert (desk.case(silent).state, desk.case(busy).state) == (CaseState.EXPIRED, CaseState.RETURNED)


def test_many_old_drafts_are_swept_over_several_pages(desk: Desk) -> None:
    for _ in range(120):
        desk.start()
    desk.ports.clock.advance(days=26)
    assert desk.services.sweep().warned == 120
    desk.ports.clock.advance(days=5)
    assert desk.services.sweep().expired == 120


def test_a_case_is_not_returned_for_what_nobody_can_upload(desk: Desk) -> None:
    visitor = desk.submitted()
    receipt = visitor.receipt
    case = desk.services.review_case.claim(receipt, OFFICER, desk.case(receipt).version)
    asked = [Asked(slot="no-such-slot", reason=VerdictKind.MISSING)]
    with pytest.raises(InvalidRequestError, match="unknown_slot"):
        desk.services.review_case.return_for_completion(receipt, asked, OFFICER, case.version)


def test_an_officer_with_an_old_version_changes_nothing(desk: Desk) -> None:
    receipt = desk.submitted().receipt
    case = desk.services.review_case.claim(receipt, OFFICER, desk.case(receipt).version)
    with pytest.raises(StaleVersionError):
        desk.services.review_case.accept(receipt, OFFICER, case.version - 1)
    assert desk.case(receipt) == case


def test_a_receipt_is_issued_while_every_queue_is_down(desk: Desk) -> None:
    desk.ports.queue.is_down = True
    visitor = desk.submitted()
    assert desk.case(visitor).received_at is not None
    with pytest.raises(UnavailableError):
        desk.ports.queue.send([a_job()])
    assert desk.ports.registry.cases.get(a_receipt(7)) is None
