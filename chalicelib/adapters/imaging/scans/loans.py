"""A child lent for one scan. Earlier scans may have hurt it: only what a fresh child says is held against a scan."""

import contextlib
from collections.abc import Callable
from pathlib import Path

from chalicelib.adapters.imaging.confined import ChildLostError
from chalicelib.adapters.imaging.scans.child import ScanChild
from chalicelib.domain.post.survey import RefusedScanError, ScanFault


class Loan:
    """One child after the other, as they are lost, for one scan."""

    def __init__(self, scan: Path, child: ScanChild, start: Callable[[], ScanChild]) -> None:
        """`start` makes a fresh child."""
        self._scan = scan
        self.child = child
        self._start = start

    @property
    def is_fresh(self) -> bool:
        """Whether the child has opened no scan but this one."""
        return self.child.scans <= 1

    def open(self) -> int:
        """Pages of the scan; raises `RefusedScanError`, also for a file that killed a fresh child."""
        try:
            return self._opened()
        except ChildLostError as error:
            raise RefusedScanError(ScanFault.BROKEN) from error

    def reopen(self) -> None:
        """Open the scan with a fresh child; raises as `open` does."""
        self.child.close()
        self.child = self._start()
        self.open()

    def end(self) -> ScanChild:
        """The child, without the scan."""
        with contextlib.suppress(ChildLostError):
            self.child.put_down()
        return self.child

    def _opened(self) -> int:
        try:
            return self.child.open(self._scan)
        except ChildLostError:
            if self.is_fresh:
                raise
        self.child = self._start()
        return self.child.open(self._scan)
