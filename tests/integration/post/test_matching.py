"""Which case an envelope finds by itself, and when a person has to say so."""

from typing import Any

import pytest

from chalicelib.domain.access import Role
from chalicelib.domain.identifiers import ReceiptNumber
from tests.office import MiniOffice, Officer, Resident
from tests.post_office import KEYED, Envelope, PostOffice


def case_of(office: MiniOffice, receipt: str) -> dict[str, Any]:
    return Officer(office.staff(Role.VERIFIER), receipt).read()


def only(ledger: dict[str, Any]) -> dict[str, Any]:
    (envelope,) = ledger["envelopes"]
    return dict(envelope)


def reasons(envelope: dict[str, Any]) -> list[str]:
    return [reason["code"] for reason in envelope["waits_for"]]


def returned(office: MiniOffice) -> Resident:
    """A resident whose one paper was refused by an officer."""
    resident = office.start()
    resident.send_all()
    assert resident.submit().status == 200
    office.work()
    officer = Officer(office.staff(Role.VERIFIER), resident.id)
    officer.move("POST", "/claim")
    documents = officer.read()["documents"]
    officer.move("PUT", f"/documents/{documents[0]['document']}/verdict", {"kind": "unreadable"})
    assert officer.move("POST", "/return", {}).status == 200
    office.work()
    return resident


def test_a_draft_is_handed_in_by_its_cover_sheet(office: MiniOffice, partner: PostOffice) -> None:
    resident = office.start()
    ledger = partner.post(
        Envelope(
            "0001",
            (partner.cover(resident.id), "blank", partner.separator("SK_HILANG"), "blank", "paper", "blank"),
            {"duplex": True},
        )
    )
    envelope = only(ledger)
    assert (envelope["end"], envelope["receipt_number"]) == ("attached", resident.started["receipt_number"])
    assert envelope["pages"] == {"attached": 1, "set_aside": 5}
    case = case_of(office, resident.id)
    assert (case["state"], case["channel"]) == ("SUBMITTED", "web")
    assert [len(document["pages"]) for document in case["documents"] if document["document"] == "sk-hilang"] == [1]


def test_a_returned_case_is_answered_and_waits_in_the_queue_again(office: MiniOffice, partner: PostOffice) -> None:
    resident = returned(office)
    slot = resident.track().json["asked"][0]["slot"]
    envelope = only(partner.post(Envelope("0001", (partner.cover(resident.id), "paper"))))
    case = case_of(office, resident.id)
    assert (envelope["end"], case["state"], case["round"]) == ("attached", "SUBMITTED", 2)
    page = case["unsorted"][0]["page"]
    officer = Officer(office.staff(Role.VERIFIER), resident.id)
    assert officer.move("PUT", "/pages", {"pages": {page: slot}}).status == 200
    sorted_case = officer.read()
    assert sorted_case["unsorted"] == []
    assert [len(d["pages"]) for d in sorted_case["documents"] if d["document"] == slot] == [1]


def test_a_number_typed_by_the_clerk_finds_its_case(office: MiniOffice, partner: PostOffice) -> None:
    resident = office.start()
    typed = resident.started["receipt_number"].lower().replace("-", " ")
    envelope = only(partner.post(Envelope("0001", ("paper",), {"keyed": {"receipt_number": typed}})))
    assert (envelope["end"], envelope["receipt_number"]) == ("attached", resident.started["receipt_number"])


def test_a_slip_in_a_typed_number_shows_the_numbers_it_may_be(office: MiniOffice, partner: PostOffice) -> None:
    resident = office.start()
    number = resident.id
    typed = ("3" if number[0] != "3" else "4") + number[1:]
    envelope = only(partner.post(Envelope("0001", ("paper",), {"keyed": {"receipt_number": typed}})))
    assert (envelope["end"], reasons(envelope)) == ("staff", ["number_mistyped"])
    desk = office.staff(Role.FRONT_OFFICER).call("GET", f"/v1/envelopes/{envelope['envelope']}").json
    assert resident.started["receipt_number"] in desk["candidates"]


def test_the_number_on_the_letter_finds_the_case_that_waits_for_it(office: MiniOffice, partner: PostOffice) -> None:
    resident = office.start()
    assert resident.call("PATCH", "", {"postal_number": "RR123456785ID"}).status == 200
    assert resident.call("PATCH", "", {"contact": {"email": "siti@example.org"}}).status == 200
    envelope = only(partner.post(Envelope("0001", ("paper",), {"postal_number": "RR 1234 5678 5 ID"})))
    assert (envelope["end"], envelope["receipt_number"]) == ("attached", resident.started["receipt_number"])


def test_keyed_data_open_a_case_that_begins_as_submitted(office: MiniOffice, partner: PostOffice) -> None:
    envelope = only(partner.post(Envelope("0001", ("paper", partner.separator("KK"), "paper"), {"keyed": KEYED})))
    assert envelope["end"] == "opened"
    case = case_of(office, envelope["receipt_number"])
    assert (case["state"], case["channel"], case["received_at"]) == ("SUBMITTED", "post", "2026-02-27T05:00:00Z")
    assert case["personal"]["applicant"]["nik"] == KEYED["nik"]
    sent = office.ports.messengers
    assert any("surat Anda" in message.text for messenger in sent.values() for message in messenger.sent)


def test_who_keyed_nothing_waits_for_an_officer(office: MiniOffice, partner: PostOffice) -> None:
    ledger = partner.post(Envelope("0001", ("paper",)))
    assert (only(ledger)["end"], reasons(only(ledger))) == ("staff", ["no_number"])
    listed = office.staff(Role.FRONT_OFFICER).call("GET", "/v1/envelopes").json["items"]
    assert [line["envelope"] for line in listed] == [only(ledger)["envelope"]]


@pytest.mark.parametrize(
    ("keyed", "reason"),
    [
        ({"service": "NO-SUCH", "name": "Siti Contoh"}, "service_unknown"),
        ({"service": "KTP-LOST"}, "keyed_incomplete"),
        ({"service": "IKD-ACT", "name": "Siti Contoh"}, "needs_counter"),
    ],
)
def test_keyed_data_that_open_no_case_say_why(partner: PostOffice, keyed: dict[str, str], reason: str) -> None:
    envelope = only(partner.post(Envelope("0001", ("paper",), {"keyed": keyed})))
    assert (envelope["end"], reasons(envelope)) == ("staff", [reason])


def test_covers_that_are_not_to_be_believed_wait_with_their_reasons(office: MiniOffice, partner: PostOffice) -> None:
    first, second = office.start(), office.start()
    ledger = partner.post(
        Envelope("0001", (partner.cover(first.id, key=b"a forger's key of thirty-two bytes"), "paper")),
        Envelope("0002", (partner.cover(first.id, office="3507"), "paper")),
        Envelope("0003", (partner.cover(first.id), "paper", partner.cover(second.id), "paper")),
        Envelope("0004", ("paper", "paper", partner.cover(first.id))),
        Envelope("0005", ("unread", "paper")),
        Envelope("0006", ("LOKET/1/C/3573/broken", "paper")),
        Envelope("0007", (partner.cover(first.id), "paper"), {"keyed": {"receipt_number": second.id}}),
        Envelope("0008", (partner.blank_cover("3507"), "paper")),
        Envelope("0009", (partner.cover(first.id), "paper", partner.blank_cover(), "paper")),
        Envelope("0010", ("paper", "paper", partner.blank_cover()), {"keyed": {"receipt_number": first.id}}),
        Envelope("0011", (partner.blank_cover(), "paper", partner.blank_cover()), {"keyed": KEYED}),
    )
    assert {e["number"]: (e["end"], reasons(e)) for e in ledger["envelopes"]} == {
        "0001": ("staff", ["cover_forged"]),
        "0002": ("staff", ["cover_of_another_office"]),
        "0003": ("staff", ["two_covers"]),
        "0004": ("staff", ["cover_in_the_middle"]),
        "0005": ("staff", ["code_unreadable"]),
        "0006": ("staff", ["code_unreadable"]),
        "0007": ("staff", ["cover_differs_from_typed"]),
        "0008": ("staff", ["cover_of_another_office"]),
        "0009": ("staff", ["two_covers"]),
        "0010": ("staff", ["cover_in_the_middle"]),
        "0011": ("staff", ["two_covers"]),
    }
    assert case_of(office, first.id)["state"] == "DRAFT"


def test_a_case_that_has_ended_takes_no_papers(office: MiniOffice, partner: PostOffice) -> None:
    resident = office.start()
    assert resident.call("POST", "/cancellation").status == 200
    envelope = only(partner.post(Envelope("0001", (partner.cover(resident.id), "paper"))))
    assert (envelope["end"], reasons(envelope)) == ("staff", ["case_ended"])


def test_an_envelope_for_a_swept_draft_brings_it_back(office: MiniOffice, partner: PostOffice) -> None:
    resident = office.start()
    for days in (70, 2):  # the first time its resident is warned
        office.ports.clock.advance(days=days)
        office.work()
    assert case_of(office, resident.id)["state"] == "EXPIRED"
    envelope = only(partner.post(Envelope("0001", (partner.cover(resident.id), "paper"))))
    assert (envelope["end"], case_of(office, resident.id)["state"]) == ("attached", "SUBMITTED")


def test_the_same_person_and_service_online_and_by_post_is_flagged(office: MiniOffice, partner: PostOffice) -> None:
    resident = office.start()
    resident.send_all()
    assert resident.submit().status == 200
    envelope = only(partner.post(Envelope("0001", ("paper",), {"keyed": KEYED})))
    opened = case_of(office, envelope["receipt_number"])
    assert opened["possible_duplicates"] == [resident.id]
    assert case_of(office, resident.id)["possible_duplicates"] == [opened["receipt_number"].replace("-", "")]


def test_papers_sent_twice_end_as_a_duplicate_of_the_first(partner: PostOffice) -> None:
    first = only(partner.post(Envelope("0001", ("paper", "paper"), {"keyed": KEYED})))
    partner.sheets = 0
    again = only(partner.post(Envelope("0001", ("paper", "paper"), {"keyed": KEYED})))
    assert (again["end"], again["duplicate_of"]) == ("duplicate", first["envelope"])
    partner.sheets = 1
    some = only(partner.post(Envelope("0001", ("paper", "paper"), {"keyed": KEYED})))
    assert (some["end"], reasons(some)) == ("staff", ["sheet_seen_before"])


def test_what_was_refused_and_comes_again_is_no_duplicate(office: MiniOffice, partner: PostOffice) -> None:
    front = office.staff(Role.FRONT_OFFICER)
    first = only(partner.post(Envelope("0001", ("paper",))))
    path = f"/v1/envelopes/{first['envelope']}/resolution"
    refused = front.call("POST", path, {"resolution": {"action": "reject", "code": "unusable"}}, {"If-Match": '"1"'})
    assert refused.status == 200
    partner.sheets = 0
    again = only(partner.post(Envelope("0001", ("paper",), {"keyed": KEYED})))
    assert (again["end"], reasons(again)) == ("staff", ["sheet_seen_before"])


def test_what_is_to_be_scanned_again_is_no_original_of_a_duplicate(office: MiniOffice, partner: PostOffice) -> None:
    front = office.staff(Role.FRONT_OFFICER)
    first = only(partner.post(Envelope("0001", ("paper",), {"keyed": KEYED})))
    path = f"/v1/envelopes/{first['envelope']}/resolution"
    asked = front.call("POST", path, {"resolution": {"action": "rescan", "reason": "cut_off"}}, {"If-Match": '"1"'})
    assert asked.status == 200
    partner.sheets = 0
    unnamed = only(partner.post(Envelope("0001", ("paper",))))
    assert (unnamed["end"], reasons(unnamed)) == ("staff", ["sheet_seen_before"])


def test_a_nik_that_is_of_nobody_in_the_case_outweighs_its_number(office: MiniOffice, partner: PostOffice) -> None:
    resident = office.start()
    strange = {"nik": "3573990101900001"}
    for fields in (
        {"keyed": strange | {"receipt_number": resident.id}},
        {"keyed": KEYED | {"receipt_number": resident.id}},
    ):
        envelope = only(partner.post(Envelope("0001", ("paper",), fields)))
        if fields["keyed"]["nik"] == strange["nik"]:
            assert (envelope["end"], reasons(envelope)) == ("staff", ["nik_differs_from_case"])
        else:
            assert envelope["end"] == "attached"


def test_a_paper_that_nobody_asked_for_joins_the_one_that_is_there(office: MiniOffice, partner: PostOffice) -> None:
    resident = returned(office)
    asked = resident.track().json["asked"][0]["slot"]
    case = case_of(office, resident.id)
    other = next(d for d in case["documents"] if d["document"] != asked)
    slot = next(s for s in case["slots"] if s["slot"] == other["document"])
    had = len(other["pages"])
    only(partner.post(Envelope("0001", (partner.cover(resident.id), partner.separator(slot["choices"][0]), "paper"))))
    (joined,) = (d for d in case_of(office, resident.id)["documents"] if d["document"] == other["document"])
    assert (len(joined["pages"]), joined["verdict"]) == (had + 1, None)


def test_a_scan_that_was_refused_does_not_come_back(office: MiniOffice, partner: PostOffice) -> None:
    pages = (partner.separator("SK_HILANG"), "paper", partner.separator("KK"), "paper")
    first = only(partner.post(Envelope("0001", pages, {"keyed": KEYED})))
    receipt = first["receipt_number"]
    officer = Officer(office.staff(Role.VERIFIER), receipt)
    officer.move("POST", "/claim")
    officer.move("PUT", "/documents/sk-hilang/verdict", {"kind": "unreadable"})
    assert officer.move("POST", "/return", {}).status == 200
    second = only(partner.post(Envelope("0001", (partner.cover(receipt), partner.separator("SK_HILANG"), "paper"))))
    assert second["end"] == "attached"
    third = only(partner.post(Envelope("0001", (partner.cover(receipt), "paper"))))
    page = officer.read()["unsorted"][0]["page"]
    assert third["envelope"] in page
    officer.move("PUT", "/pages", {"pages": {page: "kk"}})
    office_case = office.ports.cases.get(ReceiptNumber.parse(receipt))
    papers = {document.id: document.uploads for document in office_case.documents}
    assert papers["sk-hilang"] == (f"{second['envelope']}.3",)
    assert papers["kk"] == (f"{first['envelope']}.4", page)


def test_a_front_that_looks_empty_is_left_to_a_person(partner: PostOffice) -> None:
    envelope = only(partner.post(Envelope("0001", ("blank", "paper"), {"keyed": KEYED})))
    assert envelope["pages"] == {"opened": 2}
