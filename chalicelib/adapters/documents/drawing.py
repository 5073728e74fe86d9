"""What is drawn and not written: QR codes, boxes to tick and to write in, lines to cut along."""

from collections.abc import Sequence
from typing import Any, Final, Literal

from chalicelib.adapters.documents.page import GREY, Page

QUIET_MODULES: Final = 4
"""White around a code (ISO/IEC 18004, 9.1)."""
SEAM: Final = 0.02
"""How far a row of modules reaches into the next, so that no renderer leaves white between them."""
THIN: Final = 0.25
BOLD: Final = 0.7

ErrorLevel = Literal["m", "q"]


def draw_qr(page: Page, text: str, left: float, top: float, side: float, error: ErrorLevel = "q") -> None:
    """A code of this side without its quiet zone."""
    rows = qr_rows(text, error)
    module = side / len(rows)
    page.pdf.set_fill_color(0)
    for number, row in enumerate(rows):
        for start, length in _runs(row):
            page.pdf.rect(left + start * module, top + number * module, length * module, module + SEAM, style="F")


def qr_rows(text: str, error: ErrorLevel) -> list[list[bool]]:
    """The modules of a code, dark ones True."""
    import segno  # noqa: PLC0415 - needed for what is printed alone

    symbol: Any = segno.make(text, error=error, micro=False, boost_error=False)
    return [[bool(dark) for dark in row] for row in symbol.matrix]


def _runs(row: Sequence[bool]) -> list[tuple[int, int]]:
    """Where dark modules begin, and how many stand in a row."""
    runs: list[tuple[int, int]] = []
    for place, dark in enumerate(row):
        if dark and place and row[place - 1]:
            start, length = runs[-1]
            runs[-1] = (start, length + 1)
        elif dark:
            runs.append((place, 1))
    return runs


def draw_box(page: Page, left: float, top: float, width: float, height: float, *, bold: bool = False) -> None:
    """An empty box."""
    page.pdf.set_draw_color(0)
    page.pdf.set_line_width(BOLD if bold else THIN)
    page.pdf.rect(left, top, width, height)
    page.pdf.set_line_width(THIN)


def draw_tick(page: Page, left: float, top: float, side: float) -> None:
    """A tick in a box of this side."""
    page.pdf.set_draw_color(0)
    page.pdf.set_line_width(BOLD)
    page.pdf.line(left + side * 0.2, top + side * 0.55, left + side * 0.42, top + side * 0.8)
    page.pdf.line(left + side * 0.42, top + side * 0.8, left + side * 0.82, top + side * 0.2)
    page.pdf.set_line_width(THIN)


def draw_boxes(page: Page, left: float, top: float, groups: Sequence[int], side: float, gap: float = 2.5) -> float:
    """Boxes for one letter each, in groups; returns where they end."""
    x = left
    for group in groups:
        for _ in range(group):
            draw_box(page, x, top, side, side * 1.15)
            x += side
        x += gap
    return x - gap


def draw_line_to_write_on(page: Page, left: float, bottom: float, width: float) -> None:
    """A line for handwriting."""
    page.pdf.set_draw_color(0)
    page.pdf.set_line_width(THIN)
    page.pdf.line(left, bottom, left + width, bottom)


def draw_cut(page: Page, left: float, top: float, width: float, height: float) -> None:
    """A dashed frame to cut along."""
    page.pdf.set_draw_color(GREY)
    page.pdf.set_line_width(THIN)
    page.pdf.set_dash_pattern(dash=2, gap=1.5)
    page.pdf.rect(left, top, width, height)
    page.pdf.set_dash_pattern()
