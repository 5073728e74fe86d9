"""The parent's hold on one child that reads scans: it is handed one at a time, as an open file."""

import os
import socket
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chalicelib.adapters.imaging.confined import ChildLostError, Confined
from chalicelib.adapters.imaging.frames import BrokenFrameError, Frame, read_frame, write_frame
from chalicelib.adapters.imaging.scans.limits import ScanLimits
from chalicelib.domain.post.survey import RefusedScanError, ScanFault

_MODULE = "chalicelib.adapters.imaging.scans.worker"
_MAX_PAGE_BYTES = 8 * 1024 * 1024

_KEEP_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(16 * 1024 * 1024), "MALLOC_TRIM_THRESHOLD_": str(32 * 1024 * 1024)}
"""The memory of one page serves the next, instead of being given back and faulted in anew."""


class ScanChild:
    """A confined process with at most one scan open. Not for several threads at once."""

    def __init__(self, limits: ScanLimits) -> None:
        """Start the process without waiting for it."""
        self._limits = limits
        self._hatch, theirs = socket.socketpair()
        self._close_hatch = weakref.finalize(self, self._hatch.close)
        with theirs:
            self._confined = Confined(
                _MODULE,
                (limits.memory_bytes, limits.cpu_seconds, theirs.fileno()),
                start_seconds=limits.start_seconds,
                pass_fds=(theirs.fileno(),),
                allocator=_KEEP_MEMORY,
            )
        self.scans = 0
        self._pages = 0
        self._is_reading = False

    @property
    def pid(self) -> int:
        """Process id."""
        return self._confined.pid

    @property
    def is_usable(self) -> bool:
        """Whether it lives, has told all it was asked for, and may be handed another scan."""
        is_spent = self.scans >= self._limits.scans_per_child or self._pages >= self._limits.pages_per_child
        return not is_spent and not self._is_reading and self._confined.is_alive

    def open(self, scan: Path) -> int:
        """Hand it a scan; its pages. Raises `RefusedScanError` and, as everything here, `ChildLostError`."""
        self._confined.wait_until_ready()
        self.scans += 1
        self._hand(scan)
        self._tell({"kind": "open"})
        answer = self._hear().header
        try:
            if answer["kind"] == "refused":
                raise RefusedScanError(ScanFault(answer["code"]))
            return int(answer["pages"])
        except (KeyError, TypeError, ValueError) as error:
            self.close()
            raise ChildLostError("the scan child answered nonsense") from error

    def ask(self, first: int, last: int, step: int, *, render: bool) -> None:
        """Have it begin with these pages."""
        self._is_reading = True
        self._tell({"kind": "read", "first": first, "last": last, "step": step, "render": render})

    def pages(self) -> Iterator[Frame]:
        """The pages asked for, each as soon as it is read."""
        while (frame := self._hear()).header.get("kind") == "page":
            self._pages += 1
            yield frame
        self._is_reading = frame.header.get("kind") != "end"

    def put_down(self) -> None:
        """Have it close the scan."""
        self._tell({"kind": "close"})

    def close(self) -> None:
        """End it; harmless when repeated."""
        self._confined.close()
        self._close_hatch()

    def _hand(self, scan: Path) -> None:
        """Opened anew, so that children do not share a position."""
        descriptor = os.open(scan, os.O_RDONLY | os.O_CLOEXEC)
        try:
            socket.send_fds(self._hatch, [b"\0"], [descriptor])
        except OSError as error:
            raise self._lost() from error
        finally:
            os.close(descriptor)

    def _tell(self, request: dict[str, Any]) -> None:
        try:
            write_frame(self._confined.requests, request)
        except (OSError, ValueError) as error:
            raise self._lost() from error

    def _hear(self) -> Frame:
        try:
            with self._confined.deadline(self._limits.wall_seconds):
                return read_frame(self._confined.answers, _MAX_PAGE_BYTES)
        except (BrokenFrameError, OSError, ValueError) as error:
            raise self._lost() from error

    def _lost(self) -> ChildLostError:
        self.close()
        return ChildLostError("the scan child was lost")
