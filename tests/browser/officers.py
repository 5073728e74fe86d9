"""An officer who is signed in to the office's pages, in a real browser."""

from pathlib import Path
from typing import Final

from playwright.sync_api import BrowserContext, Page

from chalicelib.domain.access import Role
from tests.browser.axe import find_violations
from tests.browser.served_office import ServedOffice
from tests.officers import session_of

SHOTS: Final = Path(__file__).parents[2] / "build" / "screenshots"


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
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"office-{name}.png", full_page=True)
