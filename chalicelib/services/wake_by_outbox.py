"""A queue for functions that may not send to one: what is put into the outbox is passed on from there."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.domain.events import OutboxJob
from chalicelib.services.ports import Outbox


@dataclass(frozen=True, slots=True)
class WakeByOutbox:
    """A new job is passed on by the table's stream at once; one that waited, by the sweeper within minutes."""

    outbox: Outbox

    def send(self, jobs: Sequence[OutboxJob]) -> tuple[OutboxJob, ...]:
        """Let each be due now; one write each."""
        for job in jobs:
            self.outbox.reopen(job)
        return ()
