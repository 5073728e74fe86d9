"""Who gave an address to which nothing goes: told so themselves, and told apart on the staff's list."""

from typing import Any

import pytest

from chalicelib.domain.access import Role
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.notification import NoticeChannel
from chalicelib.domain.suppression import Suppression, SuppressionReason
from chalicelib.services.keys import recipient_digest
from tests.fakes import EPOCH
from tests.integration.http.walk import bring_to, stored
from tests.office import LOST, MiniOffice, Resident
from tests.officers import sign_in
from tests.residents import Browser, cookies_of

LANDLINE, ABROAD, MAIL = "0341551234", "+6591234567", "siti@example.org"
SERVICE = ("0809 1234567", "0800 1234567", "0804 1234567", "0868 1234 5678")


@pytest.fixture
def office() -> MiniOffice:
    return MiniOffice()


def suppress(office: MiniOffice, reason: SuppressionReason) -> None:
    recipient = recipient_digest(office.ports.keys.lookup, NoticeChannel.EMAIL, MAIL)
    office.ports.suppressions.add(recipient, Suppression(reason=reason, since=EPOCH))


def codes_of(resident: Resident) -> set[str]:
    return {finding["code"] for finding in resident.call("GET").json["findings"]}


def complete(office: MiniOffice, contact: dict[str, Any]) -> Resident:
    """A case whose resident is to hear that it is complete."""
    resident = bring_to(office, CaseState.COMPLETE, {**LOST, "contact": contact})
    office.work()
    return resident


@pytest.mark.parametrize(
    ("contact", "suppressed", "line"),
    [
        ({}, None, "tidak ada nomor HP atau e-mail"),
        ({"phone": LANDLINE}, None, "Telepon rumah atau nomor layanan: hubungi"),
        ({"phone": ABROAD}, None, "Nomor luar negeri, tidak dikirimi pesan: hubungi"),
        ({"email": MAIL}, SuppressionReason.OPTED_OUT, "Lewat e-mail: warga menghentikan kabar"),
        (
            {"email": MAIL},
            SuppressionReason.BOUNCED,
            "Lewat e-mail: nomor atau alamatnya tidak berlaku, minta yang benar",
        ),
        ({"email": MAIL}, SuppressionReason.COMPLAINED, "Lewat e-mail: warga melaporkan pesan kami"),
    ],
)
def test_staff_see_why_nobody_could_be_told_and_what_to_do(
    office: MiniOffice, contact: dict[str, str], suppressed: SuppressionReason | None, line: str
) -> None:
    if suppressed:
        suppress(office, suppressed)
    resident = complete(office, contact)
    window = sign_in(office, Role.VERIFIER)
    window.go("/office/queue?queue=unreached")
    assert line in window.text
    assert ("tidak ada nomor HP" in window.text) is (not contact)
    assert MAIL not in window.text
    assert LANDLINE not in window.text
    window.go(f"/office/cases/{resident.id}")
    assert line in window.text
    (shown,) = office.staff(Role.VERIFIER).call("GET", f"/v1/cases/{resident.id}").json["untold"]
    assert bool(shown["closed"]) is bool(contact)


@pytest.mark.parametrize("phone", [LANDLINE, *SERVICE])
def test_who_wants_whatsapp_at_a_number_that_is_no_mobile_one_is_told_so(office: MiniOffice, phone: str) -> None:
    resident = office.start({**LOST, "contact": {"phone": phone, "whatsapp": True}})
    assert {"phone_without_texts", "whatsapp_without_mobile"} <= codes_of(resident)
    mobile = office.start({**LOST, "contact": {"phone": "081000000001", "whatsapp": True}})
    assert {"phone_without_texts", "whatsapp_without_mobile"}.isdisjoint(codes_of(mobile))


@pytest.mark.parametrize("phone", SERVICE)
def test_no_message_is_paid_for_at_a_premium_toll_free_or_satellite_number(office: MiniOffice, phone: str) -> None:
    resident = bring_to(office, CaseState.SUBMITTED, {**LOST, "contact": {"phone": phone, "whatsapp": True}})
    office.work()
    assert stored(office, resident.id).reachable == ()
    assert [messenger.sent for messenger in office.ports.messengers.values() if messenger.sent] == []


@pytest.mark.parametrize(("phone", "why"), [(LANDLINE, "Telepon rumah"), (ABROAD, "Nomor luar negeri")])
def test_nobody_is_promised_messages_to_a_number_that_takes_none(office: MiniOffice, phone: str, why: str) -> None:
    resident = bring_to(office, CaseState.SUBMITTED, {**LOST, "contact": {"phone": phone}})
    assert stored(office, resident.id).reachable == ()
    window = Browser(office, cookies=cookies_of(office, resident.id))
    window.go(f"/apply/{resident.id}/status")
    assert "yang dapat kami kirimi pesan" in window.text
    window.go(f"/apply/{resident.id}/news")
    assert ("Kabar dikirim ke sini" in window.text, "Tidak ada kabar yang dikirim" in window.text) == (False, True)
    assert "Tidak dikirim: " in window.text
    assert [way["closed"] for way in resident.call("GET", "/news").json["items"]] != [None]
    desk = sign_in(office, Role.VERIFIER)
    desk.go(f"/office/cases/{resident.id}")
    assert why in desk.text


def test_a_mobile_number_of_a_country_that_the_office_writes_to_is_promised_messages(office: MiniOffice) -> None:
    telling = office.services.office.telling.model_copy(update={"countries": ("+65",)})
    office.services.office = office.services.office.model_copy(update={"telling": telling})
    resident = bring_to(office, CaseState.SUBMITTED, {**LOST, "contact": {"phone": ABROAD}})
    assert stored(office, resident.id).reachable == ("sms",)


def test_nobody_is_to_call_about_a_draft_and_somebody_is_once_it_was_handed_in(office: MiniOffice) -> None:
    office.undelivered.add(NoticeChannel.SMS)
    resident = office.start({**LOST, "contact": {"phone": "081000000001"}})
    assert resident.reissue_pin().status == 202
    office.work()
    assert len(office.ports.messengers[NoticeChannel.SMS].sent) == 1
    assert list(office.ports.registry.lists["unreached"]) == []
    other = bring_to(office, CaseState.SUBMITTED, {**LOST, "contact": {"phone": "081000000002"}})
    assert other.reissue_pin().status == 202
    office.work()
    untold = office.ports.unreached.list_for(stored(office, other.id).receipt)
    assert "pin_reissued" in [news.notice for news in untold]
