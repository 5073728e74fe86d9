"""Scans gone wrong: the paper fills the picture, no camera and no table, and one damage of any strength."""

import io
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from PIL import Image, ImageFilter

from benchmarks.papers.drawing import draw
from benchmarks.papers.labelled import Taken
from benchmarks.papers.stock import Stock

Damage = Callable[[Image.Image, float, np.random.Generator], Image.Image]


def take_flat(stock: Stock, number: int) -> Taken:
    """Scan `number` of a stock, damaged; the damages take turns, and so do the papers."""
    dice = np.random.default_rng(stock.first_seed + 7_000_000 + number)
    paper = draw(stock, number)
    scale = int(dice.integers(1400, 2001)) / max(paper.picture.size)
    page = paper.picture.convert("RGB").resize(
        (round(paper.picture.width * scale), round(paper.picture.height * scale)), Image.Resampling.LANCZOS
    )
    damage = list(DAMAGES)[number // 4 % len(DAMAGES)]
    strength = float(dice.random())
    out = io.BytesIO()
    quality = round(40 * (2 / 40) ** strength) if damage == _COMPRESSED else 90
    DAMAGES[damage](page, strength, dice).save(out, "JPEG", quality=max(2, quality))
    seen = Image.open(out).resize(paper.picture.size, Image.Resampling.BICUBIC)
    return Taken(out.getvalue(), seen, paper, f"flat: {damage}", strength)


def _noisy(page: Image.Image, spread: float, light: float, dice: np.random.Generator) -> Image.Image:
    rows = np.asarray(page, np.float32) * light + dice.normal(0, spread, (page.height, page.width, 1))
    return Image.fromarray(np.clip(rows, 0, 255).astype(np.uint8))


def _small(page: Image.Image, share: float) -> Image.Image:
    size = max(1, round(page.width * share)), max(1, round(page.height * share))
    return page.resize(size, Image.Resampling.BOX)


_COMPRESSED: Final = "compressed"
DAMAGES: Final[Mapping[str, Damage]] = {
    "blur": lambda page, u, _: page.filter(ImageFilter.GaussianBlur(0.8 * (9 / 0.8) ** u)),
    "noise": lambda page, u, dice: _noisy(page, 8 * 20**u, 1.0, dice),
    _COMPRESSED: lambda page, _, __: page,
    "dark": lambda page, u, dice: _noisy(page, 1.5, 0.5 * (0.01 / 0.5) ** u, dice),
    "faded": lambda page, u, _: Image.blend(page, Image.new("RGB", page.size, (235, 235, 235)), 0.3 + 0.7 * u),
    "small": lambda page, u, _: _small(page, 0.18**u),
}
"""What each does to a page at a strength of 0 to 1."""
