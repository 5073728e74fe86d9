"""A counter clerk's shift in a real browser: the scanner types and presses Enter, everything else goes by keyboard."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from chalicelib.domain.access import Role
from chalicelib.domain.lifecycle import CaseState
from tests.browser.axe import find_violations
from tests.browser.conftest import watched
from tests.browser.officers import press_key
from tests.browser.served_office import ServedOffice
from tests.integration.http.counter_given import next_hour, to_mail
from tests.integration.http.walk import bring_to, stored
from tests.office import Resident
from tests.officers import session_of
from tests.residents import cookies_of

NARROW: ViewportSize = {"width": 320, "height": 800}


@pytest.fixture
def counter(browser: Browser, office: ServedOffice) -> Iterator[Page]:
    """The office's pages in the hands of a counter clerk."""
    with watched(browser) as page:
        with office.lock:
            value = session_of(office.office, Role.COUNTER)
        page.context.add_cookies([{"name": "loket-session", "value": value, "url": office.url}])
        yield page


@pytest.fixture
def ready(office: ServedOffice) -> Resident:
    with office.lock:
        return bring_to(office.office, CaseState.READY)


def scan(page: Page, text: str) -> None:
    page.keyboard.type(text)
    press_key(page, "Enter")


def is_sound(page: Page) -> None:
    """Nothing that axe finds, and nothing that makes a narrow page scroll sideways."""
    assert find_violations(page) == []
    wide = page.viewport_size
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    assert find_violations(page) == []
    if wide:
        page.set_viewport_size(wide)


def test_a_card_is_handed_over_by_scanner_and_keyboard(counter: Page, office: ServedOffice, ready: Resident) -> None:
    with office.lock:
        ready.call("POST", "/pick-up", next_hour(office.office, ahead=0))
    counter.goto(f"{office.url}/office/counter")
    expect(counter.get_by_label("Pindai tanda terima")).to_be_focused()
    is_sound(counter)
    scan(counter, f"{office.url}/?number={ready.id}")
    expect(counter.get_by_text("Siti Contoh")).to_be_visible()
    is_sound(counter)
    press_key(counter, "s")
    expect(counter.locator("#faults")).to_be_focused()
    expect(counter.locator("#faults li")).to_have_count(3)
    is_sound(counter)
    counter.get_by_role("link", name="centang").focus()
    press_key(counter, "Enter")
    for field, key in (("#collected_by", "Space"), ("#old_card-lost", "Space"), ("#identity_checked", "Space")):
        counter.locator(field).focus()
        press_key(counter, key)
    press_key(counter, "s")
    expect(counter.get_by_role("status")).to_contain_text("Penyerahan sudah dicatat")
    is_sound(counter)
    with office.lock:
        assert stored(office.office, ready.id).state is CaseState.CLOSED
    press_key(counter, "n")
    expect(counter.get_by_label("Pindai tanda terima")).to_be_focused()


def test_a_number_that_is_none_is_told_and_scanned_again(counter: Page, office: ServedOffice, ready: Resident) -> None:
    counter.goto(f"{office.url}/office/counter")
    scan(counter, "salah")
    expect(counter.locator("#faults")).to_be_visible()
    expect(counter.get_by_label("Pindai tanda terima")).to_be_focused()
    is_sound(counter)
    scan(counter, ready.id)
    expect(counter.get_by_role("heading", level=1)).to_have_text(stored(office.office, ready.id).receipt.format())


def test_the_key_that_leads_to_the_field_spoils_no_scan(counter: Page, office: ServedOffice, ready: Resident) -> None:
    counter.goto(f"{office.url}/office/counter")
    field = counter.get_by_label("Pindai tanda terima")
    expect(field).to_be_focused()
    press_key(counter, "/")
    expect(field).to_have_value("")
    counter.keyboard.type(f"{ready.id}/p1")  # a slash within a code is its own
    expect(field).to_have_value(f"{ready.id}/p1")
    press_key(counter, "Home")
    press_key(counter, "/")
    scan(counter, ready.id)
    expect(counter.get_by_role("heading", level=1)).to_have_text(stored(office.office, ready.id).receipt.format())


def test_an_officer_declares_only_what_fits_who_collects(counter: Page, office: ServedOffice, ready: Resident) -> None:
    counter.goto(f"{office.url}/office/counter/cases/{ready.id}")
    sentences = {who: counter.locator(f".loket-checked-{who}") for who in ("self", "family", "proxy")}
    for who in sentences:
        counter.locator(f'[name="collected_by"][value="{who}"]').check()
        for other, sentence in sentences.items():
            expect(sentence).to_be_visible(visible=other == who)
    is_sound(counter)


def test_cards_are_mailed_by_label_and_number(counter: Page, office: ServedOffice) -> None:
    with office.lock:
        mailed = to_mail(office.office)
    counter.goto(f"{office.url}/office/dispatch")
    is_sound(counter)
    scan(counter, f"{mailed.id}/p1")
    expect(counter.locator("#faults")).to_have_count(0)
    expect(counter.get_by_label("Nomor kiriman pos")).to_be_focused()
    scan(counter, "RR000000005ID")
    expect(counter.get_by_role("status")).to_contain_text("Dicatat: 1")
    expect(counter.get_by_label("Kode pada label")).to_be_focused()
    is_sound(counter)
    for label, number in (("TESTTESTTE6/p1", "RR000000005ID"), (f"{mailed.id}/p1", "1")):
        scan(counter, label)
        scan(counter, number)
        wrong = label if label.startswith("TEST") else number
        expect(counter.locator("#faults")).to_contain_text(f"{wrong}: ")
        refused = counter.locator("#label" if wrong == label else "#postal_number")
        expect(refused).to_be_focused()  # what is scanned next takes its place
        is_sound(counter)
        scan(counter, f"{mailed.id}/p1" if wrong == label else "RR000000005ID")
        expect(counter.get_by_role("status")).to_contain_text("Sudah tercatat sebelumnya: 1")
    counter.get_by_label("Yang dicatat").select_option("delivered")
    counter.get_by_label("Kode pada label").focus()
    scan(counter, f"{mailed.id}/p1")
    expect(counter.get_by_label("Nomor kiriman pos")).to_be_focused()
    scan(counter, "RR000000005ID")
    expect(counter.get_by_role("status")).to_contain_text("Dicatat: 1")
    expect(counter.get_by_label("Yang dicatat")).to_have_value("delivered")  # the next parcel of the report
    scan(counter, f"{mailed.id}/p1")  # needs no number: one scan is all
    expect(counter.get_by_role("status")).to_contain_text("Sudah tercatat sebelumnya: 1")
    counter.get_by_label("Tempel daftar").fill("No. berkas;No. resi\nTESTTESTTE6;RR000000005ID")
    counter.get_by_role("button", name="Catat daftar").press("Enter")
    expect(counter.get_by_role("region", name="Baris yang tidak cocok")).to_contain_text("TESTTESTTE6")
    is_sound(counter)


def test_the_cards_of_a_day_go_in_pieces(counter: Page, office: ServedOffice) -> None:
    with office.lock:
        mailed = to_mail(office.office)
    counter.goto(f"{office.url}/office/dispatch")
    lines = ["No. berkas;No. resi", *["TESTTESTTE5;RR000000005ID"] * 400, f"{mailed.id};RR000000014ID"]
    counter.get_by_label("Tempel daftar").fill("\n".join(lines))
    counter.get_by_role("button", name="Catat daftar").press("Enter")
    expect(counter.locator("#progress")).to_have_text("401 dari 401 baris", timeout=30_000)
    expect(counter.locator("#report p").first).to_contain_text(
        "Dicatat: 1. Sudah tercatat sebelumnya: 0. Tidak cocok: 400."
    )
    numbers = [int(number) for number in counter.locator("#report tbody th").all_inner_texts()]
    assert numbers == list(range(2, 402))
    is_sound(counter)


def test_the_counter_books_for_somebody_who_calls(counter: Page, office: ServedOffice, ready: Resident) -> None:
    counter.goto(f"{office.url}/office/counter/cases/{ready.id}")
    press_key(counter, "j")
    expect(counter.get_by_role("heading", level=1)).to_contain_text("Janji untuk")
    is_sound(counter)
    press_key(counter, "s")
    expect(counter.locator("#faults")).to_be_visible()
    is_sound(counter)
    counter.get_by_role("radio").first.press("Space")
    press_key(counter, "s")
    expect(counter.get_by_role("status")).to_have_text("Janji sudah dicatat.")
    is_sound(counter)


def test_every_label_is_ticked_at_once(counter: Page, office: ServedOffice) -> None:
    with office.lock:
        to_mail(office.office)
    counter.goto(f"{office.url}/office/dispatch")
    counter.get_by_role("button", name="Centang semua").press("Enter")
    expect(counter.get_by_role("checkbox")).to_be_checked()
    counter.get_by_role("button", name="Centang semua").press("Enter")
    expect(counter.get_by_role("checkbox")).not_to_be_checked()


def test_who_did_not_come_stands_on_a_list(counter: Page, office: ServedOffice, ready: Resident) -> None:
    with office.lock:
        for _ in range(3):
            office.office.ports.clock.advance(days=7)
            office.office.services.sweep()
        value = session_of(office.office, Role.COUNTER)
    counter.context.add_cookies([{"name": "loket-session", "value": value, "url": office.url}])
    counter.goto(f"{office.url}/office/counter")
    counter.locator("h1").click()
    press_key(counter, "u")
    expect(counter.get_by_role("link", name=stored(office.office, ready.id).receipt.format())).to_be_visible()
    is_sound(counter)


def test_a_resident_chooses_an_hour(browser: Browser, office: ServedOffice, ready: Resident) -> None:
    with office.lock:
        kept = cookies_of(office.office, ready.id)
        day = next_hour(office.office)["day"]
    with watched(browser) as page:
        page.context.add_cookies(
            [{"name": name.removeprefix("__Host-"), "value": value, "url": office.url} for name, value in kept.items()]
        )
        page.goto(f"{office.url}/apply/{ready.id}/status")
        page.get_by_role("link", name="Pilih hari dan jam").click()
        page.get_by_label("Hari").select_option(day)
        page.get_by_role("button", name="Tampilkan jam").click()
        is_sound(page)
        page.get_by_role("button", name="Buat janji").click()
        expect(page.get_by_text("wajib diisi")).to_be_visible()
        is_sound(page)
        page.get_by_label("10.00").check()
        page.get_by_role("button", name="Buat janji").click()
        expect(page.get_by_role("status")).to_contain_text("pukul 10.00")
        is_sound(page)
        page.get_by_role("button", name="Batalkan janji").click()
        expect(page.get_by_role("button", name="Buat janji")).to_be_visible()
