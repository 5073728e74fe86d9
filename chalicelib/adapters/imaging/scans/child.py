"""The parent's hold on one child that reads one scan."""

import os
from collections.abc import Iterator
from pathlib import Path

from chalicelib.adapters.imaging.confined import ChildLostError, Confined
from chalicelib.adapters.imaging.frames import BrokenFrameError, Frame, read_frame, write_frame
from chalicelib.adapters.imaging.scans.limits import ScanLimits
from chalicelib.domain.post.survey import RefusedScanError, ScanFault

_MODULE = "chalicelib.adapters.imaging.scans.worker"
_MAX_PAGE_BYTES = 8 * 1024 * 1024

_KEEP_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(16 * 1024 * 1024), "MALLOC_TRIM_THRESHOLD_": str(32 * 1024 * 1024)}
"""The memory of one page serves the next, instead of being given back and faulted in anew."""


class ScanChild:
    """A confined process with one file open: this scan, opened anew so that children do not share a position."""

    def __init__(self, scan: Path, limits: ScanLimits) -> None:
        """Start the process without waiting for it."""
        self._limits = limits
        descriptor = os.open(scan, os.O_RDONLY | os.O_CLOEXEC)
        try:
            self._confined = Confined(
                _MODULE,
                (limits.memory_bytes, limits.cpu_seconds, descriptor),
                start_seconds=limits.start_seconds,
                pass_fds=(descriptor,),
                allocator=_KEEP_MEMORY,
            )
        finally:
            os.close(descriptor)

    @property
    def pid(self) -> int:
        """Process id."""
        return self._confined.pid

    def open(self) -> int:
        """Pages of the scan; raises `RefusedScanError`, also for a file that killed the child."""
        self._confined.wait_until_ready()
        try:
            answer = self._hear().header
            if answer["kind"] == "refused":
                raise RefusedScanError(ScanFault(answer["code"]))
            return int(answer["pages"])
        except (ChildLostError, KeyError, TypeError, ValueError) as error:
            raise RefusedScanError(ScanFault.BROKEN) from error

    def ask(self, first: int, last: int, step: int, *, render: bool) -> None:
        """Have it begin with these pages; raises `ChildLostError`."""
        request = {"first": first, "last": last, "step": step, "render": render}
        try:
            write_frame(self._confined.requests, request)
        except OSError as error:
            raise ChildLostError("the scan child is gone") from error

    def pages(self) -> Iterator[Frame]:
        """The pages asked for, each as soon as it is read; raises `ChildLostError`."""
        while (frame := self._hear()).header.get("kind") == "page":
            yield frame

    def close(self) -> None:
        """End it; harmless when repeated."""
        self._confined.close()

    def _hear(self) -> Frame:
        try:
            with self._confined.deadline(self._limits.wall_seconds):
                return read_frame(self._confined.answers, _MAX_PAGE_BYTES)
        except (BrokenFrameError, OSError, ValueError) as error:
            self.close()
            raise ChildLostError("the scan child was lost") from error
