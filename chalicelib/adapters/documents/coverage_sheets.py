"""Letters, labels and day sheets for those who owe an e-KTP; the same input gives the same bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from chalicelib.adapters.documents.drawing import draw_box, draw_cut
from chalicelib.adapters.documents.letter_pdf import INSET, WINDOW
from chalicelib.adapters.documents.page import LEADING, PAGE_HEIGHT, PAGE_WIDTH, UNDATED, Page, new_document
from chalicelib.domain.coverage.campaign import PERSON_SHOWN, Campaign
from chalicelib.domain.coverage.owing import Person
from chalicelib.domain.coverage.recording import RecordingDay
from chalicelib.domain.identifiers import RegionCode
from chalicelib.domain.office import Office
from chalicelib.domain.regions import Regions

COLUMNS: Final = 3
ROWS: Final = 8
LABEL_WIDTH: Final = PAGE_WIDTH / COLUMNS
LABEL_HEIGHT: Final = PAGE_HEIGHT / ROWS
PADDING_MM: Final = 5.0
LABEL_PT: Final = 9.0
CODE_PT: Final = 6.0
LETTER_PT: Final = 10.5
TITLE_TOP: Final = 100.0
ROW_MM: Final = 9.0
BOX_MM: Final = 5.0
BOTTOM_MM: Final = 20.0


@dataclass(frozen=True, slots=True)
class PdfCoveragePrinter:
    """Prints for one office."""

    office: Office
    regions: Regions

    def print_letters(
        self, campaign: Campaign, people: Sequence[tuple[str, Person]], words: Mapping[str, str]
    ) -> bytes:
        """One page a person."""
        pdf = new_document(words["title"], campaign.created_at)
        for person_id, person in people:
            pdf.add_page()
            self._write_letter(Page(pdf), person_id, person, words)
        return bytes(pdf.output())

    def print_labels(self, campaign: Campaign, people: Sequence[tuple[str, Person]]) -> bytes:
        """Twenty-four a sheet."""
        pdf = new_document(campaign.id, campaign.created_at, 0)
        for number, (person_id, person) in enumerate(people):
            place = number % (COLUMNS * ROWS)
            if not place:
                pdf.add_page()
            left, top = place % COLUMNS * LABEL_WIDTH, place // COLUMNS * LABEL_HEIGHT
            draw_cut(Page(pdf), left, top, LABEL_WIDTH, LABEL_HEIGHT)
            label = Page(pdf).column(left + PADDING_MM, top + PADDING_MM, LABEL_WIDTH - 2 * PADDING_MM)
            self._write_address(label, person, LABEL_PT, top + LABEL_HEIGHT - PADDING_MM - CODE_PT * LEADING)
            label.line(person_id[:PERSON_SHOWN], CODE_PT, grey=True)
        return bytes(pdf.output())

    def print_day_sheet(self, day: RecordingDay, people: Mapping[str, Person], title: str) -> bytes:
        """By slot, in the order of names."""
        pdf = new_document(title, UNDATED)
        page = self._new_sheet(pdf, title)
        for slot in day.slots:
            booked = [who for who, booking in day.bookings.items() if booking.slot == slot.start and who in people]
            page = self._room(page, title)
            page.line(f"{slot.start} ({len(booked)}/{slot.capacity})", 12, bold=True)
            page.gap(1)
            for who in sorted(booked, key=lambda who: people[who].name):
                page = self._room(page, title)
                self._write_row(page, who, people[who])
            page.gap(3)
        return bytes(pdf.output())

    def _write_letter(self, page: Page, person_id: str, person: Person, words: Mapping[str, str]) -> None:
        page.line(self.office.name.id, 13, bold=True)
        page.line(self.office.address, 9.5)
        page.rule()
        left, top, width, height = WINDOW
        window = page.column(left + INSET, top + 2 * INSET, width - 2 * INSET)
        self._write_address(window, person, LETTER_PT, top + height - INSET)
        page.move_to(TITLE_TOP)
        page.line(words["title"], 13, bold=True)
        page.gap(4)
        for name in ("greeting", "why", "bring", "where", "free"):
            page.line(words[name].replace("{name}", person.name), 11)
            page.gap(3)
        page.line(f"{words['mark']} {person_id[:PERSON_SHOWN]}", 9, grey=True)

    def _write_address(self, page: Page, person: Person, size: float, bottom: float) -> None:
        page.fitted([person.name, *self.address_of(person)], size, bottom, bold=True)

    def address_of(self, person: Person) -> tuple[str, ...]:
        """As an envelope has it; only what is known."""
        code = RegionCode.restore(person.village.replace(".", ""))
        village, district = self.regions.village(code), self.regions.district(code)
        block = " / ".join(f"{word} {number:03d}" for word, number in (("RT", person.rt), ("RW", person.rw)) if number)
        place = f"{village.name}, {district.name}" if village and district else ""
        city = f"{self.regions.home.name} {village.postcode if village else ''}".strip()
        return tuple(filter(None, (person.address, block, place, city)))

    def _new_sheet(self, pdf, title: str) -> Page:  # type: ignore[no-untyped-def] # noqa: ANN001 - fpdf2
        pdf.add_page()
        page = Page(pdf)
        page.line(title, 14, bold=True)
        page.rule()
        return page

    def _room(self, page: Page, title: str) -> Page:
        return page if page.top < PAGE_HEIGHT - BOTTOM_MM else self._new_sheet(page.pdf, title)

    @staticmethod
    def _write_row(page: Page, who: str, person: Person) -> None:
        top = page.top
        draw_box(page, page.left, top, BOX_MM, BOX_MM)
        page.line(person.name, 11, left=9)
        page.line(
            f"{who[:PERSON_SHOWN]}   {person.birth_date:%d-%m-%Y}   RT {person.rt:03d} / RW {person.rw:03d}", 8, left=9
        )
        page.move_to(max(page.top + 1, top + ROW_MM))
