"""The labelled set: photographs of a stock's papers, each with what the second reader recovered of it; kept on disk."""

import io
import json
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.papers.camera import DAMAGES, photograph, straighten
from benchmarks.papers.drawing import draw
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


def label(folder: Path, stock: Stock, count: int) -> list[Labelled]:
    """Photographs 0 to `count` of a stock in `folder`; those that lie there from an earlier run are taken as they are.

    The damages take turns, and so do the papers; strengths are spread evenly, so that borders are crossed slowly.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(_label, *zip(*_jobs(folder, stock, count), strict=True), chunksize=4))


def _jobs(folder: Path, stock: Stock, count: int) -> Iterator[tuple[Path, Stock, int]]:
    return ((folder, stock, number) for number in range(count))


def _label(folder: Path, stock: Stock, number: int) -> Labelled:
    noted = folder / f"{number:05}.json"
    if noted.is_file():
        return Labelled(**json.loads(noted.read_text(encoding="ascii")))
    dice = np.random.default_rng(stock.first_seed + number)
    damage = list(DAMAGES)[number // 4 % len(DAMAGES)]
    paper, strength = draw(stock, number), float(dice.random())
    photo = photograph(paper.picture, damage, strength, dice)
    page = Image.open(io.BytesIO(photo.jpeg))
    page.thumbnail(_PAGE, Image.Resampling.BICUBIC)
    recovered = recovered_share(straighten(page, photo, paper.picture.size), paper.words)
    (folder / f"{number:05}.jpg").write_bytes(photo.jpeg)
    labelled = Labelled(f"{number:05}.jpg", paper.kind, damage, round(strength, 4), round(recovered, 4))
    noted.write_text(json.dumps(asdict(labelled)), encoding="ascii")
    return labelled
