"""What goes wrong with the frame and not with the light: readable papers photographed turned, cut, beside another."""

import io
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from PIL import Image

from benchmarks.papers.camera import photograph
from benchmarks.papers.drawing import draw
from benchmarks.papers.stock import Stock

NONE: Final = "none"
_PITCH: Final = 3
"""Stripes of a screen's one pixel: red, green, blue."""

Mishap = Callable[[Image.Image, np.random.Generator], Image.Image]


def mishap_photo(stock: Stock, number: int, mishap: str) -> Image.Image:
    """Paper `number` of a stock, sharp and in good light, with one thing wrong."""
    dice = np.random.default_rng(stock.first_seed + 70_000 + number)
    paper = draw(stock, number).picture
    return MISHAPS[mishap](paper, dice)


def _photo(paper: Image.Image, dice: np.random.Generator, turned: float = 0.0) -> Image.Image:
    """In good light; `turned`: 1 is thirty degrees, to either side."""
    shot = photograph(paper, "tilt", turned, dice)
    return Image.open(io.BytesIO(shot.jpeg)).convert("RGB")


def _cut(paper: Image.Image, dice: np.random.Generator) -> Image.Image:
    """The frame ends within the writing, on one side."""
    photo, share = _photo(paper, dice), dice.uniform(0.25, 0.4)
    width, height = photo.size
    side = int(dice.integers(4))
    box = (
        round(width * share) if side == 0 else 0,
        round(height * share) if side == 1 else 0,
        round(width * (1 - share)) if side == 2 else width,
        round(height * (1 - share)) if side == 3 else height,
    )
    return photo.crop(box)


def _beside(paper: Image.Image, dice: np.random.Generator) -> Image.Image:
    """Two papers on one table, side by side or one below the other."""
    first, second = _photo(paper, dice), _photo(paper, dice)
    pair = (second.resize(first.size), first)
    wide = bool(dice.integers(2))
    size = (first.width * 2, first.height) if wide else (first.width, first.height * 2)
    both = Image.new("RGB", size)
    both.paste(pair[0], (0, 0))
    both.paste(pair[1], (first.width, 0) if wide else (0, first.height))
    both.thumbnail((2000, 2000))
    return both


def _screen(paper: Image.Image, dice: np.random.Generator) -> Image.Image:
    """A photograph of the paper as a screen shows it: stripes of three colours, seen by a grid that does not fit."""
    shown = paper.resize((round(paper.width * 0.75), round(paper.height * 0.75)), Image.Resampling.LANCZOS)
    rows = np.asarray(shown, np.float32)
    lit = np.zeros((rows.shape[0] * _PITCH, rows.shape[1] * _PITCH, 3), np.float32)
    for colour in range(3):
        stripe = rows[:, :, colour].repeat(_PITCH, axis=0)
        stripe[_PITCH - 1 :: _PITCH] *= 0.4  # the dark line between two rows
        lit[:, colour::_PITCH, colour] = stripe * 2.2
    picture = Image.fromarray(np.clip(lit, 0, 255).astype(np.uint8))
    scale = float(dice.uniform(0.45, 0.8))
    size = (round(picture.width * scale), round(picture.height * scale))
    turned = picture.rotate(float(dice.uniform(-4, 4)), Image.Resampling.BILINEAR)
    seen = turned.resize(size, Image.Resampling.BILINEAR)
    seen.thumbnail((2000, 2000), Image.Resampling.BICUBIC)
    return _noisy(seen, dice)


def _noisy(picture: Image.Image, dice: np.random.Generator) -> Image.Image:
    rows = np.asarray(picture, np.float32) + dice.normal(0, 2, (picture.height, picture.width, 1))
    out = io.BytesIO()
    Image.fromarray(np.clip(rows, 0, 255).astype(np.uint8)).save(out, "JPEG", quality=85)
    return Image.open(out).convert("RGB")


MISHAPS: Final[Mapping[str, Mishap]] = {
    NONE: _photo,
    "tilted": lambda paper, dice: _photo(paper, dice, float(dice.uniform(0.4, 0.93))),
    "sideways": lambda paper, dice: _photo(paper, dice).rotate(int(dice.choice([90, -90])), expand=True),
    "upside down": lambda paper, dice: _photo(paper, dice).rotate(180),
    "cut off": _cut,
    "several papers": _beside,
    "screen": _screen,
    "grey": lambda paper, dice: _photo(paper, dice).convert("L").convert("RGB"),
}
"""What is wrong with a photograph, and how it comes to be."""
