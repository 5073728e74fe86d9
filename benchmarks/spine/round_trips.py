"""Calls to AWS that one request makes, counted at the SDK over the real adapters: every service, every attempt."""

import os
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, write_figures
from benchmarks.spine import events, samples
from benchmarks.spine.requests import must_be_ok
from chalicelib.adapters.clients import Clients
from chalicelib.bootstrap import Services, use_services
from chalicelib.bootstrap.aws import AwsPorts
from chalicelib.config import Settings

WAITING = 60
"""Cases in the work list: more than two pages of it."""

PAGE = 25
Handler = Callable[[events.Event, None], dict[str, Any]]


class CountingClients(Clients):
    """The real clients; each request that leaves the SDK is counted by service and operation, repeats included."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        for client in (self.dynamodb, self.kms, self.sqs, self.secretsmanager, self.s3, self.sesv2, self.sms):
            client.meta.events.register("before-send", self._count)

    def _count(self, event_name: str, **_: object) -> None:
        self.calls[event_name.removeprefix("before-send.")] += 1

    def of(self, handler: Handler, event: events.Event, status: int = 200) -> tuple[int, str]:
        """How many calls a request makes, and which; it has made one before, so keys and secrets are at hand."""
        self.calls.clear()
        answer = handler(event, None)
        if status == 200:
            must_be_ok(answer)
        return self.calls.total(), ", ".join(f"{count} {name}" for name, count in sorted(self.calls.items())) or "none"


def measure_public(handler: Handler, services: Services, clients: CountingClients) -> list[Figure]:
    """Tracking, a wrong PIN, and a submission."""
    cases = services.ports.cases
    tracked = cases.create(next(samples.submitted("followed")), samples.SEALED)
    drafts = samples.drafts("handed in")
    first, second = (cases.create(next(drafts), samples.SEALED) for _ in range(2))
    pin = str(services.track.pin_of(tracked))
    wrong = f"{(int(pin) + 1) % 10**6:06d}"
    receipt = str(tracked.receipt)
    clients.of(handler, events.tracking(receipt, pin))
    clients.of(handler, events.submission(str(first.receipt)))
    return [
        _figure("round_trips_tracking", 1, clients.of(handler, events.tracking(receipt, pin))),
        _figure("round_trips_tracking_wrong_pin", 2, clients.of(handler, events.tracking(receipt, wrong), 404)),
        _figure("round_trips_submit", 2, clients.of(handler, events.submission(str(second.receipt)))),
    ]


def measure_office(handler: Handler, services: Services, clients: CountingClients) -> list[Figure]:
    """Pages of a work list with few cases in it and with many: the worst of them."""
    waiting = samples.submitted("waiting")
    counted = []
    for number in range(WAITING):
        services.ports.cases.create(next(waiting), samples.SEALED)
        if number in {0, WAITING - 1}:
            clients.of(handler, events.work_list("submitted", PAGE))
            counted.append(clients.of(handler, events.work_list("submitted", PAGE)))
    return [_figure("round_trips_queue_page", 1, max(counted))]


def _figure(name: str, aim: int, counted: tuple[int, str]) -> Figure:
    calls, which = counted
    return Figure(name, calls, "calls", aim, which)


def measure() -> list[Figure]:
    """The figures of the surface that this process serves."""
    clients = CountingClients()
    services = Services(AwsPorts(Settings(), clients))
    use_services(services)
    from app import app  # noqa: PLC0415 - it serves from the services set above

    part = measure_public if os.environ["LOKET_SURFACE"] == "public" else measure_office
    return part(app, services, clients)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(write_figures(measure()), encoding="utf-8")
