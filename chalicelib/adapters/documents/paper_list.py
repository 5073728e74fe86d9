"""The checklist of a cover sheet: a box for each paper, in the largest type with which all of them fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from chalicelib.adapters.documents.drawing import draw_box, draw_tick
from chalicelib.adapters.documents.page import Page, english
from chalicelib.adapters.documents.words import SheetWords, join, plain
from chalicelib.domain.case import Case
from chalicelib.domain.checklist import Slot, SlotNeed, Way
from chalicelib.domain.document import VerdictKind
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.text import Language, Text

BOX_PER_PT: Final = 0.44
SPACE_PER_PT: Final = 0.21
"""Millimetres of a box, and of the space below a row, for each point of type."""
INDENT_MM: Final = 8.0
SIZES: Final = ((11.0, True), (10.0, True), (9.0, True), (9.0, False), (8.0, False), (7.0, False))
"""Points, and whether the English stands below, from the most readable on."""


@dataclass(frozen=True, slots=True)
class Row:
    """One paper: its name, what to know of it, and whether the office has it."""

    name: Text
    remark: Text | None
    is_here: bool


def rows_of(case: Case, slots: Sequence[Slot], words: SheetWords) -> list[Row]:
    """Every paper that the post may bring."""
    return [_row(case, slot, words) for slot in slots if Way.POST in slot.ways]


def write_papers(page: Page, rows: Sequence[Row], bottom: float) -> None:
    """The rows from where the page stands down to `bottom`."""
    size, both = _fitting(page, rows, bottom - page.top)
    for row in rows:
        _write_row(page, row, size, both=both)


def _row(case: Case, slot: Slot, words: SheetWords) -> Row:
    owed = slot.surrender and not _came_by_post(case, slot)
    here = is_here(case, slot)
    remarks = [words.sheet("remark_here")] if here else _remarks(case, slot, words)
    if here and owed:
        remarks = [words.sheet("remark_surrender_too")]
    return Row(words.papers(slot.choices), join(remarks), here and not owed)


def _came_by_post(case: Case, slot: Slot) -> bool:
    """Whether the paper itself lies at the office."""
    return any(upload.scan and upload.slot == slot.id and upload.is_live for upload in case.uploads)


def is_here(case: Case, slot: Slot) -> bool:
    """Whether the office has the paper, from an upload or an earlier round, and does not ask for it again."""
    handed_in = case.state is CaseState.RETURNED and not case.waits_for(slot.id)
    return handed_in or bool(case.live_uploads(slot.id))


def _remarks(case: Case, slot: Slot, words: SheetWords) -> list[Text]:
    remarks = [_asked(asked.reason, words) for asked in case.asked if asked.slot == slot.id]
    if slot.surrender:
        remarks.append(words.sheet("remark_surrender"))
    if slot.need is not SlotNeed.REQUIRED:
        remarks.append(words.sheet("remark_on_request" if slot.need is SlotNeed.OPTIONAL else "remark_depends"))
    if slot.max_age_days is not None:
        remarks.append(words.sheet("remark_age", days=plain(slot.max_age_days)))
    return remarks


def _asked(reason: VerdictKind, words: SheetWords) -> Text:
    labels = {language: words.messages.verdict(reason, language).label for language in Language}
    return words.sheet("remark_asked", reason=Text(id=labels[Language.INDONESIAN], en=labels[Language.ENGLISH]))


def _fitting(page: Page, rows: Sequence[Row], room: float) -> tuple[float, bool]:
    for size, both in SIZES:
        if sum(_height(page, row, size, both=both) for row in rows) <= room:
            return size, both
    return SIZES[-1]


def _height(page: Page, row: Row, size: float, *, both: bool) -> float:
    lines = sum(
        page.height_of(line.text, line.size, bold=line.bold, left=INDENT_MM) for line in _lines(row, size, both=both)
    )
    return max(lines, size * BOX_PER_PT) + size * SPACE_PER_PT


def _write_row(page: Page, row: Row, size: float, *, both: bool) -> None:
    """A box to mark what is enclosed; what the office has is ticked without a box, so that nobody looks for it."""
    top, side = page.top, size * BOX_PER_PT
    if row.is_here:
        draw_tick(page, page.left, top, side)
    else:
        draw_box(page, page.left, top, side, side, bold=True)
    for line in _lines(row, size, both=both):
        page.line(line.text, line.size, bold=line.bold, grey=line.grey, left=INDENT_MM)
    page.move_to(top + _height(page, row, size, both=both))


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    size: float
    bold: bool = False
    grey: bool = False


def _lines(row: Row, size: float, *, both: bool) -> list[_Line]:
    lines = [_Line(row.name.id, size, bold=not row.is_here)]
    if both:
        lines.append(_Line(row.name.en, english(size), grey=True))
    if row.remark:
        said = f"{row.remark.id} / {row.remark.en}" if both else row.remark.id
        lines.append(_Line(said, english(size), grey=row.is_here))
    return lines
