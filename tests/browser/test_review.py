"""The reviewer's page in a browser: a whole case by keyboard alone, narrow and wide, without barriers."""

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from chalicelib.domain.access import Role
from chalicelib.domain.case import Case
from chalicelib.domain.document import Page as PageImage
from chalicelib.domain.document import thumbnail_key
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.seen import Sight
from tests.browser.officers import look_over, press_key, sign_in
from tests.browser.served_office import PAGE_WIDTH, ServedOffice, draw_page
from tests.browser.views import each_view
from tests.office import LOST, PERSON, Resident

LONG = {**LOST, "applicant": {**PERSON, "name": "Raden Ajeng Kusumawardhani Prawirodirdjo Contoh Panjang"}}


def hand_in(served: ServedOffice, pages: int = 2) -> Resident:
    """Somebody with a case whose files have so many pages each."""
    with served.lock:
        resident = served.office.start(LONG)
        resident.send_all()
        assert resident.submit().status == 200
        served.office.work()
        _draw_pages(served, resident, pages)
    return resident


def stored(served: ServedOffice, resident: Resident) -> Case:
    with served.lock:
        return served.office.ports.cases.get(ReceiptNumber.restore(resident.id))


def _draw_pages(served: ServedOffice, resident: Resident, count: int) -> None:
    case = stored(served, resident)
    uploads = []
    for order, upload in enumerate(case.uploads):
        keys = [f"3573/pages/{resident.id}/{upload.id}/{number}.jpg" for number in range(1, count + 1)]
        for number, key in enumerate(keys, start=1):
            for place in (key, thumbnail_key(key)):
                served.office.ports.store.pages[place] = draw_page(order * count + number)
        pages = tuple(
            PageImage(number=number, key=key, thumbnail=thumbnail_key(key), width=PAGE_WIDTH, height=438)
            for number, key in enumerate(keys, start=1)
        )
        uploads.append(upload.model_copy(update={"pages": pages}))
    served.office.ports.registry.cases[resident.id] = case.model_copy(update={"uploads": tuple(uploads)})


@pytest.fixture
def desk(browser: Browser, office: ServedOffice) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield sign_in(context, office, Role.VERIFIER, officer="v1")
    context.close()


def test_a_verifier_reviews_a_whole_case_by_keyboard_alone(desk: Page, office: ServedOffice) -> None:
    resident = hand_in(office)
    desk.goto(f"{office.url}/office/cases/{resident.id}")
    press_key(desk, "c")
    expect(desk.get_by_text("Berkas ini sekarang Anda pegang.")).to_be_visible()
    papers = len(stored(office, resident).documents)
    press_key(desk, "u")
    expect(desk.locator("[data-refusal]:focus")).to_have_value("unreadable/blurred")
    press_key(desk, "ArrowDown")
    press_key(desk, "Enter")
    expect(desk.locator(".review-paper .govuk-tag--red")).to_have_count(1)
    verdict = stored(office, resident).documents[0].verdict
    assert verdict is not None
    assert (verdict.kind, verdict.reason) == ("unreadable", "dark")
    press_key(desk, "ArrowUp")
    for accepted in range(1, papers + 1):
        press_key(desk, "a")
        expect(desk.locator(".review-paper .govuk-tag--green")).to_have_count(accepted)
    press_key(desk, "y")
    expect(desk.get_by_text("Waktu layanan mulai dihitung")).to_be_visible()
    assert stored(office, resident).state is CaseState.COMPLETE


def test_a_shift_goes_from_case_to_case_by_keyboard_with_its_filters(desk: Page, office: ServedOffice) -> None:
    first, second, third = (hand_in(office, pages=1) for _ in range(3))
    desk.goto(f"{office.url}/office/queue?channel=web")
    press_key(desk, "n")
    expect(desk.get_by_role("heading", level=1)).to_have_text(f"Berkas {stored(office, first).receipt.format()}")
    expect(desk.locator(".review-tools")).to_be_visible()  # its script is there
    press_key(desk, "d")
    press_key(desk, "Tab")
    desk.keyboard.type("Nomor KK lain")
    press_key(desk, "Control+Enter")
    expect(desk.locator(".review-paper .govuk-tag--red")).to_have_count(1)
    press_key(desk, "x")
    expect(desk.locator("#reject-reason")).to_be_focused()
    press_key(desk, "Escape")
    expect(desk.locator("#reject-reason")).to_be_hidden()
    press_key(desk, "r")
    expect(desk.get_by_role("button", name="Kembalikan", exact=True)).to_be_focused()
    press_key(desk, "Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text(f"Berkas {stored(office, second).receipt.format()}")
    verdict = stored(office, first).documents[0].verdict
    assert verdict is not None
    assert (stored(office, first).state, verdict.note) == (CaseState.RETURNED, "Nomor KK lain")
    assert "channel=web" in desk.url
    expect(desk.locator(".review-tools")).to_be_visible()
    press_key(desk, "s")
    expect(desk.get_by_text("Sesudah berkas ini Anda berhenti")).to_be_visible()
    expect(desk.locator(".review-tools")).to_be_visible()
    press_key(desk, "x")
    press_key(desk, "ArrowDown")
    press_key(desk, "Tab")
    press_key(desk, "Enter")
    expect(desk.locator(".loket-done")).to_contain_text("Permohonan ditolak")
    assert stored(office, second).state is CaseState.REJECTED
    assert stored(office, third).claim is None
    press_key(desk, "q")
    expect(desk.locator("#lines tbody tr")).to_have_count(1)
    assert "channel=web" in desk.url


def test_pages_are_turned_zoomed_and_compared(desk: Page, office: ServedOffice) -> None:
    resident = hand_in(office)
    desk.goto(f"{office.url}/office/cases/{resident.id}")
    shown = desk.locator(".review-window img")
    expect(shown).to_have_attribute("data-number", "1")
    desk.wait_for_function("document.querySelector('.review-window img').naturalWidth > 0")
    press_key(desk, "ArrowRight")
    expect(shown).to_have_attribute("data-number", "2")
    width = shown.evaluate("image => image.offsetWidth")
    press_key(desk, "=")
    assert shown.evaluate("image => image.offsetWidth") > width
    press_key(desk, "]")
    assert "rotate(90deg)" in shown.evaluate("image => image.style.transform")
    press_key(desk, "b")
    press_key(desk, "ArrowRight")
    expect(shown).to_have_count(2)
    assert shown.evaluate_all("all => all.map((image) => image.dataset.number)") == ["2", "3"]
    look_over(desk, "review-compare")


def test_a_page_that_was_seen_is_not_asked_for_again(desk: Page, office: ServedOffice) -> None:
    resident = hand_in(office)
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url) if "small" not in request.url else None)
    desk.goto(f"{office.url}/office/cases/{resident.id}")
    desk.wait_for_function("document.querySelector('.review-window img').naturalWidth > 0")
    for key in ("ArrowRight", "ArrowLeft", "ArrowRight", "ArrowLeft"):
        press_key(desk, key)
    desk.wait_for_load_state("networkidle")
    pages = [url for url in asked if f"cases/{resident.id}/pages/" in url]
    assert sorted(pages) == sorted(set(pages))
    assert len(pages) >= 3


def test_a_stale_tab_keeps_what_was_typed(desk: Page, office: ServedOffice) -> None:
    resident = hand_in(office)
    desk.goto(f"{office.url}/office/cases/{resident.id}")
    press_key(desk, "c")
    expect(desk.locator(".loket-done")).to_be_visible()
    with office.lock:
        case = stored(office, resident)
        api = office.office.staff(Role.VERIFIER, "v1")
        path = f"/v1/cases/{resident.id}/documents/{case.documents[0].id}/verdict"
        assert api.call("PUT", path, {"kind": "accepted"}, {"If-Match": f'"{case.version}"'}).status == 200
    press_key(desk, "t")
    desk.keyboard.type("Tolong foto ulang")
    desk.locator("[data-refusal]:visible").select_option("expired/too_old")
    desk.locator("[data-refusal]:visible").press("Enter")
    expect(desk.locator("#faults")).to_be_focused()
    expect(desk.locator("#faults")).to_contain_text("sudah berubah sejak Anda membukanya")
    expect(desk.locator("textarea:visible").first).to_have_value("Tolong foto ulang")
    expect(desk.locator(".review-paper[aria-current] textarea")).to_have_value("Tolong foto ulang")
    look_over(desk, "review-stale")


@pytest.mark.parametrize("width", [320, 1280])
def test_twelve_papers_fit_and_each_has_its_page(browser: Browser, office: ServedOffice, width: int) -> None:
    resident = hand_in(office, pages=1)
    with office.lock:
        case = stored(office, resident)
        more = [
            (
                document.model_copy(
                    update={"id": f"{document.id}-{n}", "slot": f"{document.slot}-{n}", "uploads": (f"{u.id}-{n}",)}
                ),
                u.model_copy(update={"id": f"{u.id}-{n}"}),
            )
            for n in range(3)
            for document, u in zip(case.documents, case.uploads, strict=True)
        ]
        updates = {
            "documents": (*case.documents, *(document for document, _ in more)),
            "uploads": (*case.uploads, *(upload for _, upload in more)),
        }
        office.office.ports.registry.cases[resident.id] = case.model_copy(update=updates)
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = sign_in(context, office, Role.VERIFIER, officer="v1")
    page.goto(f"{office.url}/office/cases/{resident.id}")
    expect(page.locator(".review-strip a[data-page]")).to_have_count(12)
    press_key(page, "c")
    expect(page.locator(".loket-done")).to_be_visible()
    for _ in range(11):
        press_key(page, "ArrowDown")
    expect(page.locator(".review-window img")).to_have_attribute("data-number", "12")
    press_key(page, "a")
    expect(page.locator(".review-paper .govuk-tag--green")).to_have_count(1)
    look_over(page, f"review-twelve-{width}")
    context.close()


@each_view
def test_every_state_is_accessible_and_fits(
    browser: Browser, office: ServedOffice, width: int, scheme: Literal["light", "dark"]
) -> None:
    first, resident = hand_in(office), hand_in(office, pages=6)
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = sign_in(context, office, Role.VERIFIER, Role.APPROVER, officer="v1")
    address = f"{office.url}/office/cases/{resident.id}"
    page.goto(address)
    look_over(page, f"review-free-{width}-{scheme}")
    page.goto(f"{address}?beside={first.id}&lang=en")
    look_over(page, f"review-beside-{width}-{scheme}")
    page.goto(address)
    press_key(page, "c")
    expect(page.locator(".loket-done")).to_be_visible()
    press_key(page, "w")
    press_key(page, "Escape")
    press_key(page, "y")
    expect(page.locator("#faults")).to_be_visible()
    look_over(page, f"review-open-{width}-{scheme}")
    page.goto(f"{office.url}/office/hold")
    look_over(page, f"hold-off-{width}-{scheme}")
    page.get_by_role("button", name="Hentikan semua").click()
    expect(page.get_by_role("button", name="Sistem kembali")).to_be_visible()
    look_over(page, f"hold-on-{width}-{scheme}")
    page.goto(address)
    look_over(page, f"review-held-{width}-{scheme}")
    page.goto(f"{office.url}/office/hold")
    page.get_by_role("button", name="Sistem kembali").click()
    context.close()


def test_the_next_case_is_fetched_ahead_by_the_browser(desk: Page, office: ServedOffice) -> None:
    first, second = hand_in(office), hand_in(office)
    blocked: list[str] = []
    desk.on("console", lambda message: blocked.append(message.text) if message.type == "error" else None)
    desk.goto(f"{office.url}/office/cases/{first.id}")
    for _ in range(100):  # no event of the page tells of it
        with office.lock:
            seen = [one.receipt for one in office.office.ports.seen.seen if one.sight is Sight.CASE]
        if second.id in seen:
            break
        desk.wait_for_timeout(100)
    assert (seen, blocked) == ([first.id, second.id], [])


def test_a_picture_that_fails_is_said_and_asked_for_again(desk: Page, office: ServedOffice) -> None:
    resident = hand_in(office)
    office.stale_links = 100
    desk.goto(f"{office.url}/office/cases/{resident.id}")
    expect(desk.locator(".review-caption")).to_contain_text("tidak dapat dimuat")
    look_over(desk, "review-failed")
    office.stale_links = 0
    desk.locator("a[data-page='1']").click()
    expect(desk.locator(".review-caption")).not_to_contain_text("tidak dapat dimuat")


def test_a_number_that_was_asked_for_is_in_sight(desk: Page, office: ServedOffice) -> None:
    resident = hand_in(office)
    desk.goto(f"{office.url}/office/cases/{resident.id}")
    expect(desk.locator(".review-tools")).to_be_visible()
    press_key(desk, "p")
    expect(desk.locator("#shown-number")).to_be_focused()
    expect(desk.locator("#shown-number")).to_be_in_viewport()
    look_over(desk, "review-number")
