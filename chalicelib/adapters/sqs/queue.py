"""Jobs on their way to the workers; a message's body is the job as the outbox holds it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from chalicelib.adapters.clients import Answering
from chalicelib.domain.events import JobKind, OutboxJob

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_ANSWERING: Final = Answering()
_BATCH: Final = 10


class SqsJobQueue:
    """`urls` names the queue of each kind; a kind without one is never sent here."""

    def __init__(self, client: "SQSClient", urls: Mapping[JobKind, str]) -> None:
        self._client = client
        self._urls = dict(urls)

    def send(self, jobs: Sequence[OutboxJob]) -> tuple[OutboxJob, ...]:
        """One call for ten jobs of a kind. Sending one twice is harmless: the job itself says whether it is done."""
        left: list[OutboxJob] = []
        for kind in dict.fromkeys(job.kind for job in jobs):
            alike = [job for job in jobs if job.kind is kind]
            for start in range(0, len(alike), _BATCH):
                left += self._send_batch(self._urls[kind], alike[start : start + _BATCH])
        return tuple(left)

    def _send_batch(self, url: str, jobs: Sequence[OutboxJob]) -> list[OutboxJob]:
        with _ANSWERING:
            answer = self._client.send_message_batch(
                QueueUrl=url,
                Entries=[{"Id": str(n), "MessageBody": job.model_dump_json()} for n, job in enumerate(jobs)],
            )
        return [jobs[int(failed["Id"])] for failed in answer.get("Failed", [])]
