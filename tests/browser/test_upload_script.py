"""Sending the files of one paper as residents do: with a phone, on a line that breaks, in more than one visit."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from threading import Event
from typing import Literal

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from chalicelib.domain.text import Language
from tests.browser.axe import find_violations
from tests.browser.conftest import watch
from tests.browser.own_paper import OwnPaper
from tests.browser.served_office import ServedOffice
from tests.browser.views import each_view
from tests.papers import draw_paper

BROKEN = (0, "")
OLD = 2 * 60 * 60 * 1000 + 1


@pytest.fixture
def paper(office: ServedOffice) -> OwnPaper:
    with office.lock:
        resident = office.office.start()
    return OwnPaper(office, resident, resident.started["checklist"]["slots"][0]["slot"])


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone, through whatever visits are made with it."""
    context = browser.new_context(locale="id-ID", viewport={"width": 360, "height": 740}, has_touch=True)
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def sending(phone: BrowserContext, paper: OwnPaper) -> Iterator[Page]:
    with watch(phone.new_page()) as page:
        paper.open(page)
        yield page


def choose(page: Page, folder: Path, **files: bytes) -> None:
    for name, content in files.items():
        (folder / f"{name}.jpg").write_bytes(content)
    page.locator("input[name='files[]']").first.set_input_files([folder / f"{name}.jpg" for name in files])


def send(page: Page) -> None:
    page.get_by_role("button", name="Kirim ").click()


def stored(office: ServedOffice) -> list[bytes]:
    with office.lock:
        uploads = office.office.ports.store.uploads
        return [uploads[key][-1].data for key in office.posts if key in uploads]


def kept(page: Page) -> int:
    """Of how many files the phone keeps the content or the name."""
    return int(
        page.evaluate(
            """async () => {
                const known = await indexedDB.databases();
                if (!known.some(({ name }) => name === "uppy-blobs")) return 0;
                const db = await new Promise((resolve) => {
                    indexedDB.open("uppy-blobs").onsuccess = ({ target }) => resolve(target.result);
                });
                const all = (name) => new Promise((resolve) => {
                    db.transaction(name).objectStore(name).getAll().onsuccess = ({ target }) => resolve(target.result);
                });
                const [files, records] = await Promise.all([all("files"), all("metadata")]);
                db.close();
                const named = records.flatMap(({ metadata }) => Object.keys(JSON.parse(metadata).files));
                return Math.max(files.length, named.length);
            }"""
        )
    )


def test_a_photo_is_sent_and_the_list_follows(sending: Page, paper: OwnPaper, tmp_path: Path) -> None:
    expect(sending.locator("#plain")).to_be_hidden()
    choose(sending, tmp_path, ktp=(photo := draw_paper("KTP")))
    expect(sending.locator("#advice")).to_contain_text("Terbaca dengan baik")
    send(sending)
    expect(sending.locator("#told")).to_have_text("1 file terkirim, sedang diperiksa.")
    expect(sending.locator("#files .loket-file")).to_contain_text("Sedang diperiksa")
    assert stored(paper.office) == [photo]
    paper.office.work()
    expect(sending.locator("#files .loket-file")).not_to_contain_text("Sedang diperiksa")
    expect(sending.locator("#told")).to_have_text("Pemeriksaan selesai. Hasilnya ada di daftar file.")
    assert kept(sending) == 0


def test_nothing_says_whose_paper_it_is(sending: Page, tmp_path: Path) -> None:
    sent: list[str] = []
    sending.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
    choose(sending, tmp_path, **{"ktp-3573991203900001": b"%PDF-1.7 a paper"})
    send(sending)
    expect(sending.locator("#told")).to_contain_text("1 file terkirim")
    assert not any("3573991203900001" in told for told in sent)


def test_all_wrong_files_of_a_choice_are_told_at_once(sending: Page, tmp_path: Path) -> None:
    choose(
        sending, tmp_path,
        kosong=b"", film=b"\x00\x00\x00\x18ftypmp42", besar=b"%PDF-1.7" + bytes(10 * 1024**2), foto=draw_paper("KTP"),
        raksasa=b"\xff\xd8\xff" + bytes(61 * 1000**2),
    )  # fmt: skip
    expect(sending.locator("#refused li")).to_have_count(4)
    for name, reason in (
        ("kosong", "kosong"), ("film", "tidak dapat dibuka"), ("besar", "lebih besar dari 10 MB"),
        ("raksasa", "lebih besar dari 60 MB"),
    ):  # fmt: skip
        expect(sending.locator("#refused li", has_text=f"{name}.jpg")).to_contain_text(reason)
    expect(sending.get_by_role("button", name="Kirim 1 file")).to_be_visible()
    assert find_violations(sending) == []


def test_a_photo_of_40_mb_is_made_small_enough(sending: Page, paper: OwnPaper, tmp_path: Path) -> None:
    stream = BytesIO()
    Image.open(BytesIO(draw_paper("KK"))).resize((6000, 4000)).save(stream, "JPEG", quality=92)
    choose(sending, tmp_path, besar=stream.getvalue().ljust(40_000_000, b"\0"))
    expect(sending.locator("#advice li")).to_contain_text("Terbaca dengan baik")
    send(sending)
    expect(sending.locator("#told")).to_contain_text("1 file terkirim")
    (data,) = stored(paper.office)
    assert len(data) < 4 * 1024**2
    assert max(Image.open(BytesIO(data)).size) == 3000


def test_a_broken_line_is_waited_for(sending: Page, paper: OwnPaper, tmp_path: Path) -> None:
    troubles = [BROKEN, BROKEN]
    paper.office.post_trouble = lambda: troubles.pop() if troubles else None
    choose(sending, tmp_path, foto=draw_paper("KTP"))
    send(sending)
    expect(sending.locator("#told")).to_contain_text("Sambungan terputus")
    expect(sending.locator("#told")).to_contain_text("1 file terkirim")
    assert len(paper.uploads()) == 1


def test_it_goes_on_when_the_phone_is_online_again(
    sending: Page, phone: BrowserContext, paper: OwnPaper, tmp_path: Path
) -> None:
    choose(sending, tmp_path, foto=draw_paper("KTP"))
    expect(sending.locator("#advice li")).to_contain_text("Terbaca")
    phone.set_offline(True)
    send(sending)
    expect(sending.locator("#told")).to_contain_text("Sambungan terputus")
    phone.set_offline(False)
    expect(sending.locator("#told")).to_contain_text("1 file terkirim")
    assert len(paper.uploads()) == 1


def test_a_form_that_ran_out_is_asked_for_anew(sending: Page, paper: OwnPaper, tmp_path: Path) -> None:
    troubles = [(403, "AccessDenied")]
    paper.office.post_trouble = lambda: troubles.pop() if troubles else None
    choose(sending, tmp_path, foto=draw_paper("KTP"))
    send(sending)
    expect(sending.locator("#told")).to_contain_text("1 file terkirim")
    with paper.office.lock:
        states = [upload["state"] for upload in paper.resident.call("GET").json["uploads"]]
    assert sorted(states) in (["inspecting"], ["inspecting", "withdrawn"])


def test_a_refusal_stands_beside_its_file_and_another_try_is_one_touch(
    sending: Page, paper: OwnPaper, tmp_path: Path
) -> None:
    troubles = [(400, "EntityTooLarge")]
    paper.office.post_trouble = lambda: troubles.pop() if troubles else None
    choose(sending, tmp_path, foto=draw_paper("KTP"))
    send(sending)
    expect(sending.locator("#advice li", has_text="foto.jpg")).to_contain_text("menolak file ini karena terlalu besar")
    assert find_violations(sending) == []
    sending.get_by_role("button", name="Coba lagi").last.click()
    expect(sending.locator("#told")).to_contain_text("1 file terkirim")


def test_the_offices_own_reason_is_shown(sending: Page, paper: OwnPaper, tmp_path: Path) -> None:
    with paper.office.lock:
        paper.resident.call("POST", "/cancellation")
    choose(sending, tmp_path, foto=draw_paper("KTP"))
    send(sending)
    with paper.office.lock:
        told = paper.resident.call("POST", "/uploads", {"slot": paper.slot, "media_type": "image/jpeg", "size": 9}).json
    expect(sending.locator("#advice .upload-refused")).to_contain_text(told["detail"])


def test_a_visit_that_has_ended_says_what_to_do(phone: BrowserContext, paper: OwnPaper, tmp_path: Path) -> None:
    with watch(phone.new_page()) as page:
        paper.open(page)
        page.route(
            "**/v1/applications/**",
            lambda route: route.continue_(headers={**route.request.headers, "authorization": "Bearer ended"}),
        )
        choose(page, tmp_path, foto=draw_paper("KTP"))
        send(page)
        expect(page.locator("#told")).to_contain_text("Kunjungan Anda sudah berakhir")
        page.close()
    with watch(phone.new_page()) as page:
        paper.open(page)
        told = page.locator("#told")
        expect(told).to_contain_text(re.compile("1 file (.* masih ada di ponsel ini|sedang dikirim|terkirim)"))
        if "masih ada" in told.inner_text():  # closed before its end was kept, it goes on by itself
            send(page)
        expect(told).to_contain_text("1 file terkirim")


def test_a_page_closed_in_the_middle_goes_on_when_it_is_opened_again(
    phone: BrowserContext, paper: OwnPaper, tmp_path: Path
) -> None:
    reached, gone = Event(), Event()

    def hold() -> tuple[int, str]:
        reached.set()
        gone.wait(20)
        return BROKEN

    paper.office.post_trouble = hold
    with watch(phone.new_page()) as page:
        paper.open(page)
        choose(page, tmp_path, foto=(photo := draw_paper("KTP")))
        send(page)
        page.wait_for_timeout(2000)
        assert reached.is_set()
        page.close()
    paper.office.post_trouble = lambda: None
    gone.set()
    with watch(phone.new_page()) as page:
        paper.open(page)
        expect(page.locator("#told")).to_contain_text("1 file terkirim")
    assert stored(paper.office) == [photo]


def test_what_was_chosen_waits_for_the_next_visit(phone: BrowserContext, paper: OwnPaper, tmp_path: Path) -> None:
    with watch(phone.new_page()) as page:
        paper.open(page)
        choose(page, tmp_path, foto=draw_paper("KTP"))
        expect(page.locator("#advice li")).to_contain_text("Terbaca")
        page.wait_for_timeout(1000)
        page.close()
    with watch(phone.new_page()) as page:
        paper.open(page)
        expect(page.locator("#told")).to_have_text("1 file yang Anda pilih masih ada di ponsel ini.")
        expect(page.locator("#advice li")).to_contain_text("Terbaca")
        expect(page.get_by_role("button", name="Kirim 1 file")).to_be_visible()
    assert paper.office.posts == []


def test_nothing_is_kept_on_a_phone_that_is_not_ones_own(
    phone: BrowserContext, paper: OwnPaper, tmp_path: Path
) -> None:
    paper.remembers = False
    with watch(phone.new_page()) as page:
        paper.open(page)
        choose(page, tmp_path, foto=draw_paper("KTP"))
        expect(page.locator("#advice li")).to_contain_text("Terbaca")
        assert kept(page) == 0


@pytest.mark.parametrize(("age", "left"), [(0, 1), (OLD, 0)])
def test_a_phone_forgets_what_is_old(sending: Page, paper: OwnPaper, tmp_path: Path, age: int, left: int) -> None:
    keep_one(sending, tmp_path)
    sending.evaluate("age => localStorage.setItem('loket-kept', String(Date.now() - age))", age)
    sending.goto(f"{paper.office.url}/start")
    sending.wait_for_timeout(500)
    assert kept(sending) == left
    assert sending.evaluate("localStorage.length") == left


def test_a_phone_forgets_all_when_it_is_finished_with(sending: Page, paper: OwnPaper, tmp_path: Path) -> None:
    keep_one(sending, tmp_path)
    sending.goto(f"{paper.office.url}/apply/{paper.resident.id}")
    sending.get_by_role("button", name="Selesai di ponsel ini").click()
    expect(sending.get_by_role("heading", level=1)).to_have_text("Ponsel ini sudah bersih")
    sending.wait_for_timeout(500)
    assert kept(sending) == 0
    assert sending.evaluate("localStorage.length") == 0
    assert not any("loket-visit" in str(cookie["name"]) for cookie in sending.context.cookies())


def keep_one(page: Page, folder: Path) -> None:
    choose(page, folder, foto=draw_paper("KTP"))
    expect(page.locator("#advice li")).to_contain_text("Terbaca")
    page.wait_for_timeout(1000)
    assert kept(page) == 1


def test_one_file_is_replaced_and_the_others_stay(sending: Page, paper: OwnPaper, tmp_path: Path) -> None:
    good, better = draw_paper("KTP"), draw_paper("AKTA")
    choose(sending, tmp_path, satu=good, dua=draw_paper("KK", blurred=True))
    expect(sending.locator("#advice .is-unreadable")).to_contain_text("dua.jpg")
    sending.get_by_role("button", name="Hapus dua.jpg dari pilihan").click()
    sending.get_by_role("button", name="Tambah file").click()
    choose(sending, tmp_path, tiga=better)
    send(sending)
    expect(sending.locator("#told")).to_contain_text("2 file terkirim")
    assert sorted(stored(paper.office)) == sorted([good, better])


def test_a_photo_that_was_turned_is_looked_at_again(sending: Page, paper: OwnPaper, tmp_path: Path) -> None:
    choose(sending, tmp_path, foto=draw_paper("KTP"))
    expect(sending.locator("#advice li")).to_contain_text("Terbaca")
    width, height = Image.open(BytesIO(draw_paper("KTP"))).size
    sending.get_by_role("button", name="Putar atau potong foto.jpg").click()
    sending.get_by_role("button", name="Putar", exact=True).click()
    assert find_violations(sending) == []
    sending.get_by_role("button", name="Simpan").click()
    expect(sending.locator("#advice .is-unreadable")).to_contain_text("Tulisan rebah ke samping.")
    send(sending)
    expect(sending.locator("#told")).to_contain_text("1 file terkirim")
    (data,) = stored(paper.office)
    turned = Image.open(BytesIO(data)).size
    assert (turned[0] < turned[1]) is (width > height)


def test_the_keyboard_alone_is_enough(sending: Page, tmp_path: Path) -> None:
    (tmp_path / "foto.jpg").write_bytes(draw_paper("KTP"))
    with sending.expect_file_chooser() as chooser:
        # focused and pressed in one: Uppy, drawing anew, moves the focus to its first button
        sending.get_by_role("button", name="Pilih file").press("Enter")
    chooser.value.set_files(tmp_path / "foto.jpg")
    expect(sending.get_by_role("button", name="Kirim 1 file")).to_be_visible()
    for _ in range(40):  # whoever draws anew may take the focus away: nothing has it then, and Tab begins anew
        sending.keyboard.press("Tab")
        if "Kirim 1 file" in sending.evaluate("document.querySelector('button:focus')?.textContent ?? ''"):
            break
    sending.keyboard.press("Enter")
    expect(sending.locator("#told")).to_contain_text("1 file terkirim")


def test_who_stands_in_the_list_stays_there(sending: Page, paper: OwnPaper, tmp_path: Path) -> None:
    with paper.office.lock:
        paper.resident.send(paper.slot)
    paper.open(sending)
    choose(sending, tmp_path, foto=draw_paper("KTP"))
    send(sending)
    sending.locator("#files button").first.focus()
    expect(sending.locator("#files .loket-file")).to_have_count(2)
    assert sending.evaluate("document.activeElement.closest('#files') !== null")


def test_a_phone_offers_its_camera(sending: Page) -> None:
    expect(sending.get_by_role("button", name="Ambil foto")).to_be_visible()
    expect(sending.locator("input[name='camera-photo']")).to_have_attribute("capture", "environment")


@each_view
@pytest.mark.parametrize("language", list(Language))
def test_every_state_is_accessible_and_fits(
    browser: Browser, paper: OwnPaper, tmp_path: Path, scheme: Literal["light", "dark"], width: int, language: Language
) -> None:
    paper.language = language
    reached, gone = Event(), Event()

    def hold() -> tuple[int, str]:
        reached.set()
        gone.wait(20)
        return 400, "EntityTooLarge"

    paper.office.post_trouble = hold
    context = browser.new_context(viewport={"width": width, "height": 700}, color_scheme=scheme, has_touch=width == 320)
    with watch(context.new_page()) as page:
        paper.open(page)
        look_over(page, width)
        choose(page, tmp_path, **{"nama-yang-sangat-panjang-" * 6: draw_paper("KK", blurred=True)})
        expect(page.locator("#advice li li")).to_have_count(1)
        look_over(page, width)
        page.locator(".uppy-Dashboard-Item-action--edit").click()
        page.wait_for_selector(".cropper-crop-box")
        look_over(page, width)
        page.locator(".uppy-DashboardContent-save").click()
        page.locator(".uppy-StatusBar-actionBtn--upload").click()
        page.wait_for_selector(".uppy-Dashboard-Item-progress")
        look_over(page, width)
        gone.set()
        expect(page.locator("#advice .upload-refused")).to_be_visible()
        look_over(page, width)
        paper.office.post_trouble = lambda: None
        page.locator(".uppy-StatusBar-actionBtn--retry").click()
        expect(page.locator("#files .loket-file")).to_have_count(1)
        look_over(page, width)
    context.close()


def look_over(page: Page, width: int) -> None:
    """What axe finds, what sticks out, and what is too small for a finger."""
    page.wait_for_timeout(400)
    assert find_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.evaluate(
        """() => [...document.querySelectorAll("#uploader button")].filter((button) => button.checkVisibility())
            .map((button) => [button.ariaLabel ?? button.textContent, button.getBoundingClientRect()])
            .filter(([, { width, height }]) => width < 44 || height < 44).map(([name]) => name)"""
    )
    assert small == []
