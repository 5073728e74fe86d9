"""Pictures of which a part is lost and the rest is sharp: a hand that moved, a shadow, a lamp, a line that broke."""

import io
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from benchmarks.papers.drawing import draw
from benchmarks.papers.labelled import Taken
from benchmarks.papers.stock import Stock

Rows = NDArray[np.floating]


def take_partial(stock: Stock, number: int) -> Taken:
    """Picture `number` of a stock; the damages take turns, and so do the papers. Strength is the share that is lost."""
    dice = np.random.default_rng(stock.first_seed + 8_000_000 + number)
    paper = draw(stock, number)
    scale = int(dice.integers(1600, 2001)) / max(paper.picture.size)
    size = round(paper.picture.width * scale), round(paper.picture.height * scale)
    page = _lit(paper.picture.convert("RGB").resize(size, Image.Resampling.LANCZOS), dice)
    damage, strength = list(DAMAGES)[number // 4 % len(DAMAGES)], float(dice.random())
    rows = DAMAGES[damage](np.asarray(page, np.float32), strength, dice)
    out = io.BytesIO()
    Image.fromarray(np.clip(rows, 0, 255).astype(np.uint8)).save(out, "JPEG", quality=88)
    seen = Image.open(out).resize(paper.picture.size, Image.Resampling.BICUBIC)
    return Taken(out.getvalue(), seen, paper, f"part: {damage}", strength)


def _lit(page: Image.Image, dice: np.random.Generator) -> Image.Image:
    """Light and noise of an ordinary photograph."""
    rows: Rows = np.asarray(page.filter(ImageFilter.GaussianBlur(float(dice.uniform(0.3, 0.8)))), np.float32)
    rows = rows * np.float32(dice.uniform(0.65, 0.97)) + dice.normal(0, dice.uniform(0.8, 2.5), (*rows.shape[:2], 1))
    return Image.fromarray(np.clip(rows, 0, 255).astype(np.uint8))


def _mixed(rows: Rows, other: Rows, share: float, dice: np.random.Generator) -> Rows:
    """`other` in place of a share of the page, from one of its sides, with a soft border."""
    height, width = rows.shape[:2]
    axis, far = int(dice.integers(2)), bool(dice.integers(2))
    long = (height, width)[axis]
    ramp = np.clip((np.arange(long) - long * share) / (long * 0.04) + 0.5, 0, 1)
    ramp = (ramp[::-1] if far else ramp).reshape((-1, 1, 1) if axis == 0 else (1, -1, 1))
    return np.asarray(rows * ramp + other * (1 - ramp), np.float32)


def _blurred(rows: Rows, share: float, dice: np.random.Generator) -> Rows:
    radius = float(dice.uniform(6, 12))
    soft = Image.fromarray(np.clip(rows, 0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(radius))
    return _mixed(rows, np.asarray(soft, np.float32) + dice.normal(0, 1.5, (*rows.shape[:2], 1)), share, dice)


def _shadowed(rows: Rows, share: float, dice: np.random.Generator) -> Rows:
    return _mixed(rows, rows * float(dice.uniform(0.03, 0.08)), share, dice)


def _glared(rows: Rows, share: float, dice: np.random.Generator) -> Rows:
    """A lamp in a laminated card: white in the middle of it, softer outwards."""
    height, width = rows.shape[:2]
    y, x = np.mgrid[0:height, 0:width]
    middle = dice.uniform(0.3, 0.7, 2)
    radius = np.sqrt(share / np.pi)
    distance = np.sqrt(((y / height) - middle[0]) ** 2 + ((x / width) - middle[1]) ** 2) / max(radius, 0.01)
    light = np.clip(2.2 - 1.6 * distance, 0, 1)[..., None]
    return np.asarray(rows * (1 - light) + 290 * light, np.float32)


def _missing(rows: Rows, share: float, dice: np.random.Generator) -> Rows:  # noqa: ARG001 - what came last never came
    """A file whose end never came: decoders fill what is missing with grey."""
    rows = rows.copy()
    rows[round(rows.shape[0] * (1 - share)) :] = 128
    return rows


Damage = Callable[[Rows, float, np.random.Generator], Rows]
DAMAGES: Final[Mapping[str, Damage]] = {
    "blurred": _blurred,
    "shadowed": _shadowed,
    "glared": _glared,
    "missing": _missing,
}
"""What each does to a share of a page."""
