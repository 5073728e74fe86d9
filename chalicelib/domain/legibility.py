"""Legibility: how much of a page's writing could be read, and if not, what is in the way.

The weights and thresholds are those of `chalicelib/catalogue/legibility.json`, which the browser reads too.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from pydantic import BaseModel, ConfigDict

from chalicelib.domain.finding import Finding, FindingCode, Severity
from chalicelib.domain.framing import FramingLimits


@dataclass(frozen=True)
class Measures:
    """What was measured of one page; levels of grey from 0 to 255, lengths in tiles and pixels.

    `tiles`: of each busy tile that was looked at: five levels by rank, then what is told of changes across, and down.
    `places`: where each lies.
    `light`: of the lightest of a tile, what three in four tiles stay under. `white`: tiles that are white all over;
    `enclosed`: those of them that no white joins with the edge of the picture, as it does the sheet around a card.
    `missing`: share of the tiles in one block of the very grey that decoders put in place of what never came.
    """

    tiles: tuple[tuple[float, ...], ...]
    places: tuple[tuple[int, int], ...]
    across: int
    down: int
    busy: int
    white: int
    enclosed: int
    light: float
    missing: float
    width: int
    height: int


class Level(StrEnum):
    """Fine; doubtful; unreadable. Of the last two the resident is told at once, and the officer sees it."""

    FINE = "fine"
    DOUBTFUL = "doubtful"
    UNREADABLE = "unreadable"


class Unit(BaseModel):
    """A weighted sum."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    weights: tuple[float, ...]
    bias: float


class Thresholds(BaseModel):
    """Where the levels begin and reasons are named; the units are those of `Judgement` and `Measures`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    unreadable_below: float
    doubtful_below: float
    least_tiles: int
    dark_below: float
    contrast_below: float
    sharp_from: float
    white_above: float
    white_unreadable_above: float
    missing_above: float
    missing_unreadable_above: float
    small_side_below: int


class Legibility(BaseModel):
    """A small network, fitted to what a second reader recovered of drawn papers.

    Each tile's features, with 6 of its page, go through `hidden` units (tanh); `readable` and `counts` (logistic)
    say how much of its writing can be read and how much it counts; `page` corrects the weighted mean.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    hidden: tuple[Unit, ...]
    readable: Unit
    counts: Unit
    page: Unit
    ease: float
    thresholds: Thresholds
    framing: FramingLimits


def page_features(page: Measures) -> tuple[float, ...]:
    """The 6 features of a page: shares of white and busy tiles, light, contrast in the middle, size, best contrast."""
    tiles = page.across * page.down
    found = sorted(tile[4] - tile[0] for tile in page.tiles) or [0.0]
    return (
        page.white / tiles,
        min(page.busy, tiles) / tiles,
        page.light / 255,
        math.log(found[len(found) // 2] + 1),
        math.log(max(page.width, page.height) / _USUAL_SIDE),
        math.log(found[int(len(found) * 0.9)] + 1),
    )


@dataclass(frozen=True)
class Judgement:
    """`share` is how much of the writing may be readable, 0 to 1; `readable` and `counts` are of the tiles."""

    page: Measures
    thresholds: Thresholds
    readable: tuple[float, ...]
    counts: tuple[float, ...]
    share: float

    @cached_property
    def level(self) -> Level:
        """Of the page as a whole: by what can be read of the writing that is seen, and by what hides some of it."""
        limits = self.thresholds
        if self.page.busy == 0:
            return Level.UNREADABLE
        if self.page.busy < limits.least_tiles:
            return Level.DOUBTFUL  # a word or two: too little to be sure of
        if self.share < limits.unreadable_below or self.page.missing > limits.missing_unreadable_above:
            return Level.UNREADABLE
        if self.glare > limits.white_unreadable_above:
            return Level.UNREADABLE
        return Level.DOUBTFUL if self._is_doubtful else Level.FINE

    @property
    def _is_doubtful(self) -> bool:
        limits = self.thresholds
        return (
            self.share < limits.doubtful_below
            or self.page.missing > limits.missing_above
            or self.page.light < limits.dark_below
            or self.glare > limits.white_above
        )

    @property
    def glare(self) -> float:
        """Share of the tiles that are white all over in the midst of paper that is not."""
        return self._share_of_tiles(self.page.enclosed)

    def _share_of_tiles(self, white: int) -> float:
        return white / (self.page.across * self.page.down) if self.paper < _WHITE_PAPER else 0.0

    @property
    def shows_writing(self) -> bool:
        """Whether there is enough light and writing to tell how the paper lies."""
        return self.page.busy >= self.thresholds.least_tiles and self.page.light >= self.thresholds.dark_below

    @cached_property
    def reason(self) -> FindingCode:
        """What is most in the way: what never came, darkness, glare, faintness, smallness; else it is blurred."""
        return next((code for code, is_so in self._reasons() if is_so), FindingCode.PAGE_BLURRED)

    def _reasons(self) -> Iterator[tuple[FindingCode, bool]]:
        limits, page = self.thresholds, self.page
        yield FindingCode.PAGE_TOO_SMALL, min(page.width, page.height) < _LEAST_SIDE
        yield FindingCode.PAGE_INCOMPLETE, page.missing > limits.missing_above
        yield FindingCode.PAGE_TOO_DARK, page.light < limits.dark_below
        yield FindingCode.PAGE_BLANK, page.busy == 0
        yield FindingCode.PAGE_GLARE, self._share_of_tiles(page.white) > limits.white_above
        is_sharp = self.sharpness >= limits.sharp_from
        yield FindingCode.PAGE_LOW_CONTRAST, self.contrast < limits.contrast_below and is_sharp
        yield FindingCode.PAGE_TOO_SMALL, max(page.width, page.height) < limits.small_side_below

    @property
    def contrast(self) -> float:
        """Levels of grey between writing and paper, in the middle of the tiles that count."""
        return self._middle([tile[4] - tile[0] for tile in self.page.tiles])

    @property
    def sharpness(self) -> float:
        """How much of that contrast lies between neighbours: most where type is sharp, little where it is blurred."""
        steepest = (max(tile[_STEEPEST_ACROSS], tile[_STEEPEST_DOWN]) for tile in self.page.tiles)
        return self._middle(
            [step / max(1, tile[4] - tile[0]) for step, tile in zip(steepest, self.page.tiles, strict=True)]
        )

    def _middle(self, values: Sequence[float]) -> float:
        """Of one value a tile, the middle by what each tile counts."""
        ranked = sorted(zip(values, self.counts, strict=True))
        half, passed = sum(self.counts) / 2, 0.0
        for value, weight in ranked:
            passed += weight
            if passed >= half:
                return value
        return 0.0

    @property
    def paper(self) -> float:
        """How light the paper is around the writing: on a white page, white is no reflection."""
        found = sorted(tile[4] for tile in self.page.tiles)
        return found[len(found) // 2] if found else 255.0

    @property
    def worst(self) -> str:
        """Where the least can be read: `top`, `bottom`, `left`, `right`, or `all` where no side is worse by much."""
        sides = {side: self._share_of(side) for side in _SIDES}
        known = {side: share for side, share in sides.items() if share is not None}
        if not known:
            return "all"
        worst = min(known, key=lambda side: known[side])
        return worst if max(known.values()) - known[worst] > _APART else "all"

    def _share_of(self, side: str) -> float | None:
        axis, is_far = _SIDES[side]
        middle = (self.page.across, self.page.down)[axis] / 2
        chosen = [n for n, place in enumerate(self.page.places) if (place[axis] + 0.5 > middle) == is_far]
        weight = sum(self.counts[n] for n in chosen)
        return sum(self.readable[n] * self.counts[n] for n in chosen) / weight if weight > 0 else None

    def finding(self, where: str, number: int) -> Finding | None:
        """What a resident is told of page `number`; nothing of one that is fine.

        A warning at every level: some good pages are called unreadable, and nobody is turned away by mistake.
        """
        if self.level is Level.FINE:
            return None
        params = {
            "readable": str(round(100 * self.share)),
            "light": str(round(self.page.light)),
            "contrast": str(round(self.contrast)),
            "side": str(max(self.page.width, self.page.height)),
            "part": self.worst,
            "level": self.level.value,
        }
        return Finding(code=self.reason, severity=Severity.WARNING, where=where, page=number, params=params)


_LEAST_SIDE: Final = 64
"""Pixels below which no tile fits."""
_USUAL_SIDE: Final = 2000
_STEEPEST_ACROSS: Final = 9
_STEEPEST_DOWN: Final = 37
"""Places of the 98th percentile of changes between neighbours, in the numbers of a tile."""
_APART: Final = 0.35
_WHITE_PAPER: Final = 245
_SIDES: Final = {"left": (0, False), "right": (0, True), "top": (1, False), "bottom": (1, True)}
