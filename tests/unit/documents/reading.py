"""A PDF read back as it is printed: its words, where they stand, and the codes that a scanner finds on it."""

from dataclasses import dataclass

import numpy as np
import pypdfium2

from chalicelib.adapters.documents import PdfSheetPrinter, SheetWords
from chalicelib.adapters.documents.drawing import qr_rows
from chalicelib.adapters.imaging.scans.codes import Code, find_codes
from chalicelib.adapters.imaging.scans.sources import Grey
from chalicelib.catalogue import load_catalogue, load_messages
from tests.unit.notices.given import LINK, OFFICE

SCAN_DPI = 100
POINTS = 72
A4_MM = 210
WORDS = SheetWords(OFFICE, load_catalogue(), load_messages())
PRINTER = PdfSheetPrinter(WORDS, LINK)


@dataclass(frozen=True)
class Letter:
    """One printed letter: the size of its type, and its box in points, from the bottom left of the page."""

    text: str
    size: float
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True)
class PrintedPage:
    """One page: its text, its letters, its codes, its size in points."""

    text: str
    letters: tuple[Letter, ...]
    codes: tuple[Code, ...]
    size: tuple[float, float]

    @property
    def words(self) -> str:
        """The text with every break as a blank."""
        return " ".join(self.text.split())

    @property
    def marks(self) -> set[str]:
        """What the codes say."""
        return {code.text for code in self.codes}

    @property
    def largest(self) -> str:
        """What stands in the largest type."""
        return "".join(letter.text for letter in self.letters if letter.size == self.largest_size)

    @property
    def largest_size(self) -> float:
        return max(letter.size for letter in self.letters)

    @property
    def module_mm(self) -> float:
        """The smallest module of the page's codes, as measured on the scan."""
        return min((code.box[2] - code.box[0]) * A4_MM / len(qr_rows(code.text, "q")) for code in self.codes)

    def find(self, words: str) -> tuple[Letter, ...]:
        """The letters of these words, wherever their lines break."""
        wanted, printed = "".join(words.split()), "".join(letter.text for letter in self.letters)
        start = printed.index(wanted)
        return self.letters[start : start + len(wanted)]

    def stays_inside(self, margin: float = 14) -> bool:
        """Whether no letter is nearer than this to an edge."""
        width, height = self.size
        return all(
            margin <= letter.left < letter.right <= width - margin and margin <= letter.bottom < letter.top <= height
            for letter in self.letters
        )


def read_pdf(pdf: bytes) -> list[PrintedPage]:
    """Every page, scanned with 100 dpi."""
    return [_read(page) for page in pypdfium2.PdfDocument(pdf)]


def _read(page: pypdfium2.PdfPage) -> PrintedPage:
    text = page.get_textpage()
    letters = [
        Letter(text.get_text_range(i, 1), pypdfium2.raw.FPDFText_GetFontSize(text.raw, i), *text.get_charbox(i))
        for i in range(text.count_chars())
    ]
    return PrintedPage(
        text=text.get_text_range(),
        letters=tuple(letter for letter in letters if letter.text.strip()),
        codes=tuple(sorted(find_codes(_scan(page)), key=lambda code: code.box[1])),
        size=page.get_size(),
    )


def _scan(page: pypdfium2.PdfPage) -> Grey:
    pixels: Grey = page.render(scale=SCAN_DPI / POINTS, grayscale=True).to_numpy()
    return np.ascontiguousarray(pixels.reshape(pixels.shape[:2]))
