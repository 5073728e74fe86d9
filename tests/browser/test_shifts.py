"""Shifts of those whose day has no page of its own: taking from the queue, searching, overseeing, looking back."""

import re
from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from chalicelib.domain.access import Role
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseState
from tests.browser.officers import look_over, press_key, sign_in
from tests.browser.served_office import ServedOffice
from tests.browser.test_review import hand_in, stored
from tests.browser.views import each_view
from tests.office import Resident

Arrive = Callable[..., Page]
TAKE = "Ambil berkas berikutnya"


def number(resident: Resident) -> str:
    return ReceiptNumber.restore(resident.id).format()


@pytest.fixture
def arrive(browser: Browser, office: ServedOffice) -> Iterator[Arrive]:
    """A window of each officer's own."""
    contexts: list[BrowserContext] = []

    def signed_in(role: Role, officer: str) -> Page:
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 800}))
        return sign_in(contexts[-1], office, role, officer=officer)

    yield signed_in
    for context in contexts:
        context.close()


def test_two_officers_race_for_one_case_and_one_gets_it(arrive: Arrive, office: ServedOffice) -> None:
    resident = hand_in(office)
    first, second = arrive(Role.VERIFIER, "v1"), arrive(Role.VERIFIER, "v2")
    for page in (first, second):
        page.goto(f"{office.url}/office/queue")
        expect(page.get_by_role("row")).to_have_count(2)
    for page in (first, second):
        press_key(page, "n")
    for page in (first, second):  # whoever's request came first
        expect(page).to_have_url(re.compile(f"/office/(queue/next|cases/{number(resident)})"))
    case = stored(office, resident)
    assert case.state is CaseState.IN_REVIEW
    assert case.claim is not None
    winner, loser = (first, second) if case.claim.officer == "v1" else (second, first)
    expect(winner).to_have_url(re.compile(f"/office/cases/{number(resident)}"))
    expect(loser.get_by_text("Tidak ada berkas", exact=False).first).to_be_visible()


def test_a_front_officer_finds_a_case_by_its_number(arrive: Arrive, office: ServedOffice) -> None:
    resident = hand_in(office)
    page = arrive(Role.FRONT_OFFICER, "f1")
    page.goto(f"{office.url}/office/queue")
    press_key(page, "/")
    page.get_by_label("Nomor tanda terima").fill(number(resident))
    press_key(page, "Enter")
    expect(page.get_by_role("row")).to_have_count(2)
    assert number(resident) not in page.url
    page.get_by_role("link", name=number(resident)).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page).to_have_url(f"{office.url}/office/cases/{number(resident)}?lang=id")


def test_an_approver_stops_every_clock_and_lets_them_run_again(arrive: Arrive, office: ServedOffice) -> None:
    page = arrive(Role.APPROVER, "a1")
    page.goto(f"{office.url}/office/hold")
    look_over(page, "hold-off")
    page.get_by_role("button", name="Hentikan semua batas waktu").press("Enter")
    end = page.get_by_role("button", name="Sistem kembali: jalankan batas waktu")
    expect(end).to_be_visible()
    look_over(page, "hold-on")
    with office.lock:
        held = office.office.ports.holds.get().present
    assert held is not None and held.by == "a1"  # noqa: PT018 - one thing
    end.press("Enter")
    expect(end).to_have_count(0)
    with office.lock:
        assert office.office.ports.holds.get().present is None


def test_an_auditor_reads_who_saw_a_case(arrive: Arrive, office: ServedOffice) -> None:
    resident = hand_in(office)
    arrive(Role.VERIFIER, "v1").goto(f"{office.url}/office/cases/{number(resident)}")
    page = arrive(Role.AUDITOR, "au1")
    page.goto(f"{office.url}/office/seen")
    page.get_by_label("Nomor tanda terima").fill(number(resident))
    press_key(page, "Enter")
    expect(page.get_by_role("cell", name="v1").first).to_be_visible()
    look_over(page, "seen-found")


@each_view
def test_every_page_is_accessible_and_fits(
    browser: Browser, office: ServedOffice, width: int, scheme: Literal["light", "dark"]
) -> None:
    hand_in(office)
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = sign_in(context, office, Role.ADMINISTRATOR, officer="adm1")
    for language in ("id", "en"):
        for path in ("queue", "search", "seen"):
            page.goto(f"{office.url}/office/{path}?lang={language}")
            look_over(page, f"{path}-{width}-{scheme}-{language}")
    context.close()
