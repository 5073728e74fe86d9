"""The receipt (tanda terima) as one A4 page: number, PIN, what came in, what is next. Nothing personal is on it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from typing_extensions import override

from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Catalogue, ServiceCode
from chalicelib.domain.identifiers import Pin, ReceiptNumber
from chalicelib.domain.messages import Messages
from chalicelib.domain.office import Office
from chalicelib.domain.text import Language, Text
from chalicelib.services.ports import ReceiptPrinter

FONT: Final = "Helvetica"
MARGIN_MM: Final = 18
WIDTH_MM: Final = 210 - 2 * MARGIN_MM
QR_MM: Final = 34
LABEL_MM: Final = 46
GREY: Final = 90
MOST_CHOICES: Final = 2
MOST_PAPERS: Final = 13
"""More papers than the page has room for are counted, not listed."""
MOST_PAPERS_IN_TWO_LANGUAGES: Final = 5

_TYPOGRAPHY: Final = str.maketrans(
    {"–": "-", "’": "'", "…": "...", "\N{EM DASH}": "-", "\N{BULLET}": "-", "\N{LEFT SINGLE QUOTATION MARK}": "'"}
)


@dataclass(frozen=True, slots=True)
class PdfReceiptPrinter(ReceiptPrinter):
    """Prints receipts of one office; the same case and PIN give the same bytes."""

    office: Office
    catalogue: Catalogue
    messages: Messages
    public_url: str

    @override
    def print_receipt(self, case: Case, pin: Pin) -> bytes:
        content = Receipt(case, pin, self.office, self.catalogue, self.messages, self.public_url)
        return build_receipt_pdf(content, case.received_at or case.created_at)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt is made of. `public_url` is where residents follow a case."""

    case: Case
    pin: Pin
    office: Office
    catalogue: Catalogue
    messages: Messages
    public_url: str

    def both(self, name: str, **values: str) -> Text:
        """One text of the receipt in both languages."""
        said = {language: self.messages.receipt(name, language, values) for language in Language}
        return Text(id=said[Language.INDONESIAN], en=said[Language.ENGLISH])

    def received_at(self) -> Text:
        """When it came, on the office's clock."""
        local = self.office.local_time(self.case.received_at or self.case.created_at)
        return Text(**{str(language): self.messages.date_time(local, language) for language in Language})

    def service(self) -> Text:
        """The name of the service."""
        return self.catalogue.services[ServiceCode(self.case.service)].name

    def papers(self) -> list[Text]:
        """The papers that came in, by name."""
        with_files = [document for document in self.case.documents if document.uploads]
        return [self._paper(document.type, document.choices) for document in with_files]

    def _paper(self, kind: str | None, choices: tuple[str, ...]) -> Text:
        codes = [kind] if kind else choices[:MOST_CHOICES]
        said = {str(language): self.messages.papers(codes, self.catalogue, language) for language in Language}
        return Text(**{language: words or "-" for language, words in said.items()})


def build_receipt_pdf(receipt: Receipt, created_at: datetime) -> bytes:
    """One A4 page in Indonesian with smaller English; the same content and `created_at` give the same bytes."""
    from fpdf import FPDF  # noqa: PLC0415 - half a second of import that no other request should wait for

    pdf = FPDF(format="A4", unit="mm")
    pdf.set_creation_date(created_at)
    pdf.set_title(_latin1(receipt.both("title").id))
    pdf.set_lang("id")
    pdf.set_margin(MARGIN_MM)
    pdf.c_margin = 0
    pdf.set_auto_page_break(auto=False)
    pdf.add_page()
    page = _Page(pdf)
    _write_head(page, receipt)
    _write_facts(page, receipt)
    _write_advice(page, receipt)
    return bytes(pdf.output())


def _write_head(page: "_Page", receipt: Receipt) -> None:
    office = receipt.office
    page.line(office.name.id, 13, bold=True)
    page.line(office.name.en, 8.5, grey=True)
    page.line(office.address, 8.5, grey=True)
    page.rule()
    page.pair(receipt.both("title"), 17, bold=True)
    page.gap(3)
    top = page.top
    page.qr(receipt.case.receipt, MARGIN_MM + WIDTH_MM - QR_MM, top)
    page.pair(receipt.both("number"), 10)
    page.line(receipt.case.receipt.format(), 30, bold=True)
    page.gap(2)
    page.pair(receipt.both("pin"), 10)
    page.line(receipt.pin.format(), 30, bold=True)
    page.pair(receipt.both("keep_pin"), 9.5)
    page.rule()


def _write_facts(page: "_Page", receipt: Receipt) -> None:
    page.fact(receipt.both("service"), [receipt.service()])
    page.fact(receipt.both("received_at"), [receipt.received_at()])
    _write_papers(page, receipt)
    page.rule()


def _write_papers(page: "_Page", receipt: Receipt) -> None:
    papers = receipt.papers()
    if len(papers) <= MOST_PAPERS_IN_TWO_LANGUAGES:
        page.fact(receipt.both("papers"), papers or [receipt.both("no_papers")])
        return
    shown = [paper.id for paper in papers[:MOST_PAPERS]]
    more = len(papers) - len(shown)
    lines = shown + ([f"+ {more}"] if more else [])
    page.fact(receipt.both("papers"), [Text(id=line, en=line) for line in lines], 8.5)


def _write_advice(page: "_Page", receipt: Receipt) -> None:
    page.pair(receipt.both("follow"), 11, bold=True)
    page.pair(receipt.both("how_to_follow", link=receipt.public_url), 10)
    page.gap(3)
    page.pair(receipt.both("next"), 11, bold=True)
    page.pair(receipt.both("next_steps", service_hours=str(receipt.case.clock.hours)), 10)
    page.gap(3)
    page.pair(receipt.both("free"), 11, bold=True)
    page.gap(2)
    page.pair(receipt.office.help_line, 9)
    page.pair(receipt.office.hours, 9)


class _Page:
    """Writes from top to bottom in one typeface; sizes in points, lengths in millimetres."""

    def __init__(self, pdf: Any) -> None:  # noqa: ANN401 - fpdf2 is not typed for strict checking
        self._pdf = pdf

    @property
    def top(self) -> float:
        return float(self._pdf.get_y())

    def gap(self, height: float) -> None:
        self._pdf.set_y(self.top + height)

    def rule(self) -> None:
        y = self.top + 3
        self._pdf.set_draw_color(GREY)
        self._pdf.line(MARGIN_MM, y, MARGIN_MM + WIDTH_MM, y)
        self._pdf.set_y(y + 4)

    def line(self, text: str, size: float, *, bold: bool = False, grey: bool = False, left: float = 0) -> None:
        self._pdf.set_font(FONT, style="B" if bold else "", size=size)
        self._pdf.set_text_color(GREY if grey else 0)
        self._pdf.set_x(MARGIN_MM + left)
        self._pdf.multi_cell(WIDTH_MM - left, size * 0.46, _latin1(text), align="L", new_x="LMARGIN", new_y="NEXT")

    def pair(self, text: Text, size: float, *, bold: bool = False, left: float = 0) -> None:
        """Indonesian, and below it the same in English, smaller."""
        self.line(text.id, size, bold=bold, left=left)
        if text.en != text.id:
            self.line(text.en, max(size * 0.78, 7), grey=True, left=left)
        self.gap(1)

    def fact(self, label: Text, values: list[Text], size: float = 10.5) -> None:
        """A label on the left, its values on the right."""
        top = self.top
        self.pair(label, 9.5)
        below = self.top
        self._pdf.set_y(top)
        for value in values:
            self.pair(value, size, left=LABEL_MM)
        self._pdf.set_y(max(below, self.top) + 1)

    def qr(self, receipt: ReceiptNumber, left: float, top: float) -> None:
        """The number alone: who photographs the page's code does not get the PIN with it."""
        import segno  # noqa: PLC0415 - needed for receipts alone

        rows = [list(row) for row in segno.make(str(receipt), error="m", micro=False, boost_error=False).matrix]
        module = QR_MM / len(rows)
        self._pdf.set_fill_color(0)
        for y, row in enumerate(rows):
            for x, dark in enumerate(row):
                if dark:
                    self._pdf.rect(left + x * module, top + y * module, module, module, style="F")


def _latin1(text: str) -> str:
    """The built-in typefaces have Latin-1 letters only, which both languages do with."""
    return text.translate(_TYPOGRAPHY).encode("latin-1", "replace").decode("latin-1")
