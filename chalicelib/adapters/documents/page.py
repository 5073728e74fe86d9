"""One page of paper: text from top to bottom in one typeface, and rules. Type in points, the rest in millimetres."""

from datetime import UTC, datetime
from typing import Any, Final, Self

from chalicelib.domain.text import Text

FONT: Final = "Helvetica"
PAGE_WIDTH: Final = 210.0
PAGE_HEIGHT: Final = 297.0
MARGIN_MM: Final = 18.0
WIDTH_MM: Final = PAGE_WIDTH - 2 * MARGIN_MM
LABEL_MM: Final = 46.0
GREY: Final = 90
PALE: Final = 215
STEEP: Final = 52
"""Degrees from the foot to the head of the page."""

LEADING: Final = 0.46
"""Millimetres from line to line for each point of type."""
ENGLISH: Final = 0.78
"""How much smaller the English is than the Indonesian above it."""
SMALLEST_ENGLISH: Final = 7.0
UNDATED: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""The date in the file of a sheet that is the same on every day."""

_TYPOGRAPHY: Final = str.maketrans(
    {"–": "-", "’": "'", "…": "...", "\N{EM DASH}": "-", "\N{BULLET}": "-", "\N{LEFT SINGLE QUOTATION MARK}": "'"}
)


def new_document(title: str, created_at: datetime, margin: float = MARGIN_MM) -> Any:  # noqa: ANN401 - fpdf2 is not typed for strict checking
    """An A4 document without pages; the same content and `created_at` give the same bytes."""
    from fpdf import FPDF  # noqa: PLC0415 - half a second of import that no other request should wait for

    pdf = FPDF(format="A4", unit="mm")
    pdf.set_creation_date(created_at)
    pdf.set_title(latin1(title))
    pdf.set_lang("id")
    pdf.set_margin(margin)
    pdf.c_margin = 0
    pdf.set_auto_page_break(auto=False)
    return pdf


class Page:
    """A column of the document's last page."""

    def __init__(self, pdf: Any, left: float = MARGIN_MM, width: float = WIDTH_MM) -> None:  # noqa: ANN401 - fpdf2
        self.pdf = pdf
        self.left = left
        self.width = width

    def column(self, left: float, top: float, width: float) -> Self:
        """Another column of the same page, whose text begins at `top`."""
        self.pdf.set_y(top)
        return type(self)(self.pdf, left, width)

    @property
    def top(self) -> float:
        return float(self.pdf.get_y())

    def move_to(self, top: float) -> None:
        self.pdf.set_y(top)

    def gap(self, height: float) -> None:
        self.pdf.set_y(self.top + height)

    def rule(self) -> None:
        y = self.top + 3
        self.pdf.set_draw_color(GREY)
        self.pdf.line(self.left, y, self.left + self.width, y)
        self.pdf.set_y(y + 4)

    def line(self, text: str, size: float, *, bold: bool = False, grey: bool = False, left: float = 0) -> None:
        self._use(size, bold=bold)
        self.pdf.set_text_color(GREY if grey else 0)
        self.pdf.set_x(self.left + left)
        self.pdf.multi_cell(
            self.width - left, size * LEADING, latin1(text), align="L", new_x="LMARGIN", new_y="NEXT"
        )  # fmt: skip

    def stamp(self, text: str, size: float) -> None:
        """Large and pale from corner to corner of the page; what is written after it lies over it."""
        self._use(size, bold=True)
        self.pdf.set_text_color(PALE)
        middle, down = PAGE_WIDTH / 2, PAGE_HEIGHT / 2
        with self.pdf.rotation(STEEP, middle, down):
            self.pdf.text(middle - self.pdf.get_string_width(latin1(text)) / 2, down, latin1(text))

    def pair(self, text: Text, size: float, *, bold: bool = False, left: float = 0) -> None:
        """Indonesian, and below it the same in English, smaller."""
        self.line(text.id, size, bold=bold, left=left)
        if text.en != text.id:
            self.line(text.en, english(size), grey=True, left=left)
        self.gap(1)

    def fact(self, label: Text, values: list[Text], size: float = 10.5) -> None:
        """A label on the left, its values on the right."""
        top = self.top
        self.pair(label, 9.5)
        below = self.top
        self.pdf.set_y(top)
        for value in values:
            self.pair(value, size, left=LABEL_MM)
        self.pdf.set_y(max(below, self.top) + 1)

    def height_of(self, text: str, size: float, *, bold: bool = False, left: float = 0) -> float:
        """How high `line` would be."""
        return self.count_lines(text, size, bold=bold, left=left) * size * LEADING

    def count_lines(self, text: str, size: float, *, bold: bool = False, left: float = 0) -> int:
        """Over how many lines `line` would run."""
        self._use(size, bold=bold)
        lines = self.pdf.multi_cell(self.width - left, size, latin1(text), align="L", dry_run=True, output="LINES")
        return len(lines)

    def _use(self, size: float, *, bold: bool) -> None:
        self.pdf.set_font(FONT, style="B" if bold else "", size=size)


def english(size: float) -> float:
    """The size of English below Indonesian of this size."""
    return max(size * ENGLISH, SMALLEST_ENGLISH)


def latin1(text: str) -> str:
    """The built-in typefaces have Latin-1 letters only, which both languages do with."""
    return text.translate(_TYPOGRAPHY).encode("latin-1", "replace").decode("latin-1")
