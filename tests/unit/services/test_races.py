"""Races: whoever named a version is told, whoever did not is tried again, and nobody's move is lost."""

from collections.abc import Callable

import pytest

from chalicelib.domain.case import Case, Change
from chalicelib.domain.document import Inspection, MediaType, UploadState
from chalicelib.domain.errors import StaleVersionError, TransitionRefusedError, UnauthorizedError, UnavailableError
from chalicelib.domain.events import Job, JobKind
from chalicelib.domain.intake import Arrival, flag_duplicates, record_arrival, reissue_pin, withdraw
from chalicelib.domain.lifecycle import CaseState
from chalicelib.services.application_details import Details
from chalicelib.services.change_case import MOST_RACES
from tests.builders import OFFICER
from tests.fakes import EPOCH
from tests.office import JPEG
from tests.unit.services.given import DETAILS, PAPERS, Desk


@pytest.fixture
def desk() -> Desk:
    return Desk()


def race(desk: Desk, times: int = 1) -> None:
    desk.racy.rival = lambda case: flag_duplicates(case, [f"other-{case.version}"], EPOCH)
    desk.racy.races = times


def arrived(case: Case, upload_id: str, arrival: Arrival) -> Change:
    upload = case.upload(upload_id)
    assert upload is not None
    change = record_arrival(case, upload, arrival, EPOCH)
    assert change is not None
    return change


def test_a_lost_race_is_run_again_on_what_stands_now(desk: Desk) -> None:
    visitor = desk.start()
    race(desk)
    desk.send(visitor, "kk")
    case = desk.case(visitor)
    assert case.uploads[0].state is UploadState.INSPECTING
    assert len(case.possible_duplicates) == 1
    assert len(desk.ports.registry.audit[case.receipt]) == case.version


def test_more_races_than_that_are_no_race(desk: Desk) -> None:
    visitor = desk.start()
    race(desk, MOST_RACES)
    with pytest.raises(UnavailableError):
        desk.services.amend_application(visitor, Details(answers={}), None)
    desk.racy.races = 0
    race(desk, MOST_RACES)
    with pytest.raises(UnavailableError):
        desk.offer(visitor, "kk")


def test_who_named_a_version_is_told_of_the_other_move(desk: Desk) -> None:
    visitor = desk.start()
    acts: list[Callable[[int], object]] = [
        lambda version: desk.services.amend_application(visitor, Details(), version),
        lambda version: desk.services.own_application.cancel(visitor, version),
    ]
    for act in acts:
        version = desk.case(visitor).version
        race(desk)
        with pytest.raises(StaleVersionError):
            act(version)
    assert desk.case(visitor).state is CaseState.DRAFT


def test_an_amendment_that_lost_a_race_keeps_the_other_move(desk: Desk) -> None:
    visitor = desk.start()
    race(desk)
    case = desk.services.amend_application(visitor, DETAILS, None)
    assert len(case.possible_duplicates) == 1


def test_an_upload_that_completes_while_it_is_handed_in_is_late_not_lost(desk: Desk) -> None:
    visitor = desk.start()
    desk.send(visitor, *PAPERS)
    granted = desk.offer(visitor, "kk")
    desk.ports.store.put_upload(granted.upload.key, b"\xff\xd8\xff second page")
    desk.services.submit_application(visitor, None)
    _, upload = desk.services.receive_upload.complete(visitor, granted.upload.id)
    assert upload.state is UploadState.LATE
    assert upload.version_id


def test_a_submission_that_loses_to_a_file_takes_the_file_along(desk: Desk) -> None:
    visitor = desk.start()
    desk.send(visitor, *PAPERS)
    granted = desk.offer(visitor, "kk")
    desk.ports.store.put_upload(granted.upload.key, b"\xff\xd8\xff second page")
    arrival = Arrival("second", 10)
    desk.racy.rival = lambda case: arrived(case, granted.upload.id, arrival)
    desk.racy.races = 1
    case, _ = desk.services.submit_application(visitor, None)
    document = next(document for document in case.documents if document.slot == "kk")
    assert granted.upload.id in document.uploads


def test_a_visit_ends_when_a_race_was_lost_to_a_new_pin(desk: Desk) -> None:
    visitor = desk.start()
    desk.racy.rival = lambda case: reissue_pin(case, OFFICER, EPOCH)
    desk.racy.races = 1
    with pytest.raises(UnauthorizedError):
        desk.services.amend_application(visitor, DETAILS, None)


def test_a_submission_that_lost_to_a_withdrawal_is_refused(desk: Desk) -> None:
    visitor = desk.start()
    desk.send(visitor, *PAPERS)
    desk.racy.rival = lambda case: withdraw(case, EPOCH)
    desk.racy.races = 1
    with pytest.raises(TransitionRefusedError):
        desk.services.submit_application(visitor, None)
    assert desk.case(visitor).received_at is None


def test_a_worker_that_is_late_writes_nothing_over_the_pages_of_another_version(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the first version is parsed, another is put in its place, inspected and accepted."""
    visitor, second = desk.start(), JPEG[:-1] + b"2"
    upload_id = desk.send(visitor, "kk")
    parse = desk.ports.inspector.inspect

    def overtaken(data: bytes, declared: MediaType) -> Inspection:
        monkeypatch.undo()
        upload = desk.case(visitor).upload(upload_id)
        assert upload is not None
        desk.ports.store.put_upload(upload.key, second)
        desk.services.receive_upload.note_arrival(visitor.receipt, upload_id, upload.key)
        desk.inspect()
        return parse(data, declared)

    (job,) = (job for job in desk.ports.registry.jobs.values() if isinstance(job, Job) and job.kind is JobKind.INSPECT)
    monkeypatch.setattr(desk.ports.inspector, "inspect", overtaken)
    desk.services.inspect_upload(job)
    upload = desk.case(visitor).upload(upload_id)
    assert upload is not None
    assert upload.state is UploadState.ACCEPTED
    shown = desk.ports.store.read_page(upload.pages[0].key)
    assert shown == parse(second, MediaType.JPEG).pages[0].jpeg
