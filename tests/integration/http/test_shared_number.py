"""One telephone number in many cases: counted, capped, and said to officers and to the resident who got nothing."""

import pytest

from chalicelib.domain.access import Role
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.notification import NoticeChannel
from tests.integration.http.walk import bring_to, verifier
from tests.office import LOST, MiniOffice, Resident
from tests.officers import sign_in
from tests.residents import as_header, cookies_of

PHONE = "+6281000000003"
SMS = NoticeChannel.SMS


@pytest.fixture
def crowd(office: MiniOffice) -> list[Resident]:
    """Three who gave one number in an office that sends two messages a day to one; the day's two are spent."""
    caps = office.ports.office.telling.caps.model_copy(update={"to_one_in_a_day": 2})
    telling = office.ports.office.telling.model_copy(update={"caps": caps})
    office.ports.office = office.ports.office.model_copy(update={"telling": telling})
    office.services = office.services.present()
    found = []
    for _ in range(3):
        found.append(bring_to(office, CaseState.SUBMITTED, {**LOST, "contact": {"phone": PHONE}}))
        office.work()
    return found


def news_of(office: MiniOffice, resident: Resident) -> str:
    page = office.public.call("GET", f"/apply/{resident.id}/news", headers=as_header(cookies_of(office, resident.id)))
    return page.content.decode()


def test_the_case_says_in_how_many_others_its_number_stands_and_how_it_is_capped(
    office: MiniOffice, crowd: list[Resident]
) -> None:
    window = sign_in(office, Role.VERIFIER)
    page = window.go(f"/office/cases/{crowd[0].id}")
    assert "Nomor ini ditulis juga di 2 berkas lain. Satu nomor menerima paling banyak 2 pesan sehari" in window.text
    assert PHONE not in page.content.decode()
    assert verifier(office, crowd[0]).move("PUT", "/contact", {"phone": "+6281000000009"}).status == 200
    window.go(f"/office/cases/{crowd[0].id}")
    assert "ditulis juga di" not in window.text


def test_who_comes_after_the_cap_is_on_the_list_with_the_reason_and_their_page_says_how_much_is_sent(
    office: MiniOffice, crowd: list[Resident]
) -> None:
    sent = [message.recipient for message in office.ports.messengers[SMS].sent]
    last = crowd[-1]
    receipt = ReceiptNumber.restore(last.id)
    assert office.ports.unreached.list_for(receipt) == ()  # that it was received they know
    officer = verifier(office, last)
    assert officer.move("POST", "/claim").status == 200
    assert officer.move("POST", "/reject", {"reason": "not_eligible"}).status == 200
    office.work()
    (news,) = office.ports.unreached.list_for(receipt)
    assert (sent, news.capped) == ([PHONE] * 2, frozenset({SMS}))
    window = sign_in(office, Role.COUNTER)
    window.go("/office/queue?queue=unreached")
    assert "Lewat SMS: tidak dikirim, batas jumlah pesan sudah tercapai" in window.text
    assert "paling banyak 2 pesan sehari dan 40 sebulan lewat tiap jalur" in news_of(office, last)
