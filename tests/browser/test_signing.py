"""A signer's day in a browser, by keyboard; every page looked at."""

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from chalicelib.domain.access import Role
from chalicelib.domain.lifecycle import ProductState
from chalicelib.domain.signed_pdf import MOST_PDF_BYTES
from tests.browser.officers import look_over, press_key, sign_in
from tests.browser.served_office import ServedOffice
from tests.browser.views import each_view
from tests.integration.http.signing_calls import SIGNED, STILLBIRTH, awaiting
from tests.integration.http.test_signing import product_state, propose


@pytest.fixture
def signer(browser: Browser, office: ServedOffice) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield sign_in(context, office, Role.SIGNER, officer="s1")
    context.close()


def test_a_signers_day_by_keyboard(signer: Page, office: ServedOffice) -> None:
    with office.lock:
        first, second = awaiting(office.office), awaiting(office.office)
    signer.goto(f"{office.url}/office/signing")
    press_key(signer, "b")
    expect(signer.get_by_role("checkbox")).to_have_count(2)
    signer.locator("#pick-2").focus()
    press_key(signer, "Space")
    expect(signer.locator("#pick-2")).not_to_be_checked()
    signer.get_by_role("button", name="Sudah ditandatangani di SIAK").focus()
    press_key(signer, "s")
    expect(signer.locator(".loket-done")).to_contain_text("1 dokumen tercatat ditandatangani")
    with office.lock:
        assert product_state(office.office, first) is ProductState.SIGNED
        assert product_state(office.office, second) is ProductState.AWAITING_SIGNATURE


def test_several_documents_go_one_after_the_other(signer: Page, office: ServedOffice) -> None:
    with office.lock:
        first, second = awaiting(office.office), awaiting(office.office)
        batch = propose(office.office.staff(Role.SIGNER, "s1")).json["batch"]
    signer.goto(f"{office.url}/office/signing/batches/{batch}")
    chosen: list[FilePayload] = [
        {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": pdf}
        for name, pdf in (
            (first, SIGNED + b"Kartu Keluarga"),
            (second, b"%PDF pdf_altered|"),
            ("scan001", SIGNED),
            (f"{second}-p1", bytes(MOST_PDF_BYTES + 1)),
        )
    ]
    signer.locator("#document").set_input_files(chosen)
    press_key(signer, "u")
    expect(signer.locator("#progress")).to_have_text("4 dari 4 berkas diperiksa.")
    told = signer.locator("#report li").all_inner_texts()
    assert [sentence.split(":")[0].split(" ")[0] for sentence in told] == [one["name"] for one in chosen]
    assert "tidak ditemukan di PDF" in told[0]
    assert "diubah setelah ditandatangani" in told[1]
    assert "lebih dari 2 MB" in told[3]
    expect(signer.locator("#work")).to_contain_text("1 PDF belum dapat dipastikan milik pemohonnya")
    expect(signer.locator("#work")).to_contain_text("PDF disimpan")
    expect(signer.locator("#work")).to_contain_text("1 belum ditandatangani")
    expect(signer.locator("#pick-2")).to_be_checked()
    look_over(signer, "signing-several")
    with office.lock:
        assert product_state(office.office, first) is ProductState.SIGNED
        assert product_state(office.office, second) is ProductState.AWAITING_SIGNATURE


def test_a_file_behind_the_last_document_is_told_its_own_reason(signer: Page, office: ServedOffice) -> None:
    with office.lock:
        receipt = awaiting(office.office)
        batch = propose(office.office.staff(Role.SIGNER, "s1")).json["batch"]
    signer.goto(f"{office.url}/office/signing/batches/{batch}")
    chosen: list[FilePayload] = [
        {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": pdf}
        for name, pdf in ((receipt, SIGNED + b"Kartu"), (f"{receipt}-p1", SIGNED + b"lain"), ("scan001", SIGNED))
    ]
    signer.locator("#document").set_input_files(chosen)
    press_key(signer, "u")
    expect(signer.locator("#progress")).to_have_text("3 dari 3 berkas diperiksa.")
    told = signer.locator("#report li").all_inner_texts()
    assert [sentence.split(":")[0].split(" ")[0] for sentence in told] == [one["name"] for one in chosen]
    assert "PDF lain sudah disimpan" in told[1]
    assert "tidak cocok dengan dokumen mana pun" in told[2]
    expect(signer.locator("#work")).to_contain_text("Kelompok selesai")
    for name in ("Sudah ditandatangani di SIAK", "Jangan tanda tangani yang dipilih", "Tutup kelompok"):
        expect(signer.get_by_role("button", name=name)).to_have_count(0)
    look_over(signer, "signing-behind-the-last")


@each_view
def test_every_page_is_accessible_and_fits(
    browser: Browser, office: ServedOffice, width: int, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = sign_in(context, office, Role.SIGNER, officer="s1")
    with office.lock:
        awaiting(office.office)
        awaiting(office.office, STILLBIRTH)
        api = office.office.staff(Role.SIGNER, "s1")
        batch, letters = (propose(api, kind=kind).json["batch"] for kind in ("KK", "LETTER"))
    page.goto(f"{office.url}/office/signing/batches/{letters}")
    page.get_by_role("button", name="Tanda tangani dengan passphrase").click()
    look_over(page, f"signing-letters-{width}-{scheme}")
    for path in ("signing", f"signing/batches/{batch}"):
        for language in ("id", "en"):
            page.goto(f"{office.url}/office/{path}?lang={language}")
            look_over(page, f"signing-{'batch' if 'batches' in path else 'home'}-{width}-{scheme}-{language}")
    page.get_by_role("button", name="Do not sign").click()
    expect(page.locator("#faults")).to_be_visible()
    look_over(page, f"signing-refused-{width}-{scheme}")
    context.close()
