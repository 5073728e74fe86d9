"""The cover sheet of a draft or of a returned case: its number, its papers, what to do. Nothing personal is on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from chalicelib.adapters.documents.address_labels import draw_label
from chalicelib.adapters.documents.page import UNDATED, Page, new_document
from chalicelib.adapters.documents.paper_list import Row, rows_of, write_papers
from chalicelib.adapters.documents.sheet_frame import (
    ABOVE_FOOT,
    BELOW_CODE,
    FOOT,
    FOOT_LEFT,
    LEFT,
    RIGHT,
    begin_sheet,
    draw_number_boxes,
    write_head,
    write_steps,
)
from chalicelib.adapters.documents.words import SheetWords
from chalicelib.domain.case import Case
from chalicelib.domain.checklist import Slot
from chalicelib.domain.post.marks import CoverMark

NUMBER_PT: Final = 36.0
BOX_MM: Final = 8.0
FEW_PAPERS: Final = 8
COPY_MM: Final = 15.0
"""What the line to copy the number by hand takes."""
LABEL_HEIGHT_MM: Final = 48.0


@dataclass(frozen=True, slots=True)
class CoverSheet:
    """What a cover sheet is made of. `slots`: the checklist of the case; `post_by`: the last day to post."""

    case: Case
    slots: Sequence[Slot]
    mark: CoverMark
    post_by: date
    words: SheetWords


def build_cover_sheet(sheet: CoverSheet) -> bytes:
    """One A4 page."""
    words = sheet.words
    pdf = new_document(words.sheet("cover_title").id, sheet.case.cover_sheet_at or UNDATED)
    page = begin_sheet(pdf, sheet.mark.text())
    write_head(page, words, "cover_title")
    page.pair(words.receipt("number"), 9.5)
    page.line(sheet.case.receipt.format(), NUMBER_PT, bold=True)
    body = page.column(LEFT, BELOW_CODE, RIGHT - LEFT)
    _write_body(body, sheet)
    _write_foot(body, words)
    return bytes(pdf.output())


def _write_body(page: Page, sheet: CoverSheet) -> None:
    words = sheet.words
    page.pair(words.service(sheet.case.service), 14, bold=True)
    page.gap(1)
    rows = rows_of(sheet.case, sheet.slots, words)
    post = words.sheet("step_post", date=words.date(sheet.post_by))
    steps = [*(words.sheet(f"step_{name}") for name in ("tick", "stack", "label")), post]
    write_steps(page, words, steps, 10.5 if len(rows) <= FEW_PAPERS else 9)
    page.gap(1)
    _write_papers(page, words, rows)


def _write_papers(page: Page, words: SheetWords, rows: Sequence[Row]) -> None:
    page.pair(words.sheet("papers"), 11.5, bold=True)
    if not rows:
        page.pair(words.sheet("no_papers"), 11)
        return
    page.pair(words.sheet("originals"), 8.5)
    page.gap(1)
    write_papers(page, rows, ABOVE_FOOT - COPY_MM)


def _write_foot(page: Page, words: SheetWords) -> None:
    below = page.column(LEFT, ABOVE_FOOT - COPY_MM, page.width)
    copy = words.sheet("copy_number")
    below.line(f"{copy.id} / {copy.en}", 8)
    end = draw_number_boxes(below, LEFT, below.top + 0.5, BOX_MM)
    below.column(end + 6, below.top + 1.5, RIGHT - end - 6).pair(words.sheet("no_pin"), 10, bold=True)
    draw_label(page, words, FOOT_LEFT, FOOT - 3, RIGHT - FOOT_LEFT, LABEL_HEIGHT_MM)
