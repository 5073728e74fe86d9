"""While the central system is down, the pages with scripts say so to whoever works there."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from chalicelib.domain.access import Actor, ActorKind, Role
from chalicelib.domain.holds import HoldReason
from tests.browser.officers import look_over
from tests.browser.served_office import ServedOffice
from tests.browser.test_office_token import PAGES, opened

APPROVER = Actor(kind=ActorKind.OFFICER, id="a1", roles=frozenset({Role.APPROVER}))
WORKED_ON = [page for page in PAGES if page[0] != "overlays"]
LOOK = "document.dispatchEvent(new Event('visibilitychange'))"


def switch(office: ServedOffice, *, is_held: bool) -> None:
    with office.lock:
        hold, now = office.office.services.review.hold, office.office.ports.clock.now()
        seen = hold.read().version
        if is_held:
            hold.begin(HoldReason.SIAK_DOWN, now + timedelta(hours=3), APPROVER, seen)
        else:
            hold.end(APPROVER, seen)


@pytest.mark.parametrize(("path", "role", "officer", "work"), WORKED_ON, ids=[page[0] for page in WORKED_ON])
def test_a_hold_is_said_where_people_work_while_it_lasts(
    browser: Browser, office: ServedOffice, path: str, role: Role, officer: str, work: str
) -> None:
    switch(office, is_held=True)
    with opened(browser, office, path, role, officer=officer) as page:
        expect(page.locator(work)).to_have_count(1)
        held = page.get_by_role("status").filter(has_text="Sistem kependudukan pusat sedang tidak dapat dipakai.")
        expect(held).to_be_visible()
        expect(held).to_contain_text("Perkiraan selesai")
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 800})
            look_over(page, f"{path}-held-{width}")
        page.get_by_role("button", name="English").click()
        expect(page.locator("#held")).to_contain_text("Expected until")
        switch(office, is_held=False)
        page.evaluate(LOOK)
        expect(page.locator("#held")).to_be_hidden()
        switch(office, is_held=True)
        page.evaluate(LOOK)
        expect(page.locator("#held")).to_be_visible()
