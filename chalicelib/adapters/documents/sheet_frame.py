"""What every sheet of the post has: its code twice, far apart, so that a fold, a crease or a stamp spares one."""

from collections.abc import Sequence
from typing import Any, Final

from chalicelib.adapters.documents.drawing import QUIET_MODULES, draw_boxes, draw_qr
from chalicelib.adapters.documents.page import PAGE_HEIGHT, PAGE_WIDTH, Page
from chalicelib.adapters.documents.words import SheetWords
from chalicelib.domain.text import Text

EDGE_MM: Final = 14.0
"""From the edge of the paper to a code: no printer cuts it there, and folds in two or three miss it."""
CODE_MM: Final = 40.0
"""Wide enough for modules of 1 mm up to version 5 of QR; covers are version 4."""
CLEAR_MM: Final = QUIET_MODULES * CODE_MM / 21 + 0.5
"""White around a code, whatever its version."""
LEFT: Final = EDGE_MM
RIGHT: Final = PAGE_WIDTH - EDGE_MM
HEAD_WIDTH: Final = RIGHT - CODE_MM - CLEAR_MM - LEFT
"""What the upper code leaves of a line."""
BELOW_CODE: Final = EDGE_MM + CODE_MM + CLEAR_MM
FOOT: Final = PAGE_HEIGHT - EDGE_MM - CODE_MM
"""Where the lower code begins."""
ABOVE_FOOT: Final = FOOT - CLEAR_MM
FOOT_LEFT: Final = LEFT + CODE_MM + CLEAR_MM
GROUPS: Final = (4, 4, 3)
"""A receipt number as it is written."""


def draw_codes(page: Page, text: str) -> None:
    """The code at the top right and at the bottom left."""
    draw_qr(page, text, RIGHT - CODE_MM, EDGE_MM, CODE_MM)
    draw_qr(page, text, LEFT, FOOT, CODE_MM)


def begin_sheet(pdf: Any, text: str) -> Page:  # noqa: ANN401 - fpdf2
    """A new page with its codes, ready to be written beside the upper one."""
    pdf.add_page()
    page = Page(pdf, LEFT, HEAD_WIDTH)
    draw_codes(page, text)
    page.move_to(EDGE_MM - 1)
    return page


def write_head(page: Page, words: SheetWords, title: str) -> None:
    """Whose sheet it is, and what it is."""
    page.line(words.office.name.id, 10, bold=True)
    page.gap(2)
    page.line(words.sheet(title).id, 20, bold=True)
    page.line(words.sheet(title).en, 11, grey=True)
    page.gap(2)


def write_steps(page: Page, words: SheetWords, steps: Sequence[Text], size: float = 10.5) -> None:
    """What to do, in numbered lines."""
    page.pair(words.sheet("steps"), size + 1, bold=True)
    for number, step in enumerate(steps, start=1):
        top = page.top
        page.line(f"{number}.", size, bold=True)
        page.move_to(top)
        page.pair(step, size, left=6)


def draw_number_boxes(page: Page, left: float, top: float, side: float) -> float:
    """Boxes for a receipt number, in its groups; returns where they end."""
    return draw_boxes(page, left, top, GROUPS, side)
