"""Pass jobs on to whoever does them. Passing one on twice is harmless; only its effect settles it."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.domain.errors import LoketError, UnavailableError
from chalicelib.domain.events import Job, JobKind, OutboxJob
from chalicelib.services.ports import JobQueue
from chalicelib.services.screen_duplicates import ScreenDuplicates


@dataclass(frozen=True, slots=True)
class RelayOutbox:
    """Fed by the table's stream, and by the sweeper, which does not need the stream."""

    queue: JobQueue
    screen: ScreenDuplicates

    def __call__(self, jobs: Sequence[OutboxJob]) -> tuple[OutboxJob, ...]:
        """Returns the jobs that could not be passed on; none of them holds up another."""
        screenings = [job for job in jobs if isinstance(job, Job) and job.kind is JobKind.SCREEN]
        not_screened = tuple(job for job in screenings if not self._screen(job))
        return (*not_screened, *self._send([job for job in jobs if job not in screenings]))

    def _screen(self, job: Job) -> bool:
        try:
            self.screen(job)
        except LoketError:
            return False
        return True

    def _send(self, jobs: Sequence[OutboxJob]) -> tuple[OutboxJob, ...]:
        try:
            return self.queue.send(jobs) if jobs else ()
        except UnavailableError:
            return tuple(jobs)
