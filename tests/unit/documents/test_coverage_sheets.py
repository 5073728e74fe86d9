"""Letters, labels and day sheets: what stands on them, and that a whole run fits an answer."""

from datetime import date
from typing import Final

import pytest

from chalicelib.adapters.documents.coverage_sheets import LABEL_HEIGHT, LABEL_WIDTH, PdfCoveragePrinter
from chalicelib.adapters.documents.letter_pdf import WINDOW
from chalicelib.catalogue import load_office, load_regions
from chalicelib.domain.coverage.campaign import LETTERS_OF_RUN, Campaign, CampaignChannel, Selection
from chalicelib.domain.coverage.owing import MOST_ADDRESS, MOST_NAME, Person
from chalicelib.domain.coverage.recording import Booking, RecordingDay, TimeSlot
from tests.fakes import EPOCH, OFFICE
from tests.unit.coverage.given import BLIMBING
from tests.unit.documents.reading import read_pdf

WORDS: Final = {
    "title": "Undangan",
    "greeting": "Yth. {name}",
    "why": "Alasan",
    "bring": "Bawa",
    "where": "Tempat",
    "free": "Gratis",
    "mark": "Kode:",
}
CAMPAIGN: Final = Campaign(
    id="c1", name="Surat", channel=CampaignChannel.POST, selection=Selection(), people=2, fitting=2, list_id="l1",
    created_at=EPOCH, by="kasi",
)  # fmt: skip
ANSWER_BYTES: Final = 4 * 1024 * 1024


def words_of(printed: bytes) -> str:
    return "\n".join(page.words for page in read_pdf(printed))


def person(number: int = 1) -> Person:
    return Person(
        nik="3573990503900002", name=f"Contoh {{name}} {number}", birth_date=date(1990, 3, 5), village=BLIMBING, rt=1,
        rw=12, address="Jalan Uji 7",
    )  # fmt: skip


@pytest.fixture
def printer() -> PdfCoveragePrinter:
    return PdfCoveragePrinter(load_office(OFFICE), load_regions())


def test_a_letter_has_the_address_and_no_nik(printer: PdfCoveragePrinter) -> None:
    printed = printer.print_letters(CAMPAIGN, [("0a1b2c3d4e", person()), ("ff1b2c3d4e", person(2))], WORDS)
    said = words_of(printed)
    for wanted in ("Jalan Uji 7", "RT 001 / RW 012", "Blimbing, Blimbing", "Kota Malang 65125", "Kode: 0a1b2c3d"):
        assert wanted in said
    assert "Yth. Contoh {name} 2" in said
    assert "3573990503900002" not in said
    assert printed == printer.print_letters(CAMPAIGN, [("0a1b2c3d4e", person()), ("ff1b2c3d4e", person(2))], WORDS)


def test_labels_are_twenty_four_a_sheet(printer: PdfCoveragePrinter) -> None:
    printed = printer.print_labels(CAMPAIGN, [(f"{n:024d}", person(n)) for n in range(25)])
    assert words_of(printed).count("Jalan Uji 7") == 25
    assert len(read_pdf(printed)) == 2


def longest(name: str, address: str) -> Person:
    return person().model_copy(update={"name": name[:MOST_NAME].strip(), "address": address[:MOST_ADDRESS].strip()})


LONGEST: Final = (
    longest("RADEN AJENG SITI " * 8, "JALAN CONTOH RAYA GANG MAWAR NOMOR SERATUS " * 3),
    longest("W" * MOST_NAME, "W" * MOST_ADDRESS),
    longest("Wwwwwwwwwwwwwwwwwwwwwwwwwwwww " * 4, "Mmmmmmmmmmmmmmmmmmmmmmmmmmmmmm " * 4),
)


@pytest.mark.parametrize("who", LONGEST)
def test_the_longest_address_stays_on_its_label(printer: PdfCoveragePrinter, who: Person) -> None:
    shorter = printer.print_labels(CAMPAIGN, [("0a1b2c3d4e", person())])
    printed = printer.print_labels(CAMPAIGN, [("0a1b2c3d4e", who)])
    page = read_pdf(printed)[0]
    assert page.words.split()[-1] == "0a1b2c3d"
    assert min(letter.bottom for letter in page.letters) > page.size[1] - LABEL_HEIGHT * 72 / 25.4 + 3
    assert max(letter.right for letter in page.letters) < LABEL_WIDTH * 72 / 25.4 - 3
    assert max(letter.size for letter in read_pdf(shorter)[0].letters) == 9


@pytest.mark.parametrize("who", LONGEST)
def test_the_longest_address_shows_in_the_window_of_its_letter(printer: PdfCoveragePrinter, who: Person) -> None:
    page = read_pdf(printer.print_letters(CAMPAIGN, [("0a1b2c3d4e", who)], WORDS))[0]
    left, top, width, height = (measure * 72 / 25.4 for measure in WINDOW)
    upper, lower = page.size[1] - top, page.size[1] - top - height
    shown = [letter for letter in page.letters if letter.bottom > lower - 30 and letter.top < upper]
    assert len(shown) > len("".join((who.name + who.address).split()))
    assert all(letter.bottom > lower and left < letter.left and letter.right < left + width for letter in shown)


def test_a_whole_run_of_letters_fits_an_answer(printer: PdfCoveragePrinter) -> None:
    people = [(f"{n:024d}", person(n)) for n in range(LETTERS_OF_RUN)]
    assert len(printer.print_letters(CAMPAIGN, people, WORDS)) < ANSWER_BYTES


def test_a_day_sheet_lists_by_slot_and_runs_over_pages(printer: PdfCoveragePrinter) -> None:
    slots = tuple(TimeSlot(start=f"{hour:02d}:00", capacity=30) for hour in (8, 9))
    people = {f"{n:024d}": person(n) for n in range(60)}
    bookings = {
        who: Booking(person=who, slot=f"0{8 + n % 2}:00", sealed=b"", by="kasi", at=EPOCH)
        for n, who in enumerate(people)
    }
    day = RecordingDay(id="r1", place="Balai", village=BLIMBING, day=date(2026, 3, 2), slots=slots, bookings=bookings)
    said = words_of(printer.print_day_sheet(day, people, "Daftar hadir"))
    assert said.count("Contoh") == 60
    assert said.count("Daftar hadir") > 1
    assert "08:00 (30/30)" in said
