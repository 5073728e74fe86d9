"""An officer signs in on the stack itself: the office's pages, the issuer's page, and back with a code."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from infra.local.settings import Stack
from tests.browser.chromium import launch

pytestmark = [pytest.mark.stack, pytest.mark.slow]


def test_an_officer_signs_in_and_out(stack: Stack, start: Callable[[], str]) -> None:
    start()
    office = stack.url("office")
    with launch() as browser:
        page = browser.new_context(locale="id-ID").new_page()
        page.goto(f"{office}/office/queue")
        page.get_by_role("button", name="Masuk dengan akun kantor").click()
        page.get_by_role("link", name="verifier").click()
        page.wait_for_url("**/office/queue*")
        expect(page.get_by_role("heading", level=1)).to_have_text("Antrean")
        expect(page.get_by_text("Petugas verifier")).to_be_visible()
        page.goto(f"{office}/office/admin")
        expect(page.get_by_role("heading", level=1)).to_have_text("Peran Anda tidak mencakup ini")
        page.goto(f"{office}/office")
        page.get_by_role("button", name="Keluar", exact=True).click()
        page.goto(f"{office}/office/queue")
        expect(page.get_by_role("heading", level=1)).to_have_text("Masuk ke kantor")
