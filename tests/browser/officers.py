"""An officer who is signed in to the office's pages, in a real browser."""

from playwright.sync_api import BrowserContext, Page

from chalicelib.domain.access import Role
from tests.browser.axe import find_violations
from tests.browser.pictures import keep_picture
from tests.browser.served_office import ServedOffice
from tests.officers import session_of


def sign_in(context: BrowserContext, office: ServedOffice, *roles: Role, officer: str = "") -> Page:
    """A window of theirs, before it shows anything."""
    with office.lock:
        value = session_of(office.office, *roles, officer=officer)
    context.add_cookies([{"name": "loket-session", "value": value, "url": office.url}])
    return context.new_page()


def look_over(page: Page, name: str) -> None:
    """Nothing for axe to find, nothing wider than the window; a picture of it is kept."""
    violations = find_violations(page)
    assert not violations, f"{name}: {violations}"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is too wide"
    keep_picture(page, f"office-{name}")


def press_key(page: Page, key: str) -> None:
    """Pressed once the page's script hears it: a page that has just come in shows its words before."""
    page.wait_for_load_state()
    page.keyboard.press(key)
