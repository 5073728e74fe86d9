"""The residents' pages as people use them: phone and desktop, both languages, script or none, the keyboard alone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import find_violations
from tests.browser.served_office import ServedOffice


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def phone(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(
        locale="id-ID", viewport={"width": 360, "height": 740}, java_script_enabled=request.param
    )
    yield context.new_page()
    context.close()


def test_a_lost_card_is_three_pages_from_its_papers(phone: Page, office: ServedOffice) -> None:
    phone.goto(f"{office.url}/start")
    phone.get_by_label("Kehilangan dokumen").check()
    phone.get_by_role("button", name="Lanjut").click()
    phone.get_by_label("KTP-el", exact=True).check()
    phone.get_by_role("button", name="Lanjut").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("KTP-el hilang")
    expect(phone.get_by_text("Surat keterangan kehilangan dari kepolisian")).to_be_visible()
    phone.get_by_role("link", name="English").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Lost KTP-el")
    phone.get_by_role("link", name="Back").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("What happened?")


def test_an_empty_form_leads_to_the_first_choice(phone: Page, office: ServedOffice) -> None:
    phone.goto(f"{office.url}/start")
    phone.get_by_role("button", name="Lanjut").click()
    phone.get_by_role("link", name="Pilih salah satu").click()
    expect(phone.locator(":focus")).to_have_attribute("name", "topic")


def test_a_case_is_followed_with_number_and_pin(phone: Page, office: ServedOffice) -> None:
    with office.lock:
        resident = office.office.start()
        resident.send_all()
        resident.submit()
    phone.goto(f"{office.url}/?number={resident.started['receipt_number']}")
    phone.get_by_label("PIN").fill("000000")
    phone.get_by_role("button", name="Lihat berkas").click()
    expect(phone.get_by_text("nomor dan PIN tidak cocok").first).to_be_visible()
    phone.get_by_label("PIN").fill(resident.started["pin"])
    phone.get_by_role("button", name="Lihat berkas").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Diterima")
    assert resident.started["pin"] not in phone.url
    phone.get_by_role("link", name="Nomor lain").click()
    expect(phone.get_by_label("Nomor berkas")).to_have_value("")


def test_the_status_of_a_case_is_accessible_and_fits(browser: Browser, office: ServedOffice) -> None:
    with office.lock:
        resident = office.office.start()
        resident.send_all()
        resident.submit()
    page = browser.new_page(viewport={"width": 320, "height": 700}, locale="id-ID")
    page.goto(f"{office.url}/follow")
    for name, value in (("Nomor berkas", resident.started["receipt_number"]), ("PIN", "000000")):
        page.get_by_label(name).fill(value)
    page.keyboard.press("Enter")
    expect(page.get_by_text("nomor dan PIN tidak cocok").first).to_be_visible()
    assert find_violations(page) == []
    page.get_by_label("PIN").fill(resident.started["pin"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Diterima")
    assert find_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()


def test_the_keyboard_alone_is_enough(browser: Browser, office: ServedOffice) -> None:
    page = browser.new_page(locale="id-ID")
    page.goto(f"{office.url}/start")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Langsung ke isi halaman")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Apa yang rusak?")
    page.close()


PAGES = [
    "/?number=KUX2-84CP-54F", "/follow",
    "/start", "/start?asked=1", "/start?topic=changed", "/start?topic=changed&chosen=1", "/services/KTP-NEW",
    "/services/KTP-NEW?age=abc&was_married=yes", "/services/KTP-OUTDOM", "/services/NO-SUCH",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_and_state_is_accessible_and_fits(
    browser: Browser, office: ServedOffice, path: str, width: int
) -> None:
    for language in ("id", "en"):
        page = browser.new_page(viewport={"width": width, "height": 700}, locale="id-ID")
        page.goto(f"{office.url}{path}{'&' if '?' in path else '?'}lang={language}")
        assert find_violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("document.documentElement.lang") == language
        page.close()
