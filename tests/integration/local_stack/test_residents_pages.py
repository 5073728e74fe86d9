"""A resident applies on the stack itself: pages, the bucket that files go to, and the worker that looks at them."""

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from chalicelib.catalogue import load_messages
from chalicelib.domain.text import Language
from infra.local.settings import Stack
from tests.browser.chromium import launch
from tests.journeys import JOURNEYS
from tests.papers import draw_paper

pytestmark = [pytest.mark.stack, pytest.mark.slow]
SLOTS = ("f102", "sk-hilang", "kk")


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
def test_a_resident_applies_on_the_stack(
    stack: Stack, start: Callable[[], str], tmp_path: Path, *, has_script: bool
) -> None:
    start()
    photo = tmp_path / "dokumen.jpg"
    photo.write_bytes(draw_paper("KK"))
    with launch() as browser:
        context = browser.new_context(locale="id-ID", java_script_enabled=has_script)
        page = context.new_page()
        own = begin(page, stack.url("public"), has_script=has_script)
        for step, said in JOURNEYS["KTP-LOST"][0].items():
            page.goto(f"{own}/steps/{step}")
            fill_in(page, said)
        page.goto(f"{own}/steps/paper-sk-hilang")
        today = date.today()  # noqa: DTZ011 - as the resident reads it off the paper
        fill_in(page, {"issued-day": str(today.day), "issued-month": str(today.month), "issued-year": str(today.year)})
        for slot in SLOTS:
            page.goto(f"{own}/papers/{slot}")
            send(page, photo, has_script=has_script)
        wait_for_verdicts(page, own)
        page.goto(f"{own}/check")
        press(page)
        expect(page.locator(".govuk-panel")).to_contain_text("PIN")
        receipt = context.request.get(f"{own}/receipt.pdf")
        assert receipt.body().startswith(b"%PDF-")


def begin(page: Page, home: str, *, has_script: bool) -> str:
    """The address of a new draft."""
    page.goto(f"{home}/apply?service=KTP-LOST")
    if not has_script:
        time.sleep(4)  # as long as a person reads
        page.locator("#answer").fill(str(read_question(page)))
    press(page)
    page.wait_for_url("**/apply/*")
    return home + urlsplit(page.url).path


def read_question(page: Page) -> int:
    words = load_messages().pages(Language.INDONESIAN)
    numbers = {words[f"number_{n}"]: n for n in range(1, 10)}
    asked = page.locator("label[for=answer]").inner_text().replace(".", " ").replace("?", " ").split()
    return sum(numbers.get(word, 0) for word in asked)


def press(page: Page) -> None:
    page.locator("main form[method=post] button.govuk-button:not(.govuk-button--secondary)").first.click()
    page.wait_for_load_state()


def fill_in(page: Page, said: dict[str, str]) -> None:
    for name, text in said.items():
        field = page.locator(f"[name='{name}']").first
        if field.get_attribute("type") == "radio":
            page.locator(f"[name='{name}'][value='{text}']").check()
        elif name == "lives_in":
            field.select_option(text)
        else:
            field.fill(text)
    press(page)


def send(page: Page, photo: Path, *, has_script: bool) -> None:
    if has_script:
        page.wait_for_selector("html[data-ready]")
        page.locator("input[name='files[]']").first.set_input_files(photo)
        page.locator(".uppy-StatusBar-actionBtn--upload").click()
    else:
        page.locator("#add").click()
        page.locator("#file").set_input_files(photo)
        page.locator("main form button").click()
    expect(page.locator("#files .loket-file")).to_have_count(1)


def wait_for_verdicts(page: Page, own: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        page.goto(own)
        if "Sedang diperiksa" not in page.locator("main").inner_text():
            return
        time.sleep(1)
    raise AssertionError("no worker looked at the files")
