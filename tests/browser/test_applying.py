"""Whole journeys of residents in a real browser: phone and desktop, both languages, script or none, real files."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from chalicelib.domain.checklist import SlotNeed
from chalicelib.domain.document import Inspection, MediaType
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.text import Language
from tests.browser.axe import find_violations
from tests.browser.conftest import watch
from tests.browser.pictures import keep_picture
from tests.browser.served_office import ServedOffice, draw_page
from tests.browser.views import each_view
from tests.integration.http.walk import verifier
from tests.journeys import JOURNEYS
from tests.office import JPEG, Resident
from tests.papers import draw_paper
from tests.post_fakes import a_page

PHONE: ViewportSize = {"width": 360, "height": 740}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
WITHOUT_SCRIPT = "no script"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "dokumen.jpg"
    path.write_bytes(draw_paper("KK"))
    return path


class Journey:
    """One resident with one browser."""

    def __init__(self, page: Page, office: ServedOffice, language: str, *, has_script: bool, shots: str = "") -> None:
        self.page = page
        self.office = office
        self.language = language
        self.has_script = has_script
        self.shots = shots
        self.count = 0
        self.receipt = ""

    def go(self, path: str) -> None:
        self.page.goto(f"{self.office.url}{path}{'&' if '?' in path else '?'}lang={self.language}")
        self.shoot()

    def own(self, path: str = "") -> None:
        self.go(f"/apply/{self.receipt}{path}")

    def shoot(self) -> None:
        """Keep a picture of the page, to be looked at."""
        if self.shots:
            self.count += 1
            keep_picture(self.page, f"{self.shots}-{self.count:02d}")

    def press(self) -> None:
        """The page's main button."""
        self.page.locator("main form[method=post] button.govuk-button:not(.govuk-button--secondary)").first.click()
        self.page.wait_for_load_state()
        self.shoot()

    def begin(self, service: str) -> None:
        self.go(f"/services/{service}")
        self.page.locator("a[href*='apply?']").click()
        self.page.wait_for_url("**/apply?*")  # loaded: pressed before its script runs, the form asks its question
        self.shoot()
        if not self.has_script:
            self.answer()
        self.press()
        self.page.wait_for_url("**/apply/*")
        self.receipt = urlsplit(self.page.url).path.rpartition("/")[2]

    def answer(self) -> None:
        """Read the question as people do."""
        words = self.office.office.services.messages.pages(Language(self.language))
        numbers = {words[f"number_{n}"]: n for n in range(1, 10)}
        asked = self.page.locator("label[for=answer]").inner_text().replace(".", " ").replace("?", " ").split()
        with self.office.lock:
            self.office.office.ports.clock.advance(seconds=10)
        self.page.locator("#answer").fill(str(sum(numbers[word] for word in asked if word in numbers)))

    def type(self, said: dict[str, str]) -> None:
        for name, text in said.items():
            field = self.page.locator(f"[name='{name}']").first
            kind = field.get_attribute("type")
            if kind == "radio":
                self.page.locator(f"[name='{name}'][value='{text}']").check()
            elif field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(text)
            else:
                field.fill(text)

    def say_all(self, steps: dict[str, dict[str, str]]) -> None:
        self.own(f"/steps/{next(iter(steps))}")
        for step, said in steps.items():
            assert urlsplit(self.page.url).path.endswith(f"/{step}")
            self.type(said)
            self.press()

    def send_papers(self, facts: dict[str, dict[str, str]], photo: Path) -> None:
        with self.office.lock:
            services = self.office.office.services
            case = services.ports.cases.get(ReceiptNumber.restore(self.receipt))
            slots = [str(slot.id) for slot in services.checklists.of(case).slots if slot.need is SlotNeed.REQUIRED]
        for slot in slots:
            if slot in facts:
                self.own(f"/steps/paper-{slot}")
                self.type(facts[slot])
                self.press()
            else:
                self.own(f"/papers/{slot}")
            self.send(photo)

    def send(self, photo: Path) -> None:
        if self.has_script:
            self.page.wait_for_selector("html[data-ready]")
            self.page.locator("input[name='files[]']").first.set_input_files(photo)
            self.page.locator(".uppy-StatusBar-actionBtn--upload").click()
            expect(self.page.locator("#files .loket-file")).to_have_count(1)
        else:
            self.page.locator("#add").click()
            self.page.locator("#file").set_input_files(photo)
            self.page.locator("main form button").click()
            expect(self.page.locator("#files .loket-file")).to_have_count(1)
        self.shoot()

    def hand_in(self) -> None:
        self.own("/check")
        self.press()
        expect(self.page.locator(".govuk-panel")).to_contain_text("PIN")


WAYS = [
    ("phone", "id", True), ("phone", "en", True), ("desktop", "id", True), ("desktop", "en", True),
    ("phone", "id", False), ("desktop", "en", False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("device", "language", "has_script"),
    WAYS,
    ids=[f"{device}-{language}{'' if script else '-' + WITHOUT_SCRIPT}" for device, language, script in WAYS],
)
@pytest.mark.parametrize("service", JOURNEYS)
def test_a_resident_applies(
    browser: Browser, office: ServedOffice, photo: Path, service: str, device: str, language: str, *, has_script: bool
) -> None:
    context = browser.new_context(
        locale="id-ID", viewport=PHONE if device == "phone" else DESKTOP, java_script_enabled=has_script
    )
    steps, facts = JOURNEYS[service]
    with watch(context.new_page()) as page:
        name = f"{service}-{device}-{language}{'' if has_script else '-plain'}"
        journey = Journey(page, office, language, has_script=has_script, shots=name)
        journey.begin(service)
        journey.say_all(steps)
        journey.send_papers(facts, photo)
        journey.hand_in()
    context.close()
    with office.lock:
        case = office.office.ports.cases.get(ReceiptNumber.restore(journey.receipt))
    assert case.state is CaseState.SUBMITTED
    assert case.language == language


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="id-ID", viewport=PHONE)
    yield context
    context.close()


def test_a_draft_is_gone_on_with_on_another_phone(
    browser: Browser, phone: BrowserContext, office: ServedOffice
) -> None:
    first = Journey(phone.new_page(), office, "id", has_script=True)
    first.begin("KTP-LOST")
    first.own("/steps/name")
    first.type({"name": "Siti Contoh"})
    first.press()
    with office.lock:
        services = office.office.services
        pin = services.track.pin_of(services.ports.cases.get(ReceiptNumber.restore(first.receipt)))
    other = browser.new_context(locale="id-ID", viewport=PHONE)
    page = other.new_page()
    page.goto(f"{office.url}/resume")
    page.get_by_label("Nomor berkas").fill(first.receipt)
    page.get_by_label("PIN").fill(str(pin))
    page.get_by_role("button", name="Lanjutkan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Permohonan Anda")
    page.goto(f"{office.url}/apply/{first.receipt}/steps/name")
    expect(page.get_by_label("Nama lengkap pemohon")).to_have_value("Siti Contoh")
    assert str(pin) not in page.url
    other.close()


def test_the_back_button_shows_what_was_said_last(phone: BrowserContext, office: ServedOffice) -> None:
    journey = Journey(phone.new_page(), office, "id", has_script=True)
    journey.begin("KTP-LOST")
    journey.own("/steps/name")
    journey.type({"name": "Siti Contoh"})
    journey.press()
    journey.page.go_back()
    expect(journey.page.get_by_label("Nama lengkap pemohon")).to_have_value("Siti Contoh")
    journey.type({"name": "Siti Contoh Baru"})
    journey.press()
    journey.own("/check")
    expect(journey.page.get_by_text("Siti Contoh Baru")).to_be_visible()


def returned(office: ServedOffice) -> Resident:
    """A case that an officer sent back, with a note of some length."""
    with office.lock:
        shown = a_page(1, draw_page(1))
        office.office.ports.inspector.verdicts[JPEG] = Inspection(detected_type=MediaType.JPEG, pages=(shown,))
        resident = office.office.start()
        resident.send_all()
        office.office.work()
        resident.submit()
        office.office.work()
        officer = verifier(office.office, resident)
        officer.move("POST", "/claim")
        for document in officer.read()["documents"]:
            verdict = {"kind": "unreadable", "note": "Bagian bawah tidak terbaca. " * 8}
            officer.move("PUT", f"/documents/{document['document']}/verdict", verdict)
        officer.move("POST", "/return", {"missing": []})
        office.office.work()
    return resident


def sign_in(page: Page, office: ServedOffice, resident: Resident) -> None:
    page.goto(f"{office.url}/follow")
    page.get_by_label("Nomor berkas").fill(resident.started["receipt_number"])
    page.get_by_label("PIN").fill(resident.started["pin"])
    page.get_by_role("button", name="Lihat berkas").click()


def test_a_returned_paper_is_mended_from_the_page_that_follows_it(
    phone: BrowserContext, office: ServedOffice, photo: Path
) -> None:
    resident = returned(office)
    with watch(phone.new_page()) as page:
        sign_in(page, office, resident)
        page.get_by_role("button", name="Perbaiki di sini").click()
        expect(page.get_by_text("Bagian bawah tidak terbaca").first).to_be_visible()
        pictures = page.locator(".loket-pictures img")
        expect(pictures).to_have_count(3)
        expect(pictures.first).not_to_have_js_property("naturalWidth", 0)
        journey = Journey(page, office, "id", has_script=True, shots="returned")
        journey.receipt = resident.id
        for slot in ("f102", "sk-hilang", "kk"):
            journey.own(f"/papers/{slot}")
            journey.send(photo)
        journey.hand_in()
    assert resident.track().json["state"] == "SUBMITTED"


PAGES = {
    "the guide": "/start",
    "an empty choice": "/start?asked=1",
    "a service": "/services/BIRTH",
    "before the beginning": "/apply?service=KTP-LOST",
    "coming back": "/resume",
    "a page that is not there": "/services/NOBODY",
}
STEPS = ("role", "name", "nik", "birth", "family-card", "contact", "delivery", "address", "paper-sk-hilang")


@each_view
def test_every_page_in_every_state_is_accessible_and_fits(
    browser: Browser, office: ServedOffice, scheme: str, width: int
) -> None:
    context = browser.new_context(
        locale="id-ID", viewport={"width": width, "height": 700}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()

    def look_over(what: str) -> None:
        page.wait_for_load_state()
        keep_picture(page, f"state-{scheme}-{width}-{what.replace(' ', '-')}")
        assert find_violations(page) == [], what
        assert page.evaluate("document.documentElement.scrollWidth") <= width, what

    for what, path in PAGES.items():
        page.goto(f"{office.url}{path}")
        look_over(what)
    journey = Journey(page, office, "id", has_script=True)
    journey.begin("KTP-LOST")
    look_over("an empty draft")
    for step in STEPS:
        journey.own(f"/steps/{step}")
        look_over(step)
    for step, wrong in (
        ("name", {"name": "<b>" + "N" * 500}), ("nik", {"nik": "12"}), ("contact", {"phone": "1", "email": "@"}),
        ("address", {"street": "J" * 300, "postcode": "x", "rt": "abcd"}),
        ("birth", {"birth-day": "31", "birth-month": "2"}),
    ):  # fmt: skip
        journey.own(f"/steps/{step}")
        journey.type(wrong)
        journey.press()
        look_over(f"{step} wrong")
    journey.own("/steps/name")
    journey.type({"name": "Muhammad " * 20})
    journey.press()
    journey.own("/steps/birth")
    journey.type({"birth-day": "1", "birth-month": "2", "birth-year": "1990"})
    journey.press()
    journey.own("/steps/nik")
    journey.type({"nik": "3573994503900001"})
    journey.press()
    look_over("a doubt")
    journey.own("/check")
    look_over("a last look that holds up")
    page.context.clear_cookies(name=f"loket-visit-{journey.receipt}")
    journey.own("/check")
    look_over("a visit that ended")
    resident = returned(office)
    sign_in(page, office, resident)
    look_over("followed")
    page.goto(f"{office.url}/apply/{resident.id}")
    look_over("returned")
    page.goto(f"{office.url}/apply/{resident.id}/papers/kk")
    page.wait_for_selector("html[data-ready]")
    look_over("a paper that is asked for again")
    context.close()


@pytest.mark.parametrize("path", ["/start", "/services/KTP-LOST", "/apply?service=KTP-LOST", "/resume", "/follow"])
def test_letters_of_twice_the_size_fit(browser: Browser, office: ServedOffice, path: str) -> None:
    page = browser.new_page(viewport={"width": 640, "height": 900}, locale="id-ID")
    page.goto(f"{office.url}{path}")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    page.close()


def test_a_receipt_is_printed_without_what_is_only_for_the_screen(browser: Browser, office: ServedOffice) -> None:
    with office.lock:
        resident = office.office.start()
        resident.send_all()
        office.office.work()
        resident.submit()
    page = browser.new_page(locale="id-ID")
    sign_in(page, office, resident)
    page.goto(f"{office.url}/apply/{resident.id}")
    page.emulate_media(media="print")
    expect(page.get_by_text(resident.started["pin"])).to_be_visible()
    expect(page.locator(".loket-code")).to_be_visible()
    expect(page.locator(".loket-header")).to_be_hidden()
    expect(page.get_by_role("button")).to_have_count(0)
    keep_picture(page, "receipt-print")
    page.close()


def test_the_keyboard_alone_takes_a_resident_to_the_next_step(browser: Browser, office: ServedOffice) -> None:
    page = browser.new_page(locale="id-ID")
    journey = Journey(page, office, "id", has_script=True)
    journey.begin("KTP-LOST")
    journey.own("/steps/role")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Langsung ke isi halaman"
    page.locator("[name=role]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/steps/name*")
    page.locator("#name").focus()
    page.keyboard.type("Siti Contoh")
    page.keyboard.press("Enter")
    page.wait_for_url("**/steps/nik*")
    page.close()


def test_a_puzzle_that_cannot_be_worked_leaves_its_question(browser: Browser, office: ServedOffice) -> None:
    page = browser.new_page(locale="id-ID")
    page.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined })")
    journey = Journey(page, office, "id", has_script=False)
    journey.begin("KTP-LOST")
    expect(page.get_by_role("heading", level=1)).to_have_text("Permohonan Anda")
    page.close()


@pytest.mark.parametrize("years", [-9, 9])
def test_a_phone_whose_clock_is_wrong_sends_its_papers_all_the_same(
    phone: BrowserContext, office: ServedOffice, photo: Path, years: int
) -> None:
    page = phone.new_page()
    page.clock.set_system_time(datetime.now(UTC) + timedelta(days=365 * years))
    journey = Journey(page, office, "id", has_script=True)
    journey.begin("KTP-LOST")
    journey.own("/papers/kk")
    journey.send(photo)
    journey.own("/papers/f102")
    journey.send(photo)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_seen_seldom_is_accessible_and_fits(
    browser: Browser, office: ServedOffice, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(locale="id-ID", viewport={"width": 320, "height": 700}, color_scheme=scheme)
    page = context.new_page()

    def look_over(heading: str) -> None:
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        assert find_violations(page) == [], heading
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, heading

    journey = Journey(page, office, "id", has_script=True)
    journey.begin("KTP-LOST")
    journey.own("/papers/kk")
    page.evaluate("document.getElementById('plain').submit()")
    look_over("Kirim satu file")
    journey.own("/steps/name")
    context.clear_cookies(name=f"loket-visit-{journey.receipt}")
    journey.type({"name": "Siti Contoh"})
    journey.press()
    look_over("Lanjutkan permohonan Anda")
    with office.lock:
        services = office.office.services
        case = services.ports.cases.get(ReceiptNumber.restore(journey.receipt))
        page.get_by_label("PIN").fill(str(services.track.pin_of(case)))
    page.get_by_role("button", name="Lanjutkan").click()
    look_over("Anda sudah masuk lagi")
    journey.own()
    page.get_by_role("button", name="Selesai di ponsel ini").click()
    look_over("Ponsel ini sudah bersih")
    journey.go("/apply?service=KTP-LOST")
    context.clear_cookies()
    journey.press()
    look_over("Peramban Anda menolak kuki")
    with office.lock:
        resident = office.office.start()
        resident.send_all()
        office.office.work()
        resident.submit()
    sign_in(page, office, resident)
    page.goto(f"{office.url}/apply/{resident.id}")
    look_over("Diterima")
    context.close()
