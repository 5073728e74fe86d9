"""What a scan may declare, and what the children that read it may use."""

from dataclasses import dataclass

MAX_SAMPLES = 120_000_000
"""Declared width times height times channels of a page: A3 at 600 dots an inch in grey, A4 at 600 in colour."""

MAX_SIDE = 20_000
"""Declared longest side of a page, in pixels."""

MAX_PAGE_BYTES = 64 * 1024 * 1024
"""Compressed bytes of one page of a TIFF."""

LOOK_DPI = 72
"""The first look takes at least this: three pixels for a module of one millimetre."""

FULL_DPI = 300
"""No look takes more."""

MAX_CODES = 16
"""Codes told of one page."""


@dataclass(frozen=True, slots=True)
class ScanLimits:
    """What one child may use; the times are those of one page.

    After `lost_children` of one reading, the pages that are left are told as failed without being tried. The readings
    of a file draw on one budget; once it is spent each may still lose one child, so that whoever shares the file with
    bad pages is read, and the time that a file takes is bounded. A child is replaced after `scans_per_child` openings
    or `pages_per_child`, whichever comes first, but never within a scan: so that no leak outlives it, and neither does
    what a file may have done to it.
    """

    memory_bytes: int = 1024 * 1024 * 1024
    cpu_seconds: int = 20
    wall_seconds: float = 20.0
    start_seconds: float = 20.0
    lost_children: int = 10
    pages_per_worker: int = 8
    scans_per_child: int = 200
    pages_per_child: int = 500
