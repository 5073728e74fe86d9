"""Labels with the addresses of residents: ten to a sheet, each with the code that the dispatch list is scanned by."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from typing_extensions import override

from chalicelib.adapters.documents.address_labels import COLUMNS, EDGE_MM, GUTTER_MM, PADDING_MM, ROWS
from chalicelib.adapters.documents.drawing import draw_cut, draw_qr
from chalicelib.adapters.documents.page import PAGE_HEIGHT, PAGE_WIDTH, UNDATED, Page, new_document
from chalicelib.adapters.documents.words import SheetWords
from chalicelib.domain.places import city_of, postcode_of
from chalicelib.domain.regions import Regions
from chalicelib.services.counter_ports import Addressee, RecipientLabels

QR_MM: Final = 20.0
BESIDE_MM: Final = QR_MM + 4
"""What the code takes of the width; it keeps its quiet zone (ISO/IEC 18004, 9.1)."""
NAME_PT: Final = 12.0
SMALL_PT: Final = 6.5
SENDER_PT: Final = 6.0
PER_SHEET: Final = COLUMNS * ROWS


@dataclass(frozen=True, slots=True)
class PdfRecipientLabels(RecipientLabels):
    """For one office; the same input gives the same bytes."""

    words: SheetWords
    regions: Regions

    @override
    def print(self, addressees: Sequence[Addressee]) -> bytes:
        pdf = new_document(self.words.sheet("label_title").id, UNDATED)
        across, down = (PAGE_WIDTH - 2 * EDGE_MM) / COLUMNS, (PAGE_HEIGHT - 2 * EDGE_MM) / ROWS
        for number, addressee in enumerate(addressees):
            row, column = divmod(number % PER_SHEET, COLUMNS)
            if number % PER_SHEET == 0:
                pdf.add_page()
            place = (EDGE_MM + column * across, EDGE_MM + row * down)
            self._draw(Page(pdf), addressee, *place, across - GUTTER_MM, down - GUTTER_MM)
        return bytes(pdf.output())

    def _draw(self, page: Page, to: Addressee, left: float, top: float, width: float, height: float) -> None:
        draw_cut(page, left, top, width, height)
        text = width - 2 * PADDING_MM
        inner = page.column(left + PADDING_MM, top + 2, text)
        inner.line(f"{self.words.sheet('label_from').id}: {self.words.office.postal_address}", SENDER_PT, grey=True)
        below = inner.top + 2
        self._write_address(page.column(inner.left, below, text - BESIDE_MM), to, top + height - 1.5)
        beside = page.column(inner.left + text - QR_MM, below + QR_MM + 2, QR_MM)
        code = to.receipt.format() + (f"/{to.product}" if to.product else "")
        draw_qr(page, code, beside.left, below, QR_MM)
        beside.move_to(below + QR_MM + 2)
        beside.line(to.receipt.format(), SMALL_PT, bold=True)
        beside.line(to.content, SENDER_PT, grey=True)

    def _write_address(self, label: Page, to: Addressee, bottom: float) -> None:
        label.fitted([to.name, *self._lines(to)], NAME_PT, bottom, bold=True)

    def _lines(self, to: Addressee) -> Iterator[str]:
        address = to.address
        parts = [f"RT {address.rt}" if address.rt else "", f"RW {address.rw}" if address.rw else ""]
        yield ", ".join(filter(None, [address.street, " ".join(filter(None, parts))]))
        if address.landmark:
            yield address.landmark
        yield from self._region(to)

    def _region(self, to: Addressee) -> Iterator[str]:
        address = to.address
        village = self.regions.village(address.village) if address.village else None
        district = self.regions.district(village.code) if village else None
        if village and district:
            yield f"{village.name}, {district.name}"
        yield f"{city_of(address, self.regions)} {postcode_of(address, self.regions)}".strip()
