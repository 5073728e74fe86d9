"""One application from the first upload to the hand-over, through both APIs and every worker, on fakes."""

import pytest

from chalicelib.domain.access import Role
from chalicelib.domain.notification import NoticeChannel
from tests.integration.http.walk import STEPS, record
from tests.office import LOST, MiniOffice, Officer, Resident

CHANGE = {
    **LOST,
    "service": "KK-CHANGE",
    "applicant_role": "head_of_family",
    "answers": {"change_kind": "education_job"},
    "documents": {},
}


@pytest.fixture
def office() -> MiniOffice:
    return MiniOffice()


def submitted(office: MiniOffice, body: dict[str, object] = LOST) -> Resident:
    resident = office.start(body)
    resident.send_all()
    office.work()
    answer = resident.submit()
    assert answer.status == 200, answer.content
    office.work()
    return resident


def test_a_lost_card_goes_from_draft_to_closed(office: MiniOffice) -> None:
    resident = submitted(office)
    verifier = Officer(office.staff(Role.VERIFIER), resident.id)
    assert verifier.move("POST", "/claim").json["state"] == "IN_REVIEW"
    verifier.accept_all()
    assert verifier.move("POST", "/accept").json["state"] == "COMPLETE"
    office.work()  # what a later move overtakes is not told
    producer = Officer(office.staff(Role.PRODUCER), resident.id)
    assert producer.move("POST", "/milestones", {"milestone": "entered"}).json["state"] == "IN_PROCESS"
    for step in STEPS:
        record(office, resident, step)
    office.work()
    status = resident.track().json
    assert status["state"] == "READY"
    assert status["pick_up"]
    counter = Officer(office.staff(Role.COUNTER), resident.id)
    taken = {"product": "p1", "collected_by": "self", "old_card": "none", "identity_checked": True}
    assert counter.move("POST", "/hand-over", taken).json["state"] == "CLOSED"
    office.work()
    sent = office.ports.messengers[NoticeChannel.SMS].sent
    assert len(sent) == 4, "received, complete, ready, handed over"
    assert len({message.reference for message in sent}) == 4
    assert office.ports.messengers[NoticeChannel.EMAIL].sent == []


def test_one_unreadable_paper_is_returned_and_only_that_one_replaced(office: MiniOffice) -> None:
    resident = submitted(office, CHANGE)
    verifier = Officer(office.staff(Role.VERIFIER), resident.id)
    verifier.move("POST", "/claim")
    verifier.move("PUT", "/documents/kk-lama/verdict", {"kind": "unreadable", "note": "buram"})
    assert verifier.move("POST", "/return", {}).json["state"] == "RETURNED"
    office.work()

    status = resident.track().json
    assert [item["slot"] for item in status["asked"]] == ["kk-lama"]
    refused = resident.call("POST", "/uploads", {"slot": "f102", "media_type": "image/jpeg", "size": 10})
    assert refused.json["errors"][0]["code"] == "slot_not_asked"
    incomplete = resident.submit()
    assert [error["code"] for error in incomplete.json["errors"]] == ["not_corrected"]

    resident.send("kk-lama")
    office.work()
    assert resident.submit().json["state"] == "SUBMITTED"
    documents = {item["document"]: item for item in verifier.read()["documents"]}
    assert documents["kk-lama"]["round"] == 2
    assert documents["kk-lama"]["verdict"] is None
    assert documents["f102"]["round"] == 1
    assert len(documents["kk-lama"]["pages"]) == 1


def test_submitting_too_early_names_every_finding_at_once(office: MiniOffice) -> None:
    resident = office.start({"service": "KTP-LOST"})
    problem = resident.submit()
    assert problem.status == 422
    assert problem.json["type"].endswith("/incomplete")
    found = {(error["field"], error["code"]) for error in problem.json["errors"]}
    assert {
        ("applicant_role", "field_missing"),
        ("applicant.name", "field_missing"),
        ("applicant.nik", "field_missing"),
        ("contact", "no_contact"),
        ("f102", "missing"),
        ("sk-hilang", "missing"),
        ("kk", "missing"),
    } <= found
    assert all(error["message"] for error in problem.json["errors"])


def test_a_file_refused_after_submission_returns_the_case_by_itself(office: MiniOffice) -> None:
    resident = office.start()
    resident.send("f102")
    resident.send("kk")
    office.work()
    resident.send("sk-hilang", b"not a picture at all", "image/jpeg")
    answer = resident.submit()
    assert answer.json["state"] == "SUBMITTED"
    assert "still_inspecting" in {finding["code"] for finding in answer.json["findings"]}
    office.work()
    status = resident.track().json
    assert status["state"] == "RETURNED"
    assert [item["slot"] for item in status["asked"]] == ["sk-hilang"]
    assert status["asked"][0]["advice"]


def test_a_file_that_comes_late_is_kept_aside_and_told(office: MiniOffice) -> None:
    resident = office.start()
    resident.send_all()
    granted = resident.offer("kk")
    office.work()
    resident.submit()
    office.work()
    key = granted["form"]["fields"]["key"]
    office.ports.store.put_upload(key, b"\xff\xd8\xff\xe0 late \xff\xd9")
    upload = granted["upload"]["upload_id"]
    answer = resident.call("PUT", f"/uploads/{upload}/complete")
    assert answer.json["state"] == "late"
    office.work()
    assert any("late" in message.reference for message in office.ports.messengers[NoticeChannel.SMS].sent)
    verifier = Officer(office.staff(Role.VERIFIER), resident.id)
    assert sum(len(document["pages"]) for document in verifier.read()["documents"]) == 3


def test_the_same_person_and_service_twice_is_flagged_on_both(office: MiniOffice) -> None:
    first, second = submitted(office), submitted(office)
    api = office.staff(Role.VERIFIER)
    assert Officer(api, first.id).read()["possible_duplicates"] == [second.id]
    assert Officer(api, second.id).read()["possible_duplicates"] == [first.id]


MARRIAGE_PRODUCTS = 5


def test_birth_yields_several_products_and_each_is_told(office: MiniOffice) -> None:
    service = office.public.call("GET", "/v1/services/BIRTH").json
    answers = {}
    for question in service["questions"]:
        kind = question["kind"]
        answers[question["name"]] = (
            False if kind == "boolean" else question["choices"][0]["value"] if kind == "choice" else 1
        )
    body = {**LOST, "service": "BIRTH", "applicant_role": "parent", "answers": answers, "documents": {}}
    body["subject"] = {"name": "Bayi Contoh", "birth_date": "2026-01-02"}
    office.undelivered = {NoticeChannel.SMS}
    resident = submitted(office, body)
    verifier = Officer(office.staff(Role.VERIFIER), resident.id)
    verifier.move("POST", "/claim")
    verifier.accept_all()
    assert verifier.move("POST", "/accept").json["state"] == "COMPLETE"
    producer, signer = (Officer(office.staff(role), resident.id) for role in (Role.PRODUCER, Role.SIGNER))
    producer.move("POST", "/milestones", {"milestone": "entered"})
    products = producer.read()["products"]
    assert len(products) >= 2
    for number, product in enumerate(products):
        for milestone, officer in (("signed", signer), ("made_ready", producer)):
            answer = officer.move("POST", "/milestones", {"milestone": milestone, "product": product["product"]})
            assert answer.status == 200, answer.content
        office.work()
        ready = [m for m in office.ports.messengers[NoticeChannel.EMAIL].sent if "-ready-" in m.reference]
        assert len(ready) == number + 1
    assert resident.track().json["state"] == "READY"
