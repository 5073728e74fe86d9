"""The office's figures in a browser: charts beside tables, narrow and wide, light and dark; and the public's page."""

from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from chalicelib.domain.access import Role
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.notification import NoticeChannel
from tests.browser.officers import look_over, sign_in
from tests.browser.served_office import ServedOffice
from tests.browser.views import each_view
from tests.builders import a_notice
from tests.integration.http.walk import bring_to
from tests.recount import tell_figures

BROKEN_WORDS = """() => {
  const broken = [], walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    if (!walk.currentNode.parentElement.closest("table")) continue;
    for (const { 0: word, index } of walk.currentNode.data.matchAll(/[^\\s-]+/g)) {
      const range = document.createRange();
      range.setStart(walk.currentNode, index);
      range.setEnd(walk.currentNode, index + word.length);
      if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1) broken.push(word);
    }
  }
  return broken;
}"""
"""Words of tables that stand on two lines."""


@pytest.fixture
def busy(office: ServedOffice) -> ServedOffice:
    with office.lock:
        for state in (CaseState.CLOSED, CaseState.RETURNED, CaseState.SUBMITTED):
            bring_to(office.office, state)
        office.office.ports.clock.advance(days=8)
        bring_to(office.office, CaseState.READY)
        tell_figures(office.office)
        for number, channel in enumerate(NoticeChannel):
            notice = a_notice(number, channel=channel, created_at=office.office.ports.clock.now())
            office.office.services.telling.count_notices(None, notice)
        office.office.services.read_statistics.publish()
    return office


def test_an_officer_chooses_days_and_reads_charts_and_tables(browser: Browser, busy: ServedOffice) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = sign_in(context, busy, Role.APPROVER)
    page.goto(f"{busy.url}/office/statistics")
    expect(page.locator("canvas")).to_have_count(3)
    charts = [chart.get_attribute("aria-label") or "" for chart in page.locator("canvas").all()]
    assert ["sampai 700" in told and "paling sedikit 480" in told for told in charts] == [False, True, False]
    assert ["kartu keluarga 450" in told for told in charts] == [False, False, True]
    page.get_by_role("link", name="7 hari").click()
    expect(page.locator("#days tbody tr")).to_have_count(7)
    page.get_by_label("Jalur").select_option("post")
    page.get_by_role("button", name="Tampilkan").click()
    expect(page.get_by_label("Jalur")).to_have_value("post")
    with page.expect_download() as taken:
        page.get_by_role("link", name="per hari (CSV)").click()
    assert taken.value.suggested_filename == "loket-angka.csv"
    context.close()


@each_view
def test_figures_are_accessible_and_fit(
    browser: Browser, busy: ServedOffice, width: int, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = sign_in(context, busy, Role.APPROVER)
    for language in ("id", "en"):
        page.goto(f"{busy.url}/office/statistics?lang={language}")
        page.wait_for_selector("canvas")
        look_over(page, f"statistics-{width}-{scheme}-{language}")
        assert page.evaluate(BROKEN_WORDS) == []
        page.goto(f"{busy.url}/office/statistics/notices?lang={language}")
        expect(page.locator("tbody tr")).to_have_count(len(NoticeChannel))
        look_over(page, f"notice-figures-{width}-{scheme}-{language}")
        page.goto(f"{busy.url}/statistics?lang={language}")
        look_over(page, f"public-statistics-{width}-{scheme}-{language}")
    page.goto(f"{busy.url}/office/statistics?first=2030-01-01")
    expect(page.locator("#faults")).to_be_focused()
    look_over(page, f"statistics-wrong-{width}-{scheme}")
    context.close()
