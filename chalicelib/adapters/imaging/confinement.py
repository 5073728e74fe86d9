"""What the child gives up before it sees a file: memory, processor time, files to write, and anything new to open."""

import contextlib
import resource
import time
from collections.abc import Iterator

_OPEN_FILES = 4
"""Standard input, output, error and the way back to the parent: with no fifth there is no socket and no file."""


def limit_resources(memory_bytes: int) -> None:
    """Limit memory and forbid to write any file; first of all, before the parsers are loaded."""
    _limit(resource.RLIMIT_AS, memory_bytes)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)


def close_the_door() -> None:
    """Forbid to open anything more, network included; after the parsers are loaded.

    The limit is on numbers: none is left below it. So no file can lead a parser to open another file or an address.
    Code that a file has put in the parser's place could close what is open and open something else instead, such as
    the parent's environment with its credentials: `seccomp.confine_calls` forbids that.
    """
    _limit(resource.RLIMIT_NOFILE, _OPEN_FILES)


def close_the_door_but_for_one() -> None:
    """The same for a child with one way in more, by which it is handed open files: see `door_ajar`."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES + 1, _OPEN_FILES + 2))


@contextlib.contextmanager
def door_ajar() -> Iterator[None]:
    """Let in one open file, which keeps its number above the limit afterwards; for no longer than that takes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def allow_processor_time(seconds: int) -> None:
    """Let the next file use about `seconds` of processor time; beyond it, the kernel ends the child."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + seconds + 1, hard))


def _limit(kind: int, value: int) -> None:
    resource.setrlimit(kind, (value, value))
