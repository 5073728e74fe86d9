"""Officers who are signed in at the office open the pages with scripts without pasting a token."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from chalicelib.domain.access import Role
from tests.browser.conftest import watch
from tests.browser.officers import look_over, sign_in
from tests.browser.served_office import ServedOffice
from tests.post_keys import PARTNER

PAGES = [
    ("desk", Role.VERIFIER, "v1", "#find"),
    ("assist", Role.ASSISTANT, "as1", "#search"),
    ("overlays", Role.ADMINISTRATOR, "adm1", "#save"),
    ("post", Role.POST_OFFICE, PARTNER, "#token-ready"),
]
by_page = pytest.mark.parametrize(("path", "role", "officer", "work"), PAGES, ids=[page[0] for page in PAGES])


@contextmanager
def opened(browser: Browser, office: ServedOffice, path: str, *roles: Role, officer: str = "") -> Iterator[Page]:
    context = browser.new_context(locale="id-ID", timezone_id="Asia/Jakarta")
    context.set_default_timeout(10_000)
    page = sign_in(context, office, *roles, officer=officer) if roles else context.new_page()
    with watch(page):
        page.goto(f"{office.url}/{path}")
        page.wait_for_selector("html[data-ready]")
        yield page
        context.close()


@by_page
def test_a_session_is_enough(
    browser: Browser, office: ServedOffice, path: str, role: Role, officer: str, work: str
) -> None:
    with opened(browser, office, path, role, officer=officer) as page:
        expect(page.locator(work)).to_have_count(1)
        expect(page.locator("#token")).to_be_hidden()
        expect(page.locator("#token-forget")).to_have_count(0)
        expect(page.get_by_role("link", name="Kantor", exact=True)).to_have_attribute("href", "office")
        look_over(page, f"{path}-signed-in")


@pytest.mark.parametrize("path", [page[0] for page in PAGES])
def test_who_is_not_signed_in_is_led_to_it_and_back(browser: Browser, office: ServedOffice, path: str) -> None:
    with opened(browser, office, path) as page:
        link = page.get_by_role("link", name="Masuk dengan akun kantor")
        expect(link).to_have_attribute("href", f"office/sign-in?to={path}")
        look_over(page, f"{path}-signed-out")
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_address_behind_the_hash_outlives_signing_in_and_leads_nowhere_else(
    browser: Browser, office: ServedOffice
) -> None:
    place = "#/envelope/pos.B-1.0001"
    with opened(browser, office, f"desk{place}") as page:
        page.route("**/office/sign-in?*", lambda route: route.fulfill(body="the issuer", content_type="text/html"))
        page.get_by_role("link", name="Masuk dengan akun kantor").click()
        page.wait_for_url("**/office/sign-in?to=desk")
        page.goto(f"{office.url}/assist")  # kept for the desk alone
        page.wait_for_selector("html[data-ready]")
        assert page.evaluate("location.hash") == ""
        page.goto(f"{office.url}/desk")
        page.wait_for_selector("html[data-ready]")
        assert page.evaluate("location.hash") == place
        page.goto(f"{office.url}/assist")
        page.evaluate("sessionStorage.setItem('hash-before-sign-in', JSON.stringify(['/desk', 'javascript:alert(1)']))")
        page.goto(f"{office.url}/desk")
        page.wait_for_selector("html[data-ready]")
        assert page.evaluate("location.hash") == ""


def test_a_token_that_is_over_is_asked_for_anew_without_a_word(browser: Browser, office: ServedOffice) -> None:
    with opened(browser, office, "desk", Role.VERIFIER, officer="v1") as page:
        first = page.evaluate("sessionStorage.getItem('token')")
        with office.lock:
            office.office.ports.clock.advance(minutes=11)
        page.keyboard.press("r")
        page.wait_for_function("first => sessionStorage.getItem('token') !== first", arg=first)
        expect(page.locator("#token")).to_be_hidden()
        expect(page.locator("#told")).to_have_text("")


def test_a_session_that_ends_asks_to_sign_in_again(browser: Browser, office: ServedOffice) -> None:
    with opened(browser, office, "desk", Role.VERIFIER, officer="v1") as page:
        with office.lock:
            office.office.ports.clock.advance(seconds=1)
            office.office.services.staff_sessions.end_all("v1")
        page.keyboard.press("r")
        expect(page.locator("#told")).to_have_text(re.compile("Masuk lagi"))
        expect(page.get_by_role("link", name="Masuk dengan akun kantor")).to_be_visible()
