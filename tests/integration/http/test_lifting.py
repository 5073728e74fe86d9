"""News is sent again where it had ended: on the resident's word, recorded, and of that address alone."""

from chalicelib.domain.access import Role
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.notification import NoticeChannel
from chalicelib.domain.suppression import Suppression, SuppressionReason
from chalicelib.services.keys import recipient_digest
from tests.fakes import EPOCH
from tests.integration.http.letter_calls import leave_address_alone
from tests.integration.http.walk import bring_to, faults, problem, stored, verifier
from tests.office import LOST, MiniOffice, Officer, Resident
from tests.officers import sign_in

ADDRESS, OTHER = "siti@example.org", "another@example.org"


def suppress(office: MiniOffice, reason: SuppressionReason, *addresses: str) -> None:
    for address in addresses:
        digest = recipient_digest(office.ports.keys.lookup, NoticeChannel.EMAIL, address)
        office.ports.suppressions.add(digest, Suppression(reason=reason, since=EPOCH))


def by_mail(office: MiniOffice, state: CaseState) -> Resident:
    return bring_to(office, state, {**LOST, "contact": {"email": ADDRESS}})


def mails(office: MiniOffice) -> int:
    return len([one for one in office.ports.messengers[NoticeChannel.EMAIL].sent if one.recipient == ADDRESS])


def test_a_bounced_address_that_works_again_is_written_to_again(office: MiniOffice) -> None:
    resident = by_mail(office, CaseState.IN_REVIEW)
    suppress(office, SuppressionReason.BOUNCED, ADDRESS, OTHER)
    before = mails(office)
    window = sign_in(office, Role.COUNTER, officer="c1")
    window.go(f"/office/cases/{resident.id}")
    window.press("/lift")
    assert (window.page.status, "Centang apa yang dikatakan warga." in window.text) == (422, True)
    window.press("/lift", reason="works_again")
    assert "Kabar berikutnya dikirim lagi lewat jalan ini." in window.text
    assert "Warga berkata alamat ini berfungsi lagi" in window.text
    assert len(office.ports.suppressions.suppressed) == 1
    assert not [form for form in window.forms if "/lift" in form.action]
    assert (
        verifier(office, resident, stored(office, resident.id).holder).move("POST", "/return", _asked()).status == 200
    )
    office.work()
    assert mails(office) == before + 1
    event = next(e for e in office.ports.cases.list_audit(_receipt(resident)) if e.action == "suppression_lifted")
    assert dict(event.details) == {"channel": "email", "was": "bounced", "reason": "works_again"}
    assert event.actor.id == "c1"


def test_a_word_that_does_not_fit_lifts_nothing(office: MiniOffice) -> None:
    resident = by_mail(office, CaseState.COMPLETE)
    lift = {"channel": "email", "reason": "works_again"}
    answer = verifier(office, resident).move("POST", "/suppression-lifts", lift)
    assert (answer.status, faults(answer)) == (422, {("channel", "not_suppressed")})
    suppress(office, SuppressionReason.OPTED_OUT, ADDRESS)
    answer = verifier(office, resident).move("POST", "/suppression-lifts", lift)
    assert (answer.status, faults(answer)) == (422, {("reason", "lift_otherwise")})
    assert Officer(office.staff(Role.SIGNER), resident.id).move("POST", "/suppression-lifts", lift).status == 403
    assert len(office.ports.suppressions.suppressed) == 1
    asked = {**lift, "reason": "resident_asked"}
    assert verifier(office, resident).move("POST", "/suppression-lifts", asked).status == 200
    assert office.ports.suppressions.suppressed == {}
    closed = by_mail(office, CaseState.CLOSED)
    answer = verifier(office, closed).move("POST", "/suppression-lifts", asked)
    assert (answer.status, problem(answer)) == (409, "transition-refused")


def test_a_postal_address_is_opened_again_for_its_resident_and_the_letter_is_printed_again(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.IN_REVIEW)
    leave_address_alone(office, resident.id)
    assert verifier(office, resident).move("POST", "/return", _asked()).status == 200
    office.work()
    clerk = office.staff(Role.FRONT_OFFICER)
    batch = clerk.call("POST", "/v1/letter-batches", {"size": 1}, {"Idempotency-Key": office.key()}).json["batch"]
    clerk.call("POST", f"/v1/letter-batches/{batch}/letters.pdf", {})
    clerk.call("POST", f"/v1/letter-batches/{batch}/mailed", {})
    back = clerk.call("POST", "/v1/letters/returned", {"scan": resident.id, "reason": "moved"})
    assert back.json["state"] == "returned"
    refused = clerk.call("POST", "/v1/letters/returned/again", {"scan": resident.id})
    assert (refused.status, faults(refused)) == (422, {("scan", "letter_again_stopped")})
    window = sign_in(office, Role.COUNTER, officer="c1")
    window.go(f"/office/cases/{resident.id}")
    assert "Tanpa surat" in window.text
    window.press("/lift", reason="works_again")
    assert "Lewat surat. Warga berkata alamat ini berfungsi lagi" in window.text
    assert office.ports.suppressions.suppressed == {}
    event = next(e for e in office.ports.cases.list_audit(_receipt(resident)) if e.action == "suppression_lifted")
    assert dict(event.details) == {"channel": "letter", "was": "bounced", "reason": "works_again"}
    again = clerk.call("POST", "/v1/letters/returned/again", {"scan": resident.id}).json
    assert (again["state"], again["letter"]) == ("waiting", back.json["letter"] + "/2")


def test_news_that_went_nowhere_while_it_was_stopped_is_sent_once_when_it_goes_again(office: MiniOffice) -> None:
    resident = by_mail(office, CaseState.IN_REVIEW)
    office.work()
    suppress(office, SuppressionReason.OPTED_OUT, ADDRESS)
    officer = verifier(office, resident, stored(office, resident.id).holder)
    assert officer.move("POST", "/return", _asked()).status == 200
    office.work()
    before = mails(office)
    assert [news.notice.value for news in office.ports.unreached.list_for(_receipt(resident))] == ["returned"]

    lift = {"channel": "email", "reason": "resident_asked"}
    assert verifier(office, resident).move("POST", "/suppression-lifts", lift).status == 200
    for _ in range(2):
        office.work()

    assert (mails(office), office.ports.unreached.list_for(_receipt(resident))) == (before + 1, ())
    event = next(e for e in office.ports.cases.list_audit(_receipt(resident)) if e.action == "suppression_lifted")
    assert event.details["again"] == "returned"


def test_news_whose_mail_came_back_is_left_to_staff_when_its_address_works_again(office: MiniOffice) -> None:
    office.undelivered = {NoticeChannel.EMAIL}
    resident = by_mail(office, CaseState.RETURNED)
    office.work()
    office.undelivered = set()
    suppress(office, SuppressionReason.BOUNCED, ADDRESS)
    before, line = mails(office), office.ports.unreached.list_for(_receipt(resident))
    assert line

    office.ports.clock.advance(hours=1)
    lift = {"channel": "email", "reason": "works_again"}
    assert verifier(office, resident).move("POST", "/suppression-lifts", lift).status == 200
    office.work()

    assert (mails(office), office.ports.unreached.list_for(_receipt(resident))) == (before, line)


def _asked() -> dict[str, object]:
    return {"missing": [{"slot": "kk"}]}


def _receipt(resident: Resident) -> ReceiptNumber:
    return ReceiptNumber.restore(resident.id)
