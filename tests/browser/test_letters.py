"""Letters in a browser: an officer's way from the list to the post office and back, by keyboard and scanner."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from chalicelib.domain.access import Role
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.letters import LetterState
from chalicelib.domain.notification import NoticeChannel, NoticeState
from tests.browser.officers import look_over, press_key, sign_in
from tests.browser.served_office import ServedOffice
from tests.integration.http.letter_calls import write_letter
from tests.office import Resident

NUMBERS = ("RR000000005ID", "RR000000014ID")


LETTERS = 3


@pytest.fixture
def residents(office: ServedOffice) -> list[Resident]:
    """They wait for a letter. Their news took hours: an officer who was signed in before would not be any more."""
    with office.lock:
        return [write_letter(office.office) for _ in range(LETTERS)]


@pytest.fixture
def desk(browser: Browser, office: ServedOffice, residents: list[Resident]) -> Iterator[Page]:
    assert residents
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield sign_in(context, office, Role.FRONT_OFFICER)
    context.close()


def look_over_all(page: Page, name: str) -> None:
    """By day and by night, on a desk and on a telephone."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            look_over(page, f"letters-{name}-{scheme}-{width}")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})


def print_all(page: Page) -> None:
    """A browser without a viewer keeps the letters as a file."""
    with page.expect_download() as printed:
        press_key(page, "c")
    assert printed.value.path().read_bytes().startswith(b"%PDF-")


def test_letters_are_printed_mailed_numbered_and_taken_back_by_keyboard(desk: Page, office: ServedOffice) -> None:
    desk.goto(f"{office.url}/office/letters")
    look_over_all(desk, "home")
    press_key(desk, "c")
    expect(desk.locator("#batch")).to_be_visible()
    expect(desk.locator("tbody tr")).to_have_count(LETTERS)
    batch = desk.url
    codes = desk.locator("tbody th").all_inner_texts()

    press_key(desk, "a")
    desk.locator("button[value=mailed]").press("Enter")
    expect(desk.locator("#faults")).to_contain_text("belum dicetak")
    print_all(desk)
    desk.goto(batch)
    expect(desk.locator("main")).to_contain_text("Sudah dicetak 1 kali")
    look_over_all(desk, "batch")

    table = desk.locator("#table")
    table.focus()
    for line in ("surat;nomor kiriman", f"{codes[0]};{NUMBERS[0]}", f"{codes[1]};{NUMBERS[0]}"):
        desk.keyboard.type(line)
        desk.keyboard.press("Enter")
    press_key(desk, "Control+Enter")
    expect(desk.locator("#faults")).to_contain_text(f"{codes[1]}: Nomor kiriman ini sudah dipakai")
    look_over_all(desk, "fault")
    table = desk.locator("#table")
    expect(table).to_have_value(f"surat;nomor kiriman\n{codes[0]};{NUMBERS[0]}\n{codes[1]};{NUMBERS[0]}\n")
    table.fill(table.input_value().replace(f"{codes[1]};{NUMBERS[0]}", f"{codes[1]};{NUMBERS[1]}"))
    press_key(desk, "Control+Enter")
    expect(desk.get_by_role("status")).to_contain_text("2 surat dicatat diserahkan")
    desk.locator("input[name=letter]").press("Space")
    desk.locator("button[value=mailed]").press("Enter")
    expect(desk.locator("main")).to_contain_text("Kelompok ini sudah selesai")

    press_key(desk, "n")
    expect(desk.locator("main")).to_contain_text("Tidak ada surat yang menunggu")
    press_key(desk, "4")
    press_key(desk, "k")
    for scan in (NUMBERS[0], codes[2]):
        desk.keyboard.type(scan)
        press_key(desk, "Enter")
        expect(desk.get_by_role("status")).to_contain_text("tidak diambil di kantor pos")
        expect(desk.locator("#scan")).to_be_focused()
        expect(desk.locator("#scan")).to_have_value("")
    look_over_all(desk, "back")
    with office.lock:
        kept = {letter.code: letter.state for letter in office.office.ports.letters.shelf.letters.values()}
    assert [kept[code] for code in codes] == [LetterState.RETURNED, LetterState.MAILED, LetterState.RETURNED]


def test_what_was_told_after_printing_is_taken_out_of_the_pile(
    desk: Page, office: ServedOffice, residents: list[Resident]
) -> None:
    desk.goto(f"{office.url}/office/letters")
    press_key(desk, "c")
    expect(desk.locator("#batch")).to_be_visible()
    batch = desk.url
    print_all(desk)
    with office.lock:
        known = office.office.ports.registry.notices[ReceiptNumber.restore(residents[0].id)]
        notice = next(notice for notice in known.values() if notice.channel is NoticeChannel.LETTER)
        known["by-sms"] = notice.model_copy(update={"id": "by-sms", "state": NoticeState.DELIVERED})
    desk.goto(batch)
    press_key(desk, "a")
    desk.locator("button[value=mailed]").press("Enter")
    expect(desk.locator("#faults")).to_contain_text("jangan dikirim")
    expect(desk.locator("input[name=letter]:checked")).to_have_count(LETTERS)
    look_over_all(desk, "stays")
    desk.locator("input[name=letter]").first.press("Space")
    desk.locator("button[value=mailed]").press("Enter")
    expect(desk.get_by_role("status")).to_contain_text("2 surat dicatat diserahkan")


def test_letters_are_numbered_by_a_scanner_alone(desk: Page, office: ServedOffice) -> None:
    """What a scanner types ends with Enter, and nobody presses anything else."""
    desk.goto(f"{office.url}/office/letters")
    press_key(desk, "c")
    expect(desk.locator("tbody tr")).to_have_count(LETTERS)
    batch = desk.url
    codes = desk.locator("tbody th").all_inner_texts()
    print_all(desk)
    desk.goto(batch)
    desk.locator("#scanned").focus()
    said = desk.locator("#faults, .loket-done")
    for scan, field, told in (
        (codes[0], "postal_number", ""),
        ("1", "postal_number", "1: "),
        (NUMBERS[0], "scanned", "1 surat dicatat diserahkan"),
        ("TEST-TEST-TE5/9", "postal_number", ""),
        (NUMBERS[1], "scanned", "TEST-TEST-TE5/9: "),
        (codes[1], "scanned", "1 surat dicatat diserahkan"),
        (codes[2], "postal_number", ""),
        (NUMBERS[1], "postal_number", f"{NUMBERS[1]}: "),
    ):
        desk.keyboard.type(scan)
        desk.keyboard.press("Enter")
        if told:
            expect(said).to_contain_text(told)
        expect(desk.locator(f"#{field}")).to_be_focused()
    look_over_all(desk, "scanned")
