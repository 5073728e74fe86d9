"""Reads scans with confined children, one on each core; a page that kills its child costs that page alone."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from chalicelib.adapters.imaging.scans.child import ScanChild
from chalicelib.adapters.imaging.scans.lanes import Lane, Losses, Reading
from chalicelib.adapters.imaging.scans.limits import ScanLimits
from chalicelib.domain.post.survey import PageSurvey


class ConfinedScanReader:
    """Surveys the pages of a scan on disk; safe to share between threads, since each reading has its own children.

    Only a child that cannot start raises `UnavailableError`: then the deployment is at fault, no file.
    """

    def __init__(self, limits: ScanLimits | None = None, workers: int | None = None) -> None:
        """`workers` children read a scan together: by default one for each core."""
        self._limits = limits or ScanLimits()
        self._workers = workers or len(os.sched_getaffinity(0))

    def count_pages(self, scan: Path) -> int:
        """Pages of the scan; raises `RefusedScanError`."""
        child = ScanChild(scan, self._limits)
        with contextlib.closing(child):
            return child.open()

    def read(self, scan: Path, first: int, last: int, *, render: bool) -> Iterator[tuple[PageSurvey, bytes | None]]:
        """Pages `first` to `last` (from 1, as far as there are so many) in order, each as soon as it is read.

        With `render` each comes with a JPEG for staff. Raises `RefusedScanError` before the first page.
        """
        share = -(-(last - first + 1) // self._limits.pages_per_worker)
        step = max(1, min(self._workers, share))
        reading = Reading(scan, last, step, render, self._limits, Losses(self._limits.lost_children))
        lanes = [Lane(reading, start) for start in range(first, first + step)]
        with contextlib.ExitStack() as stack:
            for lane in lanes:
                stack.enter_context(contextlib.closing(lane))
            last = min(last, max(lane.open() for lane in lanes))
            for number in range(first, last + 1):
                yield lanes[(number - first) % step].take(number)
