"""Reads scans with confined children, one on each core; a page that kills its child costs that page alone."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from chalicelib.adapters.imaging.scans.lanes import Lane, Reading
from chalicelib.adapters.imaging.scans.limits import ScanLimits
from chalicelib.adapters.imaging.scans.patience import Accounts
from chalicelib.adapters.imaging.scans.pool import Pool
from chalicelib.domain.document import RenderedPage
from chalicelib.domain.post.survey import PageSurvey, RefusedScanError, ScanFault


class ConfinedScanReader:
    """Surveys the pages of a scan on disk; safe to share between threads, which share its children.

    Children are kept for the next scan, by whomever it was sent: until it is replaced, one that a file took over by a
    flaw of a parser can tell untruths of the scans after it. Only a child that cannot start raises `UnavailableError`:
    then the deployment is at fault, no file.
    """

    def __init__(self, limits: ScanLimits | None = None, workers: int | None = None) -> None:
        """`workers` children read a scan together, by default one for each core; none is started yet."""
        self._limits = limits or ScanLimits()
        self._pool = Pool(workers or len(os.sched_getaffinity(0)), self._limits)
        self._accounts = Accounts(self._limits)

    def count_pages(self, scan: Path) -> int:
        """Pages of the scan; raises `RefusedScanError`, untried where too many files of its folder never opened."""
        patience = self._accounts.of_opening(scan)
        if not patience.may_begin:
            raise RefusedScanError(ScanFault.BROKEN)
        with patience.waiting(), self._pool.lend(scan, 1) as (loan,):
            return loan.open()

    def read(
        self, scan: Path, first: int, last: int, *, render: bool
    ) -> Iterator[tuple[PageSurvey, RenderedPage | None]]:
        """Pages `first` to `last` (from 1, as far as there are so many) in order, each as soon as it is read.

        With `render` each comes rebuilt for staff, with what is in the way of reading it.
        Raises `RefusedScanError` before the first page.
        """
        patience = self._accounts.of_pages(scan)
        share = -(-(last - first + 1) // self._limits.pages_per_worker)
        with self._pool.lend(scan, max(1, share)) as loans:
            step = len(loans)
            reading = Reading(last, step, render, patience)
            lanes = [Lane(reading, loan, first + place) for place, loan in enumerate(loans)]
            with patience.waiting():
                last = min(last, max(lane.open() for lane in lanes))
            for number in range(first, last + 1):
                with patience.waiting():
                    page = lanes[(number - first) % step].take(number)
                yield page

    def close(self) -> None:
        """End the children that no reading has; a later scan starts others."""
        self._pool.close()

    def __enter__(self) -> Self:
        """Be used in a `with` block that ends the children."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the children."""
        self.close()
