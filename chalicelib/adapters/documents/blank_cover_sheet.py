"""The cover sheet for people without a draft: they write who they are and which service they ask for."""

from collections.abc import Sequence
from typing import Final

from chalicelib.adapters.documents.address_labels import draw_label
from chalicelib.adapters.documents.drawing import draw_box, draw_boxes, draw_line_to_write_on
from chalicelib.adapters.documents.page import UNDATED, Page, english, new_document
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
from chalicelib.domain.post.marks import BlankCoverMark
from chalicelib.domain.text import Text

LABEL_HEIGHT_MM: Final = 48.0
NUMBER_BOX_MM: Final = 8.5
BOX_MM: Final = 7.0
TICK_MM: Final = 3.2
FIELD_LEFT: Final = LEFT + 47.0
FIELDS_TOP: Final = ABOVE_FOOT - 62.0
NIK_GROUPS: Final = (6, 6, 4)
PHONE_GROUPS: Final = (4, 4, 5)
STEPS: Final = ("blank_step_fill", "step_stack", "step_label", "blank_step_post")


def build_blank_cover_sheet(words: SheetWords) -> bytes:
    """One A4 page, the same for everybody."""
    pdf = new_document(words.sheet("cover_title").id, UNDATED)
    page = begin_sheet(pdf, BlankCoverMark(words.office.code).text())
    write_head(page, words, "cover_title")
    page.gap(3)
    page.pair(words.sheet("blank_number"), 10)
    draw_number_boxes(page, LEFT, page.top, NUMBER_BOX_MM)
    body = page.column(LEFT, BELOW_CODE, RIGHT - LEFT)
    write_steps(body, words, [words.sheet(name) for name in STEPS], 9)
    _write_services(body, words)
    _write_fields(body.column(LEFT, FIELDS_TOP, RIGHT - LEFT), words)
    draw_label(body, words, FOOT_LEFT, FOOT - 3, RIGHT - FOOT_LEFT, LABEL_HEIGHT_MM)
    return bytes(pdf.output())


def _write_services(page: Page, words: SheetWords) -> None:
    """The services that the post may bring, each with a box, in two columns."""
    page.pair(words.sheet("blank_service"), 10, bold=True)
    names = [service.name.id for service in words.catalogue.services.values() if service.by_post]
    half = -(-len(names) // 2)
    top, width = page.top, page.width / 2
    step = min((FIELDS_TOP - top - 2) / half, 5.5)
    for number, column in enumerate((names[:half], names[half:])):
        _write_choices(page.column(LEFT + number * width, top, width - 2), column, step)


def _write_choices(page: Page, names: Sequence[str], step: float) -> None:
    top = page.top
    for number, name in enumerate(names):
        page.move_to(top + number * step)
        draw_box(page, page.left, page.top + 0.2, TICK_MM, TICK_MM)
        page.line(name, 8.5, left=TICK_MM + 2)


def _write_fields(page: Page, words: SheetWords) -> None:
    right = RIGHT - FIELD_LEFT
    _label(page, words.sheet("blank_name"))
    draw_line_to_write_on(page, FIELD_LEFT, page.top + 7, right)
    page.gap(10)
    _label(page, words.sheet("blank_nik"))
    draw_boxes(page, FIELD_LEFT, page.top, NIK_GROUPS, BOX_MM)
    page.gap(11)
    _write_phone(page, words)
    _label(page, words.sheet("blank_address"))
    draw_line_to_write_on(page, FIELD_LEFT, page.top + 7, right)
    draw_line_to_write_on(page, FIELD_LEFT, page.top + 15, right)
    page.gap(18)
    _label(page, words.sheet("blank_signature"))
    draw_line_to_write_on(page, FIELD_LEFT, page.top + 9, right)


def _write_phone(page: Page, words: SheetWords) -> None:
    _label(page, words.sheet("blank_phone"))
    end = draw_boxes(page, FIELD_LEFT, page.top, PHONE_GROUPS, BOX_MM)
    top = page.top
    page.column(end + 2, top, RIGHT - end - 2).pair(words.sheet("blank_no_phone"), 7.5)
    page.move_to(top + 11)


def _label(page: Page, text: Text) -> None:
    """What belongs beside it, on the left; the page stays where it is."""
    top = page.top
    column = page.column(LEFT, top, FIELD_LEFT - LEFT - 2)
    column.line(text.id, 9.5, bold=True)
    column.line(text.en, english(8), grey=True)
    page.move_to(top)
