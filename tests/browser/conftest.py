"""A browser, an office to talk to, and a clerk who has a token and a key."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.assist import Assist
from tests.browser.chromium import launch
from tests.browser.desk import Desk
from tests.browser.overlays import Overlays
from tests.browser.served_office import ServedOffice, serve_office
from tests.browser.station import Station
from tests.post_keys import KEY


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with launch() as browser:
        yield browser


@pytest.fixture
def office() -> Iterator[ServedOffice]:
    with serve_office() as served:
        yield served


@pytest.fixture
def page(browser: Browser, office: ServedOffice) -> Iterator[Page]:
    """The station, before anybody has signed in."""
    with watched(browser) as page:
        page.goto(f"{office.url}/post")
        page.wait_for_selector("html[data-ready]")
        yield page


@pytest.fixture
def desk(browser: Browser, office: ServedOffice) -> Iterator[Desk]:
    """The desk in the hands of an officer who has signed in."""
    with watched(browser) as page:
        desk = Desk(page, office)
        desk.sign_in()
        yield desk


@pytest.fixture
def assist(browser: Browser, office: ServedOffice) -> Iterator[Assist]:
    """The page for applying with a resident, in the hands of a clerk who has signed in."""
    with watched(browser) as page:
        assist = Assist(page, office)
        assist.sign_in()
        yield assist


@pytest.fixture
def overlays(browser: Browser, office: ServedOffice) -> Iterator[Overlays]:
    """The page for what is local, in the hands of an administrator who has signed in."""
    with watched(browser) as page:
        overlays = Overlays(page, office)
        overlays.sign_in()
        yield overlays


@contextmanager
def watched(browser: Browser) -> Iterator[Page]:
    """A page that may say nothing on the console that it should not, and break no policy."""
    context = browser.new_context(locale="id-ID", timezone_id="Asia/Jakarta")
    context.set_default_timeout(10_000)
    with watch(context.new_page()) as page:
        yield page
        context.close()


@contextmanager
def watch(page: Page) -> Iterator[Page]:
    """The same of a page in a browser that the test itself opens."""
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda told: wrong.append(told.text) if _is_wrong(told.type, told.text) else None)
    yield page
    assert not wrong


def _is_wrong(kind: str, text: str) -> bool:
    """A failed request is said by the browser itself; the page handles it."""
    return kind in {"error", "warning"} and "Failed to load resource" not in text


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "key.json"
    path.write_text(json.dumps(KEY))
    return path


@pytest.fixture
def station(page: Page, office: ServedOffice, key_file: Path) -> Station:
    """The page in the hands of a clerk who is ready to send."""
    station = Station(page, office)
    station.sign_in()
    station.take_key(key_file)
    return station
