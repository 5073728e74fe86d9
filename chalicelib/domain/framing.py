"""Framing: how a paper lies in its picture, and what of that a resident is told.

The limits are those of `chalicelib/catalogue/legibility.json`, which the browser reads too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from pydantic import BaseModel, ConfigDict

from chalicelib.domain.finding import Finding, FindingCode, Severity


class Sides(NamedTuple):
    """One number for each side of a picture."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Framing:
    """What was measured of one page.

    `tilt`: degrees to which its lines are turned, clockwise. `upright`, `turned`: places where lines of writing run
    across, and where they run up and down. `paper`: of each side, the share where paper reaches the edge of the
    picture; `crossed`: the share where strokes do. `papers`: how many lie there. `colour`: share of pixels that have
    one. `weave`: how regularly brightness comes and goes in even paper, from 0.
    `upside_down`: how surely its letters stand on their heads, from -2 to 2.
    """

    tilt: int
    upright: int
    turned: int
    paper: Sides
    crossed: Sides
    papers: int
    colour: float
    weave: float
    upside_down: float


class FramingLimits(BaseModel):
    """Where each is told; the units are those of `Framing`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tilt_above: int
    turned_from: int
    turned_above: float
    reaches_from: float
    free_below: float
    crossed_from: float
    weave_from: float
    upside_down_from: float
    colour_below: float

    def findings(self, page: Framing, where: str, number: int) -> tuple[Finding, ...]:
        """Everything that a resident is told of how page `number` lies. Warnings: each may be meant so."""
        return tuple(
            Finding(code=code, severity=Severity.WARNING, where=where, page=number, params=params)
            for code, params in self._faults(page)
        )

    def cut_sides(self, page: Framing) -> tuple[str, ...]:
        """Where the paper goes on outside the picture.

        Either most of a side is paper while two others are free, or writing runs into an edge of a full picture.
        """
        free = sum(share < self.free_below for share in page.paper)
        reached = [share >= self.reaches_from for share in page.paper]
        crossed = [share >= self.crossed_from for share in page.crossed]
        return tuple(
            side
            for side, is_reached, is_crossed in zip(Sides._fields, reached, crossed, strict=True)
            if is_reached and (is_crossed or free >= _TWO_SIDES)
        )

    def _faults(self, page: Framing) -> Iterator[tuple[FindingCode, dict[str, str]]]:
        if page.turned >= self.turned_from and page.turned > self.turned_above * page.upright:
            yield FindingCode.PAGE_SIDEWAYS, {}
        elif abs(page.tilt) <= self.tilt_above and page.upside_down >= self.upside_down_from:
            yield FindingCode.PAGE_UPSIDE_DOWN, {}  # letters that lean stand on nothing
        if abs(page.tilt) > self.tilt_above:
            yield FindingCode.PAGE_TILTED, {"degrees": str(abs(page.tilt))}
        sides = self.cut_sides(page)
        if sides:
            yield FindingCode.PAGE_CUT_OFF, {"part": sides[0] if len(sides) == 1 else "several"}
        if page.papers > 1:
            yield FindingCode.PAGE_SEVERAL_PAPERS, {"papers": str(page.papers)}
        if page.weave >= self.weave_from:
            yield FindingCode.PAGE_OF_SCREEN, {}
        if page.colour < self.colour_below:
            yield FindingCode.PAGE_NOT_IN_COLOUR, {}


_TWO_SIDES: Final = 2
