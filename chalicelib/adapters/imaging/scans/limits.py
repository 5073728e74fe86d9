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

    A page is read in a tenth of `page_seconds`; what it takes beyond them counts. Once that is more than `file_seconds`
    over all readings of a file, each reading of it gives up at the next child it loses; once it is `folder_seconds`
    over the files of a folder (a zip, or files that envelopes share), nothing more is tried. Pages that were given up
    are told as failed. So the 200 pages of an envelope have their ends within the worker's 15 minutes, whatever they
    are.

    A child is replaced after `scans_per_child` openings or `pages_per_child`, whichever comes first, but never within a
    scan: so that no leak outlives it, and neither does what a file may have done to it.
    """

    memory_bytes: int = 1024 * 1024 * 1024
    cpu_seconds: int = 20
    wall_seconds: float = 20.0
    start_seconds: float = 20.0
    page_seconds: float = 2.0
    file_seconds: float = 100.0
    folder_seconds: float = 200.0
    pages_per_worker: int = 8
    scans_per_child: int = 200
    pages_per_child: int = 500
