"""The stock a page is drawn on: paper, ink and typeface, so that two sets of pages can share none of them."""

from dataclasses import dataclass
from random import Random

from PIL import Image, ImageDraw, ImageFont

A4_MM = (210.0, 297.0)
_MM_PER_INCH = 25.4
_SYLLABLES = (
    "ka",
    "ta",
    "ri",
    "mo",
    "hon",
    "su",
    "rat",
    "be",
    "nar",
    "data",
    "nik",
    "keluarga",
    "ang",
    "tua",
    "di",
    "ber",
)

Typeface = ImageFont.FreeTypeFont | ImageFont.ImageFont | ImageFont.TransposedFont


@dataclass(frozen=True, slots=True)
class Stock:
    """Paper and ink as grey values, `grain` the scanner's noise; `module_mm` is that of codes."""

    seed: int
    paper: tuple[int, int] = (232, 252)
    ink: tuple[int, int] = (15, 60)
    grain: float = 2.0
    typewriter: bool = False
    module_mm: tuple[float, float] = (1.0, 1.25)

    def dice(self, number: int) -> Random:
        """Chance for page `number`, the same in every run."""
        return Random(f"{self.seed}/{number}")  # noqa: S311 - drawing, no secret


TUNING = Stock(seed=11)
"""What thresholds were chosen on."""

HELD_BACK = Stock(seed=7_300_017, paper=(205, 245), ink=(30, 85), grain=3.5, typewriter=True, module_mm=(1.0, 1.4))
"""What only the benchmark sees: other seeds, another typeface, darker and noisier paper, fainter ink."""


class Sheet:
    """One A4 page in grey, measured in millimetres from its top left corner."""

    def __init__(self, stock: Stock, dice: Random, dpi: int = 300, size_mm: tuple[float, float] = A4_MM) -> None:
        """A bare sheet of this stock."""
        self.stock = stock
        self.dice = dice
        self.dpi = dpi
        self.ink = dice.randint(*stock.ink)
        self.paper = dice.randint(*stock.paper)
        self.image = Image.new("L", (self.px(size_mm[0]), self.px(size_mm[1])), self.paper)
        self.pen = ImageDraw.Draw(self.image)

    def px(self, mm: float) -> int:
        """Pixels of a length."""
        return round(mm / _MM_PER_INCH * self.dpi)

    def write(self, x: float, y: float, text: str, size_mm: float = 3.2) -> None:
        """A line of text whose letters are about `size_mm` tall."""
        if self.stock.typewriter:
            self._stamp(x, y, text, size_mm)
        else:
            font = ImageFont.load_default(self.px(size_mm))
            self.pen.text((self.px(x), self.px(y)), text, fill=self.ink, font=font)

    def words(self, count: int) -> str:
        """Made-up words."""
        return " ".join("".join(self.dice.choices(_SYLLABLES, k=self.dice.randint(1, 3))) for _ in range(count))

    def line(self, *points_mm: float, width_mm: float = 0.3) -> None:
        """A straight stroke."""
        self.pen.line([self.px(value) for value in points_mm], fill=self.ink, width=max(1, self.px(width_mm)))

    def box(self, x: float, y: float, width: float, height: float, width_mm: float = 0.3) -> None:
        """An empty rectangle."""
        corners = [self.px(value) for value in (x, y, x + width, y + height)]
        self.pen.rectangle(corners, outline=self.ink, width=max(1, self.px(width_mm)))

    def _stamp(self, x: float, y: float, text: str, size_mm: float) -> None:
        font = ImageFont.load_default_imagefont()
        left, top, right, bottom = (round(value) for value in font.getbbox(text))
        mask = Image.new("L", (max(1, right - left), max(1, bottom - top)), 0)
        ImageDraw.Draw(mask).text((-left, -top), text, fill=255, font=font)
        scale = self.px(size_mm) / mask.height
        large = mask.resize((max(1, round(mask.width * scale)), self.px(size_mm)), Image.Resampling.BICUBIC)
        self.image.paste(self.ink, (self.px(x), self.px(y)), large)
