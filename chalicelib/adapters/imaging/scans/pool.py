"""The children of one reader: kept for the next scan, lent to one scan at a time, replaced when spent or lost."""

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

from chalicelib.adapters.imaging.scans.child import ScanChild
from chalicelib.adapters.imaging.scans.limits import ScanLimits
from chalicelib.adapters.imaging.scans.loans import Loan


class Pool:
    """At most `size` children, safe to share between threads; forgotten, it ends them, and so does our own end.

    Nobody waits: who comes while all are lent gets one of his own, which is not kept. Two readings that are taken up in
    turn by one thread would otherwise wait for each other for ever.
    """

    def __init__(self, size: int, limits: ScanLimits) -> None:
        self._size = size
        self._limits = limits
        self._idle: list[ScanChild] = []
        self._lent = 0
        self._turn = threading.RLock()  # a reading that is collected gives back in whatever thread runs just then

    @contextlib.contextmanager
    def lend(self, scan: Path, wished: int) -> Iterator[list[Loan]]:
        """As many children as are wished for and free, and at least one; none is waited for."""
        count = self._reserve(wished)
        loans: list[Loan] = []
        try:
            for _ in range(count):
                loans.append(Loan(scan, self._take(), self._start))  # noqa: PERF401 - known when the next fails
            yield loans
        finally:
            self._give_back(count, [loan.end() for loan in loans])

    def close(self) -> None:
        """End the children that are not lent; a later scan starts others."""
        with self._turn:
            idle, self._idle = self._idle, []
        for child in idle:
            child.close()

    def _reserve(self, wished: int) -> int:
        with self._turn:
            count = max(1, min(wished, self._size - self._lent))
            self._lent += count
            return count

    def _take(self) -> ScanChild:
        with self._turn:
            while self._idle:
                child = self._idle.pop()
                if child.is_usable:
                    return child
                child.close()
        return self._start()

    def _start(self) -> ScanChild:
        return ScanChild(self._limits)

    def _give_back(self, count: int, children: list[ScanChild]) -> None:
        with self._turn:
            self._lent -= count
            for child in children:
                if child.is_usable and len(self._idle) + self._lent < self._size:
                    self._idle.append(child)
                else:
                    child.close()
