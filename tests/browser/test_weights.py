"""What the residents' pages weigh on the wire: the first at most 100 KB, every other at most 60 KB more."""

from playwright.sync_api import Browser

from benchmarks.pages import FIRST_KB, MORE_KB, list_paths, weigh
from tests.browser.own_paper import OwnPaper
from tests.browser.served_office import ServedOffice


def test_pages_are_light(browser: Browser, office: ServedOffice) -> None:
    with office.lock:
        resident = office.office.start()
    page = browser.new_page(locale="id-ID")
    OwnPaper(office, resident, "kk").sign_in(page)
    paths = list_paths(resident.id)
    with_uppy = paths.pop("paper")
    for name, path in paths.items():
        assert weigh(page, office.url + path) <= (FIRST_KB if name == "first" else MORE_KB) * 1024, name
        assert "upload-" not in page.content()
    assert weigh(page, office.url + with_uppy) > 0
    assert "upload-" in page.content()
    page.close()
