"""The labelled set: photographs of a stock's papers, each with what the second reader recovered of it; kept on disk."""

import io
import json
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.papers.camera import DAMAGES, photograph, straighten
from benchmarks.papers.drawing import Paper, draw
from benchmarks.papers.reader import recovered_share
from benchmarks.papers.stock import Stock

_PAGE = (2000, 2000)


@dataclass(frozen=True, slots=True)
class Labelled:
    """One photograph: its file, what was done to it, and the share of its text that the second reader recovered."""

    name: str
    kind: str
    damage: str
    strength: float
    recovered: float


@dataclass(frozen=True, slots=True)
class Taken:
    """One picture: its JPEG, the paper in it straightened as the second reader gets it, what was drawn and done."""

    jpeg: bytes
    seen: Image.Image
    paper: Paper
    damage: str
    strength: float


Take = Callable[[Stock, int], Taken]


def take_photograph(stock: Stock, number: int) -> Taken:
    """Photograph `number` of a stock; strengths are spread evenly, so that borders are crossed slowly."""
    dice = np.random.default_rng(stock.first_seed + number)
    damage = list(DAMAGES)[number // 4 % len(DAMAGES)]
    paper, strength = draw(stock, number), float(dice.random())
    photo = photograph(paper.picture, damage, strength, dice)
    page = Image.open(io.BytesIO(photo.jpeg))
    page.thumbnail(_PAGE, Image.Resampling.BICUBIC)
    return Taken(photo.jpeg, straighten(page, photo, paper.picture.size), paper, damage, strength)


def label(folder: Path, stock: Stock, count: int, take: Take = take_photograph) -> list[Labelled]:
    """Pictures 0 to `count` of a stock in `folder`; those that lie there from an earlier run are taken as they are.

    The damages take turns, and so do the papers.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(partial(_label, folder, stock, take), range(count), chunksize=4))


def _label(folder: Path, stock: Stock, take: Take, number: int) -> Labelled:
    noted = folder / f"{number:05}.json"
    if noted.is_file():
        return Labelled(**json.loads(noted.read_text(encoding="ascii")))
    taken = take(stock, number)
    recovered = recovered_share(taken.seen, taken.paper.words)
    (folder / f"{number:05}.jpg").write_bytes(taken.jpeg)
    strength = round(taken.strength, 4)
    labelled = Labelled(f"{number:05}.jpg", taken.paper.kind, taken.damage, strength, round(recovered, 4))
    noted.write_text(json.dumps(asdict(labelled)), encoding="ascii")
    return labelled
