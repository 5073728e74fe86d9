"""What a file may declare, and what the child that parses it may use."""

from dataclasses import dataclass

MAX_PAGES = 30
"""Pages of one PDF."""

MAX_PIXELS = 40_000_000
"""Declared width times height of a picture, checked before it is decoded."""

MAX_SIDE = 12_000
"""Declared longest side of a picture, in pixels."""

MIN_SIDE = 300
"""A picture with both sides below this many pixels cannot be a readable paper."""

PAGE_SIDE = 2000
"""Longest side of a rebuilt page, in pixels: an A4 sheet at about 170 dots an inch."""

PAGE_QUALITY = 80
"""JPEG quality of a rebuilt page."""

THUMBNAIL_SIDE = 320
"""Pixels of the long side of a small page image."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one child may use.

    The hungriest allowed picture, a WebP of 40 million pixels, was measured to need 755 MB of addresses; a photograph
    of 12 million needs 150 to 280. The child is replaced after `files_per_child`, so that no leak outlives it.

    A file whose child died is gone on with by another until `file_seconds` have passed; the last of them may take its
    own `wall_seconds` beyond, and the function that waits for it all has 60.
    """

    memory_bytes: int = 1024 * 1024 * 1024
    cpu_seconds: int = 20
    wall_seconds: float = 20.0
    file_seconds: float = 25.0
    start_seconds: float = 20.0
    files_per_child: int = 50
