"""The page for what is local, in a real browser."""

import re

from playwright.sync_api import Browser, expect

from chalicelib.domain.access import Role
from tests.browser.conftest import watched
from tests.browser.overlays import Overlays
from tests.browser.served_office import ServedOffice

NARROW = 320
HOURS = {"id": "Senin sampai Kamis, 09.00 sampai 14.00 WIB", "en": "Monday to Thursday, 09:00 to 14:00 (WIB)"}
NOTICE = {"id": "Sistem pusat sedang terganggu.", "en": "The central system is down."}
SERVICE = "/services/KTP-LOST?lang=id"
SERVICE_EN = "/services/KTP-LOST?lang=en"


def type_both(page: Overlays, name: str, text: dict[str, str]) -> None:
    for language, words in text.items():
        page.fill(f"{name}.{language}", words)


def test_new_hours_reach_the_residents_a_minute_after_they_were_published(overlays: Overlays) -> None:
    expect(overlays.page.locator("#holding")).to_have_text(re.compile("Semuanya seperti bawaan"))
    type_both(overlays, "office.hours", HOURS)
    overlays.save(1)
    change = overlays.page.locator("#preview-office .change:not(.same)")
    expect(change).to_have_count(2)
    expect(change.first.locator(".old")).to_contain_text("Senin sampai Jumat")
    expect(change.first.locator(".new")).to_contain_text(HOURS["id"])
    assert overlays.violations() == []
    assert HOURS["id"] not in overlays.residents_page(SERVICE)
    overlays.publish(1)
    expect(overlays.told).to_contain_text("Versi 1 berlaku")
    expect(overlays.page.locator("#holding")).to_contain_text("Versi 1 · Diterbitkan oleh adm1")
    overlays.a_minute_later()
    assert HOURS["id"] in overlays.residents_page(SERVICE)
    assert HOURS["en"] in overlays.residents_page(SERVICE_EN)


def test_every_fault_stands_at_its_field_and_in_one_summary(overlays: Overlays) -> None:
    page = overlays.page
    overlays.fill("office.hours.en", "")
    overlays.fill("papers.max_age_days.SK_HILANG", "0")
    page.get_by_role("button", name="Minta dokumen tambahan").click()
    page.get_by_label("Cari teks").fill("notices/pin_reissued/sms")
    page.get_by_role("button", name="Ubah teks notices/pin_reissued/sms/text").click()
    overlays.fill("messages.notices/pin_reissued/sms/text.id", "PIN {x} ✓")
    page.get_by_role("button", name="Simpan dan lihat bedanya").click()
    summary = page.locator("#faults")
    expect(summary).to_be_focused()
    links = summary.get_by_role("link")
    wrong = page.locator("[aria-invalid=true]")
    expect(wrong).to_have_count(7)
    names = wrong.evaluate_all("all => all.map(input => input.name)")
    assert names == [
        "office.hours.en", "papers.max_age_days.SK_HILANG", "papers.extra.0.service", "papers.extra.0.any_of.0",
        "papers.extra.0.reason.id", "papers.extra.0.reason.en", "messages.notices/pin_reissued/sms/text.id",
    ]  # fmt: skip
    expect(links).to_have_count(9)  # three of them at the text message
    links.nth(1).click()
    expect(overlays.field("papers.max_age_days.SK_HILANG")).to_be_focused()
    expect(overlays.field("papers.max_age_days.SK_HILANG")).to_have_accessible_description(re.compile("✘ Angka ini"))
    assert overlays.violations() == []
    expect(overlays.lines).to_have_count(0)


def test_what_was_typed_outlives_the_tab_until_it_is_saved(overlays: Overlays) -> None:
    type_both(overlays, "office.hours", HOURS)
    overlays.open()
    expect(overlays.field("office.hours.id")).to_have_value(HOURS["id"])
    expect(overlays.told).to_contain_text("belum disimpan")
    overlays.save(1)
    overlays.open()
    expect(overlays.field("office.hours.id")).to_have_value(re.compile("Senin sampai Jumat"))
    overlays.page.get_by_role("button", name="Buka di formulir 1").click()
    expect(overlays.field("office.hours.id")).to_have_value(HOURS["id"])


def test_a_change_after_the_preview_is_not_published_unseen(overlays: Overlays) -> None:
    type_both(overlays, "office.hours", HOURS)
    overlays.save(1)
    overlays.fill("office.address", "Jalan Contoh 1, Malang")
    expect(overlays.page.get_by_role("button", name="Terbitkan versi 1")).to_be_disabled()
    overlays.publish_changes(2)
    expect(overlays.lines).to_have_count(2)


def test_an_older_version_is_taken_up_again(overlays: Overlays) -> None:
    type_both(overlays, "office.hours", HOURS)
    overlays.publish_changes(1)
    overlays.fill("office.hours.id", "")
    overlays.fill("office.hours.en", "")
    overlays.publish_changes(2)
    overlays.page.get_by_role("button", name="Pakai lagi 1").click()
    expect(overlays.page.locator("#preview-office .new").first).to_contain_text(HOURS["id"])
    overlays.publish(1)
    expect(overlays.told).to_contain_text("Versi 3 berlaku")
    expect(overlays.lines.first).to_contain_text("Memakai lagi versi 1")
    expect(overlays.field("office.hours.id")).to_have_value(HOURS["id"])
    assert overlays.violations() == []


def test_who_was_quicker_is_named_and_nothing_is_overwritten(
    browser: Browser, office: ServedOffice, overlays: Overlays
) -> None:
    type_both(overlays, "office.hours", HOURS)
    overlays.save(1)
    with watched(browser) as page:
        other = Overlays(page, office)
        other.sign_in("adm2")
        type_both(other, "office.notice", NOTICE)
        other.publish_changes(2)
    overlays.publish(1)
    quicker = overlays.page.locator("#quicker")
    expect(quicker).to_contain_text("adm2 lebih dahulu menerbitkan versi 2")
    expect(overlays.page.locator("#holding")).to_contain_text("adm2")
    expect(overlays.page.get_by_role("button", name="Terbitkan versi 1")).to_be_disabled()
    assert overlays.violations() == []
    overlays.page.get_by_role("button", name="Lihat lagi bedanya").click()
    expect(overlays.page.locator("#compared")).to_contain_text("versi 2")
    expect(overlays.page.locator("#preview-office .old").filter(has_text=NOTICE["id"])).to_have_count(1)
    overlays.publish(1)
    expect(overlays.told).to_contain_text("Versi 1 berlaku")


def test_a_notice_stands_above_the_residents_pages(overlays: Overlays) -> None:
    type_both(overlays, "office.notice", NOTICE)
    overlays.publish_changes(1)
    overlays.a_minute_later()
    overlays.page.goto(f"{overlays.office.url}/start?lang=id")
    expect(overlays.page.get_by_text(NOTICE["id"])).to_be_visible()


def test_a_local_paper_is_switched_off_and_another_asked_for(overlays: Overlays) -> None:
    page = overlays.page
    page.get_by_role("checkbox", name=re.compile("Akta kelahiran|Kutipan akta|akta lahir", re.IGNORECASE)).uncheck()
    page.get_by_role("button", name="Minta dokumen tambahan").click()
    overlays.field("papers.extra.0.service").select_option("KTP-NEW")
    overlays.field("papers.extra.0.any_of.0").select_option("IJAZAH")
    type_both(overlays, "papers.extra.0.reason", {"id": "Kantor ini mencocokkan nama.", "en": "To compare names."})
    overlays.save(1)
    page.locator("#answers-service select").select_option("KTP-NEW")
    page.get_by_role("button", name="Lihat dokumennya").click()
    lists = page.locator("#preview-papers .papers-list")
    before, after = lists.first, lists.last
    expect(before.locator(".only_here")).to_contain_text(["Kutipan akta kelahiran"])
    expect(after.locator(".only_here")).to_contain_text(["Kantor ini mencocokkan nama."])
    assert overlays.violations() == []
    overlays.publish(1)
    expect(overlays.told).to_contain_text("Versi 1 berlaku")
    with overlays.office.lock:
        public = overlays.office.office.public
        overlays.office.office.ports.clock.advance(seconds=60)
        slots = public.call("POST", "/v1/services/KTP-NEW/checklist", {"answers": {}}).json["slots"]
    assert {"akta-lahir", "lokal-1"} & {slot["slot"] for slot in slots} == {"lokal-1"}


def test_answers_that_fit_no_question_cost_their_papers_alone(overlays: Overlays) -> None:
    page = overlays.page
    overlays.save(1)
    page.locator("#answers-service select").select_option("KTP-NEW")
    page.locator('[name="answers.age"]').fill("tujuh")
    overlays.fill("papers.max_age_days.SK_HILANG", "30")
    overlays.save(2)
    expect(page.locator("#answers-fault")).to_contain_text("Daftar dokumen belum dapat ditampilkan.")
    page.locator('[name="answers.age"]').fill("17")
    page.get_by_role("button", name="Lihat dokumennya").click()
    expect(page.locator("#preview-papers li").first).to_be_visible()
    expect(page.locator("#answers-fault")).to_be_hidden()


def test_a_text_is_found_changed_and_put_back_by_keyboard(overlays: Overlays) -> None:
    page = overlays.page
    expect(page.get_by_label("Cari teks")).to_be_visible()  # what is hidden takes no focus, and says nothing
    page.get_by_label("Cari teks").focus()
    page.keyboard.type("pages/free")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(overlays.field("messages.pages/free.id")).to_be_focused()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("Tidak dipungut biaya apa pun.")
    overlays.save(1)
    expect(page.locator("#preview-texts .new")).to_have_text([re.compile("Tidak dipungut biaya apa pun.")])
    page.get_by_role("button", name="Seperti bawaan pages/free").press("Enter")
    expect(page.get_by_label("Cari teks")).to_be_focused()
    overlays.save(2)
    expect(page.locator("#preview-texts .change")).to_have_count(0)


def test_who_may_not_is_told(overlays: Overlays) -> None:
    overlays.page.get_by_role("button", name="Lepas token").click()
    overlays.sign_in("v9", Role.VERIFIER)
    expect(overlays.told).to_have_text("Hanya administrator kantor yang dapat membuka halaman ini.")
    expect(overlays.page.locator("#work")).to_be_hidden()


def test_it_fits_a_narrow_screen_in_both_languages(overlays: Overlays) -> None:
    page = overlays.page
    type_both(overlays, "office.notice", NOTICE)
    page.get_by_label("Cari teks").fill("notices received")
    page.get_by_role("button", name="Ubah teks notices/received/email/text").click()
    page.get_by_role("button", name="Minta dokumen tambahan").click()
    page.get_by_role("button", name="Hapus dokumen tambahan").click()
    overlays.save(1)
    page.set_viewport_size({"width": NARROW, "height": 640})
    for language, title in (("English", "What this office changes"), ("Indonesia", "Penyesuaian kantor")):
        page.get_by_role("button", name=language, exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
        assert overlays.violations() == []
