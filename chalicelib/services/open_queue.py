"""Open the work queue: the officer, the counts, the views and the lines, asked for together."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from chalicelib.services.ports import QueuePage
from chalicelib.services.queue_ports import Front, QueueFront


@dataclass(frozen=True, slots=True)
class Opened:
    """What was read. `lines` raises what reading them raised."""

    front: Front
    _lines: Future[QueuePage] | None

    def lines(self) -> QueuePage:
        """None where none were asked for."""
        return self._lines.result() if self._lines else QueuePage((), None)


@dataclass(frozen=True, slots=True)
class OpenQueue:
    """Two reads on their way at the same time: whoever is not admitted is shown neither."""

    front: QueueFront

    def read(self, officer: str, queue: str, list_lines: Callable[[], QueuePage] | None) -> Opened:
        """The lines only where there is a way to list them."""
        with ThreadPoolExecutor(1) as beside:
            lines = beside.submit(list_lines) if list_lines else None
            return Opened(self.front.read(officer, queue), lines)
