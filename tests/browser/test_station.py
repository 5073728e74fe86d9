"""The post office's station in a real browser."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from chalicelib.domain.post.vocabulary import RescanReason
from tests.browser.scanned import write_folder, write_scans
from tests.browser.served_office import ServedOffice
from tests.browser.station import Station
from tests.gateway import Gateway
from tests.office import STAFF

DARKEST = (
    "c => Math.min(...c.getContext('2d').getImageData(0, 0, c.width, c.height).data.filter((_, n) => n % 4 === 0))"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_folder(tmp_path / "batch")
    return tmp_path / "batch"


def test_a_folder_becomes_green_amber_and_red(station: Station, folder: Path) -> None:
    station.drop(folder)
    expect(station.told).to_contain_text("Semua cocok")
    assert station.office.puts == []
    station.send()
    expect(station.told).to_contain_text("Kiriman sudah lengkap")
    station.office.work()
    expect(station.told).to_contain_text("Semua amplop sudah dibaca")
    expect(station.envelope("0001")).to_have_class(re.compile("green"))
    expect(station.envelope("0001")).to_contain_text("Berkas")
    expect(station.envelope("0002")).to_have_class(re.compile("amber"))
    expect(station.envelope("0003")).to_have_class(re.compile("red"))
    expect(station.envelope("0003")).to_contain_text("not_a_scan")
    expect(station.page.locator("#sums")).to_have_text("1 selesai, 1 menunggu petugas, 1 ditolak, 0 belum dibaca")
    assert sorted(station.office.puts) == ["0001.jpg", "0002.pdf", "0003.pdf"]
    expect(station.page.locator("#batch-list li")).to_have_count(1)
    assert station.violations() == []


def test_every_fault_is_shown_before_anything_is_sent(station: Station, folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["envelopes"][1]["control_numbers"] = ["00010001", "7"]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / "0003.pdf").write_bytes(b"b letter in words ")
    (folder / "stranger.pdf").write_bytes(b"%PDF")
    station.drop(folder)
    expect(station.told).to_contain_text("kesalahan")
    expect(station.envelope("0001")).to_contain_text("control_number_twice")
    expect(station.envelope("0002")).to_contain_text("entry_invalid")
    expect(station.envelope("0003")).to_contain_text("file_altered")
    expect(station.page.locator("#faults")).to_contain_text("stranger.pdf")
    expect(station.page.locator("#send")).to_have_text("Kirim yang sudah benar")
    assert station.office.puts == []
    assert station.violations() == []


def test_a_manifest_that_is_refused_as_a_whole_cannot_be_sent(station: Station, folder: Path) -> None:
    write_folder(folder, operator="", colour="blue")
    station.drop(folder)
    expect(station.told).to_contain_text("tidak dapat menerima manifes")
    expect(station.page.locator("#faults li")).to_have_count(2)
    expect(station.page.locator("#send")).to_be_hidden()


def test_a_folder_without_a_manifest_says_how_to_get_one(station: Station, folder: Path) -> None:
    (folder / "manifest.json").unlink()
    station.drop(folder)
    expect(station.told).to_contain_text("loket post prepare")


def test_a_line_that_breaks_is_taken_up_again(station: Station, folder: Path) -> None:
    broken = {"0001.jpg": [0, 503], "0002.pdf": [403]}

    def trouble(name: str) -> int | None:
        return broken[name].pop() if broken.get(name) else None

    station.office.trouble = trouble
    station.drop(folder)
    station.send()
    expect(station.told).to_contain_text("Kiriman sudah lengkap", timeout=20_000)
    assert not any(broken.values())


def test_after_the_browser_died_only_what_is_missing_is_sent(
    browser: Browser, station: Station, folder: Path, key_file: Path
) -> None:
    write_folder(folder, large=20_000_000)
    parts = 0

    def trouble(name: str) -> int | None:
        nonlocal parts
        parts += name == "0003.pdf"
        return 503 if name == "0003.pdf" and parts > 1 else None

    station.office.trouble = trouble
    station.drop(folder)
    station.send()
    expect(station.told).to_contain_text("Sambungan terputus")
    station.page.close(run_before_unload=False)
    sent = list(station.office.puts)
    assert sent.count("0003.pdf") == 1
    station.office.trouble = lambda _: None
    again = Station(browser.new_context(locale="id-ID").new_page(), station.office)
    again.page.goto(f"{station.office.url}/post")
    again.sign_in()
    again.take_key(key_file)
    expect(again.page.locator("#batch-list")).to_contain_text("belum lengkap")
    again.drop(folder)
    again.send()
    expect(again.told).to_contain_text("Kiriman sudah lengkap")
    assert station.office.puts[len(sent) :] == ["0003.pdf", "0003.pdf"]
    again.page.context.close()


def test_a_remembered_folder_goes_on_with_one_click(station: Station, folder: Path) -> None:
    """The browser's own private folder stands for one that a person picked: it has the same kind of handle."""
    files = {path.name: list(path.read_bytes()) for path in folder.iterdir()}
    station.page.evaluate(
        """async (files) => {
            const root = await navigator.storage.getDirectory();
            const folder = await root.getDirectoryHandle("batch", {create: true});
            for (const [name, bytes] of Object.entries(files)) {
              const writer = await (await folder.getFileHandle(name, {create: true})).createWritable();
              await writer.write(new Uint8Array(bytes));
              await writer.close();
            }
            await new Promise((done) => {
              const request = indexedDB.open("loket-station", 1);
              request.onsuccess = () => {
                const put = request.result.transaction("kept", "readwrite");
                put.objectStore("kept").put({handle: folder, batch: "B-001"}, "folder");
                put.oncomplete = done;
              };
            });
        }""",
        files,
    )
    station.page.reload()
    station.page.get_by_role("button", name="Lanjutkan B-001").click()
    expect(station.told).to_contain_text("Semua cocok")
    station.send()
    expect(station.told).to_contain_text("Kiriman sudah lengkap")
    station.page.reload()
    station.page.wait_for_selector("html[data-ready]")
    expect(station.page.locator("#go-on")).to_be_hidden()


def test_a_stopped_sending_can_be_taken_up(station: Station, folder: Path) -> None:
    station.office.trouble = lambda _: 503
    station.drop(folder)
    station.send()
    expect(station.told).to_contain_text("Sambungan terputus")
    station.page.get_by_role("button", name="Berhenti").click()
    expect(station.told).to_contain_text("tidak dikirim lagi")
    station.office.trouble = lambda _: None
    station.send()
    expect(station.told).to_contain_text("Kiriman sudah lengkap")


def test_the_key_stays_and_cannot_be_read_out(station: Station) -> None:
    station.page.reload()
    station.page.wait_for_selector("html[data-ready]")
    exported = station.page.evaluate(
        """async () => {
            const database = await new Promise((done) => {
              const request = indexedDB.open("loket-station", 1);
              request.onsuccess = () => done(request.result);
            });
            const kept = await new Promise((done) => {
              const request = database.transaction("kept").objectStore("kept").get("key");
              request.onsuccess = () => done(request.result);
            });
            return crypto.subtle.exportKey("jwk", kept.key).then(() => "out", (error) => error.name);
        }"""
    )
    assert exported == "InvalidAccessError"
    assert station.page.evaluate("document.getElementById('setup').open") is False


def test_open_rescans_stand_at_the_top(station: Station, folder: Path) -> None:
    station.drop(folder)
    station.send()
    expect(station.told).to_contain_text("Kiriman sudah lengkap")
    station.office.work()
    expect(station.told).to_contain_text("Semua amplop sudah dibaca")
    path = "/v1/envelopes/posmlg.B-001.0002"
    with station.office.lock:
        officer = Gateway(STAFF, "v1")
        version = officer.call("GET", path).json["version"]
        asked = {"action": "rescan", "control_number": "00020001", "reason": RescanReason.CUT_OFF, "note": "Sisi kiri."}
        answer = officer.call("POST", f"{path}/resolution", {"resolution": asked}, {"If-Match": f'"{version}"'})
        assert answer.status == 200, answer.content
    station.page.reload()
    rescans = station.page.locator("#rescans")
    expect(rescans).to_contain_text("Kiriman B-001, amplop 0002, lembar 00020001")
    expect(rescans).to_contain_text("Sisi kiri.")
    expect(rescans).to_contain_text("rescan_for")
    assert station.violations() == []


def test_a_token_that_is_refused_is_asked_for_again(page: Page) -> None:
    page.get_by_label("Token akses").fill("nobody")
    page.get_by_role("button", name="Pakai token").click()
    expect(page.locator("#told")).to_contain_text("Token tidak berlaku lagi")
    expect(page.get_by_label("Token akses")).to_be_visible()


def test_pages_that_a_browser_can_draw_are_shown_and_can_be_enlarged(station: Station, folder: Path) -> None:
    station.drop(folder)
    station.page.get_by_role("button", name="Perbesar 0001.jpg").click()
    expect(station.page.locator("#large-image")).to_be_visible()
    assert station.page.evaluate("document.getElementById('large-image').naturalWidth") == 620
    assert station.violations() == []
    station.page.keyboard.press("Escape")
    expect(station.page.locator("#large")).to_be_hidden()
    expect(station.envelope("0002")).to_contain_text("2 halaman")


def test_it_speaks_both_languages(station: Station, folder: Path) -> None:
    station.drop(folder)
    station.page.get_by_role("button", name="English").click()
    expect(station.page.locator("h1")).to_have_text("Post office station")
    expect(station.told).to_have_text("All fits. The folder is ready to be sent.")
    expect(station.page.locator("#send")).to_have_text("Send")
    assert station.page.evaluate("document.documentElement.lang") == "en"
    assert station.violations() == []


def test_a_whole_batch_by_keyboard_on_a_small_phone(station: Station, folder: Path) -> None:
    page = station.page
    page.set_viewport_size({"width": 320, "height": 640})
    station.drop(folder)
    assert page.evaluate("document.activeElement.id") == "batch-title"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "send"
    page.keyboard.press("Enter")
    expect(station.told).to_contain_text("Kiriman sudah lengkap")
    station.office.work()
    expect(station.told).to_contain_text("Semua amplop sudah dibaca")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert station.violations() == []


def test_the_first_view_is_sound(page: Page, office: ServedOffice) -> None:
    assert Station(page, office).violations() == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_those_that_need_attention_can_be_shown_alone(station: Station, folder: Path) -> None:
    station.drop(folder)
    station.send()
    expect(station.told).to_contain_text("Kiriman sudah lengkap")
    station.office.work()
    expect(station.told).to_contain_text("Semua amplop sudah dibaca")
    station.page.get_by_label("Tampilkan hanya yang perlu perhatian").check()
    expect(station.envelope("0001")).to_be_hidden()
    expect(station.envelope("0002")).to_be_visible()
    expect(station.envelope("0003")).to_be_visible()


def test_a_file_too_large_for_a_browser_is_left_to_the_command(station: Station, folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    with (folder / "0003.pdf").open("r+b") as file:
        file.truncate(201 * 1024 * 1024)
    manifest["files"][2]["size"] = 201 * 1024 * 1024
    (folder / "manifest.json").write_text(json.dumps(manifest))
    station.drop(folder)
    expect(station.envelope("0003")).to_contain_text("lebih besar dari 200 MB")
    expect(station.envelope("0003")).to_contain_text("loket post send")


def test_a_folder_can_be_dragged_in_and_is_remembered_until_it_is_whole(station: Station, folder: Path) -> None:
    box = station.page.locator("#drop").bounding_box()
    assert box
    devtools = station.page.context.new_cdp_session(station.page)
    for kind in ("dragEnter", "dragOver", "drop"):
        data = {"items": [], "files": [str(folder)], "dragOperationsMask": 1}
        devtools.send("Input.dispatchDragEvent", {"type": kind, "x": box["x"] + 20, "y": box["y"] + 20, "data": data})
    expect(station.told).to_contain_text("Semua cocok")
    expect(station.envelope("0001")).to_be_visible()
    station.page.reload()
    expect(station.page.locator("#go-on")).to_have_text("Lanjutkan B-001")


def test_pages_of_scans_that_browsers_do_not_draw_are_seen(station: Station, tmp_path: Path) -> None:
    folder = tmp_path / "scans"
    write_scans(folder)
    station.drop(folder)
    expect(station.told).to_contain_text("Semua cocok")
    for number, pages in (("0001", 2), ("0002", 1), ("0003", 3), ("0004", 2)):
        drawn = station.envelope(number).locator(".thumbnail canvas")
        station.envelope(number).scroll_into_view_if_needed()
        expect(drawn).to_have_count(pages, timeout=20_000)
        for n in range(pages):
            expect(drawn.nth(n)).to_have_js_property("height", 136, timeout=20_000)
            assert drawn.nth(n).evaluate(DARKEST) < 128
    station.envelope("0002").get_by_role("button", name="all.pdf, 3").click()
    expect(station.page.locator("#large-image")).to_have_js_property("naturalWidth", 1200, timeout=20_000)
    assert station.violations() == []


def test_a_scan_that_cannot_be_drawn_shows_how_many_pages_it_has(station: Station, folder: Path) -> None:
    station.drop(folder)
    expect(station.envelope("0003").locator(".placeholder.unread")).to_contain_text("1 halaman", timeout=20_000)
