"""What every job queue promises, whichever broker is behind the port."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from chalicelib.adapters.clients import Clients
from chalicelib.adapters.sqs import SqsJobQueue
from chalicelib.domain.events import JobKind, OutboxJob, read_job
from chalicelib.services.ports import JobQueue
from tests.builders import a_job
from tests.contract.engines import Engines, make_queue
from tests.fakes import FakeJobQueue


@dataclass(frozen=True)
class Broker:
    """A job queue, and what its workers would receive."""

    queue: JobQueue
    receive: Callable[[JobKind], list[OutboxJob]]


@pytest.fixture(params=["fake", "moto", pytest.param("ministack", marks=pytest.mark.stack)])
def broker(request: pytest.FixtureRequest, engines: Engines) -> Broker:
    if request.param == "fake":
        fake = FakeJobQueue()
        return Broker(fake, lambda kind: [job for job in fake.sent if job.kind is kind])
    clients = engines.clients(request.param)
    urls = {kind: make_queue(clients) for kind in (JobKind.INSPECT, JobKind.NOTIFY)}
    return Broker(SqsJobQueue(clients.sqs, urls), lambda kind: _receive(clients, urls[kind]))


def _receive(clients: Clients, url: str) -> list[OutboxJob]:
    jobs: list[OutboxJob] = []
    while True:
        messages = clients.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        if not messages:
            return jobs
        jobs += [read_job(message["Body"]) for message in messages]


def _by_id(jobs: Sequence[OutboxJob]) -> list[OutboxJob]:
    return sorted(jobs, key=lambda job: job.id)


def test_each_job_comes_to_the_queue_of_its_kind(broker: Broker) -> None:
    inspect, notify = a_job(0, JobKind.INSPECT, object_version="v1"), a_job(0, JobKind.NOTIFY)
    assert broker.queue.send([inspect, notify]) == ()
    assert broker.receive(JobKind.INSPECT) == [inspect]
    assert broker.receive(JobKind.NOTIFY) == [notify]


def test_more_jobs_than_one_batch_all_arrive(broker: Broker) -> None:
    jobs = [a_job(n, JobKind.NOTIFY) for n in range(23)]
    assert broker.queue.send(jobs) == ()
    assert _by_id(broker.receive(JobKind.NOTIFY)) == _by_id(jobs)


def test_sending_no_job_is_no_fault(broker: Broker) -> None:
    assert broker.queue.send([]) == ()
    assert broker.receive(JobKind.NOTIFY) == []
