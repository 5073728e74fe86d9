"""Backs are blank whatever the other side and the scanner leave on them; the least writing is not."""

from collections.abc import Callable

import pytest
from PIL import Image

from chalicelib.adapters.imaging.scans.blankness import is_blank
from tests.scans.pages import (
    draw_blank,
    draw_card,
    draw_cover,
    draw_dirty_back,
    draw_form,
    draw_letter,
    draw_show_through,
)
from tests.scans.paper import TUNING, Sheet, Stock
from tests.unit.imaging.scans.given import scanned, small_grey

Draw = Callable[[Stock, int, int], Image.Image]


@pytest.mark.parametrize("dpi", [150, 300])
@pytest.mark.parametrize("draw", [draw_blank, draw_show_through, draw_dirty_back])
def test_back_is_blank(draw: Draw, dpi: int) -> None:
    for number in range(3):
        assert is_blank(small_grey(scanned(draw(TUNING, number, dpi))))


@pytest.mark.parametrize("draw", [draw_letter, draw_form, draw_card, draw_cover])
def test_printed_page_is_not_blank(draw: Draw) -> None:
    for number in range(3):
        assert not is_blank(small_grey(scanned(draw(TUNING, number, 150))))


@pytest.mark.parametrize("text", ["RT 01", "lunas", "7 lembar"])
def test_page_with_a_few_letters_is_not_blank(text: str) -> None:
    sheet = Sheet(TUNING, TUNING.dice(1))
    sheet.write(120, 200, text)
    assert not is_blank(small_grey(scanned(sheet.image)))


def test_pencil_is_writing() -> None:
    sheet = Sheet(TUNING, TUNING.dice(2))
    sheet.ink = round(sheet.paper * 0.68)
    sheet.write(40, 60, sheet.words(3), 5)
    assert not is_blank(small_grey(scanned(sheet.image)))


def test_bilevel_back_with_specks_is_blank() -> None:
    bits = draw_dirty_back(TUNING, 3).point(lambda value: 255 if value > 128 else 0)
    assert is_blank(small_grey(bits))
