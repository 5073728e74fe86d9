"""Whoever pumps: one application and one proof of work have few messages sent that cost money, whatever is done."""

from typing import Any

import pytest

from chalicelib.domain.access import Visitor
from chalicelib.domain.document import Inspection
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.finding import Finding, FindingCode, Severity
from chalicelib.domain.intake import Inspected, record_inspection
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.notification import NoticeChannel
from chalicelib.domain.reach import Closed
from chalicelib.services.receive_upload import FileOffer
from tests.integration.http.walk import bring_to, stored, verifier
from tests.office import JPEG, LOST, MiniOffice, Resident

BY_PHONE: dict[str, Any] = {**LOST, "contact": {"phone": "+6281000000001"}}
JUNK = b"\xff\xd8\xff\xe0 junk \xff\xd9"
BROKEN = Finding(code=FindingCode.DOES_NOT_OPEN, severity=Severity.BLOCKING, where="upload")
LATE = 5
HOME = {"street": "Jalan Contoh 7", "rt": "3", "rw": "4", "postcode": "65126", "village": "3573011001"}


@pytest.fixture
def office() -> MiniOffice:
    office = MiniOffice()
    office.ports.inspector.verdicts[JUNK] = Inspection(detected_type=None, findings=(BROKEN,))
    return office


def told(office: MiniOffice, channel: NoticeChannel = NoticeChannel.SMS) -> list[str]:
    """What went out on a channel, in order."""
    return [str(message.template.event) for message in office.ports.messengers[channel].sent if message.template]


def arrive(office: MiniOffice, resident: Resident, offered: dict[str, Any]) -> None:
    """By the bucket's word, and said twice."""
    key, upload = offered["form"]["fields"]["key"], offered["upload"]["upload_id"]
    office.ports.store.put_upload(key, JPEG)
    for _ in range(2):
        office.services.receive_upload.note_arrival(stored(office, resident.id).receipt, upload, key)


def hand_in_junk(office: MiniOffice, resident: Resident) -> None:
    """One more that is refused after it was handed in."""
    resident.send("kk", JUNK)
    answer = resident.submit()
    assert answer.status == 200, answer.content
    office.work()
    assert stored(office, resident.id).state is CaseState.RETURNED


def refuse_again(office: MiniOffice, resident: Resident) -> None:
    """The inspection of what was handed in ends only now, and refuses it."""
    case = stored(office, resident.id)
    (upload,) = case.handed_in("kk")
    refused = Inspected(None, (), (BROKEN,))
    office.ports.cases.save(record_inspection(case, upload, refused, office.ports.clock.now(), ""))
    office.work()


def test_files_that_come_late_are_told_of_once_and_each_is_kept(office: MiniOffice) -> None:
    resident = office.start(BY_PHONE)
    resident.send_all()
    offered = [resident.offer("kk") for _ in range(LATE)]
    assert resident.submit().status == 200
    for one in offered:
        arrive(office, resident, one)
        office.work()
    assert told(office) == ["received", "file_late"]
    assert [upload.state.value for upload in stored(office, resident.id).uploads].count("late") == LATE


def test_returns_by_the_machine_are_paid_for_once_and_later_ones_are_told_for_nothing(office: MiniOffice) -> None:
    resident = office.start({**BY_PHONE, "contact": {**BY_PHONE["contact"], "email": "siti@example.org"}})
    office.undelivered.add(NoticeChannel.SMS)  # so that each goes on to e-mail
    resident.send_all()
    for _ in range(3):
        hand_in_junk(office, resident)
    assert told(office) == ["returned"]
    assert told(office, NoticeChannel.EMAIL).count("returned") == 3


@pytest.mark.parametrize("is_told_first", [True, False])
def test_a_late_file_and_a_return_by_the_machine_are_paid_for_once_together(
    office: MiniOffice,
    is_told_first: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    resident = office.start({**BY_PHONE, "address": HOME})
    resident.send_all()
    late = resident.offer("kk")
    assert resident.submit().status == 200
    arrive(office, resident, late)
    if is_told_first:
        office.work()
    refuse_again(office, resident)
    paid = [event for event in told(office) if event != "received"]
    assert paid == (["file_late"] if is_told_first else ["returned"])
    assert office.ports.letters.shelf.letters == {}
    untold = office.ports.unreached.list_for(stored(office, resident.id).receipt)
    expected = [("returned", {NoticeChannel.SMS: Closed.UNPAID})] if is_told_first else []
    assert [(news.notice, news.closed) for news in untold] == expected, "whoever calls sees that a number is there"


def test_no_letter_says_what_its_reader_did_themselves(office: MiniOffice) -> None:
    resident = office.start({**LOST, "contact": {}, "address": HOME})
    resident.send_all()
    assert resident.submit().status == 200
    assert resident.call("POST", "/cancellation").status == 200
    office.work()
    assert office.ports.letters.shelf.letters == {}
    assert office.ports.unreached.list_for(stored(office, resident.id).receipt) == ()


def test_the_answer_to_a_return_by_the_machine_is_not_promised_by_text(office: MiniOffice) -> None:
    resident = office.start(BY_PHONE)
    resident.send_all()
    resident.send("kk", JUNK)
    first = resident.submit()
    office.work()
    resident.send("kk")
    again = resident.submit()
    office.work()
    assert (first.json["confirmed_by_text"], again.json["confirmed_by_text"]) == (True, False)
    assert told(office) == ["returned"]


def test_what_an_officer_brings_about_is_told_by_text_after_all_that(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.SUBMITTED, BY_PHONE)
    officer = verifier(office, resident)
    for _ in range(2):
        assert officer.move("POST", "/claim").status == 200
        document = officer.read()["documents"][0]
        officer.move("PUT", f"/documents/{document['document']}/verdict", {"kind": "unreadable"})
        assert officer.move("POST", "/return", {}).status == 200
        office.work()
        resident.send(document["document"])
        assert resident.submit().json["confirmed_by_text"] is True
        office.work()
    assert told(office) == ["received", "returned", "received", "returned", "received"]


def test_a_form_that_was_not_used_is_not_made_again_once_it_is_handed_in(office: MiniOffice) -> None:
    resident = office.start(BY_PHONE)
    resident.send_all()
    visitor = Visitor(receipt=stored(office, resident.id).receipt, pin_version=1)
    room = office.services.receive_upload.request(visitor, FileOffer("kk", plain_form=True)).upload.id
    office.services.receive_upload.form_again(visitor, room, "")
    assert resident.submit().status == 200
    with pytest.raises(NotFoundError):
        office.services.receive_upload.form_again(visitor, room, "")
