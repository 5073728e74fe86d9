"""Room for files: only where a paper is asked for, only for its owner, and never twice."""

from typing import Any

import pytest

from chalicelib.domain.document import Inspection, MediaType
from chalicelib.domain.lifecycle import CaseState
from tests.integration.http.walk import CHANGE, bring_to, faults, problem, stored, verifier
from tests.office import JPEG, LOST, MiniOffice, Resident
from tests.post_fakes import BLURRED as BLURRED_PAGE

BLURRED = JPEG + b"blurred"
SOUND: dict[str, Any] = {"slot": "kk", "media_type": "image/jpeg", "size": len(JPEG)}
WRONG: dict[str, tuple[dict[str, Any], tuple[str, str]]] = {
    "no slot": ({"slot": None}, ("slot", "wrong_type")),
    "an unknown slot": ({"slot": "nope"}, ("slot", "unknown_slot")),
    "a slot of another service": ({"slot": "kk-lama"}, ("slot", "unknown_slot")),
    "a path as slot": ({"slot": "../kk"}, ("slot", "unknown_slot")),
    "a slot without end": ({"slot": "k" * 65}, ("slot", "too_long")),
    "nothing": ({"size": 0}, ("size", "out_of_range")),
    "less than nothing": ({"size": -5}, ("size", "out_of_range")),
    "one byte too many": ({"size": 10 * 1024**2 + 1}, ("size", "too_large")),
    "a picture that is code": ({"media_type": "image/svg+xml"}, ("media_type", "not_a_choice")),
    "a page": ({"media_type": "text/html"}, ("media_type", "not_a_choice")),
    "an archive": ({"media_type": "application/zip"}, ("media_type", "not_a_choice")),
    "a type in capitals": ({"media_type": "IMAGE/JPEG"}, ("media_type", "not_a_choice")),
    "a type with a header": ({"media_type": "image/jpeg\r\nX: y"}, ("media_type", "not_a_choice")),
    "half a checksum": ({"sha256": "ab" * 31}, ("sha256", "shape")),
    "a checksum in capitals": ({"sha256": "AB" * 32}, ("sha256", "shape")),
    "a checksum and a line": ({"sha256": "ab" * 32 + "\n"}, ("sha256", "shape")),
    "an endless name": ({"file_name": "x" * 256}, ("file_name", "too_long")),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_offer_makes_no_room(office: MiniOffice, name: str) -> None:
    part, expected = WRONG[name]
    resident = office.start()
    before = stored(office, resident.id)
    answer = resident.call("POST", "/uploads", {**SOUND, **part})
    assert answer.status == 422
    assert faults(answer) == {expected}
    assert stored(office, resident.id) == before
    assert not office.ports.store.forms


def test_every_fault_of_an_offer_is_named(office: MiniOffice) -> None:
    answer = office.start().call("POST", "/uploads", {**SOUND, "slot": "nope", "size": 10 * 1024**2 + 1})
    assert faults(answer) == {("slot", "unknown_slot"), ("size", "too_large")}


def test_ten_mebibytes_are_just_small_enough(office: MiniOffice) -> None:
    assert office.start().call("POST", "/uploads", {**SOUND, "size": 10 * 1024**2}).status == 201


def test_a_slot_takes_files_exactly_if_it_says_so(office: MiniOffice) -> None:
    for service in office.public.call("GET", "/v1/services").json["items"]:
        if service["counter_only"]:
            continue
        resident = office.start({"service": service["code"]})
        for slot in resident.started["checklist"]["slots"]:
            answer = resident.call("POST", "/uploads", {**SOUND, "slot": slot["slot"]})
            if "upload" in slot["ways"]:
                assert answer.status == 201, slot
            else:
                assert faults(answer) == {("slot", "counter_only")}, slot


@pytest.mark.parametrize(("name", "media_type"), [("image/heif", "image/heic"), ("image/jpg", "image/jpeg")])
def test_other_names_of_a_type_are_taken_for_it(office: MiniOffice, name: str, media_type: str) -> None:
    offer = office.start().offer("kk", media_type=name)
    assert (offer["upload"]["media_type"], offer["form"]["fields"]["Content-Type"]) == (media_type, media_type)


def test_complete_before_the_file_came_says_so(office: MiniOffice) -> None:
    resident = office.start()
    granted = resident.offer("kk")
    before = stored(office, resident.id)
    answer = resident.call("PUT", f"/uploads/{granted['upload']['upload_id']}/complete")
    assert answer.status == 422
    assert faults(answer) == {("upload", "not_arrived")}
    assert stored(office, resident.id) == before


def test_complete_twice_changes_nothing_more(office: MiniOffice) -> None:
    resident = office.start()
    upload = resident.send("kk")
    before = stored(office, resident.id)
    again = resident.call("PUT", f"/uploads/{upload}/complete")
    assert again.status == 200
    assert again.json["state"] == "inspecting"
    assert stored(office, resident.id) == before
    office.work()
    assert resident.call("PUT", f"/uploads/{upload}/complete").json["state"] == "accepted"


def test_a_file_sent_again_after_complete_is_not_looked_at(office: MiniOffice) -> None:
    resident = office.start()
    granted = resident.offer("kk")
    key, upload = granted["form"]["fields"]["key"], granted["upload"]["upload_id"]
    first = office.ports.store.put_upload(key, JPEG)
    resident.call("PUT", f"/uploads/{upload}/complete")
    office.ports.store.put_upload(key, b"MZ something else")
    office.work()
    known = stored(office, resident.id).upload(upload)
    assert known is not None
    assert (known.version_id, known.state) == (first, "accepted")


def test_delete_twice_answers_the_same(office: MiniOffice) -> None:
    resident = office.start()
    upload = resident.send("kk")
    other = resident.send("f102")
    assert resident.call("DELETE", f"/uploads/{upload}").status == 204
    before = stored(office, resident.id)
    again = resident.call("DELETE", f"/uploads/{upload}")
    assert (again.status, again.content) == (204, b"")
    assert stored(office, resident.id) == before
    shown = {item["upload_id"] for item in resident.call("GET").json["uploads"]}
    assert shown == {other}


def test_complete_after_delete_does_not_bring_it_back(office: MiniOffice) -> None:
    resident = office.start()
    granted = resident.offer("kk")
    upload = granted["upload"]["upload_id"]
    resident.call("DELETE", f"/uploads/{upload}")
    office.ports.store.put_upload(granted["form"]["fields"]["key"], JPEG)
    assert resident.call("PUT", f"/uploads/{upload}/complete").json["state"] == "withdrawn"
    assert office.ports.queue.take() == []


def test_nothing_is_kept_that_nobody_has_judged(office: MiniOffice) -> None:
    resident = office.start()
    upload = resident.send("kk", BLURRED)
    assert resident.call("PUT", f"/uploads/{upload}/kept").status == 409
    office.work()
    assert resident.call("PUT", f"/uploads/{upload}/kept").status == 409


def test_a_file_that_cannot_be_read_holds_up_until_it_is_kept_or_replaced(office: MiniOffice) -> None:
    resident = office.start()
    office.ports.inspector.verdicts[BLURRED] = Inspection(detected_type=MediaType.JPEG, findings=(BLURRED_PAGE,))
    upload = resident.send("kk", BLURRED)
    office.work()
    (shown,) = resident.call("GET").json["uploads"]
    assert (shown["unreadable"], shown["kept"]) == (True, False)
    assert ("kk", "keep_or_replace") in faults(resident.submit())
    for _ in range(2):
        kept = resident.call("PUT", f"/uploads/{upload}/kept")
        assert (kept.status, kept.json["kept"]) == (200, True)
    assert ("kk", "keep_or_replace") not in faults(resident.submit())
    assert resident.call("PUT", "/uploads/nobody/kept").status == 404


@pytest.mark.parametrize("state", [state for state in CaseState if state not in {"DRAFT", "RETURNED"}])
def test_no_file_moves_once_the_application_is_handed_in(office: MiniOffice, state: CaseState) -> None:
    resident = bring_to(office, state)
    before = stored(office, resident.id)
    asked = resident.call("POST", "/uploads", SOUND)
    assert (asked.status, problem(asked)) == (409, "transition-refused")
    for upload in before.uploads:
        answer = resident.call("DELETE", f"/uploads/{upload.id}")
        assert (answer.status, problem(answer)) == (409, "transition-refused")
    assert stored(office, resident.id) == before


def test_a_return_asks_for_some_papers_and_no_others(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.RETURNED, CHANGE)
    [asked] = {item["slot"] for item in resident.track().json["asked"]}
    others = {document.slot for document in stored(office, resident.id).documents} - {asked}
    assert resident.call("POST", "/uploads", {**SOUND, "slot": asked}).status == 201
    for slot in others:
        assert faults(resident.call("POST", "/uploads", {**SOUND, "slot": slot})) == {("slot", "slot_not_asked")}


@pytest.mark.parametrize("upload", ["nope", "%2e%2e", "..", "x" * 2000, "<script>", "%00", "*"])
def test_an_unknown_upload_is_not_found(office: MiniOffice, upload: str) -> None:
    resident = office.start()
    for method, rest in (("PUT", "/complete"), ("DELETE", "")):
        answer = resident.call(method, f"/uploads/{upload}{rest}")
        assert (answer.status, problem(answer)) == (404, "not-found")


def test_the_uploads_of_others_are_not_found(office: MiniOffice) -> None:
    mine, theirs = office.start(), office.start()
    upload = theirs.send("kk")
    before = stored(office, theirs.id)
    for method, rest in (("PUT", "/complete"), ("DELETE", "")):
        assert mine.call(method, f"/uploads/{upload}{rest}").status == 404
        other = mine.api.call(method, f"/v1/applications/{theirs.id}/uploads/{upload}{rest}")
        assert other.status == 404
    assert stored(office, theirs.id) == before


def test_the_sixty_first_file_is_one_too_many(office: MiniOffice) -> None:
    resident = office.start()
    for _ in range(60):
        assert resident.call("POST", "/uploads", SOUND).status == 201
    answer = resident.call("POST", "/uploads", SOUND)
    assert answer.status == 422
    assert faults(answer) == {("slot", "too_many_uploads")}
    assert "60" in answer.json["errors"][0]["message"]
    assert len(stored(office, resident.id).uploads) == 60


def send_pages(resident: Resident, slot: str, count: int) -> list[str]:
    return [resident.send(slot, JPEG + bytes([number])) for number in range(count)]


def test_a_paper_of_several_files_keeps_their_order(office: MiniOffice) -> None:
    resident = office.start()
    pages = send_pages(resident, "kk", 4)
    resident.send("f102")
    resident.send("sk-hilang")
    office.work()
    resident.call("DELETE", f"/uploads/{pages[1]}")
    assert resident.submit().status == 200
    [paper] = [document for document in stored(office, resident.id).documents if document.slot == "kk"]
    assert list(paper.uploads) == [pages[0], pages[2], pages[3]]
    shown = {item["document"]: item for item in verifier(office, resident).read()["documents"]}
    assert len(shown["kk"]["pages"]) == 3


def test_forms_are_short_lived_and_longer_without_script(office: MiniOffice) -> None:
    resident = office.start(LOST)
    now = office.ports.clock.now()
    for plain, seconds in ((False, 300), (True, 3600)):
        answer = resident.call("POST", "/uploads", {**SOUND, "plain_form": plain})
        key = answer.json["form"]["fields"]["key"]
        assert (office.ports.store.forms[key].expires_at - now).total_seconds() == seconds
