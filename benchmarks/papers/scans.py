"""Clean scans of drawn papers: no camera, nothing wrong; what an honest resident with a scanner sends."""

import io

import numpy as np
from PIL import Image, ImageFilter

from benchmarks.papers.drawing import draw
from benchmarks.papers.stock import Stock

_SHEETS = {True: (2000, 1414), False: (1414, 2000)}
"""Landscape and portrait, in pixels of a page as it is rebuilt."""


def clean_scan(stock: Stock, number: int) -> Image.Image:
    """Scan `number` of a stock: as it is, on a larger sheet, a little soft, with grain, or in black and white only."""
    dice = np.random.default_rng(stock.first_seed + 900_000 + number)
    paper = draw(stock, number).picture.convert("RGB")
    scale = int(dice.integers(1500, 2001)) / max(paper.size)
    page = paper.resize((round(paper.width * scale), round(paper.height * scale)), Image.Resampling.LANCZOS)
    if number % 4 == 1:
        page = _on_a_sheet(page)
    if number % 4 == 2:
        page = page.filter(ImageFilter.GaussianBlur(float(dice.uniform(0, 0.7))))
    if number % 4 == 3:
        grain = dice.normal(0, dice.uniform(1, 4), (page.height, page.width, 1))
        page = Image.fromarray(np.clip(np.asarray(page, np.float32) + grain, 0, 255).astype(np.uint8))
    if number % 8 == 5:
        page = page.convert("L").point(lambda value: 255 if value > 150 else 0).convert("RGB")
    out = io.BytesIO()
    page.save(out, "JPEG", quality=int(dice.integers(70, 95)))
    return Image.open(out).convert("RGB")


def _on_a_sheet(paper: Image.Image) -> Image.Image:
    sheet = Image.new("RGB", _SHEETS[paper.width > paper.height], "white")
    paper.thumbnail((round(sheet.width * 0.95), round(sheet.height * 0.95)))
    sheet.paste(paper, ((sheet.width - paper.width) // 2, (sheet.height - paper.height) // 3))
    return sheet
