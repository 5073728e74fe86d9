"""Workers get what Lambda would hand them: partial batches, redelivery, order, and a place to resume from."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from infra.local.clients import client
from infra.local.engines import index_streams
from infra.local.functions import Context, Function, Limits
from infra.local.queue_feeder import QueueFeeder, failed_items
from infra.local.resources import Provisioner
from infra.local.settings import Stack
from infra.local.stream_feeder import MAXIMUM_TRIES, StreamFeeder

StartEngine = Callable[[str], object]
Events = list[dict[str, Any]]
TABLE = "loket-local-registry"


class Recorder:
    """A handler that remembers its events and fails what it is told to fail."""

    def __init__(self, *failing: str, crash: bool = False) -> None:
        self.events: Events = []
        self.contexts: list[Context] = []
        self.failing = set(failing)
        self.crash = crash

    def __call__(self, event: dict[str, Any], context: Context) -> dict[str, Any]:
        self.events.append(event)
        self.contexts.append(context)
        if self.crash:
            raise RuntimeError("crashed")
        failed = [record for record in event["Records"] if self.text(record) in self.failing]
        return {"batchItemFailures": [{"itemIdentifier": self.name(record)} for record in failed]}

    @staticmethod
    def text(record: dict[str, Any]) -> str:
        return str(record["body"] if "body" in record else record["dynamodb"]["Keys"]["SK"]["S"])

    @staticmethod
    def name(record: dict[str, Any]) -> str:
        return str(record["messageId"] if "body" in record else record["dynamodb"]["SequenceNumber"])

    def texts(self) -> list[list[str]]:
        return [sorted(self.text(record) for record in event["Records"]) for event in self.events]

    @property
    def function(self) -> Function:
        return Function("work", self, Limits(10, 256))


def make_queue(stack: Stack, visibility: int = 1) -> str:
    sqs = client(stack, "sqs")
    dead = sqs.create_queue(QueueName="work-dlq")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    redrive = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 2})
    attributes = {"VisibilityTimeout": str(visibility), "RedrivePolicy": redrive}
    return str(sqs.create_queue(QueueName="work", Attributes=attributes)["QueueUrl"])


def feeder(stack: Stack, handler: Recorder) -> QueueFeeder:
    return QueueFeeder(stack, handler.function, make_queue(stack), "arn:aws:sqs:x:0:work", 10)


def send(stack: Stack, *bodies: str) -> None:
    entries = [{"Id": str(n), "MessageBody": body} for n, body in enumerate(bodies)]
    client(stack, "sqs").send_message_batch(QueueUrl=make_queue(stack), Entries=entries)


@pytest.mark.parametrize(
    ("answer", "failed"),
    [
        (None, set()),
        ({}, set()),
        ({"batchItemFailures": []}, set()),
        ({"batchItemFailures": None}, set()),
        ({"batchItemFailures": [{"itemIdentifier": "a"}]}, {"a"}),
        ({"batchItemFailures": [{"itemIdentifier": "unknown"}]}, {"a", "b"}),
        ({"batchItemFailures": [{"wrong": "a"}]}, {"a", "b"}),
        ("nonsense", {"a", "b"}),
    ],
)
def test_an_answer_names_what_failed_as_on_lambda(answer: object, failed: set[str]) -> None:
    assert failed_items(answer, {"a", "b"}) == failed


@pytest.mark.stack
def test_only_failed_messages_of_a_batch_return(stack: Stack, start_engine: StartEngine) -> None:
    start_engine("aws")
    handler = Recorder("bad")
    queue = feeder(stack, handler)
    send(stack, "good", "bad", "fine")
    assert queue.feed(wait=1) == 2
    record = handler.events[0]["Records"][0]
    assert record["attributes"]["ApproximateReceiveCount"] == "1"
    assert record["eventSource"] == "aws:sqs"
    assert 0 < handler.contexts[0].get_remaining_time_in_millis() <= 10_000
    handler.failing.clear()
    assert queue.feed(wait=3) == 1
    assert handler.texts() == [["bad", "fine", "good"], ["bad"]]
    assert handler.events[1]["Records"][0]["attributes"]["ApproximateReceiveCount"] == "2"
    assert queue.feed(wait=2) == 0


@pytest.mark.stack
def test_a_crashing_batch_ends_in_the_dead_letter_queue(stack: Stack, start_engine: StartEngine) -> None:
    start_engine("aws")
    handler = Recorder(crash=True)
    queue = feeder(stack, handler)
    send(stack, "a", "b")
    end = time.monotonic() + 10
    while len(handler.events) < 4 and time.monotonic() < end and not _dead(stack):
        assert queue.feed(wait=1) == 0
    assert sorted(_dead(stack)) == ["a", "b"]
    assert {len(event["Records"]) for event in handler.events} == {2}


def _dead(stack: Stack) -> list[str]:
    sqs = client(stack, "sqs")
    url = sqs.get_queue_url(QueueName="work-dlq")["QueueUrl"]
    told = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0)
    return [message["Body"] for message in told.get("Messages", [])]


def stream_feeder(stack: Stack, handler: Recorder) -> StreamFeeder:
    described = client(stack, "dynamodb").describe_table(TableName=TABLE)["Table"]
    failures = client(stack, "sqs").get_queue_url(QueueName="loket-local-outbox-dlq")["QueueUrl"]
    place = stack.data / "place.json"
    return StreamFeeder(stack, handler.function, described["LatestStreamArn"], 100, failures, place, pause=0.001)


def put(stack: Stack, *names: str) -> None:
    for name in names:
        client(stack, "dynamodb").put_item(
            TableName=TABLE, Item={"PK": {"S": "p"}, "SK": {"S": name}, "b": {"B": b"x"}}
        )


@pytest.fixture
def registry(stack: Stack, start_engine: StartEngine) -> Stack:
    for name in ("dynamodb", "aws"):
        start_engine(name)
    provisioner = Provisioner(stack, "http://127.0.0.1:8080")
    for name in ("RegistryTable", "OutboxDeadLetterQueue"):
        provisioner.make(name)
    index_streams(stack)
    return stack


@pytest.mark.stack
def test_a_stream_resumes_after_the_last_handled_record(registry: Stack) -> None:
    first, second = Recorder(), Recorder()
    put(registry, "a", "b")
    assert stream_feeder(registry, first).feed() == 2
    put(registry, "c")
    assert stream_feeder(registry, second).feed() == 1  # as after kill -9: nothing is known but the file
    assert (first.texts(), second.texts()) == ([["a", "b"]], [["c"]])
    record = second.events[0]["Records"][0]
    assert record["eventName"] == "INSERT"
    assert record["dynamodb"]["NewImage"]["b"] == {"B": "eA=="}
    assert record["dynamodb"]["Keys"] == {"PK": {"S": "p"}, "SK": {"S": "c"}}
    json.dumps(record)


@pytest.mark.stack
def test_a_failed_record_is_retried_then_reported_and_passed(registry: Stack) -> None:
    handler = Recorder("bad")
    put(registry, "a", "bad", "c")
    feeder = stream_feeder(registry, handler)
    assert feeder.feed() == 3
    assert handler.texts() == [["a", "bad", "c"], *[["bad", "c"]] * MAXIMUM_TRIES, ["c"]]
    sqs = client(registry, "sqs")
    url = sqs.get_queue_url(QueueName="loket-local-outbox-dlq")["QueueUrl"]
    body = json.loads(sqs.receive_message(QueueUrl=url)["Messages"][0]["Body"])
    assert body["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert body["DDBStreamBatchInfo"]["startSequenceNumber"] == Recorder.name(handler.events[1]["Records"][0])
    assert "NewImage" not in json.dumps(body)
    assert feeder.feed() == 0
