"""The engines of one process of the sweep: its own folder, its own ports, the resources of infra/resources.yaml."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from infra.local import engines
from infra.local.processes import holder
from infra.local.resources import Provisioner
from infra.local.settings import PORTS, Stack

ORIGIN = "https://loket.example"
_LENT_OUT = 32768
"""The kernel gives ports from here on to outgoing connections (ip_local_port_range)."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A running set of engines and the outputs of its resources."""

    stack: Stack
    outputs: dict[str, str]


def free_offsets(wanted: int) -> list[int]:
    """Offsets at which no port is taken, nor meant for a stack at the usual ports, nor lent out by the kernel."""
    usual = set(PORTS.values())
    found: list[int] = []
    for offset in range(12900, 6000, -100):
        ports = {port + offset for port in usual}
        if not ports & usual and max(ports) < _LENT_OUT and not any(holder(port) for port in ports):
            found.append(offset)
        if len(found) == wanted:
            return found
    raise RuntimeError("no free ports")


@contextlib.contextmanager
def running(folder: Path, offset: int) -> Iterator[Ground]:
    """Start the engines and make the resources; end the engines in the end."""
    stack = Stack(folder, offset)
    stack.prepare()
    children = [
        engines.dynamodb(stack),
        engines.s3(stack),
        engines.aws(stack),
        engines.carrier(stack, "--no-sink", "--mute"),
    ]
    (folder / "s3" / "notification.toml").unlink()  # nobody listens for arrivals: the sweep plays the bucket's events
    try:
        for child in children:
            child.start(stack.logs)
        for child in children:
            engines.wait_until(child, partial(engines.is_healthy, stack, child.name))
        outputs = Provisioner(stack, ORIGIN).make_all()
        engines.index_streams(stack)
        yield Ground(stack, outputs)
    finally:
        for child in children:
            child.stop()
