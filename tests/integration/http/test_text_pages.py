"""The administrator's pages of what residents are told: lengths, preview, saving, and what is refused."""

import pytest

from chalicelib.domain.access import Role
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.text import Language
from tests.office import MiniOffice
from tests.officers import sign_in
from tests.residents import Browser

RECEIVED = "/office/admin/texts?event=received"
OWN = "{short_name}: {receipt} sudah di tangan kami. {link}"


@pytest.fixture
def office() -> MiniOffice:
    return MiniOffice()


@pytest.fixture
def browser(office: MiniOffice) -> Browser:
    return sign_in(office, Role.ADMINISTRATOR, officer="adm1")


def holding(office: MiniOffice) -> int:
    return office.ports.overlays.holding_number()


def test_every_event_is_listed_with_how_long_it_gets(browser: Browser) -> None:
    page = browser.go("/office/admin/texts").content.decode()
    for event in NoticeEvent:
        assert f"texts?event={event}&amp;" in page
    assert page.count(" bagian</td>") == len(NoticeEvent) * len(Language)


def test_a_text_is_looked_at_before_it_holds(office: MiniOffice, browser: Browser) -> None:
    browser.go(RECEIVED)
    seen = browser.press("admin/texts", sms_text_id=OWN, do="look")
    assert seen.status == 200
    assert "sudah di tangan kami. https://" in browser.text
    assert holding(office) == 0
    browser.press("admin/texts", sms_text_id=OWN, do="save")
    assert "Tersimpan." in browser.text
    overlay = office.ports.overlays.get(holding(office))
    assert list(overlay.changes.messages) == ["notices/received/sms/text"]
    assert overlay.published_by == "adm1"


def test_an_emptied_field_goes_back_to_what_is_shipped(office: MiniOffice, browser: Browser) -> None:
    browser.go(RECEIVED)
    browser.press("admin/texts", sms_text_id=OWN, do="save")
    browser.press("admin/texts", sms_text_id="", do="save")
    assert office.ports.overlays.get(holding(office)).changes.messages == {}


def test_everything_that_is_wrong_is_said_at_once_and_what_was_typed_is_kept(
    office: MiniOffice, browser: Browser
) -> None:
    browser.go("/office/admin/texts?event=ready")
    long = "{short_name} {receipt} {how} " + "panjang " * 20
    typed = {"sms_text_id": long, "sms_text_en": "“{nik}” {how}", "email_subject_id": "Satu\r\ndua", "do": "save"}
    refused = browser.press("admin/texts", **typed)
    assert refused.status == 422
    assert "3 bagian" in browser.text
    assert "paling banyak 2 bagian" in browser.text
    assert "Isian yang paling panjang: how" in browser.text
    for said in ("tidak tersedia di sini: nik", "SMS biasa: “”", "teks bawaan: receipt", "harus satu baris"):
        assert said in browser.text
    assert "panjang panjang" in refused.content.decode()
    assert holding(office) == 0


def test_somebody_elses_text_is_not_overwritten(office: MiniOffice, browser: Browser) -> None:
    other = sign_in(office, Role.ADMINISTRATOR, officer="adm2")
    for one in (browser, other):
        one.go(RECEIVED)
    other.press("admin/texts", sms_text_id=OWN, do="save")
    refused = browser.press("admin/texts", sms_text_id=OWN.replace("kami", "petugas"), do="save")
    assert refused.status == 409
    assert "petugas" in refused.content.decode()
    assert holding(office) == 1


def test_an_event_that_is_none_is_not_found(browser: Browser) -> None:
    assert browser.go("/office/admin/texts?event=siap").status == 404


def test_who_does_not_administer_does_not_see_them(office: MiniOffice) -> None:
    assert sign_in(office, Role.VERIFIER, officer="v1").go("/office/admin/texts").status == 403
