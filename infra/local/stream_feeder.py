"""Feeds a worker from a DynamoDB stream as Lambda's event source mapping does, at least once."""

import base64
import json
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from infra.local.clients import client
from infra.local.functions import Function
from infra.local.queue_feeder import failed_items
from infra.local.settings import REGION, Stack

MAXIMUM_TRIES = 5
_TRIMMED = "TrimmedDataAccessException"
_EXPIRED = "ExpiredIteratorException"


@dataclass
class StreamFeeder:
    """Reads every shard of one stream for one function, in order, at least once.

    The place reached is written to `checkpoint` after each batch that was handled. A batch that fails is tried again
    from its first failed record; after `MAXIMUM_TRIES` the record's metadata goes to the queue `failures` and reading
    goes on: nothing is skipped in silence.
    """

    stack: Stack
    function: Function
    stream: str
    batch_size: int
    failures: str
    checkpoint: Path
    pause: float = 0.5
    _iterators: dict[str, str] = field(default_factory=dict)
    _shards_read_at: float = -1e9

    def feed(self) -> int:
        """Hand over what is new in each shard; returns how many records were handled."""
        return sum(self._feed_shard(shard) for shard in self._shards())

    def _shards(self) -> list[str]:
        if time.monotonic() - self._shards_read_at > 10:  # noqa: PLR2004 - new shards are looked for every ten seconds
            self._shards_read_at = time.monotonic()
            for shard in self._list_shards():
                self._places.setdefault(shard, "")
        return [shard for shard, place in self._places.items() if place != "closed"]

    def _list_shards(self) -> Iterator[str]:
        start: dict[str, str] = {}
        while True:
            about = client(self.stack, "dynamodbstreams").describe_stream(StreamArn=self.stream, **start)
            yield from (shard["ShardId"] for shard in about["StreamDescription"]["Shards"])
            last = about["StreamDescription"].get("LastEvaluatedShardId")
            if not last:
                return
            start = {"ExclusiveStartShardId": last}

    def _feed_shard(self, shard: str) -> int:
        try:
            # kept again only once the page is handled: after a failure reading goes on from the place reached
            iterator = self._iterators.pop(shard, None) or self._iterator(shard)
            page = client(self.stack, "dynamodbstreams").get_records(ShardIterator=iterator, Limit=self.batch_size)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code == _TRIMMED:
                self._reach(shard, "")
            if code in (_TRIMMED, _EXPIRED):
                return 0
            raise
        if page["Records"]:
            self._handle(shard, page["Records"])
        if page.get("NextShardIterator"):
            self._iterators[shard] = page["NextShardIterator"]
        else:
            self._reach(shard, "closed")
        return len(page["Records"])

    def _iterator(self, shard: str) -> str:
        place = self._places.get(shard, "")
        start = {"ShardIteratorType": "TRIM_HORIZON"}
        if place:
            start = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": place}
        streams = client(self.stack, "dynamodbstreams")
        return str(streams.get_shard_iterator(StreamArn=self.stream, ShardId=shard, **start)["ShardIterator"])

    def _handle(self, shard: str, records: Sequence[Mapping[str, Any]]) -> None:
        waiting = list(records)
        tries = 0
        while waiting:
            handled = self._invoke(waiting)
            if handled:
                self._reach(shard, _number(waiting[handled - 1]))
                waiting, tries = waiting[handled:], 0
                continue
            tries += 1
            if tries < MAXIMUM_TRIES:
                time.sleep(self.pause * 2**tries)
                continue
            self._give_up(shard, waiting[0], tries)
            self._reach(shard, _number(waiting[0]))
            waiting, tries = waiting[1:], 0

    def _invoke(self, records: Sequence[Mapping[str, Any]]) -> int:
        """How many records, from the first one on, need not be handed over again."""
        numbers = [_number(record) for record in records]
        try:
            answer = self.function.invoke({"Records": [self._event(record) for record in records]})
        except Exception:  # noqa: BLE001 - as on Lambda, whatever a handler raises fails its whole batch
            traceback.print_exc()
            return 0
        failed = failed_items(answer, set(numbers))
        return next((place for place, number in enumerate(numbers) if number in failed), len(numbers))

    def _event(self, record: Mapping[str, Any]) -> dict[str, Any]:
        change = {key: value for key, value in record["dynamodb"].items() if value is not None}
        created = change.get("ApproximateCreationDateTime")
        if isinstance(created, datetime):
            change["ApproximateCreationDateTime"] = created.timestamp()
        for image in ("Keys", "NewImage", "OldImage"):
            if image in change:
                change[image] = _as_json(change[image])
        event = {key: value for key, value in record.items() if value is not None}
        return event | {
            "dynamodb": change,
            "awsRegion": REGION,
            "eventSourceARN": self.stream.replace(":dynoxide:", f":{REGION}:"),
        }

    def _give_up(self, shard: str, record: Mapping[str, Any], tries: int) -> None:
        number, now = _number(record), datetime.now(UTC).isoformat()
        place = {"shardId": shard, "startSequenceNumber": number, "endSequenceNumber": number, "batchSize": 1}
        body = {
            "requestContext": {"condition": "RetryAttemptsExhausted", "approximateInvokeCount": tries},
            "version": "1.0",
            "timestamp": now,
            "DDBStreamBatchInfo": place | {"streamArn": self.stream},
        }
        client(self.stack, "sqs").send_message(QueueUrl=self.failures, MessageBody=json.dumps(body))

    @cached_property
    def _places(self) -> dict[str, str]:
        known = json.loads(self.checkpoint.read_text()) if self.checkpoint.exists() else {}
        return dict(known.get(self.stream, {}))

    def _reach(self, shard: str, place: str) -> None:
        self._places[shard] = place
        fresh = self.checkpoint.with_suffix(".new")
        fresh.write_text(json.dumps({self.stream: self._places}))
        fresh.replace(self.checkpoint)


def _number(record: Mapping[str, Any]) -> str:
    return str(record["dynamodb"]["SequenceNumber"])


def _as_json(value: Any) -> Any:  # noqa: ANN401 - any attribute value
    """Attribute values as they stand in a Lambda event, where binary is base64 text."""
    match value:
        case bytes():
            return base64.b64encode(value).decode()
        case dict():
            return {key: _as_json(part) for key, part in value.items()}
        case list() | tuple() | set():
            return [_as_json(part) for part in value]
    return value
