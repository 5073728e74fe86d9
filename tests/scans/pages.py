"""Pages of an envelope: cover sheets, letters, forms, copies of cards, and blank backs."""

from itertools import pairwise

import numpy as np
import segno
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from tests.scans.paper import A4_MM, Sheet, Stock

_SYMBOLS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def payload(stock: Stock, number: int) -> str:
    """What the code of cover `number` says."""
    dice = stock.dice(number)
    receipt, check = ("".join(dice.choices(_SYMBOLS, k=length)) for length in (11, 16))
    return f"LOKET/1/C/3573/{receipt}/KTP-LOST/{check}"


def draw_code(sheet: Sheet, text: str, x: float, y: float, module_mm: float) -> None:
    """A QR code with its top left corner at x, y."""
    pixels = segno.make(text, error="q", micro=False).matrix
    side = len(pixels)
    code = Image.new("L", (side, side), 255)
    code.putdata([0 if dark else 255 for row in pixels for dark in row])
    size = sheet.px(side * module_mm)
    mask = ImageOps.invert(code.resize((size, size), Image.Resampling.NEAREST))
    sheet.image.paste(sheet.ink, (sheet.px(x), sheet.px(y)), mask)


def draw_cover(stock: Stock, number: int, dpi: int = 300) -> Image.Image:
    """A cover sheet: title, receipt number, code, checklist with boxes."""
    text = payload(stock, number)
    dice = stock.dice(-number - 1)
    sheet = Sheet(stock, dice, dpi)
    sheet.write(20, 18, "LEMBAR PENGANTAR / COVER SHEET", 5)
    sheet.write(20, 30, text.split("/")[4], 9)
    draw_code(sheet, text, dice.uniform(110, 145), dice.uniform(40, 70), dice.uniform(*stock.module_mm))
    for row in range(9):
        top = 120 + row * 13
        sheet.box(20, top, 5, 5, 0.5)
        sheet.write(29, top + 0.6, sheet.words(6))
    sheet.write(20, 270, sheet.words(9))
    return sheet.image


def draw_letter(stock: Stock, number: int, dpi: int = 300) -> Image.Image:
    """A page of running text, with a signature."""
    sheet = Sheet(stock, stock.dice(number), dpi)
    for row in range(sheet.dice.randint(22, 44)):
        sheet.write(22, 22 + row * 5.6, sheet.words(9), sheet.dice.choice((2.6, 3.0, 3.4)))
    _sign(sheet, 130, 272)
    return sheet.image


def draw_form(stock: Stock, number: int, dpi: int = 300) -> Image.Image:
    """A ruled form: a table of small cells, as a family card is."""
    sheet = Sheet(stock, stock.dice(number), dpi)
    sheet.write(60, 15, "KARTU KELUARGA", 7)
    columns = sorted({12, 198, *(sheet.dice.randint(20, 190) for _ in range(8))})
    for row in range(24):
        sheet.line(12, 40 + row * 9, 198, 40 + row * 9)
        for left, right in pairwise(columns):
            if right - left > 12:
                sheet.write(left + 1.5, 42.5 + row * 9, sheet.words(1)[: (right - left) // 3], 2.6)
    for column in columns:
        sheet.line(column, 40, column, 247)
    _sign(sheet, 140, 262)
    return sheet.image


def draw_card(stock: Stock, number: int, dpi: int = 300) -> Image.Image:
    """A copy of an identity card: a portrait, a patterned ground, a few lines."""
    sheet = Sheet(stock, stock.dice(number), dpi)
    left, top = sheet.dice.uniform(20, 100), sheet.dice.uniform(20, 180)
    pattern = Image.effect_mandelbrot((sheet.px(85.6), sheet.px(54)), (-3, -2.5, 2, 2.5), 60).point(
        lambda v: 170 + v // 4
    )
    sheet.image.paste(pattern, (sheet.px(left), sheet.px(top)))
    for row in range(8):
        sheet.write(left + 3, top + 6 + row * 5.4, sheet.words(3), 2.4)
    faces = np.random.default_rng(number).integers(40, 220, (16, 12), np.uint8)
    portrait = Image.fromarray(faces).resize((sheet.px(22), sheet.px(29)), Image.Resampling.BICUBIC)
    sheet.image.paste(portrait, (sheet.px(left + 60), sheet.px(top + 12)))
    _stamp_round(sheet, left + 10, top + 65)
    return sheet.image


def draw_blank(stock: Stock, number: int, dpi: int = 300) -> Image.Image:
    """A back with nothing on it, on a clean scanner."""
    return Sheet(stock, stock.dice(number), dpi).image


def draw_show_through(stock: Stock, number: int, dpi: int = 300) -> Image.Image:
    """A back through which the front is seen: mirrored, soft and faint."""
    sheet = Sheet(stock, stock.dice(number), dpi)
    front = ImageOps.mirror(draw_letter(stock, number + 1, dpi)).filter(ImageFilter.GaussianBlur(sheet.px(0.35)))
    strength = sheet.dice.uniform(0.04, 0.12)
    return Image.blend(sheet.image, front, strength)


def draw_dirty_back(stock: Stock, number: int, dpi: int = 300) -> Image.Image:
    """A back on a dirty scanner: dust, a streak along the feed, a dark edge, punched holes, a fold."""
    sheet = Sheet(stock, stock.dice(number), dpi)
    width, height = A4_MM
    for _ in range(sheet.dice.randint(8, 40)):
        x, y, size = sheet.dice.uniform(0, width), sheet.dice.uniform(0, height), sheet.dice.uniform(0.1, 0.45)
        sheet.pen.ellipse([sheet.px(value) for value in (x, y, x + size, y + size)], fill=sheet.ink)
    streak = sheet.dice.uniform(10, 200)
    sheet.pen.rectangle([sheet.px(streak), 0, sheet.px(streak + 0.25), sheet.image.height], fill=sheet.paper - 45)
    sheet.pen.rectangle([0, 0, sheet.px(sheet.dice.uniform(0.5, 3)), sheet.image.height], fill=70)
    for y in (108.0, 188.0):
        sheet.pen.ellipse([sheet.px(value) for value in (9, y, 15, y + 6)], fill=50)
    fold = sheet.dice.uniform(90, 200)
    sheet.pen.rectangle([0, sheet.px(fold), sheet.image.width, sheet.px(fold + 0.6)], fill=sheet.paper - 22)
    return sheet.image


def draw_envelope_page(stock: Stock, number: int, dpi: int = 300) -> Image.Image:
    """Some page without a code, of the kinds an envelope holds."""
    kinds = (draw_letter, draw_form, draw_card, draw_letter, draw_blank, draw_show_through, draw_dirty_back)
    return kinds[number % len(kinds)](stock, number, dpi)


def _sign(sheet: Sheet, x: float, y: float) -> None:
    points = [(x + step * 2, y + sheet.dice.uniform(-7, 7)) for step in range(18)]
    flat = [sheet.px(value) for point in points for value in point]
    sheet.pen.line(flat, fill=sheet.ink, width=sheet.px(0.5), joint="curve")


def _stamp_round(sheet: Sheet, x: float, y: float) -> None:
    for inset in (0.0, 2.0, 9.0):
        corners = [sheet.px(value) for value in (x + inset, y + inset, x + 32 - inset, y + 32 - inset)]
        ImageDraw.Draw(sheet.image).ellipse(corners, outline=sheet.ink, width=sheet.px(0.6))
    sheet.write(x + 7, y + 14, "DINAS DUKCAPIL", 2.2)
