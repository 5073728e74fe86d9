"""Feeds a worker from an SQS queue as Lambda's event source mapping does, partial batches included."""

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from infra.local.clients import client
from infra.local.functions import Function
from infra.local.settings import REGION, Stack

_LONG_POLL = 20
_BATCH = 10


@dataclass(frozen=True)
class QueueFeeder:
    """Reads one queue for one function. Handled messages are deleted; the others return when their visibility ends."""

    stack: Stack
    function: Function
    url: str
    arn: str
    batch_size: int

    def feed(self, wait: int = _LONG_POLL) -> int:
        """Wait for messages, hand over one batch; returns how many messages were handled."""
        messages = self._receive(wait)
        if not messages:
            return 0
        failed = self._failed(messages)
        done = [message for message in messages if message["MessageId"] not in failed]
        self._delete(done)
        return len(done)

    def _receive(self, wait: int) -> list[dict[str, Any]]:
        answer = client(self.stack, "sqs").receive_message(
            QueueUrl=self.url,
            MaxNumberOfMessages=min(self.batch_size, _BATCH),
            WaitTimeSeconds=wait,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        return list(answer.get("Messages", []))

    def _failed(self, messages: Sequence[Mapping[str, Any]]) -> set[str]:
        everything = {message["MessageId"] for message in messages}
        try:
            answer = self.function.invoke({"Records": [self._record(message) for message in messages]})
        except Exception:  # noqa: BLE001 - as on Lambda, whatever a handler raises fails its whole batch
            traceback.print_exc()
            return everything
        return failed_items(answer, everything)

    def _record(self, message: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "attributes": message.get("Attributes", {}),
            "messageAttributes": {
                name: {_lower(key): part for key, part in value.items()}
                for name, value in message.get("MessageAttributes", {}).items()
            },
            "md5OfBody": message["MD5OfBody"],
            "eventSource": "aws:sqs",
            "eventSourceARN": self.arn,
            "awsRegion": REGION,
        }

    def _delete(self, done: Sequence[Mapping[str, Any]]) -> None:
        if done:
            entries = [{"Id": str(n), "ReceiptHandle": message["ReceiptHandle"]} for n, message in enumerate(done)]
            client(self.stack, "sqs").delete_message_batch(QueueUrl=self.url, Entries=entries)


def failed_items(answer: object, everything: set[str]) -> set[str]:
    """The identifiers of a partial batch response; one that makes no sense fails everything, as on Lambda."""
    if answer is None or answer == {}:
        return set()
    if not isinstance(answer, dict):
        return everything
    try:
        named = {failure["itemIdentifier"] for failure in answer.get("batchItemFailures") or []}
    except (KeyError, TypeError):
        return everything
    return everything if named - everything else named


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]
