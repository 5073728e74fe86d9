"""One worker function as a process of its own: its real handler, fed with real events of its real source."""

import argparse
import importlib
import signal
import sys
import time
import traceback
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from types import FrameType

from botocore.exceptions import BotoCoreError, ClientError
from chalice.app import (
    BaseEventSourceConfig,
    Chalice,
    DynamoDBEventConfig,
    ScheduledEventConfig,
    ScheduleExpression,
    SQSEventConfig,
)

from infra.local.clients import client
from infra.local.engines import read_json
from infra.local.functions import Function, limits
from infra.local.queue_feeder import QueueFeeder
from infra.local.schedule import Schedule
from infra.local.settings import ACCOUNT, REGION, STAGE, Stack
from infra.local.stream_feeder import StreamFeeder

_IDLE = 0.2


def event_sources() -> list[BaseEventSourceConfig]:
    """The event sources that `app.py` registers for the surface in the environment."""
    app: Chalice = importlib.import_module("app").app
    return list(app.event_sources)


def load(source: BaseEventSourceConfig) -> Function:
    """The function behind an event source, found by its handler string alone, as Lambda finds it."""
    module, _, name = source.handler_string.rpartition(".")
    handler = getattr(importlib.import_module(module), name)
    return Function(source.name, handler, limits("workers", source.name))


def feeder_of(stack: Stack, source: BaseEventSourceConfig, function: Function) -> Callable[[], object]:
    """What to call again and again for this source."""
    match source:
        case SQSEventConfig():
            name = f"loket-{STAGE}-{str(source.queue_arn or source.queue).rsplit(':', 1)[-1]}"
            url = client(stack, "sqs").get_queue_url(QueueName=name)["QueueUrl"]
            arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"
            return QueueFeeder(stack, function, url, arn, source.batch_size).feed
        case DynamoDBEventConfig():
            stream = read_json(stack.data / "outputs.json")["RegistryStreamArn"]
            failures = client(stack, "sqs").get_queue_url(QueueName=f"loket-{STAGE}-outbox-dlq")["QueueUrl"]
            place = stack.data / f"stream-{source.name}.json"
            feeder = StreamFeeder(stack, function, stream, source.batch_size, failures, place)
            return lambda: _poll(feeder)
        case ScheduledEventConfig():
            place = stack.data / f"schedule-{source.name}.txt"
            schedule = Schedule(_expression(source), place, datetime.now(UTC))
            return lambda: _scheduled(function, schedule)
    raise TypeError(f"{source.name} has a source that the embedded stack does not feed: {type(source).__name__}")


def _poll(feeder: StreamFeeder) -> None:
    if not feeder.feed():
        time.sleep(_IDLE)


def _expression(source: ScheduledEventConfig) -> str:
    told = source.schedule_expression
    return told.to_string() if isinstance(told, ScheduleExpression) else told


def _scheduled(function: Function, schedule: Schedule) -> None:
    now = datetime.now(UTC)
    if schedule.is_due(now):
        _tick(function, now)
        schedule.mark(now)
    time.sleep(schedule.pause)


def _tick(function: Function, now: datetime) -> None:
    event = {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": ACCOUNT,
        "time": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": REGION,
        "resources": [f"arn:aws:events:{REGION}:{ACCOUNT}:rule/loket-{STAGE}-{function.name}"],
        "detail": {},
    }
    try:
        function.invoke(event)
    except Exception:  # noqa: BLE001 - the schedule goes on whatever the handler raises
        traceback.print_exc()


def _serve(feed: Callable[[], object]) -> None:
    while True:
        try:
            feed()
        except (BotoCoreError, ClientError):  # an engine is being restarted
            traceback.print_exc()
            time.sleep(1)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def main(arguments: list[str]) -> None:
    """Serve the function named, or print the names of all."""
    parser = argparse.ArgumentParser(prog="python -m infra.local.workers")
    parser.add_argument("function", nargs="?", help="name of the worker function; without it, print all names")
    wanted = parser.parse_args(arguments).function
    sources = event_sources()
    if wanted is None:
        print("\n".join(source.name for source in sources))
        return
    source = next(source for source in sources if source.name == wanted)
    signal.signal(signal.SIGTERM, _stop)
    stack = Stack.from_environment()
    feed = feeder_of(stack, source, load(source))
    (stack.run / f"{wanted}.ready").touch()
    _serve(feed)


if __name__ == "__main__":
    main(sys.argv[1:])
