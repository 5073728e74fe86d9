"""Letters to residents: A4, folded in three for a DL envelope (or in two for C5) with a window on the left.

The address stands where DIN 5008 (form B) puts it: 20 mm from the left and 45 mm from the top, 85 by 45 mm.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from unicodedata import combining, normalize

from typing_extensions import override

from chalicelib.adapters.documents.drawing import draw_qr
from chalicelib.adapters.documents.page import LEADING, PAGE_HEIGHT, PAGE_WIDTH, UNDATED, Page, latin1, new_document
from chalicelib.adapters.documents.words import SheetWords, plain
from chalicelib.domain.errors import Fault, InvalidRequestError
from chalicelib.domain.letters import MOST_PAGES
from chalicelib.domain.regions import Regions
from chalicelib.domain.text import Text
from chalicelib.services.letter_ports import LetterPrinter, WrittenLetter

LEFT: Final = 23.0
WIDTH: Final = PAGE_WIDTH - 2 * LEFT
WINDOW: Final = (20.0, 45.0, 85.0, 45.0)
"""Left, top, width and height of what the envelope shows."""

INSET: Final = 3.0
"""What a letter may slip in its envelope."""

ASIDE: Final = 122.0
"""Where date and numbers stand, to the right of the window."""

SUBJECT_TOP: Final = 101.0
"""Below the first fold."""

HIGHEST: Final = 22.0
LOWEST: Final = PAGE_HEIGHT - 24
FOOT: Final = PAGE_HEIGHT - 15
TEXT_PT: Final = 10.5
SMALL_PT: Final = 8.5
SUBJECT_PT: Final = 12
STAMP_PT: Final = 88
PRACTICE_TOP: Final = 7
"""Above the head."""

SENDER_PT: Final = 6.5
ADDRESS_PT: Final = 11.0
LEAST_PT: Final = 6.0
"""At this size the longest address that we take fits."""

QR_MM: Final = 30.0
BESIDE_QR: Final = QR_MM + 6

_LOOK_ALIKES: Final = str.maketrans("đĐłŁıħĦŧŦŋŊœŒ", "dDlLihHtTnNoO")


@dataclass(frozen=True, slots=True)
class PdfLetterPrinter(LetterPrinter):
    """For one office; the same letters give the same bytes."""

    words: SheetWords
    regions: Regions

    @override
    def print(self, letters: Sequence[WrittenLetter]) -> bytes:
        pdf = new_document(self.words.sheet("letter_title").id, UNDATED)
        for letter in letters:
            self._write(pdf, letter, self._count_pages(letter))
            if pdf.pages_count > MOST_PAGES:
                raise InvalidRequestError([Fault("batch", "too_many_letter_pages", (("limit", str(MOST_PAGES)),))])
        return bytes(pdf.output())

    def _count_pages(self, letter: WrittenLetter) -> int:
        scratch = new_document("", UNDATED)
        self._write(scratch, letter, 1)
        return int(scratch.pages_count)

    def _write(self, pdf: Any, letter: WrittenLetter, pages: int) -> None:  # noqa: ANN401 - fpdf2
        sheets = _Sheets(pdf, partial(self._write_around, letter, pages))
        sheets.turn()
        self._write_head(sheets.page, letter)
        self._write_address(sheets.page, letter)
        self._write_aside(sheets.page, letter)
        sheets.page.move_to(SUBJECT_TOP)
        sheets.page.line(plain_letters(letter.subject), SUBJECT_PT, bold=True)
        sheets.page.gap(3)
        for lines in _together(letter.text.strip().split("\n")):
            sheets.write(list(map(plain_letters, lines)))
        if letter.link:
            self._write_ways(sheets, letter)

    def _write_head(self, page: Page, letter: WrittenLetter) -> None:
        page.move_to(15)
        page.line(self._say(letter, self.words.office.name), 13, bold=True)
        page.line(self.words.office.address, SMALL_PT, grey=True)
        page.line(self._say(letter, self.words.office.hours), SMALL_PT, grey=True)

    def _write_address(self, page: Page, letter: WrittenLetter) -> None:
        left, top, width, height = WINDOW
        label = page.column(left + INSET, top + 2, width - 2 * INSET)
        if letter.is_practice:
            label.line(self._say(letter, self.words.sheet("letter_practice")), SENDER_PT + 1, bold=True)
        else:
            label.line(_shortened(label, self.words.office.postal_address), SENDER_PT, grey=True)
        bottom, begin = top + height - INSET, label.top + 2
        lines = [self._name(letter), *self._lines(letter)]
        size = ADDRESS_PT
        while size > LEAST_PT and sum(label.height_of(line, size) for line in lines) > bottom - begin:
            size -= 0.5
        label.move_to(begin)
        for line in lines:
            label.line(line, size)

    def _name(self, letter: WrittenLetter) -> str:
        """A name in letters that the typeface does not have would be question marks: then the case's number stands."""
        name = plain_letters(letter.name)
        if name and all(latin1(symbol) != "?" for symbol in name):
            return name
        number = self.words.sheet("letter_to_case", receipt=plain(letter.receipt.format()))
        return self._say(letter, number)

    def _lines(self, letter: WrittenLetter) -> Iterator[str]:
        address = letter.address
        numbers = [f"RT {address.rt}" if address.rt else "", f"RW {address.rw}" if address.rw else ""]
        yield plain_letters(", ".join(filter(None, [address.street, " ".join(filter(None, numbers))])))
        if address.landmark:
            yield plain_letters(address.landmark)
        village = self.regions.village(address.village) if address.village else None
        district = self.regions.district(village.code) if village else None
        if village and district:
            yield f"Kel. {village.name}, Kec. {district.name}"
        yield f"{self.words.office.city.id} {address.postcode or ''}".strip()

    def _write_aside(self, page: Page, letter: WrittenLetter) -> None:
        aside = page.column(ASIDE, WINDOW[1] + 5, PAGE_WIDTH - LEFT - ASIDE)
        aside.line(self._say(letter, self.words.date(letter.written_on)), TEXT_PT)
        aside.gap(2)
        for label, value in (
            (self.words.receipt("number"), letter.receipt.format()),
            (self.words.sheet("letter_code"), letter.code),
        ):
            aside.line(self._say(letter, label), SMALL_PT, grey=True)
            aside.line(value, TEXT_PT, bold=True)
            aside.gap(1.5)

    def _write_ways(self, sheets: "_Sheets", letter: WrittenLetter) -> None:
        """How to send what is missing. The code opens the page alone: whoever finds the letter has no PIN with it."""
        say = partial(self._say, letter)
        address = plain(self.words.office.postal_address)
        lines = [
            say(self.words.sheet("letter_scan", link=plain(letter.link))),
            say(self.words.sheet("letter_post", address=address)),
            say(self.words.sheet("letter_cover", receipt=plain(letter.receipt.format()))),
        ]
        beside = WIDTH - BESIDE_QR
        narrow = Page(sheets.pdf, LEFT + BESIDE_QR, beside)
        title = say(self.words.sheet("letter_ways"))
        height = sum(narrow.height_of(line, TEXT_PT) + 2 for line in lines)
        sheets.make_room(max(height, QR_MM + 2) + 14)
        sheets.page.gap(4)
        sheets.page.line(title, 11, bold=True)
        sheets.page.gap(3)
        top = sheets.page.top
        draw_qr(sheets.page, letter.link, LEFT, top, QR_MM, "m")
        narrow = sheets.page.column(LEFT + BESIDE_QR, top - 1, beside)
        for line in lines:
            narrow.line(line, TEXT_PT)
            narrow.gap(2)

    def _write_around(self, letter: WrittenLetter, pages: int, page: Page, number: int) -> None:
        """What stands on every page, first what lies below all else."""
        if letter.is_practice:
            self._write_practice(page, letter)
        self._write_foot(letter, pages, page, number)

    def _write_practice(self, page: Page, letter: WrittenLetter) -> None:
        """Across the page, on top of it, and in the window of the envelope, so that no sheet is mailed by mistake."""
        said = self._say(letter, self.words.sheet("letter_practice"))
        page.stamp(self._say(letter, self.words.sheet("letter_practice_stamp")), STAMP_PT)
        page.move_to(PRACTICE_TOP)
        page.line(said, SUBJECT_PT, bold=True)

    def _write_foot(self, letter: WrittenLetter, pages: int, page: Page, number: int) -> None:
        if pages == 1:
            return
        page.move_to(FOOT)
        page.line(f"{letter.code}    {number}/{pages}", SMALL_PT, grey=True)

    @staticmethod
    def _say(letter: WrittenLetter, text: Text) -> str:
        return text.in_language(letter.language)


class _Sheets:
    """The pages of one letter; `foot` writes below each."""

    def __init__(self, pdf: Any, foot: Callable[[Page, int], None]) -> None:  # noqa: ANN401 - fpdf2
        self.pdf, self._foot, self._number = pdf, foot, 0
        self.page = Page(pdf, LEFT, WIDTH)

    def turn(self) -> None:
        self.pdf.add_page()
        self._number += 1
        self._foot(self.page, self._number)
        self.page.move_to(HIGHEST)

    def make_room(self, height: float) -> None:
        if self.page.top + height > LOWEST:
            self.turn()

    def write(self, lines: Sequence[str]) -> None:
        """Together on one page; an empty one is a gap."""
        self.make_room(sum(self.page.height_of(line, TEXT_PT) for line in lines))
        for line in lines:
            self.page.line(line, TEXT_PT) if line.strip() else self.page.gap(TEXT_PT * LEADING * 0.8)


def _together(lines: Sequence[str]) -> Iterator[list[str]]:
    """Lines that begin with blanks belong to the one before them."""
    found: list[str] = []
    for line in lines:
        if found and not line.startswith(" "):
            yield found
            found = []
        found.append(line)
    yield found


def plain_letters(text: str) -> str:
    """The same in letters that the typeface has, where there are such: without accents that it lacks."""
    return "".join(map(_plain, normalize("NFC", text).translate(_LOOK_ALIKES)))


def _plain(symbol: str) -> str:
    if latin1(symbol) != "?" or symbol == "?":
        return symbol
    return "".join(part for part in normalize("NFKD", symbol) if not combining(part)) or symbol


def _shortened(page: Page, text: str) -> str:
    """The sender in one line of the window."""
    while page.count_lines(text, SENDER_PT) > 1 and "," in text:
        text = text.rpartition(",")[0]
    return text
