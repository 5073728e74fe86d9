"""The print list of a batch: a code to scan for each card, and boxes to tick where there is no scanner."""

from dataclasses import dataclass
from typing import Final

from typing_extensions import override

from chalicelib.adapters.documents.drawing import draw_box, draw_qr, draw_tick
from chalicelib.adapters.documents.page import MARGIN_MM, PAGE_HEIGHT, WIDTH_MM, Page, new_document
from chalicelib.adapters.documents.words import SheetWords, plain
from chalicelib.domain.print_batch import LineState, PrintBatch, PrintLine
from chalicelib.domain.text import Text
from chalicelib.services.printing_ports import PrintListPrinter

COLUMNS: Final = 2
ROWS: Final = 11
PER_PAGE: Final = COLUMNS * ROWS
TOP_MM: Final = 54.0
ROW_MM: Final = (PAGE_HEIGHT - MARGIN_MM - TOP_MM) / ROWS
COLUMN_MM: Final = WIDTH_MM / COLUMNS
QR_MM: Final = 15.0
BESIDE_MM: Final = QR_MM + 4
"""What the code takes of the width; it keeps its quiet zone (ISO/IEC 18004, 9.1)."""
NUMBER_PT: Final = 11.0
SMALL_PT: Final = 7.0
BOX_MM: Final = 3.5


@dataclass(frozen=True, slots=True)
class PdfPrintList(PrintListPrinter):
    """For one office; the same batch gives the same bytes. It names nobody, and leaves out what nobody is to print."""

    words: SheetWords

    @override
    def print(self, batch: PrintBatch) -> bytes:
        pdf = new_document(self._title(batch).id, batch.made_at)
        listed = [(number, line) for number, line in enumerate(batch.lines, 1) if not line.is_dropped]
        pages = max(1, -(-len(listed) // PER_PAGE))
        for sheet in range(pages):
            pdf.add_page()
            self._write_head(Page(pdf), batch, f"{sheet + 1}/{pages}")
            for place, (number, line) in enumerate(listed[sheet * PER_PAGE : (sheet + 1) * PER_PAGE]):
                column, row = divmod(place, ROWS)
                left, top = MARGIN_MM + column * COLUMN_MM, TOP_MM + row * ROW_MM
                self._write_line(Page(pdf).column(left, top, COLUMN_MM), number, line)
        return bytes(pdf.output())

    def _title(self, batch: PrintBatch) -> Text:
        return self.words.sheet("print_list_title", card=plain(batch.card.replace("_", "-")))

    def _write_head(self, page: Page, batch: PrintBatch, sheet: str) -> None:
        words, top = self.words, page.top
        made = words.date(words.office.local_time(batch.made_at).date())
        page.line(words.office.name.id, 9, grey=True)
        page.pair(self._title(batch), 14, bold=True)
        dropped = len(batch.dropped())
        page.pair(words.sheet("print_list_made", date=made, count=plain(len(batch.lines) - dropped)), 9)
        page.pair(words.sheet("print_list_how"), 8)
        beside = page.column(MARGIN_MM + WIDTH_MM - 60, top, 60)
        beside.line(f"{batch.id}  {sheet}", SMALL_PT, grey=True)
        if dropped:
            beside.pair(words.sheet("print_list_dropped", count=plain(dropped)), SMALL_PT)

    def _write_line(self, page: Page, number: int, line: PrintLine) -> None:
        left, top = page.left, page.top
        draw_qr(page, line.code, left, top, QR_MM, "m")
        beside = page.column(left + BESIDE_MM, top, COLUMN_MM - BESIDE_MM - 2)
        beside.line(f"{number}. {line.receipt.format()}", NUMBER_PT, bold=True)
        beside.line(self._service(line), SMALL_PT, grey=True)
        self._write_boxes(page, line, left + BESIDE_MM, top + QR_MM - BOX_MM)

    def _service(self, line: PrintLine) -> str:
        known = line.service in self.words.catalogue.services
        name = self.words.service(line.service).id if known else line.service
        return f"{name} ({line.product})"

    def _write_boxes(self, page: Page, line: PrintLine, left: float, top: float) -> None:
        ticked = {"print_list_printed": line.state is LineState.PRINTED, "print_list_spoiled": line.spoiled > 0}
        for place, (name, is_ticked) in enumerate(ticked.items()):
            x = left + place * 26
            draw_box(page, x, top, BOX_MM, BOX_MM)
            if is_ticked:
                draw_tick(page, x, top, BOX_MM)
            page.column(x + BOX_MM + 1.5, top + 0.4, 22).line(self.words.sheet(name).id, SMALL_PT)
