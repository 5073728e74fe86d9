"""How long bad files are waited for: each file, and all files of one folder, may take so much longer than usual."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from time import monotonic
from typing import Final

from chalicelib.adapters.imaging.scans.limits import ScanLimits

REMEMBERED: Final = 64
"""Files, and folders, whose time is kept account of; a parcel reads one after the other."""


@dataclass(slots=True)
class Allowance:
    """Seconds that are left."""

    left: float


@dataclass(frozen=True, slots=True)
class Patience:
    """With one file; what takes the usual time costs nothing of it."""

    usual: float
    file: Allowance
    folder: Allowance

    @property
    def may_begin(self) -> bool:
        """Whether anything is to be tried at all."""
        return self.folder.left > 0

    @property
    def may_go_on(self) -> bool:
        """Whether a reading that lost its child is to have another; whoever shares the file begins with one."""
        return self.may_begin and self.file.left > 0

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Take what the block lasts longer than usual from what is left, however it ends."""
        start = monotonic()
        try:
            yield
        finally:
            over = max(0.0, monotonic() - start - self.usual)
            self.file.left -= over
            self.folder.left -= over


class Accounts:
    """The patience of one reader with each file. Bad pages take none from opening the files beside them."""

    def __init__(self, limits: ScanLimits) -> None:
        """All are full."""
        self._usual = limits.page_seconds
        self._files = lru_cache(REMEMBERED)(lambda _: Allowance(limits.file_seconds))
        self._folders = lru_cache(REMEMBERED)(lambda _: Allowance(limits.folder_seconds))
        self._openings = lru_cache(REMEMBERED)(lambda _: Allowance(limits.folder_seconds))

    def of_pages(self, scan: Path) -> Patience:
        """With the pages of a file."""
        return Patience(self._usual, self._files(scan), self._folders(scan.parent))

    def of_opening(self, scan: Path) -> Patience:
        """With opening a file."""
        return Patience(self._usual, Allowance(math.inf), self._openings(scan.parent))
