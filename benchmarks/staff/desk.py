"""An officer's desk on one table: the functions as they are deployed, in this process, and the SDK's calls counted."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from typing_extensions import override

from benchmarks.engine import LOKET, free_port
from benchmarks.spine.round_trips import CountingClients
from chalicelib.bootstrap import Services, use_services
from chalicelib.bootstrap.aws import AwsPorts
from chalicelib.config import Settings
from chalicelib.domain.access import Actor, ActorKind, Role
from chalicelib.domain.applicant import PersonalData
from chalicelib.domain.case import Channel
from chalicelib.domain.identifiers import FROM_STORE
from chalicelib.domain.queue_counts import Line, total
from chalicelib.domain.worklist import QUEUES
from chalicelib.services.ports import Sealed, Sealer
from functions._queue_filters import list_areas
from infra.local import engines
from infra.local.settings import PORTS, Stack
from tests.fakes import FakeSealer
from tests.gateway import Answer, Gateway
from tests.office import STAFF
from tests.officers import SESSION

VERIFIER: Final = Actor(kind=ActorKind.OFFICER, id="verifier-1", roles=frozenset({Role.VERIFIER}))


class OpenSealer(FakeSealer):
    """Opens the copies of a case, whose key still names the case that they were copied from."""

    @override
    def open(self, receipt: object, sealed: Sealed) -> PersonalData:
        return PersonalData.model_validate_json(sealed.blob, context=FROM_STORE)


class BenchPorts(AwsPorts):
    """The deployed ports, but for KMS, which no engine answers as fast as AWS does."""

    @cached_property
    @override
    def sealer(self) -> Sealer:
        return OpenSealer()


@dataclass(frozen=True)
class Desk:
    """What an officer's browser asks, and what the SDK asked for it."""

    clients: CountingClients
    session: str

    def ask(self, path: str) -> Answer:
        """One page. Raises AssertionError for any answer but 200."""
        headers = {"Cookie": f"{SESSION}={self.session}", "Accept-Encoding": "gzip, br"}
        answer = Gateway(STAFF).call("GET", path, None, headers)
        assert answer.status == 200, (path, answer.status)
        return answer

    def reads(self, path: str) -> int:
        """Requests to the table that one page makes."""
        self.clients.calls.clear()
        self.ask(path)
        return sum(count for name, count in self.clients.calls.items() if "dynamodb" in name)


def _count_lines(services: Services) -> None:
    """Let each list have a number for every service, kecamatan and channel, as the stream counts a grown office's."""
    kinds = list(product(services.catalogue.services, list_areas(), Channel))
    for queue in QUEUES:
        lines = (Line(version=1, queue=queue, service=service, area=area, channel=by) for service, area, by in kinds)
        counts = services.queue_counts
        counts.replace(queue, counts.get(queue), total(lines))


@contextmanager
def run_desk(file: Path) -> Iterator[Desk]:
    """The engine on this file, used where it lies, and a verifier who is signed in."""
    with TemporaryDirectory(prefix="loket-bench-") as folder:
        stack = Stack(data=Path(folder), offset=free_port() - PORTS["dynamodb"])
        stack.prepare()
        (stack.data / "dynamodb.sqlite").symlink_to(file)
        child = engines.dynamodb(stack)
        child.start(stack.logs)
        try:
            engines.wait_until(child, lambda: engines.is_healthy(stack, "dynamodb"))
            os.environ.update(stack.engine_environment() | LOKET | {"LOKET_SURFACE": "office"})
            os.environ["LOKET_PUBLIC_URL"] = "https://loket.example"
            clients = CountingClients()
            services = Services(BenchPorts(Settings(), clients))
            use_services(services)
            _count_lines(services)
            yield Desk(clients, services.staff_sessions.open(VERIFIER))
        finally:
            child.stop()
