"""Address labels: where to post it, and room for who sends it. Cut out and glued to the envelope."""

from typing import Final

from chalicelib.adapters.documents.drawing import draw_cut, draw_line_to_write_on
from chalicelib.adapters.documents.page import PAGE_HEIGHT, PAGE_WIDTH, UNDATED, Page, new_document
from chalicelib.adapters.documents.words import SheetWords

COLUMNS: Final = 2
ROWS: Final = 5
EDGE_MM: Final = 10.0
GUTTER_MM: Final = 3.0
PADDING_MM: Final = 4.0
ADDRESS_PT: Final = 16.0
SMALL_PT: Final = 7.5


def build_address_labels(words: SheetWords) -> bytes:
    """One A4 page of labels."""
    pdf = new_document(words.sheet("label_title").id, UNDATED)
    pdf.add_page()
    page = Page(pdf)
    across, down = (PAGE_WIDTH - 2 * EDGE_MM) / COLUMNS, (PAGE_HEIGHT - 2 * EDGE_MM) / ROWS
    for row in range(ROWS):
        for column in range(COLUMNS):
            place = (EDGE_MM + column * across, EDGE_MM + row * down)
            draw_label(page, words, *place, across - GUTTER_MM, down - GUTTER_MM)
    return bytes(pdf.output())


def draw_label(page: Page, words: SheetWords, left: float, top: float, width: float, height: float) -> None:
    """One label with its frame to cut along."""
    draw_cut(page, left, top, width, height)
    inner = page.column(left + PADDING_MM, top + 1.5, width - 2 * PADDING_MM)
    inner.line(words.sheet("label_cut").id, 6, grey=True)
    _write_sender(inner, words)
    _write_address(inner, words, top + height)


def _write_sender(label: Page, words: SheetWords) -> None:
    sender = words.sheet("label_from")
    label.gap(1)
    label.line(f"{sender.id} / {sender.en}:", SMALL_PT)
    for _ in range(2):
        draw_line_to_write_on(label, label.left, label.top + 6, label.width)
        label.gap(6.5)


def _write_address(label: Page, words: SheetWords, bottom: float) -> None:
    to = words.sheet("label_to")
    lines = [part.strip() for part in words.office.postal_address.split(",")]
    label.gap(2.5)
    label.line(f"{to.id} / {to.en}:", SMALL_PT)
    size = _fitting(label, lines, bottom - label.top - 2)
    for line in lines:
        label.line(line, size, bold=True)


def _fitting(label: Page, lines: list[str], room: float) -> float:
    size = ADDRESS_PT
    while size > SMALL_PT and sum(label.height_of(line, size, bold=True) for line in lines) > room:
        size -= 0.5
    return size
