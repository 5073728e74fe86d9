"""The page for trying a photo, as a resident uses it on a phone: nothing of the photo leaves it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from chalicelib.adapters.imaging import SandboxedInspector
from chalicelib.catalogue import load_catalogue, load_messages
from chalicelib.domain.document import MediaType
from chalicelib.domain.finding import FindingCode
from chalicelib.domain.text import Language
from tests.browser.axe import find_violations
from tests.browser.conftest import watched
from tests.browser.served_office import ServedOffice
from tests.papers import draw_paper


@pytest.fixture
def check(browser: Browser, office: ServedOffice) -> Iterator[Page]:
    with watched(browser) as page:
        page.set_viewport_size({"width": 360, "height": 740})
        page.goto(f"{office.url}/photo-check")
        page.wait_for_selector("html[data-ready]")
        yield page


def choose(page: Page, folder: Path, **photos: bytes) -> None:
    for name, content in photos.items():
        (folder / f"{name}.jpg").write_bytes(content)
    page.get_by_label("Ambil atau pilih foto").set_input_files([folder / f"{name}.jpg" for name in photos])


def test_a_photo_is_judged_on_the_phone_and_sent_nowhere(check: Page, tmp_path: Path) -> None:
    sent: list[str] = []
    check.on("request", lambda request: sent.append(request.url))
    choose(check, tmp_path, baik=draw_paper("KK"), kabur=draw_paper("KK", blurred=True))
    expect(check.locator("#looked h2")).to_have_text(["✘ Sulit dibaca: sebaiknya foto ulang", "✔ Terbaca dengan baik"])
    expect(check.locator("#looked li.red li")).to_contain_text("Gambar kabur (seluruh halaman): kira-kira")
    expect(check.locator("#told")).to_have_text("kabur.jpg: Sulit dibaca: sebaiknya foto ulang")
    assert sent == []
    assert find_violations(check) == []


def test_it_says_what_the_office_will_say(check: Page, tmp_path: Path) -> None:
    photo = draw_paper("KK", blurred=True)
    choose(check, tmp_path, kabur=photo)
    with SandboxedInspector() as inspector:
        (finding,) = (
            found
            for found in inspector.inspect(photo, MediaType.JPEG).findings
            if found.code is FindingCode.PAGE_BLURRED
        )
    _, advice = load_messages().finding(finding, load_catalogue(), Language.INDONESIAN)
    expect(check.locator("#looked")).to_contain_text(advice)


def test_what_is_no_picture_here_is_not_refused(check: Page, tmp_path: Path) -> None:
    choose(check, tmp_path, surat=b"%PDF-1.7 not a picture")
    expect(check.locator("#looked h2")).to_contain_text("Anda tetap dapat mengunggahnya")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "File ini kosong."),
        (b"GIF89a and so on", "File ini rusak dan tidak dapat dibuka."),
        (draw_paper("KTP")[:2000], "File ini rusak dan tidak dapat dibuka."),
        (draw_paper("KTP", size=(120, 90)), "Gambar ini terlalu kecil untuk dibaca: 120 x 90 titik."),
        (b"\xff\xd8\xff" + bytes(10 * 1024**2), "File ini lebih besar dari 10 MB."),
    ],
)
def test_what_the_office_would_refuse_is_refused_here(
    check: Page, tmp_path: Path, content: bytes, sentence: str
) -> None:
    choose(check, tmp_path, berkas=content)
    expect(check.locator("#looked h2")).to_have_text("✘ File ini tidak dapat diterima")
    expect(check.locator("#looked li li")).to_contain_text(sentence)


def test_the_other_language_says_the_same_of_the_same_photos(check: Page, tmp_path: Path) -> None:
    choose(check, tmp_path, kabur=draw_paper("KK", blurred=True))
    expect(check.locator("#looked h2")).to_have_count(1)
    check.get_by_role("button", name="English").click()
    expect(check.locator("#looked h2")).to_contain_text("Hard to read: better take it again")
    expect(check.locator("#looked li.red li")).to_contain_text("The picture is blurred (all over)")
    expect(check.locator("#told")).to_have_text("kabur.jpg: Hard to read: better take it again")


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_it_fits_every_screen(check: Page, tmp_path: Path, width: int) -> None:
    choose(check, tmp_path, **{"nama-yang-sangat-panjang-" * 6: draw_paper("KTP", size=(500, 320))})
    expect(check.locator("#looked h2")).to_have_count(1)
    check.set_viewport_size({"width": width, "height": 700})
    assert check.evaluate("document.documentElement.scrollWidth") <= width
    assert find_violations(check) == []


def test_without_script_it_says_how_a_good_photo_is_taken(browser: Browser, office: ServedOffice) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{office.url}/photo-check")
    expect(page.get_by_text("Dekat jendela atau lampu, tanpa lampu kilat.")).to_be_visible()
    expect(page.get_by_text("Tanpa itu pun Anda dapat mengirim foto")).to_be_visible()
    context.close()
