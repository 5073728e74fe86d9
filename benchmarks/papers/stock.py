"""Two stocks of typefaces and seeds that share nothing: thresholds are chosen on one and reported on the other."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import ImageFont

_FOLDER = Path("/usr/share/fonts/truetype")


@dataclass(frozen=True, slots=True)
class Stock:
    """Typefaces below Debian's folder, the seed of its first paper, the range of paper tints and its kinds of text."""

    name: str
    typefaces: tuple[str, ...]
    first_seed: int
    tints: tuple[tuple[int, int, int], ...]


TUNING = Stock(
    "tuning",
    (
        "dejavu/DejaVuSans.ttf",
        "dejavu/DejaVuSerif.ttf",
        "dejavu/DejaVuSansCondensed.ttf",
        "freefont/FreeSans.ttf",
        "freefont/FreeSerif.ttf",
    ),
    100_000,
    ((255, 255, 255), (252, 250, 240), (188, 217, 234), (240, 246, 232)),
)
REPORTING = Stock(
    "reporting",
    (
        "liberation2/LiberationSans-Regular.ttf",
        "liberation2/LiberationSerif-Regular.ttf",
        "liberation/LiberationSansNarrow-Regular.ttf",
        "crosextra/Carlito-Regular.ttf",
        "crosextra/Caladea-Regular.ttf",
    ),
    500_000,
    ((255, 255, 255), (250, 248, 244), (200, 222, 240), (246, 236, 240)),
)


def missing_typefaces() -> list[str]:
    """Typefaces that this machine lacks; `infra/setup.sh reader` installs them."""
    names = (*TUNING.typefaces, *REPORTING.typefaces)
    return [name for name in names if not (_FOLDER / name).is_file()]


@cache
def typeface(name: str, height: int) -> ImageFont.FreeTypeFont:
    """One typeface with letters of about `height` pixels from ascender to descender."""
    return ImageFont.truetype(_FOLDER / name, height)
