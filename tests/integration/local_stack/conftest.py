"""Engines of a test's own, or the whole stack: their own folder, their own ports."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from infra.local import engines
from infra.local.__main__ import is_ready
from infra.local.processes import Child, end_leftovers, holder
from infra.local.settings import PORTS, PROJECT, Stack

StartEngine = Callable[[str], Child]
Command = Callable[..., "subprocess.CompletedProcess[str]"]


def free_offset() -> int:
    """An offset at which no port is taken, nor meant for a stack at the usual ports.

    Sessions that run beside one another begin their search at different places.
    """
    usual = set(PORTS.values())
    first = {"gw1": 7000}.get(os.environ.get("PYTEST_XDIST_WORKER", ""), 3000)
    for offset in range(first, 12000, 100):
        wanted = {port + offset for port in usual}
        if not wanted & usual and not any(holder(port) for port in wanted):
            return offset
    raise RuntimeError("no free ports")


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    made = Stack(tmp_path / "data", free_offset())
    made.prepare()
    yield made
    end_leftovers(made)


@pytest.fixture
def start_engine(stack: Stack) -> Iterator[StartEngine]:
    started: list[Child] = []

    def start(name: str) -> Child:
        makers = {"dynamodb": engines.dynamodb, "s3": engines.s3, "aws": engines.aws}
        child = makers[name](stack)
        started.append(child)
        child.start(stack.logs)
        engines.wait_until(child, partial(engines.is_healthy, stack, name))
        return child

    yield start
    for child in started:
        child.stop()


def environment(stack: Stack) -> dict[str, str]:
    return os.environ | {
        "LOKET_DATA": str(stack.data),
        "LOKET_PORT_BASE": str(stack.offset),
        "LOKET_PUBLIC_WORKERS": "1",
    }


@pytest.fixture
def command(stack: Stack) -> Command:
    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        line = [sys.executable, "-m", "infra.local", *arguments]
        return subprocess.run(
            line, cwd=PROJECT, env=environment(stack), capture_output=True, text=True, check=False, timeout=150
        )

    return run


@pytest.fixture
def start(stack: Stack, command: Command, tmp_path: Path) -> Iterator[Callable[[], str]]:
    servers: list[subprocess.Popen[bytes]] = []

    def up() -> str:
        with (tmp_path / f"up-{len(servers)}").open("wb") as out:
            line = [sys.executable, "-m", "infra.local"]
            servers.append(subprocess.Popen(line, cwd=PROJECT, env=environment(stack), stdout=out, stderr=out))
        while not is_ready(stack):
            assert servers[-1].poll() is None, Path(out.name).read_text()
            time.sleep(0.1)
        return Path(out.name).read_text()

    yield up
    command("down")
    for server in servers:
        server.wait(60)
