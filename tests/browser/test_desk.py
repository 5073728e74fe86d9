"""The officer's desk in a real browser, without a mouse."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.officers import look_over
from tests.browser.served_office import PAGE_WIDTH
from tests.office import LOST, PERSON
from tests.post_keys import PARTNER
from tests.post_office import KEYED, Envelope

LEGIBLE = 200
"""Pixels of a page that can be read on the screen."""

OPEN = re.compile(r"Berkas .* dibuka dari amplop 0001\.")


def test_an_envelope_is_attached_to_a_candidate_by_its_number(desk: Desk) -> None:
    with desk.office.lock:
        resident = desk.office.office.start()
    number = resident.started["receipt_number"]
    slip = number[:-1] + ("3" if number[-1] == "2" else "2")
    envelope = desk.waiting("paper", "unread", keyed={"receipt_number": slip})
    desk.enter_first()
    expect(desk.page.locator(".candidate")).to_contain_text("KTP-el hilang · Siti Contoh")
    assert desk.violations() == []
    desk.press("1")
    expect(desk.focused).to_have_text("Gabungkan")
    desk.press("Enter")
    expect(desk.told).to_have_text(f"Amplop 0001 masuk ke berkas {number}.")
    expect(desk.title).to_have_text(f"Berkas {number}")
    assert desk.end_of(envelope)["end"] == "attached"


def test_a_typed_number_shows_its_case_and_a_wrong_one_its_fault(desk: Desk) -> None:
    with desk.office.lock:
        resident = desk.office.office.start()
    envelope = desk.waiting()
    desk.enter_first()
    desk.press("g")
    desk.write("22222222222")
    expect(desk.page.locator(".action:visible .about")).to_have_text("Berkas dengan nomor ini tidak ada.")
    desk.press("Enter")
    expect(desk.focused).to_have_accessible_name("Nomor berkas")
    expect(desk.focused).to_have_attribute("aria-invalid", "true")
    expect(desk.page.locator(".fault:visible")).to_contain_text("Nomor berkas ini tidak ada.")
    assert desk.violations() == []
    desk.press("Control+a")
    desk.write(resident.id.lower())
    expect(desk.page.locator(".action:visible .about")).to_contain_text("Siti Contoh")
    desk.press("Enter")
    expect(desk.title).to_have_text(f"Berkas {resident.started['receipt_number']}")
    assert desk.end_of(envelope)["end"] == "attached"


def test_a_case_is_opened_with_what_the_clerk_typed(desk: Desk) -> None:
    keyed = {"name": PERSON["name"], "nik": PERSON["nik"], "phone": KEYED["phone"]}
    envelope = desk.waiting(sender="Siti Contoh, Malang", keyed=keyed)
    desk.enter_first()
    desk.press("b")
    expect(desk.focused).to_have_accessible_name("Layanan")
    desk.choose("Layanan", "KTP-LOST")
    desk.choose("Pemohon adalah", "self")
    nik = desk.page.get_by_label("NIK pemohon")
    expect(nik).to_have_value(PERSON["nik"])
    nik.fill("12")
    desk.press("Enter")
    expect(desk.focused).to_have_accessible_name("NIK pemohon")
    expect(desk.focused).to_have_attribute("aria-invalid", "true")
    desk.press("Control+a")
    desk.write(PERSON["nik"])
    desk.page.get_by_text("Alamat", exact=True).click()
    desk.page.get_by_label("Jalan dan nomor").fill("Jalan Contoh 7")
    desk.press("Enter")
    expect(desk.focused).to_have_accessible_name("Kelurahan")
    look_over(desk.page, "desk-street-alone")
    desk.choose("Kelurahan", "3573011001")
    desk.page.get_by_label("Jalan dan nomor").press("Enter")
    expect(desk.told).to_have_text(OPEN)
    found = desk.case(desk.end_of(envelope)["receipt_number"].replace("-", "")).read()
    assert (found["service"], found["applicant_role"], found["channel"]) == ("KTP-LOST", "self", "post")
    assert found["personal"]["applicant"]["nik"] == PERSON["nik"]
    assert found["personal"]["address"]["village"] == "3573011001"


def test_an_envelope_is_a_duplicate_of_another(desk: Desk) -> None:
    first, second = (
        line["envelope"] for line in desk.receive(Envelope("0001", ("paper",)), Envelope("0002", ("paper",)))
    )
    desk.press("r")
    expect(desk.lines).to_have_count(2)
    desk.enter_first()
    desk.press("d", "End")
    expect(desk.focused).to_have_value("posmlg.B-001.")
    desk.write("0009")
    desk.press("Enter")
    expect(desk.page.locator(".fault:visible")).to_be_visible()
    desk.press("Backspace")
    desk.write("2")
    desk.press("Enter")
    expect(desk.told).to_have_text("Amplop 0001 ditandai sebagai kembaran.")
    expect(desk.lines).to_have_count(1)
    expect(desk.focused).to_have_text("Amplop 0002")
    assert desk.end_of(first)["duplicate_of"] == second


def test_the_sheet_in_view_is_asked_for_again(desk: Desk) -> None:
    envelope = desk.waiting("paper", "paper")
    sheet = desk.end_of(envelope)["page_images"][1]["control_number"]
    desk.enter_first()
    desk.press("ArrowRight", "p")
    expect(desk.focused).to_have_value(sheet)
    desk.choose("Alasan", "cut_off")
    desk.page.get_by_label("Catatan untuk kantor pos").fill("Sisi kiri.")
    desk.page.get_by_role("button", name="Minta pindai ulang").press("Enter")
    expect(desk.told).to_have_text("Pindai ulang amplop 0001 sudah diminta.")
    expect(desk.page.get_by_role("option", name="pindai ulang diminta")).to_have_count(1)
    assert [bool(page["rescan"]) for page in desk.end_of(envelope)["page_images"]] == [False, True]
    expect(desk.focused).to_contain_text("Pindai ulang")


def test_a_whole_envelope_is_asked_for_again(desk: Desk) -> None:
    envelope = desk.waiting()
    desk.enter_first()
    desk.press("p")
    desk.choose("Yang dipindai ulang", "")
    desk.choose("Alasan", "missing_page")
    desk.page.get_by_role("button", name="Minta pindai ulang").press("Enter")
    expect(desk.title).to_have_text("Amplop yang menunggu")
    assert desk.end_of(envelope)["end"] == "rescan"


def test_an_envelope_is_rejected_with_its_reason(desk: Desk) -> None:
    envelope = desk.waiting()
    desk.enter_first()
    desk.press("t", "Tab", "Enter")
    expect(desk.focused).to_have_accessible_name("Alasan")
    expect(desk.page.locator(".fault:visible")).to_be_visible()
    desk.choose("Alasan", "not_for_us")
    desk.press("Tab", "Enter")
    expect(desk.told).to_have_text("Amplop 0001 ditolak.")
    expect(desk.page.get_by_text("Tidak ada amplop yang menunggu.")).to_be_visible()
    expect(desk.focused).to_have_text("Amplop yang menunggu")
    assert desk.end_of(envelope)["end"] == "rejected"


def test_where_the_originals_are_is_written_down(desk: Desk) -> None:
    envelope = desk.waiting()
    desk.enter_first()
    desk.press("s")
    desk.choose("Di mana surat asli sekarang", "returned")
    desk.press("Tab", "Enter")
    expect(
        desk.page.get_by_text("Isian ini wajib diisi.")
    ).to_be_visible()  # until it is answered nothing is sent again
    expect(desk.focused).to_have_accessible_name("Nomor kiriman balik")
    desk.write("RR123456785ID")
    desk.press("Enter")
    expect(desk.told).to_contain_text("dicatat")
    expect(desk.focused).to_contain_text("Surat asli")
    assert desk.end_of(envelope)["custody"][-1]["returned_under"] == "RR123456785ID"


def test_a_stale_envelope_says_so_and_keeps_what_was_typed(desk: Desk) -> None:
    envelope = desk.waiting()
    desk.enter_first()
    desk.press("p")
    desk.page.get_by_label("Catatan untuk kantor pos").fill("Tolong 600 dpi.")
    desk.choose("Alasan", "unreadable")
    with desk.office.lock:
        custody = {"place": "office"}
        assert desk.other.call("POST", f"/v1/envelopes/{envelope}/custody", custody, {"If-Match": '"1"'}).status == 200
    send = desk.page.get_by_role("button", name="Minta pindai ulang")
    send.press("Enter")
    expect(desk.focused).to_have_text("Muat lagi")
    expect(desk.page.get_by_role("alert")).to_contain_text("Orang lain sudah mengubahnya")
    assert desk.violations() == []
    desk.press("Enter")
    expect(send).to_be_focused()
    expect(desk.page.get_by_label("Catatan untuk kantor pos")).to_have_value("Tolong 600 dpi.")
    expect(desk.page.get_by_role("listitem").filter(has_text="di kantor ini")).to_be_visible()
    desk.press("Enter")
    expect(desk.told).to_contain_text("sudah diminta")


def test_a_line_that_is_down_loses_nothing(desk: Desk) -> None:
    envelope = desk.waiting()
    desk.enter_first()
    desk.press("t")
    desk.choose("Alasan", "unusable")
    desk.page.context.set_offline(True)
    send = desk.page.get_by_role("button", name="Tolak amplop")
    send.press("Enter")
    expect(desk.told).to_contain_text("Kantor tidak terjangkau")
    desk.page.context.set_offline(False)
    send.press("Enter")
    expect(desk.told).to_have_text("Amplop 0001 ditolak.")
    assert desk.end_of(envelope)["end"] == "rejected"


def opened(desk: Desk, *pages: str, **fields: Any) -> str:  # noqa: ANN401 - fields of the manifest
    """A case that came by post, its pages before the officer; its receipt number."""
    (line,) = desk.receive(Envelope("0001", pages, {"keyed": KEYED, **fields}))
    desk.press("/")
    desk.write(line["receipt_number"])
    desk.press("Enter")
    expect(desk.title).to_have_text(f"Berkas {line['receipt_number']}")
    return str(line["receipt_number"]).replace("-", "")


def test_eight_pages_are_sorted_with_eight_keys(desk: Desk) -> None:
    receipt = opened(desk, *["paper"] * 8)
    expect(desk.page.get_by_text("8 halaman belum dipilah.")).to_be_visible()
    desk.press(*"aabbbcc-")
    expect(desk.page.get_by_text("Semua halaman sudah dipilah. Tekan Enter untuk menyimpan.")).to_be_visible()
    assert desk.violations() == []
    desk.press("Enter")
    expect(desk.told).to_have_text("Halaman sudah dipilah dan disimpan.")
    found = desk.case(receipt).read()
    assert [len(paper["pages"]) for paper in found["documents"]] == [2, 3, 2]
    assert found["unsorted"] == []
    expect(desk.focused).to_have_text("Belum lengkap")
    expect(desk.page.locator(".findings")).to_contain_text("siapa yang mengajukan")
    assert desk.violations() == []


def test_several_pages_at_once_and_back_again(desk: Desk) -> None:
    receipt = opened(desk, *["paper"] * 4)
    desk.press("Shift+ArrowRight", "Shift+ArrowRight", "a")
    expect(desk.page.get_by_text("1 halaman belum dipilah.")).to_be_visible()
    desk.press("z")
    expect(desk.page.get_by_text("4 halaman belum dipilah.")).to_be_visible()
    desk.press("Control+a", "b", "Enter")
    expect(desk.told).to_have_text("Halaman sudah dipilah dan disimpan.")
    (paper,) = desk.case(receipt).read()["documents"]
    assert len(paper["pages"]) == 4


def test_sorting_that_is_stale_keeps_every_key_that_was_pressed(desk: Desk) -> None:
    receipt = opened(desk, "paper", "paper", "paper")
    desk.press("a", "b")
    with desk.office.lock:
        other = desk.case(receipt)
        last = other.read()["unsorted"][2]["page"]
        assert other.move("PUT", "/pages", {"pages": {last: None}}).status == 200
    desk.press("c", "Enter")
    expect(desk.focused).to_have_text("Muat lagi")
    desk.press("Enter")
    expect(desk.told).to_have_text("Sudah dimuat lagi. Yang Anda ketik tetap ada.")
    expect(desk.page.get_by_role("option")).to_have_count(3)
    expect(desk.page.get_by_text("Semua halaman sudah dipilah. Tekan Enter untuk menyimpan.")).to_be_visible()
    desk.press("Enter")
    expect(desk.told).to_have_text("Halaman sudah dipilah dan disimpan.")
    assert len(desk.case(receipt).read()["documents"]) == 3


def test_what_is_missing_is_asked_of_the_applicant(desk: Desk) -> None:
    receipt = opened(desk, "paper", "paper")
    desk.press("a", "b", "Enter")
    expect(desk.focused).to_have_text("Belum lengkap")
    desk.press("k")
    desk.choose("Pemohon adalah", "self")
    desk.page.get_by_label("Tanggal terbit Surat keterangan").fill("2026-03-01")
    desk.press("Enter")
    expect(desk.told).to_have_text("Data sudah disimpan.")
    desk.press("r")
    expect(desk.page.get_by_role("checkbox", checked=True)).to_have_count(1)
    assert desk.violations() == []
    desk.page.get_by_label("Catatan untuk pemohon: Kartu Keluarga").fill("Semua halaman.")
    desk.press("Enter")
    expect(desk.told).to_have_text(f"Berkas {receipt[:4]}-{receipt[4:8]}-{receipt[8:]} dikembalikan kepada pemohon.")
    found = desk.case(receipt).read()
    assert found["state"] == "RETURNED"
    assert [(item["slot"], item["note"]) for item in found["asked"]] == [("kk", "Semua halaman.")]
    assert not {"applicant_role", "sk-hilang"} & {finding["field"] for finding in found["findings"]}


def test_a_page_that_is_hard_to_read_is_told_beside_its_picture(desk: Desk) -> None:
    opened(desk, "paper", "blurred")
    notes = desk.page.locator(".viewer .notes li")
    expect(notes).to_have_text(["Kertas tegak"])
    desk.press("ArrowDown")
    expect(notes).to_have_text(["Gambar kabur (seluruh halaman): kira-kira 10 persen tulisan terbaca.", "Kertas tegak"])
    expect(desk.page.get_by_role("option", name="sulit dibaca")).to_have_count(1)
    assert desk.violations() == []
    desk.press("a", "a", "Enter")
    expect(desk.page.locator(".findings")).to_contain_text("Gambar kabur")


def test_what_a_reader_made_of_a_card_is_told_with_its_paper(desk: Desk) -> None:
    ports = desk.office.office.ports
    ports.reads_papers, ports.paper_reader.usual = True, "NIK 3573994507800003"
    opened(desk, "paper")
    desk.press("c", "Enter")
    expect(desk.focused).to_have_text("Belum lengkap")
    expect(desk.page.locator(".numbers")).to_have_count(0)
    desk.office.work()
    desk.page.reload()
    expect(desk.page.locator(".numbers li")).to_contain_text("tampaknya berbeda dari yang diketik")
    assert desk.violations() == []


def test_a_case_that_another_officer_holds_is_not_sent_back(desk: Desk) -> None:
    receipt = opened(desk, "paper")
    desk.press("a", "Enter")
    expect(desk.focused).to_have_text("Belum lengkap")
    with desk.office.lock:
        assert desk.case(receipt).move("POST", "/claim").status == 200
    desk.press("r")
    note = desk.page.get_by_label("Catatan untuk pemohon: Kartu Keluarga")
    note.fill("Mohon dikirim.")
    desk.press("Enter")
    expect(desk.focused).to_have_text("Muat lagi")
    desk.press("Enter")
    expect(note).to_have_value("Mohon dikirim.")
    assert desk.case(receipt).read()["state"] == "IN_REVIEW"


def test_two_hundred_pages_come_as_they_are_looked_at(desk: Desk) -> None:
    numbers = [f"{700000 + sheet}" for sheet in range(100)]
    opened(desk, *["paper"] * 200, duplex=True, sheet_count=100, control_numbers=numbers)
    expect(desk.page.get_by_role("option")).to_have_count(200)
    desk.sees(".page >> nth=0 >> img")
    assert len(desk.office.looks) < 50
    desk.press("End")
    expect(desk.focused).to_contain_text("Halaman 200")
    desk.sees(".page:last-child img")
    assert len(desk.office.looks) < 80


def test_a_link_that_has_gone_stale_is_asked_for_again(desk: Desk) -> None:
    desk.waiting()
    desk.office.stale_links = 2
    desk.enter_first()
    for place in range(2):
        desk.sees(f".page >> nth={place} >> img")
    desk.sees(".large")
    assert desk.page.locator(".broken").count() == 0


def test_a_page_is_turned_and_enlarged(desk: Desk) -> None:
    desk.waiting()
    desk.enter_first()
    large = desk.page.locator(".large")
    desk.sees(".large")
    before = large.bounding_box()
    assert before
    assert before["height"] > before["width"]
    desk.press("]")
    turned = large.bounding_box()
    assert turned
    assert turned["width"] > turned["height"]
    desk.press(".", ".")
    enlarged = large.bounding_box()
    assert enlarged
    assert enlarged["width"] == pytest.approx(2 * turned["width"], rel=0.02)


def test_the_keys_are_listed_and_can_be_switched_off(desk: Desk) -> None:
    desk.waiting()
    desk.enter_first()
    desk.press("?")
    expect(desk.page.get_by_role("dialog")).to_contain_text("Gabung ke berkas")
    assert desk.violations() == []
    desk.page.get_by_label("Tombol satu huruf aktif").press("Space")
    desk.press("Escape")
    expect(desk.focused).to_contain_text("Halaman 1")
    desk.press("g")
    expect(desk.page.locator(".action:visible")).to_have_count(0)


def test_the_other_language_keeps_what_was_typed(desk: Desk) -> None:
    desk.waiting(keyed={"name": "Siti Contoh"})
    desk.enter_first()
    desk.press("b")
    desk.choose("Layanan", "KTP-NEW")
    desk.page.get_by_label("Nama pemohon").fill("Budi Contoh")
    desk.page.get_by_role("button", name="English").press("Enter")
    expect(desk.page.get_by_label("Applicant's name")).to_have_value("Budi Contoh")
    expect(desk.page.get_by_label("Service", exact=True)).to_have_value("KTP-NEW")
    expect(desk.page.get_by_label("Will somebody else collect the card?")).to_be_visible()
    assert desk.violations() == []


def test_a_token_that_is_refused_is_asked_for_again(desk: Desk) -> None:
    with desk.office.lock:
        desk.office.office.ports.staff_tokens.people.clear()
    desk.press("r")
    expect(desk.focused).to_have_accessible_name("Token akses")
    expect(desk.told).to_contain_text("Token tidak berlaku lagi")


def test_a_post_office_is_not_let_in(desk: Desk) -> None:
    desk.page.get_by_role("button", name="Lepas token").press("Enter")
    desk.write(PARTNER)
    desk.press("Enter")
    expect(desk.told).to_have_text("Peran Anda tidak membuka meja ini.")
    expect(desk.lines).to_have_count(0)


@pytest.mark.parametrize(("width", "height"), [(1024, 768), (320, 640)])
def test_it_fits_a_narrow_screen(desk: Desk, width: int, height: int) -> None:
    desk.page.set_viewport_size({"width": width, "height": height})
    desk.waiting(sender="Siti Contoh, Jalan Contoh 1, Malang", keyed={"name": LOST["applicant"]["name"]})
    assert desk.violations() == []
    desk.enter_first()
    assert desk.page.evaluate("document.documentElement.scrollWidth") == width
    assert desk.violations() == []
    desk.press("t")
    expect(desk.focused).to_be_in_viewport()
    expect(desk.focused).to_have_accessible_name("Alasan")


def test_the_same_sheets_are_shown_side_by_side(desk: Desk) -> None:
    (first,) = desk.receive(Envelope("0001", ("paper", "paper"), {"keyed": KEYED}))
    desk.partner.sheets = 1
    second = desk.waiting("paper", "paper", "paper")
    desk.enter_first()
    desk.press("c")
    dialog = desk.page.get_by_role("dialog", name="Berdampingan")
    columns = dialog.locator(".column")
    expect(columns).to_have_count(2)
    expect(columns.nth(0).get_by_role("option")).to_have_count(3)
    expect(columns.nth(1).get_by_role("option")).to_have_count(2)
    for column in (0, 1):
        large = columns.nth(column).locator("img.large")
        expect(large).to_have_js_property("naturalWidth", PAGE_WIDTH)
        box = large.bounding_box()
        assert box is not None
        assert box["height"] > LEGIBLE
    assert desk.violations() == []
    desk.press("Escape")
    expect(dialog).to_have_count(0)
    desk.press("d")
    expect(desk.focused).to_have_value(first["envelope"])
    desk.press("Enter")
    expect(desk.told).to_contain_text("kembaran")
    assert desk.end_of(second)["duplicate_of"] == first["envelope"]


def test_cases_of_the_same_person_are_shown_side_by_side(desk: Desk) -> None:
    lines = [desk.receive(Envelope("0001", ("paper", "paper"), {"keyed": KEYED}))[0] for _ in range(2)]
    desk.page.goto(f"{desk.office.url}/desk#/case/{lines[1]['receipt_number']}")
    desk.page.get_by_role("button", name=f"Bandingkan dengan {lines[0]['receipt_number']}").click()
    columns = desk.page.locator(".beside .column")
    for column in (0, 1):
        expect(columns.nth(column).get_by_role("option")).to_have_count(2)
        expect(columns.nth(column).locator("img.large")).to_have_js_property("naturalWidth", PAGE_WIDTH)
    assert desk.violations() == []


def test_the_slip_for_the_applicant_is_printed(desk: Desk) -> None:
    (line,) = desk.receive(Envelope("0001", ("paper",), {"keyed": KEYED}))
    desk.page.goto(f"{desk.office.url}/desk#/case/{line['receipt_number']}")
    with desk.page.expect_download() as coming:
        desk.page.get_by_role("button", name="Cetak slip untuk pemohon").click()
    assert coming.value.path().read_bytes().startswith(b"%PDF")
    expect(desk.told).to_have_text("Slip sudah diunduh.")
