"""What residents do: age and days by the office's clock, faults all at once, PINs that reach somebody."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from uuid import uuid5

import pytest

from chalicelib.domain.applicant import Contact, Person
from chalicelib.domain.document import DocumentFacts, UploadState
from chalicelib.domain.errors import (
    IdempotencyKeyReusedError,
    IncompleteError,
    InvalidRequestError,
    NotFoundError,
    TooManyTriesError,
    TransitionRefusedError,
    UnauthorizedError,
)
from chalicelib.domain.identifiers import IdempotencyKey, Pin
from chalicelib.domain.lifecycle import CaseState
from chalicelib.services.application_details import Details
from tests.office import JPEG, NAMESPACE
from tests.unit.services.given import DETAILS, PAPERS, SITI, Desk, changed

LATE_EVENING = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
"""The next morning in Malang."""


@pytest.fixture
def desk() -> Desk:
    return Desk()


def incomplete(desk: Desk, **details: object) -> set[tuple[str, str]]:
    visitor = desk.start(details=replace(DETAILS, **details))  # type: ignore[arg-type] # fields of Details
    desk.send(visitor, *PAPERS)
    try:
        desk.services.submit_application(visitor, None)
    except IncompleteError as refused:
        return {(finding.where, finding.code) for finding in refused.findings}
    return set()


@pytest.mark.parametrize(("days", "expired"), [(14, False), (15, True)])
def test_a_report_expires_by_the_calendar_of_the_office(desk: Desk, days: int, expired: bool) -> None:  # noqa: FBT001 - a parameter of the test
    desk.ports.clock.moment = LATE_EVENING
    issued = date(2026, 3, 3) - timedelta(days=days)
    found = incomplete(desk, documents={"sk-hilang": DocumentFacts(issued_on=issued)})
    assert (("sk-hilang", "expired") in found) is expired


def test_a_report_of_this_morning_is_not_of_the_future(desk: Desk) -> None:
    desk.ports.clock.moment = LATE_EVENING
    assert not incomplete(desk, documents={"sk-hilang": DocumentFacts(issued_on=date(2026, 3, 3))})


@pytest.mark.parametrize(("born", "age"), [(date(2009, 3, 3), 17), (date(2009, 3, 4), 16)])
def test_an_age_is_that_of_the_day_in_the_office(desk: Desk, born: date, age: int) -> None:
    desk.ports.clock.moment = LATE_EVENING
    visitor = desk.start(details=changed(applicant=SITI.model_copy(update={"birth_date": born})))
    assert desk.case(visitor).answers["age"] == age


def test_a_birth_date_outweighs_a_stated_age(desk: Desk) -> None:
    visitor = desk.start(details=replace(DETAILS, answers={"age": 99}))
    assert desk.case(visitor).answers["age"] == 35
    desk.services.amend_application(visitor, Details(answers={"age": 99}), None)
    assert desk.case(visitor).answers["age"] == 35


def test_a_stated_age_stands_where_no_birth_date_is_known(desk: Desk) -> None:
    nobody = replace(changed(applicant=Person(name=SITI.name, nik=SITI.nik)), answers={"age": 40})
    assert desk.case(desk.start(details=nobody)).answers["age"] == 40


def test_a_wrong_role_and_wrong_answers_are_named_together(desk: Desk) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        desk.start(details=Details(applicant_role="king", answers={"no_such_question": True}))
    assert {fault.field for fault in refused.value.faults} == {"applicant_role", "answers.no_such_question"}


def test_an_unknown_service_and_an_unknown_paper_are_named(desk: Desk) -> None:
    with pytest.raises(InvalidRequestError, match="unknown_service"):
        desk.start("NO-SUCH-SERVICE")
    with pytest.raises(InvalidRequestError, match="unknown_slot"):
        desk.start(details=replace(DETAILS, documents={"passport": DocumentFacts()}))


def test_the_same_intent_is_one_case_and_another_request_is_refused(desk: Desk) -> None:
    key = IdempotencyKey(str(uuid5(NAMESPACE, "one intent")))
    start = desk.services.start_application
    first = start("KTP-LOST", DETAILS, key, "same").case
    desk.ports.clock.advance(days=2)
    assert start("KTP-LOST", DETAILS, key, "same").case == first
    with pytest.raises(IdempotencyKeyReusedError):
        start("KTP-LOST", DETAILS, key, "other")
    assert len(desk.ports.registry.cases) == 1


def test_a_new_pin_ends_the_visit_and_the_old_pin(desk: Desk) -> None:
    visitor = desk.start()
    old = desk.services.track.pin_of(desk.case(visitor))
    desk.services.own_application.reissue_pin(visitor)
    with pytest.raises(UnauthorizedError):
        desk.services.own_application.read(visitor)
    with pytest.raises(NotFoundError):
        desk.services.track(visitor.receipt, old, "198.51.100.7")


def test_a_pin_that_would_reach_nobody_is_not_replaced(desk: Desk) -> None:
    visitor = desk.start(details=changed(contact=Contact()))
    with pytest.raises(IncompleteError):
        desk.services.own_application.reissue_pin(visitor)
    assert desk.case(visitor).pin_version == 1


def test_who_guesses_waits_and_then_gets_in(desk: Desk) -> None:
    visitor = desk.start()
    track = desk.services.track
    right = track.pin_of(desk.case(visitor))
    wrong = Pin("000001" if right != "000001" else "000002")
    for _ in range(10):
        with pytest.raises(NotFoundError):
            track(visitor.receipt, wrong, "198.51.100.7")
    with pytest.raises(TooManyTriesError) as refused:
        track(visitor.receipt, right, "198.51.100.8")
    desk.ports.clock.advance(seconds=refused.value.retry_after)
    assert track(visitor.receipt, right, "198.51.100.8").receipt == visitor.receipt


def test_submitting_twice_answers_the_same(desk: Desk) -> None:
    visitor = desk.submitted()
    first = desk.case(visitor)
    again, _ = desk.services.submit_application(visitor, None)
    assert again == first


def test_an_ended_application_is_not_handed_in(desk: Desk) -> None:
    visitor = desk.start()
    cancel = desk.services.own_application.cancel
    assert cancel(visitor, None).state is CaseState.CANCELLED
    assert cancel(visitor, None).version == desk.case(visitor).version
    with pytest.raises(TransitionRefusedError):
        desk.services.submit_application(visitor, None)


def test_a_returned_application_that_is_amended_keeps_its_papers(desk: Desk) -> None:
    visitor = desk.returned()
    before = desk.case(visitor)
    desk.services.amend_application(visitor, changed(contact=Contact()), None)
    after = desk.case(visitor)
    assert (after.documents, after.asked, after.state) == (before.documents, before.asked, CaseState.RETURNED)
    assert after.reachable == ()


def test_a_file_that_has_not_come_is_not_complete(desk: Desk) -> None:
    visitor = desk.start()
    granted = desk.offer(visitor, "kk")
    with pytest.raises(InvalidRequestError, match="not_arrived"):
        desk.services.receive_upload.complete(visitor, granted.upload.id)


def test_the_bucket_and_the_browser_say_the_same_once(desk: Desk) -> None:
    visitor = desk.start()
    granted = desk.offer(visitor, "kk")
    desk.ports.store.put_upload(granted.upload.key, JPEG)
    receive = desk.services.receive_upload
    first = receive.note_arrival(visitor.receipt, granted.upload.id, granted.upload.key)
    assert receive.note_arrival(visitor.receipt, granted.upload.id, granted.upload.key) == first
    assert receive.complete(visitor, granted.upload.id)[0] == first


def test_what_is_put_in_the_place_of_a_file_is_inspected_anew(desk: Desk) -> None:
    visitor = desk.start()
    granted = desk.offer(visitor, "kk")
    desk.ports.store.put_upload(granted.upload.key, JPEG)
    receive = desk.services.receive_upload
    receive.note_arrival(visitor.receipt, granted.upload.id, granted.upload.key)
    desk.inspect()
    first = desk.case(visitor).uploads[0]
    desk.ports.store.put_upload(granted.upload.key, JPEG + b"another")
    case = receive.note_arrival(visitor.receipt, granted.upload.id, granted.upload.key)
    again = case.uploads[0]
    assert (again.state, again.pages, again.parsed, again.malware) == (UploadState.INSPECTING, (), False, None)
    assert again.version_id != first.version_id
    desk.inspect()
    assert desk.case(visitor).uploads[0].state is UploadState.ACCEPTED


def test_an_event_under_another_key_is_not_believed(desk: Desk) -> None:
    visitor = desk.start()
    granted = desk.offer(visitor, "kk")
    desk.ports.store.put_upload("3573/uploads/elsewhere/x", JPEG)
    case = desk.services.receive_upload.note_arrival(visitor.receipt, granted.upload.id, "3573/uploads/elsewhere/x")
    assert case.uploads[0].state is UploadState.EXPECTED


def test_a_file_that_changed_on_the_way_is_refused(desk: Desk) -> None:
    visitor = desk.start()
    granted = desk.offer(visitor, "kk", sha256=sha256(b"something else").hexdigest())
    desk.ports.store.put_upload(granted.upload.key, JPEG)
    desk.services.receive_upload.complete(visitor, granted.upload.id)
    desk.inspect()
    upload = desk.case(visitor).uploads[0]
    assert (upload.state, upload.findings[0].code) == (UploadState.REFUSED, "checksum_differs")


def test_a_file_whose_object_is_gone_is_refused_instead_of_waiting(desk: Desk) -> None:
    visitor = desk.start()
    desk.send(visitor, *PAPERS)
    desk.services.submit_application(visitor, None)
    desk.ports.store.erase_uploads([desk.case(visitor).uploads[0].key])
    desk.inspect()
    case = desk.case(visitor)
    assert (case.state, case.uploads[0].findings[0].code) == (CaseState.RETURNED, "inspection_failed")


def test_an_inspection_of_a_withdrawn_file_changes_nothing(desk: Desk) -> None:
    visitor = desk.start()
    upload = desk.send(visitor, "kk")
    desk.services.receive_upload.withdraw(visitor, upload)
    before = desk.case(visitor)
    desk.inspect()
    assert desk.case(visitor) == before
    assert not desk.ports.registry.jobs
