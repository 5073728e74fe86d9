"""The scans that are measured: drawn from the held-back stock, which no threshold was chosen on."""

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from tests.scans.damage import ALL_KINDS, HELD_BACK_SEVERITY, draw_damaged_cover, draw_damaged_letter, grain
from tests.scans.files import Leaf, fax_leaf, jpeg_leaf, mixed_leaf, write_pdf
from tests.scans.pages import draw_cover, draw_envelope_page, payload
from tests.scans.paper import HELD_BACK

Item = TypeVar("Item")

KINDS = tuple(ALL_KINDS)
PAGES = 128
"""Of the file that speed is measured on: one cover in eight pages, one cover in four damaged."""

EACH = 16
"""Covers of each kind of damage, and half as many letters."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A PDF, and what the code of each page says (None where it has none)."""

    path: Path
    truth: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class DamagedPage:
    """One page of the damage set."""

    number: int
    kind: str
    is_cover: bool


def draw_envelopes(folder: Path, pages: int = PAGES) -> Scan:
    """A4 at 300 dots an inch as a post office scans it: one page in sixteen CCITT, one with type over the image."""
    leaves = _drawn(_envelope_leaf, range(pages))
    truth = tuple(payload(HELD_BACK, number) if number % 8 == 0 else None for number in range(pages))
    return _bound(folder / "envelopes.pdf", leaves, truth)


def draw_damage(folder: Path) -> tuple[Scan, list[DamagedPage]]:
    """Every kind of damage, on covers and on letters."""
    pages = [
        DamagedPage(10_000 + 100 * row + column, kind, column < EACH)
        for row, kind in enumerate(KINDS)
        for column in range(EACH * 3 // 2)
    ]
    truth = tuple(payload(HELD_BACK, page.number) if page.is_cover else None for page in pages)
    return _bound(folder / "damage.pdf", _drawn(_damaged_leaf, pages), truth), pages


def repeat_pages(path: Path, pages: int) -> Path:
    """A file of the same twenty pages again and again, each with a stream of its own."""
    leaves = _drawn(_envelope_leaf, range(20))
    write_pdf(path, (leaves[number % len(leaves)] for number in range(pages)))
    return path


def draw_single_pages(folder: Path, files: int) -> list[Path]:
    """JPEGs of one page each, eight of them different."""
    leaves = [_envelope_leaf(16 + place) for place in (0, 1, 2, 3, 4, 6, 7, 8)]
    paths = [folder / f"{number:03d}.jpg" for number in range(files)]
    for number, path in enumerate(paths):
        path.write_bytes(leaves[number % len(leaves)].data)
    return paths


def _bound(path: Path, leaves: Iterable[Leaf], truth: tuple[str | None, ...]) -> Scan:
    write_pdf(path, leaves)
    return Scan(path, truth)


def _drawn(draw: Callable[[Item], Leaf], items: Sequence[Item]) -> list[Leaf]:
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(draw, items, chunksize=4))


def _envelope_leaf(number: int) -> Leaf:
    cover, is_cover = number // 8, number % 8 == 0
    if is_cover and cover % 4 == 3:
        page = draw_damaged_cover(HELD_BACK, number, KINDS[cover // 4 % len(KINDS)], HELD_BACK_SEVERITY)
    else:
        clean = draw_cover(HELD_BACK, number) if is_cover else draw_envelope_page(HELD_BACK, number)
        page = grain(clean, HELD_BACK.grain, np.random.default_rng(number))
    dpi = round(max(page.size) / (297 / 25.4))
    if number % 16 == 5:
        return fax_leaf(page, dpi)
    return mixed_leaf(page, dpi) if number % 16 == 11 else jpeg_leaf(page, dpi, mode="RGB" if number % 2 else "L")


def _damaged_leaf(page: DamagedPage) -> Leaf:
    draw = draw_damaged_cover if page.is_cover else draw_damaged_letter
    picture = draw(HELD_BACK, page.number, page.kind, HELD_BACK_SEVERITY)
    return jpeg_leaf(picture, round(max(picture.size) / (297 / 25.4)), mode="L")
