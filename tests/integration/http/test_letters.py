"""Letters over HTTP: from the list to the post office and back, on the pages and by the API."""

import pytest

from chalicelib.domain.access import Role
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.notification import NoticeState
from chalicelib.domain.seen import Sight
from chalicelib.domain.told import Hearing
from chalicelib.domain.worklist import UNREACHED
from chalicelib.services.check_told import CheckTold
from tests.integration.http.letter_calls import leave_address_alone, write_letter
from tests.integration.http.walk import bring_to, faults, verifier
from tests.office import MiniOffice, Resident
from tests.officers import sign_in

NUMBER = "RR000000005ID"


@pytest.fixture
def written(office: MiniOffice) -> Resident:
    """A resident whose letter waits."""
    return write_letter(office)


def state_of(office: MiniOffice, resident: Resident) -> NoticeState:
    return next(n.state for n in office.ports.registry.notices[resident.id].values() if n.channel == "letter")


def test_an_officer_prints_letters_mails_them_and_records_one_that_came_back(
    office: MiniOffice, written: Resident
) -> None:
    window = sign_in(office, Role.FRONT_OFFICER)
    window.go("/office/letters")
    assert "1 surat menunggu" in window.text
    assert window.press("office/letters?", size="abc").status == 422
    assert "dari 1 sampai 50" in window.text
    assert window.press("office/letters?", size="1").status == 200
    batch = next(iter(office.ports.letters.shelf.batches))
    (letter,) = office.services.letters.read_batch(batch)[1]

    to_print = next(form for form in window.forms if "letters.pdf" in form.action)
    printed = window.send(to_print)
    assert printed.content.startswith(b"%PDF")
    assert [seen.receipt for seen in office.ports.seen.seen if seen.sight is Sight.LETTER] == [written.id]

    window.go(f"/office/letters/batches/{batch}")
    again = window.send(to_print)
    assert again.status == 422
    assert "Sudah dicetak 1 kali" in window.text
    assert "baru dicetak di jendela lain" in window.text
    window.go(f"/office/letters/batches/{batch}")
    form = next(form for form in window.forms if f"{batch}?" in form.action)
    table = f"surat;nomor kiriman\n{letter.code};{NUMBER}\nTEST-TEST-TE5/1;\nx;12"
    refused = window.send(form, do="mailed_list", table=table)
    assert refused.status == 422
    assert "Baris 4" in window.text
    assert letter.code in window.text
    assert state_of(office, written) is NoticeState.SENT

    done = window.send(form, do="mailed_list", table=f"{letter.code};{NUMBER}".join(["surat;nomor kiriman\n", ""]))
    assert done.status == 200
    assert state_of(office, written) is NoticeState.DELIVERED
    assert "Kelompok ini sudah selesai" in window.text

    window.go("/office/letters")
    assert window.press("letters/returned", scan="").status == 422
    assert "Pilih alasan surat kembali" in window.text
    assert window.press("letters/returned", scan="TESTTESTTE5", reason="moved").status == 422
    assert window.press("letters/returned", scan=NUMBER, reason="not_collected").status == 200
    assert "Alamatnya tetap bisa disurati" in window.text
    assert state_of(office, written) is NoticeState.FAILED
    office.work()
    assert [item["receipt"] for item in office.ports.cases.list_queue(UNREACHED, None, 9).items] == [written.id]


def test_the_api_does_the_same_once_however_often_it_is_asked(office: MiniOffice, written: Resident) -> None:
    clerk, key = office.staff(Role.COUNTER), {"Idempotency-Key": office.key()}
    (waiting,) = clerk.call("GET", "/v1/letters").json["items"]
    assert waiting["receipt"] == written.id
    made = [clerk.call("POST", "/v1/letter-batches", {"size": 1}, key).json for _ in range(2)]
    assert made[0] == made[1]
    path = f"/v1/letter-batches/{made[0]['batch']}"
    code = made[0]["letters"][0]["letter"]
    assert ("letters", "letters_not_printed") in faults(clerk.call("POST", path + "/mailed", {}))
    prints = [clerk.call("POST", path + "/letters.pdf", {"prints": seen}).content for seen in (0, None)]
    stale = clerk.call("POST", path + "/letters.pdf", {"prints": 1})
    assert ("batch", "letters_printed_meanwhile") in faults(stale)
    assert clerk.call("GET", path).json["prints"] == 2
    assert prints[0] == prints[1]
    lines = {"letters": [{"letter": code, "postal_number": NUMBER}, {"letter": "", "postal_number": "?"}]}
    assert ("letters.1.letter", "missing") in faults(clerk.call("POST", path + "/mailed", lines))
    assert clerk.call("POST", path + "/mailed", {}).json == {"done": 1, "already": 0}
    named = {"letters": [{"letter": code}]}
    assert clerk.call("POST", path + "/mailed", named).json == {"done": 0, "already": 1}
    assert ("letters.0", "letter_mailed") in faults(clerk.call("POST", path + "/put-back", {"letters": [code]}))
    assert clerk.call("POST", "/v1/letters/returned", {"scan": code}).status == 422
    back = {"scan": code, "reason": "damaged"}
    for _ in range(2):
        answer = clerk.call("POST", "/v1/letters/returned", back).json
        assert (answer["state"], answer["returned_because"]) == ("returned", "damaged")
    assert clerk.call("GET", "/v1/letter-batches").json["items"] == []


@pytest.mark.parametrize("outcome", ["reached", "no_answer"])
def test_a_call_ends_the_letter_that_waits_only_where_the_resident_was_spoken_with(
    office: MiniOffice, outcome: str
) -> None:
    resident = bring_to(office, CaseState.IN_REVIEW)
    leave_address_alone(office, resident.id)
    officer = verifier(office, resident)
    document = officer.read()["documents"][0]["document"]
    officer.move("PUT", f"/documents/{document}/verdict", {"kind": "unreadable"})
    assert officer.move("POST", "/return", {}).status == 200
    office.work()
    window = sign_in(office, Role.FRONT_OFFICER)
    window.go(f"/office/cases/{resident.id}")
    assert "Menunggu dicetak dan diposkan sebagai surat" in window.text
    for _ in range(2):
        window.press("/call", outcome=outcome)
    has_spoken = outcome == "reached"
    assert ("Sudah diketahui warga" in window.text) is has_spoken
    assert ("Menunggu dicetak dan diposkan" in window.text) is not has_spoken
    office.work()
    clerk, key = office.staff(Role.COUNTER), {"Idempotency-Key": office.key()}
    batch = clerk.call("POST", "/v1/letter-batches", {"size": 1}, key).json["batch"]
    printed = clerk.call("POST", f"/v1/letter-batches/{batch}/letters.pdf", {"prints": None})
    assert printed.status == (422 if has_spoken else 200)
    receipt = ReceiptNumber.restore(resident.id)
    assert bool(office.ports.telling_trail.of(receipt).jobs) is not has_spoken
    check = CheckTold(office.ports.cases, office.ports.telling_trail, office.ports.clock)
    (found,) = [one for page in check.walk() for one in page.findings]
    assert found.heard.hearing is (Hearing.TOLD if has_spoken else Hearing.ON_THE_LIST)
    told = [
        dict(event.details).get("told") for event in office.ports.cases.list_audit(receipt) if event.action == "called"
    ]
    assert told == (["returned", None] if has_spoken else [None, None])
