"""Loket under test: its real services and worker functions on real adapters, on one process's engines."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any

from typing_extensions import override

from chalicelib.adapters.clients import Clients
from chalicelib.bootstrap import Services, use_services
from chalicelib.bootstrap.aws import AwsPorts
from chalicelib.config import Settings
from chalicelib.domain.document import Inspection, MediaType
from chalicelib.services.ports import Clock as ClockPort
from chalicelib.services.ports import Inspector
from infra.local.carrier import report_of
from infra.local.clients import client
from infra.local.functions import Function, function_environment, limits
from infra.local.stream_feeder import StreamFeeder
from infra.local.workers import event_sources, load
from tests.faults.courier import Courier, Event, Handler, Queue
from tests.faults.engines import Ground
from tests.faults.kinds import CLIENTS_LIVE, Crash
from tests.faults.subject import Clock
from tests.faults.wire import Message, Wire

_SERVICES = ("dynamodb", "kms", "sqs", "secretsmanager", "s3", "sesv2", "sms")


class RememberingInspector:
    """The real inspector, asked once for each file: what it answers is a function of the bytes."""

    def __init__(self, inspector: Inspector) -> None:
        self._inspector = inspector
        self._known: dict[tuple[str, MediaType | None], Inspection] = {}

    def inspect(self, data: bytes, declared: MediaType | None) -> Inspection:
        name = (sha256(data).hexdigest(), declared)
        if name not in self._known:
            self._known[name] = self._inspector.inspect(data, declared)
        return self._known[name]


class Ports(AwsPorts):
    """The ports of a deployed function on a clock that the sweep moves."""

    def __init__(self, settings: Settings, clients: Clients, rig: "Loket") -> None:
        super().__init__(settings, clients)
        self._rig = rig

    @cached_property
    @override
    def clock(self) -> ClockPort:
        return self._rig.clock

    @cached_property
    @override
    def inspector(self) -> Inspector:
        return self._rig.inspector


@dataclass
class Loket:
    """One process's Loket; `services` are those under test, `rival` those of somebody else on the same table."""

    ground: Ground
    wire: Wire = field(default_factory=Wire)
    clock: Clock = field(default_factory=Clock)
    is_stream_lost: bool = False
    _made: int = 0

    def __post_init__(self) -> None:
        """Make this process a worker function of the stack."""
        stack = self.ground.stack
        (stack.data / "outputs.json").write_text(json.dumps(self.ground.outputs))
        os.environ.update(function_environment(stack, "workers"))
        os.environ["LOKET_MALWARE_SCANNER"] = "off"  # no daemon runs beside these engines
        os.environ["LOKET_PAPER_READER"] = "off"  # and nobody delivers to its queue
        self.settings = Settings()
        self.wire.on_message = self._report
        self.handlers = {source.name: load(source).handler for source in event_sources()}
        self.rival = Services(Ports(self.settings, self._clients(numbered=False), self))
        self.renew()

    @cached_property
    def inspector(self) -> Inspector:
        from chalicelib.adapters.imaging import SandboxedInspector  # noqa: PLC0415 - as bootstrap does

        return RememberingInspector(SandboxedInspector())

    def renew(self) -> None:
        """A cold process for the next schedule; now and then with new clients, whose retry quota is full again."""
        if self._made % CLIENTS_LIVE == 0:
            self.clients = self._clients(numbered=True)
        self._made += 1
        self.clock.begin()
        self.restart()

    def restart(self) -> None:
        """The process died: nothing that it knew is left."""
        self.services = Services(Ports(self.settings, self.clients, self))
        use_services(self.services)

    def _report(self, message: Message) -> None:
        """The provider tells that it delivered, whatever became of its answer."""
        url = self.ground.outputs["DeliveryReportsQueueUrl"]
        event = report_of(message.channel, message.reference)
        client(self.ground.stack, "sqs").send_message(QueueUrl=url, MessageBody=json.dumps(event))
        self.wire.posted[url] += 1

    def _clients(self, *, numbered: bool) -> Clients:
        clients = Clients()
        for name in _SERVICES:
            self.wire.install(getattr(clients, name), numbered=numbered)
        return clients

    @contextmanager
    def as_rival(self) -> Iterator[None]:
        """Worker functions called inside belong to another process."""
        use_services(self.rival)
        try:
            yield
        finally:
            use_services(self.services)

    def twin_of(self, handler: Handler) -> Handler:
        """The same worker function in another process."""

        def twin(event: Event, context: Any) -> Any:  # noqa: ANN401 - a handler may return anything
            with self.as_rival():
                return handler(event, context)

        return twin

    def courier(self) -> Courier:
        """Everything that delivers to this process."""
        queues = [
            self._queue("Inspections", "inspect_uploads", 1, lambda _: "inspect"),
            self._queue("DeliveryReports", "take_reports", 10, lambda _: "report"),
            self._queue("Notifications", "send_notices", 10, lambda body: f"notify {json.loads(body)['notice']}"),
        ]
        return Courier(self.wire, LoketStream(self), queues, dead_letters(self.ground))

    def _queue(self, name: str, worker: str, batch: int, phase_of: Callable[[str], str]) -> Queue:
        handler = self.handlers[worker]
        return Queue(
            sqs=client(self.ground.stack, "sqs"),
            url=self.ground.outputs[f"{name}QueueUrl"],
            batch=batch,
            handler=handler,
            twin=self.twin_of(handler),
            phase_of=phase_of,
            wire=self.wire,
            clock=self.clock,
            restart=self.restart,
        )


def dead_letters(ground: Ground) -> list[str]:
    """Addresses of the dead-letter queues."""
    sqs = client(ground.stack, "sqs")
    names = ("inspections-dlq", "notifications-dlq", "delivery-reports-dlq", "outbox-dlq")
    return [str(sqs.get_queue_url(QueueName=f"loket-local-{name}")["QueueUrl"]) for name in names]


class LoketStream:
    """The table's stream, read as the local stack reads it; what comes while it is lost is gone."""

    def __init__(self, loket: Loket) -> None:
        stack = loket.ground.stack
        self.is_behind = False
        self.is_repeated = False
        self._loket = loket
        self._handler = loket.handlers["relay_outbox"]
        self._twin = loket.twin_of(self._handler)
        failures = client(stack, "sqs").get_queue_url(QueueName="loket-local-outbox-dlq")["QueueUrl"]
        function = Function("relay_outbox", self._relay, limits("workers", "relay_outbox"))
        stream = loket.ground.outputs["RegistryStreamArn"]
        self._feeder = StreamFeeder(stack, function, stream, 100, failures, stack.data / "place.json", pause=0)

    def feed(self) -> int:
        """One reading of each shard."""
        self.is_behind = False
        try:
            return self._feeder.feed()
        except Crash:
            self._loket.restart()
            self.is_behind = True
            return 1

    def _relay(self, event: Event, context: Any) -> Any:  # noqa: ANN401 - a handler may return anything
        if self._loket.is_stream_lost:
            return {}
        wire = self._loket.wire
        before = (wire.phase, wire.rival)
        wire.phase = "relay" if wire.phase else ""
        wire.rival = lambda: self._twin(event, context)
        try:
            if self.is_repeated:
                self._handler(event, context)
            return self._handler(event, context)
        finally:
            wire.phase, wire.rival = before
