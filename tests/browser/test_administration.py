"""The administrator's pages: listing an officer by keyboard, and every page looked at, wide and narrow."""

import re
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from chalicelib.domain.access import Role
from tests.browser.officers import look_over, sign_in
from tests.browser.served_office import ServedOffice
from tests.browser.views import each_view

PAGES = ("", "/admin", "/admin/officers", "/admin/officers/v1", "/admin/partners", "/admin/partners/poslain")
OTHERS = ("/admin/limits", "/admin/log", "/admin/retention", "/admin/texts", "/admin/texts?event=ready")


@pytest.fixture
def desk(browser: Browser, office: ServedOffice) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield sign_in(context, office, Role.ADMINISTRATOR, officer="adm1")
    context.close()


def list_officer(page: Page, url: str) -> None:
    page.goto(f"{url}/office/admin/officers")
    page.get_by_label("ID petugas").press_sequentially("v1")
    page.keyboard.press("Enter")
    page.get_by_label("Nama").fill("Ibu Contoh dengan Nama yang Panjang Sekali")
    page.get_by_label("Hanya yang dicentang").press("Space")
    page.get_by_label("pemeriksa berkas").press("Space")
    page.get_by_role("button", name="Simpan").press("Enter")
    expect(page.get_by_role("status")).to_have_text("Tersimpan.")


def test_an_officer_is_listed_by_keyboard_alone(desk: Page, office: ServedOffice) -> None:
    list_officer(desk, office.url)
    with office.lock:
        assert office.office.ports.officers.get("v1").roles == frozenset({Role.VERIFIER})
    desk.goto(f"{office.url}/office/admin/log")
    expect(desk.get_by_role("row").nth(1)).to_contain_text("mencatat petugas")


def test_what_is_wrong_is_in_sight_and_what_was_typed_is_kept(desk: Page, office: ServedOffice) -> None:
    desk.goto(f"{office.url}/office/admin/limits")
    desk.get_by_label("Konsep permohonan").fill("1")
    desk.get_by_role("button", name="Simpan").click()
    expect(desk.locator("#faults")).to_be_focused()
    desk.locator("#faults a").click()
    expect(desk.get_by_label("Konsep permohonan")).to_be_focused()
    expect(desk.get_by_label("Konsep permohonan")).to_have_value("1")
    look_over(desk, "limits-wrong")


def test_a_text_is_counted_while_it_is_typed_as_the_office_counts_it(desk: Page, office: ServedOffice) -> None:
    desk.goto(f"{office.url}/office/admin/texts?event=received")
    field, count = desk.locator("#sms_text_id"), desk.locator("#sms_text_id-count")
    field.fill("{short_name}: {receipt} kami terima. {link}")
    expect(count).to_have_text("66 karakter, 1 bagian")
    field.fill("“{receipt}” {link}")
    expect(count).to_contain_text("Tidak muat dalam SMS: “”")
    field.fill("{short_name}: {receipt} kami terima. {link}")
    desk.get_by_role("button", name="Lihat dulu").click()
    expect(count).to_have_text("66 karakter, 1 bagian")
    expect(desk.get_by_text("kami terima. http").first).to_be_visible()


@each_view
def test_every_page_is_accessible_and_fits(
    browser: Browser, office: ServedOffice, width: int, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = sign_in(context, office, Role.ADMINISTRATOR, officer="adm1")
    list_officer(page, office.url)
    for path in (*PAGES, *OTHERS):
        for language in ("id", "en"):
            page.goto(f"{office.url}/office{path}{'&' if '?' in path else '?'}lang={language}")
            name = re.sub(r"\W", "-", path.strip("/")) or "home"
            look_over(page, f"{name}-{width}-{scheme}-{language}")
    context.clear_cookies()
    page.goto(f"{office.url}/office")
    look_over(page, f"sign-in-{width}-{scheme}")
    context.close()
