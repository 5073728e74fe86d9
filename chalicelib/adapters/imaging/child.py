"""The parent's hold on one inspection child: gives it one file at a time, and replaces it when it is spent."""

from collections.abc import Iterator

from chalicelib.adapters.imaging.confined import ChildLostError, Confined
from chalicelib.adapters.imaging.frames import BrokenFrameError, Frame, read_frame, write_frame
from chalicelib.adapters.imaging.limits import MAX_PAGES, Limits

_MODULE = "chalicelib.adapters.imaging.worker"
_MAX_PAGE_BYTES = 8 * 1024 * 1024
_BESIDES = 3
"""Frames beside those of pages: that it opens, that it holds more pictures, the verdict."""

__all__ = ["Child", "ChildLostError"]


class Child(Confined):
    """One confined process for residents' files. Not for several threads at once."""

    def __init__(self, limits: Limits) -> None:
        """Start the process without waiting for it."""
        self._limits = limits
        self.served = 0
        super().__init__(_MODULE, (limits.memory_bytes, limits.cpu_seconds), start_seconds=limits.start_seconds)

    @property
    def is_usable(self) -> bool:
        """Whether it lives and may serve another file."""
        return self.served < self._limits.files_per_child and self.is_alive

    def ask(self, data: bytes, first: int = 1) -> Iterator[Frame]:
        """Give it one file, from page `first` on; the last frame is the verdict. Raises `ChildLostError`, even late."""
        self.served += 1
        try:
            with self.deadline(self._limits.wall_seconds):
                write_frame(self.requests, {"kind": "file", "first": first}, data)
                yield from self._answer()
        except (BrokenFrameError, OSError) as error:
            self.close()
            raise ChildLostError(f"the inspection child was lost (exit {self._process.returncode})") from error

    def _answer(self) -> Iterator[Frame]:
        for _ in range(MAX_PAGES + _BESIDES):
            frame = read_frame(self.answers, _MAX_PAGE_BYTES)
            yield frame
            if frame.header.get("kind") == "verdict":
                return
        raise BrokenFrameError("more pages than any file may have")
