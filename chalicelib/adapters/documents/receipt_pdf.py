"""The receipt (tanda terima) as one A4 page: number, PIN, what came in, what is next. Nothing personal is on it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from typing_extensions import override

from chalicelib.adapters.documents.drawing import draw_qr
from chalicelib.adapters.documents.page import MARGIN_MM, WIDTH_MM, Page, new_document
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Catalogue, ServiceCode
from chalicelib.domain.identifiers import Pin
from chalicelib.domain.messages import Messages
from chalicelib.domain.office import Office
from chalicelib.domain.text import Language, Text
from chalicelib.services.ports import ReceiptPrinter

QR_MM: Final = 34
MOST_CHOICES: Final = 2
MOST_PAPERS: Final = 13
"""More papers than the page has room for are counted, not listed."""
MOST_PAPERS_IN_TWO_LANGUAGES: Final = 5


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
    pdf = new_document(receipt.both("title").id, created_at)
    pdf.add_page()
    page = Page(pdf)
    _write_head(page, receipt)
    _write_facts(page, receipt)
    _write_advice(page, receipt)
    return bytes(pdf.output())


def _write_head(page: Page, receipt: Receipt) -> None:
    office = receipt.office
    page.line(office.name.id, 13, bold=True)
    page.line(office.name.en, 8.5, grey=True)
    page.line(office.address, 8.5, grey=True)
    page.rule()
    page.pair(receipt.both("title"), 17, bold=True)
    page.gap(3)
    top = page.top
    # the number alone: who photographs the page's code does not get the PIN with it
    draw_qr(page, str(receipt.case.receipt), MARGIN_MM + WIDTH_MM - QR_MM, top, QR_MM, "m")
    page.pair(receipt.both("number"), 10)
    page.line(receipt.case.receipt.format(), 30, bold=True)
    page.gap(2)
    page.pair(receipt.both("pin"), 10)
    page.line(receipt.pin.format(), 30, bold=True)
    page.pair(receipt.both("keep_pin"), 9.5)
    page.rule()


def _write_facts(page: Page, receipt: Receipt) -> None:
    page.fact(receipt.both("service"), [receipt.service()])
    page.fact(receipt.both("received_at"), [receipt.received_at()])
    _write_papers(page, receipt)
    page.rule()


def _write_papers(page: Page, receipt: Receipt) -> None:
    papers = receipt.papers()
    if len(papers) <= MOST_PAPERS_IN_TWO_LANGUAGES:
        page.fact(receipt.both("papers"), papers or [receipt.both("no_papers")])
        return
    shown = [paper.id for paper in papers[:MOST_PAPERS]]
    more = len(papers) - len(shown)
    lines = shown + ([f"+ {more}"] if more else [])
    page.fact(receipt.both("papers"), [Text(id=line, en=line) for line in lines], 8.5)


def _write_advice(page: Page, receipt: Receipt) -> None:
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
