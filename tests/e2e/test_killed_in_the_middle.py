"""The demo on a real stack that is killed with -9 in the middle of it, started again, and finished."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from infra.local.__main__ import is_ready
from infra.local.processes import find_processes, supervisor
from infra.local.settings import PROJECT, Stack

pytestmark = [pytest.mark.stack, pytest.mark.slow]

OFFSET = 12_400  # every port below those that the kernel lends out (32768)
STEPS_BEFORE_THE_KILL = ("verifier judges it and sends it back", "resident sends f106")


@pytest.fixture
def stack(tmp_path: Path) -> Stack:
    return Stack(tmp_path / "data", OFFSET)


@contextmanager
def running(stack: Stack, log: Path) -> Iterator[None]:
    """The stack, until the block ends or it was killed."""
    environment = os.environ | {"LOKET_DATA": str(stack.data), "LOKET_PORT_BASE": str(stack.offset)}
    with log.open("ab") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "infra.local"], cwd=PROJECT, env=environment, stdout=out, stderr=out
        )
        try:
            while not is_ready(stack):
                assert server.poll() is None, log.read_text()
                time.sleep(0.2)
            yield
        finally:
            if server.poll() is None:
                server.terminate()
            server.wait(60)


def kill_everything(stack: Stack) -> None:
    """-9 for every process of the stack, the engines among them."""
    first = supervisor(stack)
    assert first is not None
    for pid in [first, *find_processes(stack)]:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    while find_processes(stack):
        time.sleep(0.1)


def wait_for(text: str, log: Path, process: "subprocess.Popen[bytes]") -> None:
    """Until the demo has printed it."""
    while text not in log.read_text():
        assert process.poll() is None, log.read_text()
        time.sleep(0.05)


def test_the_demo_finishes_although_everything_was_killed_twice(stack: Stack, tmp_path: Path) -> None:
    log, told = tmp_path / "stack.log", tmp_path / "demo.log"
    told.touch()
    environment = os.environ | {"LOKET_DATA": str(stack.data), "LOKET_PORT_BASE": str(stack.offset)}
    with told.open("ab") as out:
        demo: subprocess.Popen[bytes] | None = None
        for step in STEPS_BEFORE_THE_KILL:
            with running(stack, log):
                if demo is None:
                    demo = subprocess.Popen(
                        [sys.executable, "-m", "infra.local.demo"], cwd=PROJECT, env=environment, stdout=out, stderr=out
                    )
                wait_for(step, told, demo)
                kill_everything(stack)
        assert demo is not None
        with running(stack, log):
            assert demo.wait(420) == 0, told.read_text()
    assert "Both are ready" in told.read_text()
