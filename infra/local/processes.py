"""Starts child processes that cannot outlive the stack, and finds and ends those that an earlier run left behind."""

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from infra.local.settings import MARKER, PROJECT, Stack

_PROC = Path("/proc")


class StackError(Exception):
    """The stack cannot start or go on; the text says why and what to do."""


@dataclass
class Child:
    """One program of the stack."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path = PROJECT
    process: subprocess.Popen[bytes] | None = None
    starts: list[float] = field(default_factory=list)
    log: Path | None = None

    def start(self, logs: Path) -> None:
        """Start the program. It gets SIGTERM when the supervisor dies, however that happens."""
        self.starts = [*self.starts[-9:], time.monotonic()]
        self.log = logs / f"{self.name}.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", "--", *self.command],
                env=dict(self.environment),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches the supervisor alone, which stops the children in order
            )

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def terminate(self) -> None:
        """Ask the program to end; `stop` also waits for it."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def stop(self, patience: float = 10.0) -> None:
        """SIGTERM, and SIGKILL for the whole group after `patience` seconds."""
        self.terminate()
        if self.process is None:
            return
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def last_words(self, lines: int = 12) -> str:
        """The end of the program's log."""
        text = self.log.read_text("utf-8", "replace") if self.log and self.log.exists() else ""
        return "\n".join(f"  | {line}" for line in text.splitlines()[-lines:])

    def pause(self) -> float:
        """Seconds to wait before the next start: none at first, up to 15 when it keeps dying."""
        recent = sum(1 for start in self.starts if time.monotonic() - start < 60)  # noqa: PLR2004 - one minute
        return 0.0 if recent <= 1 else min(15.0, 0.5 * 2.0 ** (recent - 2))


def find_processes(stack: Stack) -> list[int]:
    """Processes of this very stack: the mark in their environment names its data folder."""
    mark = f"{MARKER}={stack.data}".encode()
    return [pid for pid in _pids() if pid != os.getpid() and mark in _read(_PROC / str(pid) / "environ").split(b"\0")]


def end_leftovers(stack: Stack) -> int:
    """End what an earlier run left behind; returns how many processes that were."""
    found = find_processes(stack)
    for signal_number, patience in ((signal.SIGTERM, 8.0), (signal.SIGKILL, 2.0)):
        for pid in find_processes(stack):
            _signal(pid, signal_number)
        end = time.monotonic() + patience
        while find_processes(stack) and time.monotonic() < end:
            time.sleep(0.1)
    return len(found)


@contextmanager
def lock(stack: Stack) -> Iterator[None]:
    """Hold the stack's lock; the kernel gives it back when this process ends, however that happens.

    Raises:
        StackError: another supervisor runs this stack.
    """
    with (stack.run / "supervisor.pid").open("a+") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StackError(
                f"this stack is running already (process {supervisor(stack)}, data in {stack.data}); "
                "stop it with `python -m infra.local down`"
            ) from None
        held.seek(0)
        held.truncate()
        held.write(str(os.getpid()))
        held.flush()
        yield


def supervisor(stack: Stack) -> int | None:
    """Process id of the supervisor that holds the lock, or None."""
    path = stack.run / "supervisor.pid"
    if not path.exists():
        return None
    with path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            process = file.read()
            # for a moment a new supervisor holds the lock of a file that still names the one before
            return int(process) if process and (_PROC / process).exists() else None
    return None


def holder(port: int) -> str:
    """Who listens on a port of this machine, as a person would say it; empty when it is free."""
    inodes = {row[9] for row in _listening() if int(row[1].rsplit(":", 1)[1], 16) == port}
    if not inodes:
        return ""
    for pid in _pids():
        if any(_inode(link) in inodes for link in _links(_PROC / str(pid) / "fd")):
            command = _read(_PROC / str(pid) / "cmdline").replace(b"\0", b" ").decode(errors="replace").strip()
            return f"process {pid} ({command[:80]})"
    return "a process of another user"


def _listening() -> Iterator[list[str]]:
    listen = "0A"
    for table in ("tcp", "tcp6"):
        rows = _read(_PROC / "net" / table).decode().splitlines()[1:]
        yield from (row.split() for row in rows if row.split()[3] == listen)


def _pids() -> list[int]:
    return [int(entry.name) for entry in _PROC.iterdir() if entry.name.isdigit()]


def _links(folder: Path) -> list[str]:
    try:
        return [str(entry.readlink()) for entry in folder.iterdir()]
    except OSError:  # it ended meanwhile, or is not ours to look at
        return []


def _inode(link: str) -> str:
    return link.removeprefix("socket:[").removesuffix("]") if link.startswith("socket:[") else ""


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
