"""Codes on damaged pages are read; where they cannot be, a person is told; where there is none, nothing is."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from chalicelib.adapters.imaging.scans.look import look_at
from tests.scans.damage import ALL_KINDS, TUNING_SEVERITY, draw_damaged_cover, draw_damaged_letter
from tests.scans.pages import draw_card, draw_cover, draw_envelope_page, payload
from tests.scans.paper import TUNING
from tests.unit.imaging.given import require
from tests.unit.imaging.scans.given import Drawn, scanned


@pytest.mark.parametrize("kind", sorted(ALL_KINDS))
def test_damaged_covers_are_mostly_read_and_never_wrongly(kind: str) -> None:
    numbers = range(40, 42)
    sights = [look_at(Drawn(draw_damaged_cover(TUNING, number, kind, TUNING_SEVERITY))) for number in numbers]
    read = [sight.codes == (payload(TUNING, number),) for sight, number in zip(sights, numbers, strict=True)]
    assert all(good or not sight.codes for good, sight in zip(read, sights, strict=True))
    assert any(read)


@pytest.mark.parametrize("kind", sorted(ALL_KINDS))
def test_damaged_letter_shows_no_code(kind: str) -> None:
    sight = look_at(Drawn(draw_damaged_letter(TUNING, 50, kind, TUNING_SEVERITY)))
    assert (sight.codes, sight.unread_code) == ((), False)


def test_pages_without_a_code_show_none() -> None:
    for number in range(14):
        sight = look_at(Drawn(scanned(draw_envelope_page(TUNING, number, 150))))
        assert (sight.codes, sight.unread_code) == ((), False), number


def test_portraits_are_not_taken_for_codes() -> None:
    sights = [look_at(Drawn(scanned(draw_card(TUNING, number, 150)))) for number in range(10)]
    assert not any(sight.codes or sight.unread_code for sight in sights)


def test_code_with_a_hole_in_its_middle_goes_to_a_person() -> None:
    page = draw_cover(TUNING, 7)
    _spoil_the_code(page)
    sight = look_at(Drawn(scanned(page)))
    assert (sight.codes, sight.unread_code, sight.blank) == ((), True, False)


def test_unread_code_beside_a_read_one_is_told() -> None:
    good, bad = draw_cover(TUNING, 7), draw_cover(TUNING, 8)
    _spoil_the_code(bad)
    both = Image.new("L", (good.width, good.height * 2), "white")
    both.paste(good, (0, 0))
    both.paste(bad, (0, good.height))
    sight = look_at(Drawn(scanned(both), inches=2 * 297 / 25.4))
    assert (sight.codes, sight.unread_code) == ((payload(TUNING, 7),), True)


@pytest.mark.parametrize("quarters", range(4))
def test_photographs_of_codes_are_read_in_every_position(quarters: int) -> None:
    photographs = sorted(require("qr-photos").glob("*.png"))
    assert len(photographs) == 20
    for path in photographs:
        pixels = np.rot90(np.asarray(Image.open(path).convert("L")), quarters)
        told = path.with_suffix(".txt").read_bytes().decode()
        assert look_at(Drawn(Image.fromarray(pixels))).codes == (told,), path.name


def _spoil_the_code(page: Image.Image) -> None:
    """Paste a slip of paper over the middle of a cover's code."""
    top, left = page.height // 8, page.width // 2
    rows, columns = np.nonzero(np.asarray(page)[top : page.height * 2 // 5, left:] < 128)
    top, left, side = top + int(rows.min()), left + int(columns.min()), int(np.ptp(columns))
    slip = [left + side * 0.3, top + side * 0.3, left + side * 0.75, top + side * 0.9]
    ImageDraw.Draw(page).rectangle(slip, fill=240)
