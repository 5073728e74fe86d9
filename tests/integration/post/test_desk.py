"""What officers do with envelopes that wait, and what the partner hears of it."""

from typing import Any

import pytest

from chalicelib.domain.access import Role
from chalicelib.domain.applicant import Contact
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.post.envelope import Envelope as Stored
from chalicelib.domain.post.envelope import EnvelopeRef
from tests.gateway import Answer
from tests.integration.http.walk import faults
from tests.office import LOST, MiniOffice, Officer
from tests.officers import sign_in
from tests.post_office import KEYED, Envelope, PostOffice


class Desk:
    """An officer at the desk for envelopes."""

    def __init__(self, office: MiniOffice) -> None:
        """A front officer."""
        self.api = office.staff(Role.FRONT_OFFICER)

    def read(self, envelope: str) -> dict[str, Any]:
        return self.api.call("GET", f"/v1/envelopes/{envelope}").json

    def resolve(self, envelope: str, version: int | None = None, /, **resolution: Any) -> Answer:  # noqa: ANN401 - fields
        seen = self.read(envelope)["version"] if version is None else version
        path = f"/v1/envelopes/{envelope}/resolution"
        return self.api.call("POST", path, {"resolution": resolution}, {"If-Match": f'"{seen}"'})


def waiting(partner: PostOffice, *pages: str) -> str:
    (envelope,) = partner.post(Envelope("0001", pages or ("paper",)))["envelopes"]
    assert envelope["end"] == "staff"
    return str(envelope["envelope"])


def test_an_officer_attaches_opens_marks_and_rejects(office: MiniOffice, partner: PostOffice) -> None:
    desk, resident = Desk(office), office.start()
    attached, opened, doubled, refused = (waiting(partner) for _ in range(4))
    assert desk.resolve(attached, action="attach", receipt_number=resident.id).json["end"] == "attached"
    answer = desk.resolve(opened, action="open", **LOST)
    assert (answer.status, answer.json["end"]) == (200, "opened")
    assert desk.resolve(doubled, action="duplicate", of=attached).json["end"] == "duplicate"
    assert desk.resolve(refused, action="reject", code="not_for_us").json["end"] == "rejected"
    assert desk.api.call("GET", "/v1/envelopes").json["items"] == []
    case = Officer(office.staff(Role.VERIFIER), answer.json["receipt_number"]).read()
    assert (case["state"], case["channel"]) == ("SUBMITTED", "post")


def test_a_stale_version_changes_nothing(office: MiniOffice, partner: PostOffice) -> None:
    desk, envelope = Desk(office), waiting(partner)
    assert desk.resolve(envelope, 1, action="reject", code="unusable").status == 200
    assert desk.resolve(envelope, 1, action="reject", code="unusable").status == 412
    assert desk.resolve(envelope, 2, action="reject", code="unusable").status == 409


def test_every_wrong_resolution_is_named(office: MiniOffice, partner: PostOffice) -> None:
    desk, envelope = Desk(office), waiting(partner)
    cancelled = office.start()
    cancelled.call("POST", "/cancellation")
    for resolution, field, code in (
        ({"action": "attach", "receipt_number": cancelled.id}, "receipt_number", "case_ended"),
        ({"action": "attach", "receipt_number": "22222222222"}, "receipt_number", "number_unknown"),
        ({"action": "duplicate", "of": "posmlg.B-999.0001"}, "of", "unknown_envelope"),
        ({"action": "duplicate", "of": envelope}, "of", "unknown_envelope"),
        ({"action": "reject", "code": "file_missing"}, "code", "not_a_choice"),
        ({"action": "rescan", "control_number": "999999", "reason": "cut_off"}, "control_number", "unknown_sheet"),
        ({"action": "open", "service": "NO-SUCH"}, "service", "unknown_service"),
    ):
        answer = desk.resolve(envelope, None, **resolution)
        found = [(error["field"], error["code"]) for error in answer.json["errors"]]
        assert (answer.status, found) == (422, [(field, code)]), resolution
    assert desk.read(envelope)["end"] == "staff"


def test_a_rescan_of_a_whole_envelope_is_answered_by_the_next(office: MiniOffice, partner: PostOffice) -> None:
    desk, envelope = Desk(office), waiting(partner, "unread", "paper")
    assert (
        desk.resolve(envelope, action="rescan", reason="code_unreadable", note="tolong pindai 600 dpi").json["end"]
        == "rescan"
    )
    (asked,) = partner.api.call("GET", "/v1/rescans").json["items"]
    assert (asked["envelope"], asked["reason"]) == ("0001", "code_unreadable")
    (again,) = partner.post(Envelope("0007", ("paper", "paper"), {"rescan_for": asked["rescan"], "keyed": KEYED}))[
        "envelopes"
    ]
    assert again["end"] == "opened"
    assert partner.api.call("GET", "/v1/rescans").json["items"] == []


def test_a_sheet_of_a_case_is_set_aside_until_its_new_scan_comes(office: MiniOffice, partner: PostOffice) -> None:
    desk = Desk(office)
    (envelope,) = partner.post(Envelope("0001", (partner.separator("KK"), "paper", "paper"), {"keyed": KEYED}))[
        "envelopes"
    ]
    officer = Officer(office.staff(Role.VERIFIER), envelope["receipt_number"])
    (document,) = officer.read()["documents"]
    assert len(document["pages"]) == 2
    sheet = desk.read(envelope["envelope"])["page_images"][1]["control_number"]
    answer = desk.resolve(envelope["envelope"], action="rescan", control_number=sheet, reason="cut_off")
    assert answer.status == 200
    assert len(officer.read()["documents"][0]["pages"]) == 1
    batch = envelope["envelope"].split(".")[1]
    assert partner.ledger(batch)["sums"]["pages"] == {"opened": 1, "rescan": 1, "set_aside": 1}
    (asked,) = partner.api.call("GET", "/v1/rescans").json["items"]
    (again,) = partner.post(Envelope("0001", (partner.separator("KK"), "paper"), {"rescan_for": asked["rescan"]}))[
        "envelopes"
    ]
    assert (again["end"], again["receipt_number"]) == ("attached", envelope["receipt_number"])
    assert len(officer.read()["documents"][0]["pages"]) == 2
    assert partner.api.call("GET", "/v1/rescans").json["items"] == []


def test_a_rescan_that_nobody_asked_for_is_refused_and_its_pages_counted(partner: PostOffice) -> None:
    (envelope,) = partner.post(Envelope("0001", ("paper", "paper"), {"rescan_for": "nothing"}))["envelopes"]
    assert (envelope["end"], envelope["errors"][0]["code"]) == ("rejected", "rescan_unknown")
    assert (envelope["pages"], envelope["errors"][0]["facts"]["rescan"]) == ({"rejected": 2}, "nothing")


def test_a_rescan_with_a_strangers_cover_waits_for_an_officer(office: MiniOffice, partner: PostOffice) -> None:
    desk, stranger = Desk(office), office.start()
    (envelope,) = partner.post(Envelope("0001", ("paper", "paper"), {"keyed": KEYED}))["envelopes"]
    asked = desk.resolve(envelope["envelope"], action="rescan", reason="cut_off").json["rescan"]
    told = [len(messenger.sent) for messenger in office.ports.messengers.values()]
    (wrong,) = partner.post(Envelope("0001", (partner.cover(stranger.id), "paper"), {"rescan_for": asked}))["envelopes"]
    assert (wrong["end"], [why["code"] for why in wrong["waits_for"]]) == ("staff", ["cover_differs_from_rescan"])
    candidates = desk.read(wrong["envelope"])["candidates"]
    assert candidates == [envelope["receipt_number"], stranger.started["receipt_number"]]
    assert [len(messenger.sent) for messenger in office.ports.messengers.values()] == told


def test_a_rescan_brings_only_sheets_of_its_own_envelope(office: MiniOffice, partner: PostOffice) -> None:
    desk = Desk(office)
    (first,) = partner.post(Envelope("0001", ("paper",), {"keyed": KEYED}))["envelopes"]
    partner.post(Envelope("0001", ("paper",)))
    asked = desk.resolve(first["envelope"], action="rescan", reason="cut_off").json["rescan"]
    partner.sheets = 0
    own = {"rescan_for": asked}
    (again,) = partner.post(Envelope("0001", ("paper",), own))["envelopes"]
    assert (again["end"], again["receipt_number"]) == ("attached", first["receipt_number"])
    asked = desk.resolve(again["envelope"], action="rescan", reason="cut_off").json["rescan"]
    partner.sheets = 1
    (foreign,) = partner.post(Envelope("0001", ("paper",), {"rescan_for": asked}))["envelopes"]
    assert foreign["end"] in {"staff", "duplicate"}


def posted_and_complete(office: MiniOffice, partner: PostOffice) -> tuple[dict[str, Any], Officer]:
    """An envelope with every paper that its case needs, each accepted by the officer who has it."""
    pages = [page for paper in ("SK_HILANG", "KK", "F102") for page in (partner.separator(paper), "paper")]
    (envelope,) = partner.post(Envelope("0001", tuple(pages), {"keyed": KEYED}))["envelopes"]
    officer = Officer(office.staff(Role.VERIFIER), envelope["receipt_number"])
    officer.move("POST", "/claim")
    officer.move("PATCH", "", {name: LOST[name] for name in ("applicant_role", "answers", "applicant") if name in LOST})
    for document in officer.read()["documents"]:
        officer.move("PUT", f"/documents/{document['document']}/verdict", {"kind": "accepted"})
    return envelope, officer


def test_a_case_is_not_accepted_while_a_sheet_is_scanned_again(office: MiniOffice, partner: PostOffice) -> None:
    desk = Desk(office)
    envelope, officer = posted_and_complete(office, partner)
    sheet = desk.read(envelope["envelope"])["page_images"][3]["control_number"]
    extra = {"action": "rescan", "control_number": sheet, "reason": "cut_off"}
    asked = desk.resolve(envelope["envelope"], **extra).json["rescan"]
    refused = officer.move("POST", "/accept")
    assert (refused.status, {e["code"] for e in refused.json["errors"]}) == (422, {"scan_awaited", "missing"})
    assert "scan_awaited" in {finding["code"] for finding in officer.read()["findings"]}
    partner.post(Envelope("0001", (partner.separator("KK"), "paper"), {"rescan_for": asked}))
    officer.move("PUT", "/documents/kk/verdict", {"kind": "accepted"})
    assert "scan_awaited" not in {finding["code"] for finding in officer.read()["findings"]}
    assert officer.move("POST", "/accept").status == 200


def test_a_new_scan_does_not_answer_for_the_resident(office: MiniOffice, partner: PostOffice) -> None:
    desk = Desk(office)
    envelope, officer = posted_and_complete(office, partner)
    sheet = desk.read(envelope["envelope"])["page_images"][1]["control_number"]
    asked = desk.resolve(envelope["envelope"], action="rescan", control_number=sheet, reason="cut_off").json["rescan"]
    officer.move("PUT", "/documents/kk/verdict", {"kind": "expired"})
    assert officer.move("POST", "/return", {}).status == 200
    (again,) = partner.post(Envelope("0001", (partner.separator("SK_HILANG"), "paper"), {"rescan_for": asked}))[
        "envelopes"
    ]
    case = officer.read()
    assert (again["end"], case["state"], case["round"]) == ("attached", "RETURNED", 1)
    assert [len(d["pages"]) for d in case["documents"] if d["document"] == "sk-hilang"] == [1]


def test_two_envelopes_do_not_answer_one_rescan(office: MiniOffice, partner: PostOffice) -> None:
    desk = Desk(office)
    (first,) = partner.post(Envelope("0001", ("paper", "paper"), {"keyed": KEYED}))["envelopes"]
    sheet = desk.read(first["envelope"])["page_images"][0]["control_number"]
    asked = desk.resolve(first["envelope"], action="rescan", control_number=sheet, reason="cut_off").json["rescan"]
    both = [Envelope(number, ("paper",), {"rescan_for": asked}) for number in ("0001", "0002")]
    ledger = partner.post(*both)
    assert [[e["code"] for e in line["errors"]] for line in ledger["envelopes"]] == [["rescan_twice"]] * 2
    one, late = partner.manifest([both[0]]), partner.manifest([both[1]])
    for manifest, envelope in ((one, both[0]), (late, both[1])):
        assert partner.send(manifest, [envelope]).status == 200
    office.work()
    ends = [partner.ledger(manifest["batch_id"])["envelopes"][0] for manifest in (one, late)]
    assert [line["end"] for line in ends] == ["attached", "rejected"]
    assert ends[1]["errors"][0]["code"] == "rescan_unknown"


def test_two_entries_of_custody_at_once_are_one_and_a_stale_version(
    office: MiniOffice, partner: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    (envelope,) = partner.post(Envelope("0001", ("paper",), {"keyed": KEYED}))["envelopes"]
    back = {"place": "returned", "returned_under": "RR123456785ID"}
    path = f"/v1/envelopes/{envelope['envelope']}/custody"
    ledger = office.ports.post.ledger
    read = ledger.get_envelope
    answers = []

    def meanwhile(ref: EnvelopeRef) -> Stored | None:
        monkeypatch.setattr(ledger, "get_envelope", read)
        seen = read(ref)
        answers.append(Desk(office).api.call("POST", path, back, {"If-Match": '"1"'}).status)
        return seen

    monkeypatch.setattr(ledger, "get_envelope", meanwhile)
    answers.append(Desk(office).api.call("POST", path, back, {"If-Match": '"1"'}).status)
    assert answers == [200, 412]


def test_an_envelope_without_pages_left_is_not_attached(office: MiniOffice, partner: PostOffice) -> None:
    desk, envelope = Desk(office), waiting(partner, "paper")
    desk.resolve(envelope, action="rescan", reason="cut_off")
    assert desk.resolve(envelope, action="attach", receipt_number=office.start().id).status == 409


def test_where_the_originals_are_is_recorded(office: MiniOffice, partner: PostOffice) -> None:
    desk, envelope = Desk(office), waiting(partner)
    path = f"/v1/envelopes/{envelope}/custody"
    assert desk.api.call("POST", path, {"place": "office"}, {"If-Match": '"1"'}).status == 200
    wrong = desk.api.call("POST", path, {"place": "returned"}, {"If-Match": '"2"'})
    assert (wrong.status, wrong.json["errors"][0]["field"]) == (422, "returned_under")
    back = {"place": "returned", "returned_under": "RR123456785ID"}
    assert desk.api.call("POST", path, back, {"If-Match": '"2"'}).status == 200
    custody = desk.read(envelope)["custody"]
    assert [kept["place"] for kept in custody] == ["post_office", "office", "returned"]
    assert custody[-1]["returned_under"] == "RR123456785ID"


def test_a_case_is_not_accepted_while_a_page_is_unsorted(office: MiniOffice, partner: PostOffice) -> None:
    (envelope,) = partner.post(Envelope("0001", ("paper", "paper"), {"keyed": KEYED}))["envelopes"]
    officer = Officer(office.staff(Role.VERIFIER), envelope["receipt_number"])
    officer.move("POST", "/claim")
    refused = officer.move("POST", "/accept")
    codes = {e["code"] for e in refused.json["errors"]}
    assert (refused.status, codes) == (422, {"page_unsorted", "missing", "field_missing"})
    first, second = (page["page"] for page in officer.read()["unsorted"])
    wrong = officer.move("PUT", "/pages", {"pages": {first: "no-such-slot", "nobody": "kk"}})
    assert {(e["field"], e["code"]) for e in wrong.json["errors"]} == {
        (f"pages.{first}", "unknown_slot"),
        ("pages.nobody", "unknown_page"),
    }
    slot = next(s for s in officer.read()["slots"] if "SK_HILANG" in s["choices"])["slot"]
    assert officer.move("PUT", "/pages", {"pages": {first: slot, second: None}}).status == 200
    case = officer.read()
    assert (case["unsorted"], [d["document"] for d in case["documents"]]) == ([], [slot])


def test_an_officer_keys_what_the_papers_say(office: MiniOffice, partner: PostOffice) -> None:
    (envelope,) = partner.post(Envelope("0001", ("paper",), {"keyed": {"service": "KTP-LOST", "name": "Siti Contoh"}}))[
        "envelopes"
    ]
    officer = Officer(office.staff(Role.VERIFIER), envelope["receipt_number"])
    assert "applicant_role" in {finding["field"] for finding in officer.read()["findings"]}
    keyed = {name: LOST[name] for name in ("applicant_role", "applicant", "contact", "family_card_number")}
    assert officer.move("PATCH", "", keyed).status == 200
    case = officer.read()
    assert case["personal"]["applicant"]["nik"] == KEYED["nik"]
    assert "applicant_role" not in {finding["field"] for finding in case["findings"]}


def test_what_is_keyed_of_a_contact_that_officers_do_not_see_leaves_the_rest_of_it(
    office: MiniOffice, partner: PostOffice
) -> None:
    (envelope,) = partner.post(Envelope("0001", ("paper",), {"keyed": {**KEYED, "phone": "081000000002"}}))["envelopes"]
    officer = Officer(office.staff(Role.VERIFIER), envelope["receipt_number"])

    def contact() -> Contact:
        receipt = ReceiptNumber.restore(envelope["receipt_number"].replace("-", ""))
        return office.ports.sealer.open(receipt, office.ports.registry.sealed[receipt]).contact

    known = contact()
    assert known.phone
    for said in ({}, {"email": "warga.pos@example.org"}, {"email": None}):
        assert officer.move("PATCH", "", {"applicant": LOST["applicant"], "contact": said}).status == 200
        assert contact().phone == known.phone
    assert (contact().email, officer.read()["reachable_by"]) == ("warga.pos@example.org", ["email", "sms"])


def test_an_address_off_an_envelope_is_kept_and_only_a_new_one_says_where_it_is(
    office: MiniOffice, partner: PostOffice
) -> None:
    said = {"street": "Jalan Contoh 7"}
    (envelope,) = partner.post(Envelope("0001", ("paper",), {"keyed": {**KEYED, "address": said}}))["envelopes"]
    officer = Officer(office.staff(Role.VERIFIER), envelope["receipt_number"])
    known = officer.read()["personal"]["address"]
    assert officer.move("PATCH", "", {"address": known, "family_card_number": LOST["family_card_number"]}).status == 200
    refused = officer.move("PATCH", "", {"address": {"street": "Jalan Pemuda 1", "postcode": "60271"}})
    assert faults(refused) == {("address.city", "no_city")}
    elsewhere = {"street": "Jalan Pemuda 1", "postcode": "60271", "city": "Kota Surabaya"}
    assert officer.move("PATCH", "", {"address": elsewhere}).status == 200
    assert officer.read()["personal"]["address"]["city"] == "Kota Surabaya"


def test_who_sent_originals_is_told_when_they_go_back(office: MiniOffice, partner: PostOffice) -> None:
    (envelope,) = partner.post(Envelope("0001", ("paper",), {"keyed": KEYED}))["envelopes"]
    back = {"place": "returned", "returned_under": "RR123456785ID"}
    path = f"/v1/envelopes/{envelope['envelope']}/custody"
    assert Desk(office).api.call("POST", path, back, {"If-Match": '"1"'}).status == 200
    office.work()
    texts = [message.text for messenger in office.ports.messengers.values() for message in messenger.sent]
    assert any("RR123456785ID" in text for text in texts)


def test_a_separator_names_the_paper_where_a_slot_takes_several(office: MiniOffice, partner: PostOffice) -> None:
    pages = (partner.separator("SK_HILANG"), "paper")
    (envelope,) = partner.post(Envelope("0001", pages, {"keyed": KEYED}))["envelopes"]
    (document,) = Officer(office.staff(Role.VERIFIER), envelope["receipt_number"]).read()["documents"]
    assert document["type"] == "SK_HILANG"


def test_staff_see_a_partners_ledger_and_day(office: MiniOffice, partner: PostOffice) -> None:
    ledger = partner.post(Envelope("0001", ("paper",), {"keyed": KEYED}))
    desk = Desk(office).api
    assert desk.call("GET", f"/v1/partners/posmlg/batches/{ledger['batch_id']}").json == ledger
    day = desk.call("GET", "/v1/partners/posmlg/statements/2026-03-02").json
    assert [item["code"] for item in day["discrepancies"]] == ["received_not_reported"]
    assert desk.call("GET", "/v1/partners/posmlg/batches/nothing").status == 404


def test_a_page_that_was_set_aside_can_be_brought_back(office: MiniOffice, partner: PostOffice) -> None:
    (envelope,) = partner.post(Envelope("0001", ("paper",), {"keyed": KEYED}))["envelopes"]
    officer = Officer(office.staff(Role.VERIFIER), envelope["receipt_number"])
    (page,) = (known["page"] for known in officer.read()["unsorted"])
    assert officer.move("PUT", "/pages", {"pages": {page: None}}).status == 200
    (aside,) = officer.read()["scanned"]
    assert (aside["aside"], officer.read()["unsorted"]) == (True, [])
    assert officer.api.call("GET", f"{officer.path}/pages/{aside['number']}").status == 200
    assert officer.move("PUT", "/pages", {"pages": {page: "kk"}}).status == 200
    assert [document["document"] for document in officer.read()["documents"]] == ["kk"]


def test_a_date_that_an_officer_keys_stands_on_the_paper(office: MiniOffice, partner: PostOffice) -> None:
    pages = (partner.separator("SK_HILANG"), "paper")
    (envelope,) = partner.post(Envelope("0001", pages, {"keyed": KEYED}))["envelopes"]
    officer = Officer(office.staff(Role.VERIFIER), envelope["receipt_number"])
    dated = {"documents": {"sk-hilang": {"issued_on": "2026-03-01"}}}
    assert officer.move("PATCH", "", dated).status == 200
    (document,) = officer.read()["documents"]
    assert (document["type"], document["issued_on"]) == ("SK_HILANG", "2026-03-01")


def test_an_envelope_whose_every_sheet_is_asked_for_again_waits_for_that_alone(
    office: MiniOffice, partner: PostOffice
) -> None:
    desk, envelope = Desk(office), waiting(partner, "paper", "paper")
    sheets = [page["control_number"] for page in desk.read(envelope)["page_images"]]
    ends = [
        desk.resolve(envelope, action="rescan", control_number=sheet, reason="cut_off").json["end"] for sheet in sheets
    ]
    assert ends == ["staff", "rescan"]


def test_who_has_not_taken_a_case_does_not_sort_or_key_it(office: MiniOffice, partner: PostOffice) -> None:
    (envelope,) = partner.post(Envelope("0001", ("paper",), {"keyed": KEYED}))["envelopes"]
    holder = Officer(office.staff(Role.VERIFIER, "holder"), envelope["receipt_number"])
    holder.move("POST", "/claim")
    other = Officer(office.staff(Role.VERIFIER, "other"), envelope["receipt_number"])
    page = other.read()["unsorted"][0]["page"]
    assert other.move("PUT", "/pages", {"pages": {page: "kk"}}).status == 403
    assert other.move("PATCH", "", {"applicant_role": "self"}).status == 403
    assert holder.move("PUT", "/pages", {"pages": {page: "kk"}}).status == 200


def test_a_page_that_is_hard_to_read_says_so_wherever_it_lies(office: MiniOffice, partner: PostOffice) -> None:
    (envelope,) = partner.post(Envelope("0001", ("paper", "blurred"), {"keyed": KEYED}))["envelopes"]
    images = Desk(office).read(envelope["envelope"])["page_images"]
    assert [[finding["code"] for finding in page["findings"]] for page in images] == [[], ["page_blurred"]]
    officer = Officer(office.staff(Role.VERIFIER), envelope["receipt_number"])
    clear, blurred = officer.read()["scanned"]
    assert (clear["findings"], [finding["code"] for finding in blurred["findings"]]) == ([], ["page_blurred"])
    assert (blurred["width"], blurred["height"], blurred["has_code"]) == (100, 140, False)
    officer.move("PUT", "/pages", {"pages": {clear["page"]: "kk", blurred["page"]: "kk"}})
    case = officer.read()
    (document,) = case["documents"]
    assert [(found["field"], found["code"]) for found in document["findings"]] == [("kk", "page_blurred")]
    assert ("kk", "page_blurred") in [(found["field"], found["code"]) for found in case["findings"]]


def test_nothing_is_asked_of_the_writing_on_a_portrait(office: MiniOffice, partner: PostOffice) -> None:
    keyed = {**KEYED, "service": "KIA-NEW"}
    (envelope,) = partner.post(Envelope("0001", ("blurred",), {"keyed": keyed}))["envelopes"]
    officer = Officer(office.staff(Role.VERIFIER), envelope["receipt_number"])
    (page,) = officer.read()["scanned"]
    officer.move("PUT", "/pages", {"pages": {page["page"]: "pas-foto-anak"}})
    (document,) = officer.read()["documents"]
    assert document["findings"] == []


def test_a_page_image_of_an_envelope_comes_with_its_thumbnail(office: MiniOffice, partner: PostOffice) -> None:
    links = Desk(office).api.call("GET", f"/v1/envelopes/{waiting(partner)}/pages/1").json
    assert links["thumbnail_url"].split("?")[0].endswith("-small.jpg")
    assert (links["width"], links["height"]) == (100, 140)


def hint_of(officer: Officer) -> str | None:
    (document,) = officer.read()["documents"]
    return str(document["numbers"]) if document["numbers"] else None


def with_a_card(office: MiniOffice, partner: PostOffice, reads: str) -> Officer:
    """An officer with a case whose KK came behind its separator; the reader makes `reads` of it."""
    office.ports.reads_papers, office.ports.paper_reader.usual = True, reads
    (envelope,) = partner.post(Envelope("0001", (partner.separator("KK"), "paper"), {"keyed": KEYED}))["envelopes"]
    office.work()
    return Officer(office.staff(Role.VERIFIER), envelope["receipt_number"])


def test_the_number_on_a_posted_card_is_compared_once_it_is_sorted(office: MiniOffice, partner: PostOffice) -> None:
    office.ports.reads_papers, office.ports.paper_reader.usual = True, f"NIK {KEYED['nik']}"
    (envelope,) = partner.post(Envelope("0001", ("paper", "paper"), {"keyed": KEYED}))["envelopes"]
    officer = Officer(office.staff(Role.VERIFIER), envelope["receipt_number"])
    card, letter = (page["page"] for page in officer.read()["scanned"])
    officer.move("PUT", "/pages", {"pages": {card: "kk", letter: None}})
    assert hint_of(officer) is None
    office.work()
    assert hint_of(officer) == "agree"


def test_a_card_behind_its_separator_is_compared_at_once(office: MiniOffice, partner: PostOffice) -> None:
    assert hint_of(with_a_card(office, partner, reads=f"NIK {KEYED['nik']}")) == "agree"


def test_other_numbers_are_compared_anew(office: MiniOffice, partner: PostOffice) -> None:
    officer = with_a_card(office, partner, reads="NIK 3573994507800003")
    assert hint_of(officer) == "differ"
    applicant = {"name": "Siti Aminah", "nik": "3573994507800003"}
    assert officer.move("PATCH", "", {"applicant": applicant}).status == 200
    assert hint_of(officer) is None
    office.work()
    assert hint_of(officer) == "agree"


def test_an_answer_by_post_forgets_what_was_read_for_other_numbers(office: MiniOffice, partner: PostOffice) -> None:
    officer = with_a_card(office, partner, reads=f"NIK {KEYED['nik']}")
    assert hint_of(officer) == "agree"
    officer.move("POST", "/claim")
    assert officer.move("POST", "/return", {"missing": [{"slot": "sk-hilang", "reason": "missing"}]}).status == 200
    office.ports.paper_reader.usual = "NIK 3573994507800003"
    partner.post(
        Envelope("0001", (partner.cover(officer.read()["receipt_number"]), partner.separator("SK_HILANG"), "paper"))
    )
    office.work()
    numbers = {document["document"]: document["numbers"] for document in officer.read()["documents"]}
    assert numbers["kk"] == "differ"


def test_who_looks_at_an_envelope_and_its_pages_is_recorded(office: MiniOffice, partner: PostOffice) -> None:
    desk, envelope = Desk(office), waiting(partner)
    desk.read(envelope)
    assert desk.api.call("GET", f"/v1/envelopes/{envelope}/pages/1").status == 200
    sights, _ = office.ports.seen.of_officer(Role.FRONT_OFFICER.value, None, 10)
    assert {(seen.sight, seen.envelope, seen.page) for seen in sights} == {
        ("envelope", envelope, None),
        ("envelope", envelope, 1),
    }


def test_looks_at_an_envelope_of_a_case_are_told_of_the_case_in_the_api_and_on_the_page(
    office: MiniOffice, partner: PostOffice
) -> None:
    desk, envelope, receipt = Desk(office), waiting(partner), office.start().id
    assert desk.resolve(envelope, action="attach", receipt_number=receipt).status == 200
    desk.read(envelope)
    assert desk.api.call("GET", f"/v1/envelopes/{envelope}/pages/1").status == 200
    told = office.staff(Role.AUDITOR).call("GET", f"/v1/cases/{receipt}/seen")
    looks = {(seen["sight"], seen["envelope"], seen["page"]) for seen in told.json["items"]}
    assert looks == {("envelope", envelope, 1), ("envelope", envelope, None)}
    browser = sign_in(office, Role.AUDITOR)
    browser.go("/office/seen")
    browser.press("office/seen", receipt=receipt)
    assert f"kiriman pos {envelope} 1" in browser.text
