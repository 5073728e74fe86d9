"""The administrator's pages of what residents are told: lengths, preview, saving, and what is refused."""

import html
from dataclasses import replace

import pypdfium2 as pdfium
import pytest

from chalicelib.domain.access import Role
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.text import Language
from tests.office import MiniOffice
from tests.officers import sign_in
from tests.residents import Browser, Form

RECEIVED = "/office/admin/texts?event=received"
OWN = "{short_name}: {receipt} sudah di tangan kami. {link}"
RETURNED = "/office/admin/texts?event=returned"
OTHER = {
    "sms_text_id": "BEDA <b> {short_name} {receipt} {link}",
    "email_text_id": "BEDA <b> {receipt}\n\n{items}\n\n{link}",
}


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


def test_each_channel_is_shown_as_it_carries_the_news_and_whatsapp_keeps_the_shipped_words(browser: Browser) -> None:
    browser.go(RETURNED)
    shipped = _whatsapp(browser)
    page = browser.press("admin/texts", do="look", **OTHER).content.decode()

    told = page.partition('id="told"')[2]
    assert told.count("BEDA &lt;b&gt;") == 4, "two text messages, the mail and the letter"
    assert _whatsapp(browser) == shipped
    assert "Selalu teks bawaan" in shipped
    assert "Tidak mau menerima kabar lewat surel ini lagi?" in browser.text
    assert page.count("mail.html?") == page.count("letter.pdf?") == len(Language)


def _whatsapp(browser: Browser) -> str:
    """From its heading to the next one."""
    return browser.text.partition(" WhatsApp terpanjang, bahasa Indonesia")[2].partition("E-mail terpanjang")[0]


def _form(browser: Browser) -> Form:
    return next(form for form in browser.forms if "admin/texts" in form.action)


def test_news_that_no_letter_and_no_whatsapp_tells_shows_none(browser: Browser) -> None:
    page = browser.go("/office/admin/texts?event=pin_reissued").content.decode()
    assert "letter.pdf" not in page
    assert "Selalu teks bawaan" not in page
    assert "Tidak mau menerima kabar" not in browser.text
    browser.go(RETURNED)
    form = replace(_form(browser), action="/office/admin/texts/letter.pdf")
    assert browser.send(form, event="pin_reissued", spoken="id").status == 404


def test_mail_and_letter_are_seen_as_they_are_sent_and_nothing_holds(office: MiniOffice, browser: Browser) -> None:
    browser.go(RETURNED)
    form = _form(browser)

    mail = browser.send(replace(form, action="/office/admin/texts/mail.html"), spoken="id", **OTHER)
    assert (mail.status, mail.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "sandbox" in str(mail.headers["Content-Security-Policy"])
    assert "BEDA &lt;b&gt;" in mail.content.decode()
    assert '<a href="https://' in mail.content.decode()

    letter = browser.send(replace(form, action="/office/admin/texts/letter.pdf"), spoken="id", **OTHER)
    with pdfium.PdfDocument(letter.content) as pdf:
        said = "".join(page.get_textpage().get_text_bounded() for page in pdf)
    assert "BEDA <b>" in said
    assert "JALAN CONTOH NOMOR 123" in said.upper()

    wrong = browser.send(replace(form, action="/office/admin/texts/mail.html"), spoken="id", email_text_id="{nik}")
    assert wrong.status == 422
    assert "tidak tersedia di sini: nik" in browser.text
    assert holding(office) == 0


def test_programs_get_the_same_forms(office: MiniOffice) -> None:
    api, path = office.staff(Role.ADMINISTRATOR), "/v1/overlays/notice-preview"
    text = {"id": OTHER["sms_text_id"], "en": OTHER["sms_text_id"]}
    said = {"event": "returned", "messages": {"notices/returned/sms/text": text}}
    forms = [form for form in api.call("POST", path, said).json["items"] if form["language"] == "id"]

    assert [(form["channel"], form["is_longest"], form["is_shipped"]) for form in forms] == [
        ("sms", True, False), ("sms", False, False), ("whatsapp", True, True), ("email", True, False),
        ("letter", True, False),
    ]  # fmt: skip
    assert [form["text"].startswith("BEDA") for form in forms] == [True, True, False, False, False]
    assert [bool(form["parts"]) for form in forms] == [True, True, False, False, False]
    assert [bool(form["html"]) for form in forms] == [False, False, False, True, False]
    letter = api.call("POST", f"{path}/letter.pdf", {**said, "language": "en"})
    assert letter.content.startswith(b"%PDF")
    assert api.call("POST", f"{path}/letter.pdf", {"event": "pin_reissued", "language": "en"}).status == 404
    wrong = {"event": "returned", "messages": {"notices/returned/sms/text": {"id": "“{nik}", "en": "{nik}"}}}
    assert len(api.call("POST", path, wrong).json["errors"]) > 2
    assert holding(office) == 0


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
    assert "kalimat untuk warga yang berubah" in browser.text
    assert "Yang berlaku sekarang" in browser.text
    assert OWN in html.unescape(refused.content.decode())  # beside what was typed
    assert browser.press("admin/texts", do="save").status == 200  # knowingly, by a second press
    assert holding(office) == 2


def test_an_event_that_is_none_is_not_found(browser: Browser) -> None:
    assert browser.go("/office/admin/texts?event=siap").status == 404


def test_who_does_not_administer_does_not_see_them(office: MiniOffice) -> None:
    assert sign_in(office, Role.VERIFIER, officer="v1").go("/office/admin/texts").status == 403
