"""The page for applying with a resident, in a real browser."""

import re

from playwright.sync_api import Route, expect

from chalicelib.domain.access import Role
from tests.browser.assist import Assist

NARROW = 320
PIN = re.compile(r"\d{6}")


def test_a_draft_is_begun_and_handed_over_by_keyboard(assist: Assist) -> None:
    number = assist.begin()
    expect(assist.page.locator("#begun-pin")).to_have_text(PIN)
    expect(assist.page.locator("#begun-service")).to_contain_text("KTP-el hilang")
    assert assist.violations() == []
    assist.hand_over(assist.page.get_by_role("button", name="Lanjut mengisi bersama warga"))
    visitor, officer = assist.opened()
    assert (visitor.receipt.format(), officer, assist.handed[-1]["lang"]) == (number, "as1", "id")
    expect(assist.told).to_have_text(f"Permohonan {number} dibuka di tab baru.")
    expect(assist.lines.first.get_by_role("heading")).to_have_text(number)


def test_a_second_press_asks_for_a_new_ticket(assist: Assist) -> None:
    assist.begin()
    button = assist.page.get_by_role("button", name="Lanjut mengisi bersama warga")
    assist.hand_over(button)
    with assist.office.lock:
        assist.office.office.ports.clock.advance(minutes=10)
    assist.hand_over(button)
    assert assist.opened()[1] == "as1"
    assert assist.handed[0]["ticket"] != assist.handed[1]["ticket"]


def test_a_draft_goes_on_from_the_list_and_its_receipt_is_printed(assist: Assist) -> None:
    number = assist.begin()
    assist.page.get_by_role("button", name="Selesai dengan warga ini").click()
    expect(assist.page.get_by_label("Cari layanan")).to_be_focused()
    expect(assist.page.locator("#begun-pin")).to_have_text("")
    assist.hand_over(assist.page.get_by_role("button", name=f"Lanjutkan {number}"))
    assist.hand_in(number)
    assist.page.get_by_role("button", name="Muat ulang").click()
    expect(assist.lines.first).to_contain_text("KTP-el hilang")
    expect(assist.page.get_by_role("button", name=f"Lanjutkan {number}")).to_have_count(0)
    with assist.page.expect_download() as saved:
        assist.page.get_by_role("button", name=f"Cetak tanda terima {number}").click()
    assert saved.value.suggested_filename == f"tanda-terima-{number}.pdf"
    assert assist.violations() == []


def test_a_press_leads_on_though_the_list_is_drawn_anew_meanwhile(assist: Assist) -> None:
    number = assist.begin()
    assist.page.get_by_role("button", name="Selesai dengan warga ini").click()
    held: list[Route] = []
    assist.page.route("**/ticket", lambda route: held.append(route))  # noqa: PLW0108 - it marks what it calls
    with assist.page.expect_request("**/ticket"):
        assist.page.get_by_role("button", name=f"Lanjutkan {number}").click()
    assist.page.evaluate("document.getElementById('list').replaceChildren()")
    with assist.page.context.expect_page() as opened:
        held[0].continue_()
    expect(opened.value.get_by_role("heading")).to_have_text("Isi permohonan")
    opened.value.close()


def test_a_press_without_a_service_says_so(assist: Assist) -> None:
    assist.page.get_by_role("button", name="Mulai").click()
    expect(assist.page.get_by_role("alert")).to_have_text("✘ Pilih satu layanan dahulu.")
    expect(assist.lines).to_have_count(0)


def test_the_search_narrows_the_list_and_keeps_the_choice(assist: Assist) -> None:
    search = assist.page.get_by_label("Cari layanan")
    search.fill("zzz")
    expect(assist.page.locator("#shown")).to_have_text("Tidak ada layanan yang cocok. Coba kata lain.")
    search.fill("BIRTH")
    assist.page.get_by_role("radio", name=re.compile(r"\(BIRTH\)")).check()
    search.fill("zzz")
    expect(assist.page.locator(".service:visible")).to_have_count(1)
    assert assist.violations() == []


def test_who_may_not_is_told(assist: Assist) -> None:
    with assist.office.lock:
        assist.office.office.staff(Role.VERIFIER, "v9")
    assist.page.get_by_role("button", name="Lepas token").click()
    assist.sign_in("v9")
    expect(assist.told).to_have_text("Peran Anda tidak dapat memulai permohonan untuk warga.")
    assist.page.get_by_role("button", name="Lepas token").click()
    assist.sign_in("nobody")
    expect(assist.page.get_by_label("Token akses")).to_be_focused()


def test_it_fits_a_narrow_screen_in_both_languages(assist: Assist) -> None:
    assist.begin()
    assist.page.set_viewport_size({"width": NARROW, "height": 640})
    for language, title in (("English", "Applying with a resident"), ("Indonesia", "Mengajukan bersama warga")):
        assist.page.get_by_role("button", name=language).click()
        expect(assist.page.get_by_role("heading", level=1)).to_have_text(title)
        assert assist.page.evaluate("document.documentElement.scrollWidth") <= NARROW
        assert assist.violations() == []


def test_paper_shows_number_and_pin_alone(assist: Assist) -> None:
    assist.begin()
    assist.page.emulate_media(media="print")
    expect(assist.page.locator("#begun-pin")).to_be_visible()
    for part in ("#start", "#list", ".bar", "#hand-over", "#told"):
        expect(assist.page.locator(part)).to_be_hidden()
