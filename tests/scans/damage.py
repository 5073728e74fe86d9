"""What happens to paper and scans: one function per kind of damage, its strength drawn from the page's own chance."""

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter

from tests.scans.pages import draw_cover, draw_letter
from tests.scans.paper import Stock

Grey = npt.NDArray[np.uint8]
_DPI = 300


@dataclass(frozen=True, slots=True)
class Severity:
    """How bad it gets: the range of strengths, 0 nothing, 1 hardly a code left."""

    least: float
    most: float

    def draw(self, dice: Random) -> float:
        """One strength."""
        return dice.uniform(self.least, self.most)


TUNING_SEVERITY = Severity(0.2, 0.9)
HELD_BACK_SEVERITY = Severity(0.3, 1.0)


@dataclass(frozen=True, slots=True)
class Blow:
    """One damage about to happen: how strong (0 to 1), by what chance, at what resolution."""

    strength: float
    dice: Random
    dpi: int

    def px(self, mm: float) -> float:
        """Pixels of a length."""
        return mm / 25.4 * self.dpi

    @property
    def numbers(self) -> np.random.Generator:
        """Chance for whole pictures."""
        return np.random.default_rng(self.dice.getrandbits(32))


def grain(page: Image.Image, sigma: float, numbers: np.random.Generator) -> Image.Image:
    """The noise of a scanner."""
    noise = numbers.standard_normal((page.height, page.width), np.float32) * sigma
    return _image(np.asarray(page, np.float32) + noise)


def blur(page: Image.Image, blow: Blow) -> Image.Image:
    """Out of focus: up to four fifths of a module."""
    return page.filter(ImageFilter.GaussianBlur(blow.px(0.2 + 0.65 * blow.strength)))


def skew(page: Image.Image, blow: Blow) -> Image.Image:
    """Fed askew, up to 15 degrees, with a little keystone of a bent sheet and a soft lens."""
    angle = blow.dice.choice((-1, 1)) * (3 + 12 * blow.strength)
    turned = page.rotate(angle, Image.Resampling.BICUBIC, fillcolor=_paper(page))
    return turned.filter(ImageFilter.GaussianBlur(blow.px(0.6 * blow.strength)))


def fax(page: Image.Image, blow: Blow) -> Image.Image:
    """Sent by fax: 204 × 98 or 196 dots, black and white, specks, and lines that were lost."""
    rows = 98 if blow.strength > 0.5 else 196
    size = (round(page.width * 204 / blow.dpi), round(page.height * rows / blow.dpi))
    small = np.asarray(page.resize(size, Image.Resampling.BOX), np.float32)
    noise = blow.numbers.standard_normal(small.shape, np.float32) * (20 + 45 * blow.strength)
    bits = np.where(small + noise > _middle(page), 255, 0).astype(np.uint8)
    flips = blow.numbers.random(small.shape) < 0.05 * blow.strength
    bits[flips] = 255 - bits[flips]
    for _ in range(round(26 * blow.strength)):
        at = blow.dice.randrange(2, size[1] - 2)
        bits[at] = bits[at - 1]
    return Image.fromarray(bits).resize(page.size, Image.Resampling.NEAREST)


def crease(page: Image.Image, blow: Blow) -> Image.Image:
    """Folded and smoothed out: bright and dark lines across the page, what lies beyond shifted by a fraction."""
    image = page
    for _ in range(2 + round(6 * blow.strength)):
        image = _fold(image, blow)
    return image


def low_contrast(page: Image.Image, blow: Blow) -> Image.Image:
    """A toner that ran out: little between ink and paper, uneven light, and the scanner's noise."""
    grey = np.asarray(page, np.float32)
    faint = 1 - 0.93 * min(1.0, blow.strength + 0.05)
    light = np.linspace(0, -70 * blow.strength, page.width, dtype=np.float32)
    noise = blow.numbers.standard_normal(grey.shape, np.float32) * 4
    return _image(225 + (grey - 225) * max(faint, 0.09) + light + noise)


def upside_down(page: Image.Image, blow: Blow) -> Image.Image:
    """The wrong way up or on its side, and a soft scan."""
    turn = blow.dice.choice((Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270))
    return page.transpose(turn).filter(ImageFilter.GaussianBlur(blow.px(0.65 * blow.strength)))


def stain(page: Image.Image, blow: Blow) -> Image.Image:
    """Coffee, a pen and a sticker's edge over the sheet."""
    image = page.copy()
    pen = ImageDraw.Draw(image)
    for _ in range(3 + round(22 * blow.strength)):
        x, y = (blow.px(blow.dice.uniform(*span)) for span in ((95, 200), (30, 120)))
        length = blow.px(blow.dice.uniform(5, 30))
        shift = blow.px(blow.dice.uniform(-12, 12))
        pen.line([x, y, x + length, y + shift], fill=blow.dice.randint(40, 140), width=round(blow.px(0.6)))
    return image


def resolution(page: Image.Image, blow: Blow) -> Image.Image:
    """Scanned at 150 to 600 dots an inch, softly and squeezed hard."""
    share = blow.dice.choice((150, 200, 400, 600)) / blow.dpi
    size = (round(page.width * share), round(page.height * share))
    soft = page.filter(ImageFilter.GaussianBlur(blow.px(0.5 * blow.strength))).resize(size, Image.Resampling.BOX)
    squeezed = io.BytesIO()
    soft.save(squeezed, "JPEG", quality=round(45 - 38 * blow.strength))
    return Image.open(squeezed).convert("L")


def two_up(page: Image.Image, blow: Blow) -> Image.Image:
    """Two sheets on one: the page beside another, both at 71 % and turned by a quarter."""
    both = Image.new("L", (page.width * 2, page.height), _paper(page))
    both.paste(page, (page.width * blow.dice.randint(0, 1), 0))
    small = both.transpose(Image.Transpose.ROTATE_90).resize(page.size, Image.Resampling.BOX)
    return small.filter(ImageFilter.GaussianBlur(blow.px(0.5 * blow.strength)))


KINDS: dict[str, Callable[[Image.Image, Blow], Image.Image]] = {
    "blur": blur,
    "skew": skew,
    "fax": fax,
    "crease": crease,
    "low contrast": low_contrast,
    "150 to 600 dpi": resolution,
    "upside down": upside_down,
    "stain": stain,
    "two-up": two_up,
}


def several(page: Image.Image, blow: Blow) -> Image.Image:
    """Two of them at once, each somewhat weaker."""
    weaker = replace(blow, strength=0.6 * blow.strength)
    for kind in blow.dice.sample(sorted(KINDS), 2):
        page = KINDS[kind](page, weaker)
    return page


ALL_KINDS = {**KINDS, "several": several}


def draw_damaged_cover(stock: Stock, number: int, kind: str, severity: Severity, dpi: int = _DPI) -> Image.Image:
    """Cover `number` after one kind of damage, as the scanner saw it."""
    dice = stock.dice(number * 31 + 7)
    blow = Blow(severity.draw(dice), dice, dpi)
    return grain(ALL_KINDS[kind](draw_cover(stock, number, dpi), blow), stock.grain, blow.numbers)


def draw_damaged_letter(stock: Stock, number: int, kind: str, severity: Severity, dpi: int = _DPI) -> Image.Image:
    """A page without a code after the same damage."""
    dice = stock.dice(number * 31 + 8)
    blow = Blow(severity.draw(dice), dice, dpi)
    return grain(ALL_KINDS[kind](draw_letter(stock, number, dpi), blow), stock.grain, blow.numbers)


def _fold(page: Image.Image, blow: Blow) -> Image.Image:
    grey = np.array(page)
    at = round(blow.px(blow.dice.uniform(35, 125)))
    width = max(1, round(blow.px(0.3 + 1.2 * blow.strength * blow.dice.random())))
    shift = round(blow.px(0.7 * blow.strength * blow.dice.uniform(-1, 1)))
    if blow.dice.random() < 0.5:
        grey[at:] = np.roll(grey[at:], shift, axis=1)
        grey[at : at + width] = blow.dice.choice((255, 245, 90))
    else:
        at = round(blow.px(blow.dice.uniform(105, 190)))
        grey[:, at:] = np.roll(grey[:, at:], shift, axis=0)
        grey[:, at : at + width] = blow.dice.choice((255, 245, 90))
    return Image.fromarray(grey)


def _paper(page: Image.Image) -> int:
    return int(np.median(np.asarray(page)[::16, ::16]))


def _middle(page: Image.Image) -> float:
    return _paper(page) * 0.6


def _image(values: npt.NDArray[np.float32]) -> Image.Image:
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))
