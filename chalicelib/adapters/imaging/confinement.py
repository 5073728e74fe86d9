"""What the child gives up before it sees a file: memory, processor time, files to write, and anything new to open."""

import resource
import time

_OPEN_FILES = 4
"""Standard input, output, error and the way back to the parent: with no fifth there is no socket and no file."""


def limit_resources(memory_bytes: int) -> None:
    """Limit memory and forbid to write any file; first of all, before the parsers are loaded."""
    _limit(resource.RLIMIT_AS, memory_bytes)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)


def close_the_door() -> None:
    """Forbid to open anything more, network included; after the parsers are loaded."""
    _limit(resource.RLIMIT_NOFILE, _OPEN_FILES)


def allow_processor_time(seconds: int) -> None:
    """Let the next file use about `seconds` of processor time; beyond it, the kernel ends the child."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + seconds + 1, hard))


def _limit(kind: int, value: int) -> None:
    resource.setrlimit(kind, (value, value))
