"""A producer's shift in a browser, by keyboard and a scanner that types and presses Enter; every page looked at."""

import re
from collections.abc import Iterator
from typing import Final, Literal

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from chalicelib.domain.access import Role
from chalicelib.domain.lifecycle import CaseState, ProductState
from tests.browser.officers import look_over, press_key, sign_in
from tests.browser.served_office import ServedOffice
from tests.browser.views import each_view
from tests.integration.http.test_printing import fill_stock, propose, queued
from tests.integration.http.walk import bring_to, record, spoil, stored
from tests.officers import session_of

WORKBOOK: Final = b"PK\x03\x04" + b"\x9c\xff\0berkas;tahap\n" * 1_000
"""Of so many lines that a script would send it in pieces."""


@pytest.fixture
def desk(browser: Browser, office: ServedOffice) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield sign_in(context, office, Role.PRODUCER, officer="p1")
    context.close()


def scan(page: Page, code: str) -> None:
    page.keyboard.type(code)
    press_key(page, "Enter")


def test_a_producers_shift_by_scanner_and_keyboard(desk: Page, office: ServedOffice) -> None:
    with office.lock:
        cards = [queued(office.office).id for _ in range(2)]
        fill_stock(office.office)
    desk.goto(f"{office.url}/office/printing")
    press_key(desk, "b")
    expect(desk.locator("#code")).to_be_focused()
    for card in cards:
        scan(desk, f"{card}/p1")
        expect(desk.get_by_role("status")).to_contain_text("tercatat dicetak")
        expect(desk.locator("#code")).to_be_focused()
    scan(desk, f"{cards[0]}/p1")
    expect(desk.locator("#faults")).to_contain_text("sudah tercatat dicetak")
    scan(desk, f"{cards[1]}/p2")
    expect(desk.locator("#faults")).to_contain_text("tidak ada dalam kelompok ini")
    with office.lock:
        assert {stored(office.office, card).products[0].state for card in cards} == {ProductState.PRINTED}
        assert office.office.ports.print_ledger.get_stock("KTP_EL").balance == 98


@pytest.mark.parametrize("path", ["milestones", "coverage/owing"])
def test_a_workbook_is_refused_by_its_reason_and_fills_no_field(desk: Page, office: ServedOffice, path: str) -> None:
    with office.lock:
        kept = session_of(office.office, Role.PRODUCER, Role.ADMINISTRATOR, officer="p1")
    desk.context.add_cookies([{"name": "loket-session", "value": kept, "url": office.url}])
    desk.goto(f"{office.url}/office/{path}")
    desk.locator("#file").set_input_files({"name": "daftar.xlsx", "mimeType": "application/x", "buffer": WORKBOOK})
    desk.locator("form:has(#file) button").click()
    expect(desk.locator("#faults")).to_have_text(re.compile("bukan file CSV"))
    expect(desk.locator("#table")).to_have_value("")
    look_over(desk, f"workbook-{path.partition('/')[0]}")


def test_a_long_list_goes_in_pieces(desk: Page, office: ServedOffice) -> None:
    with office.lock:
        case = bring_to(office.office, CaseState.COMPLETE).id
    desk.goto(f"{office.url}/office/milestones")
    lines = ["", "nomor berkas", *["TESTTESTTE5"] * 300, "", "", *["TESTTESTTE5"] * 399, case, "nonsense", ""]
    desk.get_by_label("Daftar", exact=True).fill("\n".join(lines))
    desk.get_by_role("button", name="Catat").click()
    expect(desk.locator("#progress")).to_have_text("701 dari 701 baris", timeout=30_000)
    expect(desk.locator("#report h2")).to_have_count(1)
    expect(desk.locator("#report p").first).to_have_text("Dicatat 1, sudah tercatat 0, tidak cocok 700.")
    numbers = [int(number) for number in desk.locator("#report tbody th").all_inner_texts()]
    assert numbers == [place for place, line in enumerate(lines, 1) if line in {"TESTTESTTE5", "nonsense"}]
    with office.lock:
        assert stored(office.office, case).state is CaseState.IN_PROCESS


def test_a_long_list_without_heading_is_sent_once_however_often_it_is_pressed(desk: Page, office: ServedOffice) -> None:
    desk.goto(f"{office.url}/office/milestones")
    desk.get_by_label("Daftar", exact=True).fill("\n".join(["ABCDEFGHJKM", *["TESTTESTTE5"] * 400]))
    desk.get_by_role("button", name="Catat").dblclick()
    expect(desk.locator("#progress")).to_have_text("401 dari 401 baris", timeout=30_000)
    expect(desk.locator("#report p").first).to_have_text("Dicatat 0, sudah tercatat 0, tidak cocok 401.")
    numbers = [int(number) for number in desk.locator("#report tbody th").all_inner_texts()]
    assert numbers == list(range(1, 402))


def test_a_list_that_breaks_off_says_how_far_it_came(desk: Page, office: ServedOffice) -> None:
    posts: list[str] = []

    def pass_one(route: Route) -> None:
        posts.append(route.request.method)
        if posts.count("POST") == 2:
            route.abort()
        else:
            route.continue_()

    desk.goto(f"{office.url}/office/milestones")
    desk.route("**/office/milestones*", pass_one)
    desk.get_by_label("Daftar", exact=True).fill("\n".join(["sep=;", "nomor berkas", *["TESTTESTTE5"] * 500]))
    desk.get_by_role("button", name="Catat").click()
    expect(desk.locator("#progress")).to_contain_text("298 dari 500 baris")
    expect(desk.locator("#progress")).to_contain_text("Terputus")
    expect(desk.locator("#report p").first).to_have_text("Dicatat 0, sudah tercatat 0, tidak cocok 298.")


@each_view
def test_every_page_is_accessible_and_fits(
    browser: Browser, office: ServedOffice, width: int, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = sign_in(context, office, Role.PRODUCER, officer="p1")
    with office.lock:
        case = bring_to(office.office, CaseState.IN_PROCESS).id
        queued(office.office)
        fill_stock(office.office)
        batch = propose(office.office.staff(Role.PRODUCER, "p1"), 5).json["batch"]
    for path in ("milestones", "printing", f"printing/batches/{batch}"):
        for language in ("id", "en"):
            page.goto(f"{office.url}/office/{path}?lang={language}")
            look_over(
                page, f"{path.split('/')[-1][:8] if 'batches' not in path else 'batch'}-{width}-{scheme}-{language}"
            )
    page.goto(f"{office.url}/office/cases/{case}")
    expect(page.get_by_role("button", name="Siap cetak")).to_be_visible()
    look_over(page, f"case-steps-{width}-{scheme}")
    page.goto(f"{office.url}/office/printing/batches/{batch}")
    page.get_by_text("Catat dari daftar").click()
    page.get_by_label("Nomor kartu yang sudah dicetak").fill("nonsense\nTESTTESTTE5")
    page.get_by_role("button", name="Catat S").click()
    expect(page.get_by_text("Baris yang tidak cocok").first).to_be_visible()
    look_over(page, f"batch-report-{width}-{scheme}")
    with office.lock:
        card = bring_to(office.office, CaseState.READY)
        spoil(office.office, card)
        record(office.office, card, "printed")
        made = stored(office.office, card.id).products[0].printed_in
    page.goto(f"{office.url}/office/cases/{card.id}")
    page.get_by_role("link", name="Kartu ini ternyata rusak").click()
    expect(page.locator("#code")).to_have_value(f"{card.id}/p1")
    look_over(page, f"batch-closed-{width}-{scheme}")
    page.get_by_role("button", name="Kembalikan ke antrean cetak").click()
    expect(page.locator("#faults")).to_contain_text("Pilih mengapa")
    look_over(page, f"batch-bad-refused-{width}-{scheme}")
    page.get_by_label("Mengapa?").select_option("chip")
    page.get_by_role("button", name="Kembalikan ke antrean cetak").click()
    expect(page.get_by_role("status")).to_contain_text("kembali ke antrean cetak")
    assert page.url.startswith(f"{office.url}/office/printing/batches/{made}")
    look_over(page, f"batch-bad-{width}-{scheme}")
    page.goto(f"{office.url}/office/printing")
    look_over(page, f"printing-after-{width}-{scheme}")
    page.goto(f"{office.url}/office/milestones")
    page.get_by_label("Daftar", exact=True).fill("nonsense\nTESTTESTTE5")
    page.get_by_role("button", name="Catat").click()
    expect(page.get_by_text("Baris yang tidak cocok").first).to_be_visible()
    look_over(page, f"milestones-report-{width}-{scheme}")
    context.close()
