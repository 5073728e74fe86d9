"""The pages where news ends: by the link in a mail, and on the page of a case."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from chalicelib.domain.notification import NoticeChannel
from tests.browser.axe import find_violations
from tests.browser.served_office import ServedOffice


@pytest.mark.parametrize("width", [320, 1280])
def test_a_link_in_a_mail_stops_and_begins_again_and_the_case_shows_its_ways(
    browser: Browser, office: ServedOffice, width: int, tmp_path: Path
) -> None:
    with office.lock:
        resident = office.office.start()
        resident.call("PATCH", "", {"contact": {"email": "siti@example.org", "phone": "081000000001"}})
        resident.send_all()
        resident.submit()
        resident.call("PUT", "/news", {"channel": "sms", "wants_news": False})
        office.office.work()
        (mail,) = office.office.ports.messengers[NoticeChannel.EMAIL].sent
    context = browser.new_context(viewport={"width": width, "height": 740}, locale="id-ID", java_script_enabled=True)
    page = context.new_page()

    def is_sound(name: str) -> None:
        page.screenshot(path=tmp_path / f"{name}-{width}.png", full_page=True)
        assert find_violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.goto(office.url + re.sub(r"^https?://[^/]+", "", mail.stop_link))
    is_sound("stop")
    page.get_by_role("button", name="Hentikan kabar lewat surel ini").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kabar lewat surel ini sudah dihentikan")
    is_sound("stopped")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Send news here again")).to_be_visible()

    page.goto(f"{office.url}/?number={resident.started['receipt_number']}")
    page.get_by_label("PIN").fill(resident.started["pin"])
    page.get_by_role("button", name="Lihat berkas").click()
    is_sound("status")
    page.get_by_role("link", name="Lihat atau ubah ke mana kabar dikirim").click()
    expect(page.get_by_text("Tidak ada kabar yang dikirim kepada Anda")).to_be_visible()
    is_sound("news")
    page.get_by_role("button", name="Kirim lagi (SMS)").click()
    expect(page.get_by_text("Kabar dikirim ke sini")).to_be_visible()

    page.goto(f"{office.url}/apply/{resident.id}/status")
    page.get_by_role("link", name="Minta PIN baru").click()
    expect(page.get_by_text("Siap. Anda tidak perlu menjawab apa pun")).to_be_visible()
    expect(page.get_by_text("Peramban ini tidak dapat membuktikan")).to_be_hidden()
    is_sound("new-pin")
    page.get_by_role("button", name="Kirim PIN baru").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("PIN baru sedang dikirim")
    is_sound("new-pin-sent")
    context.close()
