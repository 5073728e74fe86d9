"""Separator sheets: one A4 page for each type of paper, put on top of it so that a scan can be taken apart."""

from collections.abc import Sequence
from typing import Any, Final

from chalicelib.adapters.documents.page import UNDATED, Page, new_document
from chalicelib.adapters.documents.sheet_frame import (
    FOOT,
    FOOT_LEFT,
    LEFT,
    RIGHT,
    begin_sheet,
    write_head,
)
from chalicelib.adapters.documents.words import SheetWords
from chalicelib.domain.post.marks import SeparatorMark

LARGEST_PT: Final = 44.0
SMALLEST_PT: Final = 20.0
MOST_LINES: Final = 5
NAME_TOP: Final = 96.0


def build_separators(words: SheetWords, documents: Sequence[str]) -> bytes:
    """A page for each of these types, in their order."""
    pdf = new_document(words.sheet("separator_title").id, UNDATED)
    for code in documents:
        _write_separator(pdf, words, code)
    return bytes(pdf.output())


def _write_separator(pdf: Any, words: SheetWords, code: str) -> None:  # noqa: ANN401 - fpdf2
    page = begin_sheet(pdf, SeparatorMark(code).text())
    write_head(page, words, "separator_title")
    page.gap(4)
    page.pair(words.sheet("separator_before"), 13)
    _write_name(page.column(LEFT, NAME_TOP, RIGHT - LEFT), words, code)
    foot = page.column(FOOT_LEFT, FOOT, RIGHT - FOOT_LEFT)
    foot.pair(words.sheet("separator_until"), 11)
    foot.gap(2)
    foot.pair(words.sheet("separator_again"), 11)


def _write_name(page: Page, words: SheetWords, code: str) -> None:
    name = words.document(code)
    size = LARGEST_PT
    while size > SMALLEST_PT and not _fits(page, name.id, size):
        size -= 2
    page.line(name.id, size, bold=True)
    page.gap(3)
    page.line(name.en, size * 0.5, grey=True)
    page.gap(6)
    page.line(code, 16)


def _fits(page: Page, name: str, size: float) -> bool:
    """Whether no word is broken, and the name does not fill the page."""
    widest = max(name.split(), key=len)
    return page.count_lines(widest, size, bold=True) == 1 and page.count_lines(name, size, bold=True) <= MOST_LINES
