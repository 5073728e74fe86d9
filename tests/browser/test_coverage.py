"""The coverage of e-KTP in a real browser: a wrong file, a look, a long list in pieces, outcomes by key, every page."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from chalicelib.domain.access import Role
from chalicelib.domain.coverage.campaign import CampaignChannel, ContactOutcome, Selection
from tests.browser.officers import look_over, press_key, sign_in
from tests.browser.served_office import ServedOffice
from tests.browser.views import each_view
from tests.integration.http.coverage_calls import KASI, LATER, TABLE, bring
from tests.unit.coverage.given import BLIMBING, line, table

PAGES = ("", "/figures", "/pace", "/owing", "/owing/people?month=2026-04", "/campaigns", "/campaigns/c1", "/recordings")
OTHERS = ("/recordings/r1", "/campaigns/c1?show=all")


@pytest.fixture
def desk(browser: Browser, office: ServedOffice) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(10_000)
    yield sign_in(context, office, Role.APPROVER, officer="kasi")
    context.close()


@pytest.fixture
def full(office: ServedOffice) -> ServedOffice:
    """Figures of a month, a list, a campaign with an outcome, a day with somebody booked."""
    with office.lock:
        area = office.office.services.coverage
        for days, recorded in ((30, "640.000"), (21, "651.300"), (12, "660.100"), (0, "670.279")):
            text = f"kelurahan;wajib;rekam;cetak\nBlimbing;706.158;{recorded};\nKlojen;9.000;8.870;8.800\n"
            area.count.store(area.count.today() - timedelta(days=days), text, KASI, 0)
        people = [line(n, born="2009-04-01" if n % 5 else "1990-03-05", phone="081000000001") for n in range(40)]
        bring(office.office, *people, "x;;;;;;;")
        made = area.campaigns.create(
            "c1", name="Telepon Blimbing", channel=CampaignChannel.PHONE, selection=Selection(size=30), by=KASI
        )
        people_of_it = area.campaigns.list_page(made, 0, KASI)
        area.campaigns.mark("c1", people_of_it[0].id, ContactOutcome.REACHED, KASI, 0)
        day = area.count.today() + timedelta(days=9)
        area.recordings.plan("r1", place="Balai RW 2", village=BLIMBING, day=day, slots="08:00 2\n09:00 2", by=KASI)
        area.recordings.book("r1", people_of_it[1].id, "08:00", "c1", KASI)
        area.recordings.plan("r0", place="Kantor", village=BLIMBING, day=area.count.today(), slots="08:00 2", by=KASI)
        area.recordings.book("r0", people_of_it[2].id, "08:00", "c1", KASI)
        area.recordings.attend("r0", people_of_it[2].id, KASI, came=True)
    return office


def test_a_wrong_file_is_told_and_a_right_one_stored_after_a_look(
    desk: Page, office: ServedOffice, tmp_path: Path
) -> None:
    desk.goto(f"{office.url}/office/coverage")
    press_key(desk, "i")
    wrong, right = tmp_path / "penduduk.csv", tmp_path / "angka.csv"
    wrong.write_text("nama;umur\nSiti;17\n")
    right.write_bytes(TABLE.encode("utf-16"))
    desk.get_by_label("Atau pilih file CSV").set_input_files(wrong)
    desk.get_by_role("button", name="Lihat apa yang berubah").click()
    expect(desk.locator("#faults")).to_be_focused()
    look_over(desk, "coverage-wrong-file")
    desk.get_by_label("Atau pilih file CSV").set_input_files(right)
    desk.get_by_role("button", name="Lihat apa yang berubah").click()
    expect(desk.get_by_role("row").filter(has_text="Blimbing")).to_contain_text("1.200")
    look_over(desk, "coverage-preview")
    press_key(desk, "s")
    expect(desk.get_by_role("status")).to_have_text("Angka tersimpan.")
    with office.lock:
        assert len(office.office.ports.coverage.figures.days) == 1


def test_a_long_list_goes_in_pieces_and_on_where_it_broke_off(desk: Page, office: ServedOffice, tmp_path: Path) -> None:
    listed = tmp_path / "daftar.csv"
    rows = [line(number) for number in range(2500)]
    rows[8] = rows[8].replace("Jalan Uji", 'Jalan 5" Uji')
    rows[10] = rows[10].replace("Jalan Uji", '"Jalan Uji')
    listed.write_text("sep=;\n" + table(*rows))
    desk.goto(f"{office.url}/office/coverage/owing")
    desk.get_by_label("Hancurkan sesudah").fill(LATER)
    desk.get_by_label("File CSV").set_input_files(listed)
    broken: list[str] = []

    def trouble(route: Route) -> None:
        if b'name="number"\r\n\r\n3' in (route.request.post_data_buffer or b"") and not broken:
            broken.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    desk.route("**/office/coverage/owing?*", trouble)
    desk.get_by_role("button", name="Masukkan daftar ini").click()
    expect(desk.locator("[data-told]")).to_have_text("Terputus. Tekan tombol sekali lagi untuk melanjutkan.")
    with office.lock:
        assert sorted(next(iter(office.office.ports.coverage.owing.pieces.values()))) == [1, 2]
    desk.get_by_role("button", name="Masukkan daftar ini").click()
    expect(desk.get_by_text("2.500 orang dalam daftar")).to_be_visible()
    assert broken


def test_a_list_with_the_wrong_columns_says_which(desk: Page, office: ServedOffice, tmp_path: Path) -> None:
    listed = tmp_path / "daftar.csv"
    listed.write_text("nik;umur\n1;17\n")
    desk.goto(f"{office.url}/office/coverage/owing")
    desk.get_by_label("Hancurkan sesudah").fill(LATER)
    desk.get_by_label("File CSV").set_input_files(listed)
    desk.get_by_role("button", name="Masukkan daftar ini").click()
    expect(desk.locator("[data-told]")).to_contain_text("Kolom ini tidak ada: Nama, Tanggal lahir, Kelurahan.")


def test_outcomes_are_recorded_by_one_key_each(desk: Page, full: ServedOffice) -> None:
    desk.goto(f"{full.url}/office/coverage/campaigns/c1")
    for _ in range(3):
        press_key(desk, "2")
        expect(desk.get_by_role("status")).to_have_text("Hasil dicatat.")
        desk.goto(f"{full.url}/office/coverage/campaigns/c1")
    with full.lock:
        area = full.office.services.coverage
        assert area.campaigns.figures(area.ports.campaigns.get("c1"))["will_come"] == 3


def test_a_campaign_is_made_and_somebody_booked_by_keyboard(desk: Page, full: ServedOffice) -> None:
    desk.goto(f"{full.url}/office/coverage/campaigns")
    desk.get_by_label("Nama kampanye").press_sequentially("Surat Klojen")
    desk.locator("summary").filter(has_text="Blimbing").press("Enter")
    desk.get_by_label("Seluruh kecamatan Blimbing").press("Space")
    desk.get_by_role("button", name="Buat daftar kampanye").press("Enter")
    expect(desk.get_by_role("status")).to_have_text("Kampanye dibuat.")
    code = desk.get_by_text("Kode ").first.inner_text().removeprefix("Kode ")
    desk.goto(f"{full.url}/office/coverage/recordings/r1")
    desk.get_by_label("Kampanye").select_option(label="Surat Klojen")
    desk.get_by_label("Kode pada surat").fill(code)
    desk.get_by_role("button", name="Jadwalkan").first.press("Enter")
    expect(desk.get_by_role("status")).to_have_text("Sudah dijadwalkan.")


def test_what_is_pressed_stands_in_sight_on_a_phone(browser: Browser, full: ServedOffice) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 700})
    page = sign_in(context, full, Role.APPROVER, officer="kasi")
    for path, last in (
        ("/campaigns/c1", ".loket-cover__outcomes button"),
        ("/recordings/r1", ".loket-cover__outcomes button"),
        ("/recordings", ".loket-cover__table td:last-child"),
    ):
        page.goto(f"{full.url}/office/coverage{path}")
        places = [place.bounding_box() for place in page.locator(last).all()]
        assert places
        assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= 320 for box in places), path
    context.close()


def test_the_words_of_the_chart_can_be_read_on_a_phone(browser: Browser, full: ServedOffice) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 800})
    page = sign_in(context, full, Role.APPROVER, officer="kasi")
    page.goto(f"{full.url}/office/coverage/pace")
    boxes = [text.bounding_box() for text in page.locator(".loket-cover__chart text").all()]
    assert len(boxes) == 5
    assert all(box and box["height"] >= 16 and box["x"] >= 0 and box["x"] + box["width"] <= 320 for box in boxes)
    first, last = sorted((box for box in boxes[-2:] if box), key=lambda box: box["x"])
    assert first["x"] + first["width"] < last["x"]
    context.close()


@each_view
def test_every_page_is_accessible_and_fits(
    browser: Browser, full: ServedOffice, width: int, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = sign_in(context, full, Role.APPROVER, officer="kasi")
    for path in (*PAGES, *OTHERS):
        for language in ("id", "en"):
            page.goto(f"{full.url}/office/coverage{path}{'&' if '?' in path else '?'}lang={language}")
            name = path.strip("/").replace("/", "-").replace("?", "-").replace("=", "-") or "home"
            look_over(page, f"coverage-{name}-{width}-{scheme}-{language}")
    context.close()
