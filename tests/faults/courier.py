"""Plays the queues and the stream as Lambda's event source mappings do: at least once, in any order."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

from infra.local.functions import Context
from infra.local.queue_feeder import failed_items
from infra.local.settings import REGION
from tests.faults.kinds import Crash
from tests.faults.subject import Clock, StuckError
from tests.faults.wire import Wire

Event = dict[str, Any]
Handler = Callable[[Event, Any], Any]

VISIBILITY = timedelta(minutes=6)
"""After this long a message whose worker died is seen again."""

_MOST_ROUNDS = 40


class Source(Protocol):
    """Something that events come from."""

    is_behind: bool
    """Whether what was read last time must be read again."""
    is_repeated: bool
    """Whether each event is to be delivered twice."""

    def feed(self) -> int:
        """Deliver what is there; how many events that was."""


@dataclass
class Queue:
    """One SQS queue and its worker. Each message that was handled is delivered once more, as SQS may do.

    `twin` is another process of the same worker, which a race wakes with the same event.
    """

    sqs: Any
    url: str
    batch: int
    handler: Handler
    twin: Handler
    phase_of: Callable[[str], str]
    wire: Wire
    clock: Clock
    restart: Callable[[], None]
    reverse: bool = False
    held: bool = False
    settled: int = 0
    _known: set[str] = field(default_factory=set)

    def feed(self) -> int:
        """Receive, hand over, delete what was handled; the rest is seen again later."""
        if self.held:
            return 0
        messages = self._receive()
        if not messages:
            return 0
        event = {"Records": [_record(message) for message in messages]}
        failed = self._invoke(event)
        self._settle([message for message in messages if message["MessageId"] not in failed])
        if failed:
            self._return([message for message in messages if message["MessageId"] in failed])
        else:
            self._repeat(event)
        return len(messages)

    def _receive(self) -> list[dict[str, Any]]:
        answer = self.sqs.receive_message(
            QueueUrl=self.url, MaxNumberOfMessages=self.batch, MessageSystemAttributeNames=["All"]
        )
        messages = list(answer.get("Messages", ()))
        return messages[::-1] if self.reverse else messages

    def _invoke(self, event: Event) -> set[str]:
        everything = {record["messageId"] for record in event["Records"]}
        bodies = {record["body"] for record in event["Records"]}
        numbered = bool(self.wire.phase) and not bodies <= self._known
        before = (self.wire.phase, self.wire.rival)
        self.wire.phase = self.phase_of(event["Records"][0]["body"]) if numbered else ""
        self.wire.rival = lambda: self._twin(event)
        try:
            failed = failed_items(self.handler(event, Context("worker", 512, 60)), everything)
        except Crash:
            self.restart()
            failed = everything
        except Exception:  # noqa: BLE001 - as on Lambda, whatever a handler raises fails its whole batch
            failed = everything
        finally:
            self.wire.phase, self.wire.rival = before
        self._known |= {record["body"] for record in event["Records"] if record["messageId"] not in failed}
        return failed

    def _twin(self, event: Event) -> None:
        with suppress(Exception):
            self.twin(event, Context("twin", 512, 60))

    def _settle(self, done: Sequence[Mapping[str, Any]]) -> None:
        self.settled += len(done)
        if done:
            entries = [{"Id": str(n), "ReceiptHandle": message["ReceiptHandle"]} for n, message in enumerate(done)]
            self.sqs.delete_message_batch(QueueUrl=self.url, Entries=entries)

    def _return(self, left: Sequence[Mapping[str, Any]]) -> None:
        self.clock.pass_time(VISIBILITY)
        for message in left:
            self.sqs.change_message_visibility(
                QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
            )

    def _repeat(self, event: Event) -> None:
        phase, self.wire.phase = self.wire.phase, ""
        with suppress(Exception):
            self.handler(event, Context("repeat", 512, 60))
        self.wire.phase = phase


@dataclass
class Courier:
    """Everything that delivers to one system."""

    wire: Wire
    stream: Source | None
    queues: Sequence[Queue]
    dead: Sequence[str]
    _read: int = 0

    def begin(self, *, disordered: bool) -> None:
        """A new schedule. In a disordered one the stream repeats itself and queues deliver the newest first."""
        self._read = 0
        if self.stream:
            self.stream.is_repeated = disordered
        for queue in self.queues:
            queue.reverse, queue.held, queue.settled = disordered, False, 0

    def deliver(self, *, everything: bool = False) -> None:
        """Until nothing moves. Stream and queues are asked where something was written or posted since, or always."""
        for _ in range(_MOST_ROUNDS):
            moved = self._feed_stream(always=everything) + self._feed_queues(always=everything)
            if not moved:
                return
        raise StuckError("the deliveries never end")

    def _feed_stream(self, *, always: bool) -> int:
        if self.stream is None or not (always or self.stream.is_behind or self.wire.written != self._read):
            return 0
        self._read = self.wire.written
        return self.stream.feed()

    def _feed_queues(self, *, always: bool) -> int:
        return sum(queue.feed() for queue in self.queues if always or self.wire.posted[queue.url] > queue.settled)

    def count_dead(self) -> int:
        """Messages in the dead-letter queues."""
        count = "ApproximateNumberOfMessages"
        sqs = self.queues[0].sqs
        return sum(
            int(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[count])["Attributes"][count])
            for url in self.dead
        )

    def purge(self) -> None:
        """Empty the queues, whatever is in them."""
        for url in (*(queue.url for queue in self.queues), *self.dead):
            self.queues[0].sqs.purge_queue(QueueUrl=url)


def _record(message: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message.get("Attributes", {}),
        "messageAttributes": {},
        "md5OfBody": hashlib.md5(message["Body"].encode(), usedforsecurity=False).hexdigest(),
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:{REGION}:000000000000:queue",
        "awsRegion": REGION,
    }
