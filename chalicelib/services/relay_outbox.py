"""Pass jobs on to whoever does them. Passing one on twice is harmless; only its effect settles it."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.domain.events import Job, JobKind
from chalicelib.services.ports import JobQueue
from chalicelib.services.screen_duplicates import ScreenDuplicates


@dataclass(frozen=True, slots=True)
class RelayOutbox:
    """Fed by the table's stream, and by the sweeper, which does not need the stream."""

    queue: JobQueue
    screen: ScreenDuplicates

    def __call__(self, jobs: Sequence[Job]) -> tuple[Job, ...]:
        """Returns the jobs that could not be passed on. Raises what the queue and the table raise."""
        for job in jobs:
            if job.kind is JobKind.SCREEN:
                self.screen(job)
        queued = [job for job in jobs if job.kind is not JobKind.SCREEN]
        return self.queue.send(queued) if queued else ()
