"""Engines of a test's own: their own folder, their own ports."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from infra.local import engines
from infra.local.processes import Child, end_leftovers, holder
from infra.local.settings import PORTS, Stack

StartEngine = Callable[[str], Child]


def free_offset() -> int:
    """An offset at which no port is taken, nor meant for a stack at the usual ports."""
    usual = set(PORTS.values())
    for offset in range(3000, 13000, 100):
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
