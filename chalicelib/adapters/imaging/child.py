"""The parent's hold on one child: starts it with nothing, gives it one file at a time, kills it when time is up."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from typing import IO

from chalicelib.adapters.imaging.frames import BrokenFrameError, Frame, read_frame, write_frame
from chalicelib.adapters.imaging.limits import MAX_PAGES, Limits
from chalicelib.domain.errors import UnavailableError

_BOOT = "import sys; sys.path[:] = sys.argv[3:]; from chalicelib.adapters.imaging.worker import main; main()"
_MAX_PAGE_BYTES = 8 * 1024 * 1024
_LOADER_PATH = "LD_LIBRARY_PATH"


class ChildLostError(Exception):
    """The child died, was killed, ran out of time, or answered nonsense. It has been put away."""


class Child:
    """One confined process. Not for several threads at once."""

    def __init__(self, limits: Limits) -> None:
        """Start the process without waiting for it."""
        self._limits = limits
        self._ready = False
        self._expired = False
        self.served = 0
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter with a fixed program
            _command(limits),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            cwd="/",
            start_new_session=True,
        )
        self._put_away = weakref.finalize(self, _put_away, self._process)

    @property
    def pid(self) -> int:
        """Process id, which is also its process group."""
        return self._process.pid

    @property
    def is_usable(self) -> bool:
        """Whether it lives and may serve another file."""
        is_spent = self._expired or self.served >= self._limits.files_per_child
        return not is_spent and self._process.poll() is None

    def wait_until_ready(self) -> None:
        """Return when the parsers are loaded; raises `UnavailableError` when they cannot be: no file is to blame."""
        if self._ready:
            return
        try:
            with self._deadline(self._limits.start_seconds):
                hello = read_frame(_pipe(self._process.stdout), 0)
        except BrokenFrameError as error:
            self.close()
            raise UnavailableError(f"the inspection child did not start (exit {self._process.returncode})") from error
        if hello.header != {"kind": "ready"}:
            self.close()
            raise UnavailableError(f"the inspection child cannot work: {hello.header.get('why')}")
        self._ready = True

    def ask(self, data: bytes) -> tuple[Frame, ...]:
        """Give it one file; the last frame is the verdict, those before are pages. Raises `ChildLostError`."""
        self.served += 1
        try:
            with self._deadline(self._limits.wall_seconds):
                write_frame(_pipe(self._process.stdin), {"kind": "file"}, data)
                return tuple(self._answer())
        except (BrokenFrameError, OSError) as error:
            self.close()
            raise ChildLostError(f"the inspection child was lost (exit {self._process.returncode})") from error

    def close(self) -> None:
        """Kill what is left of it and its group, and reap it; harmless when repeated, and done at exit if forgotten."""
        self._put_away()

    def _answer(self) -> Iterator[Frame]:
        for _ in range(MAX_PAGES + 1):
            frame = read_frame(_pipe(self._process.stdout), _MAX_PAGE_BYTES)
            yield frame
            if frame.header.get("kind") == "verdict":
                return
        raise BrokenFrameError("more pages than any file may have")

    @contextlib.contextmanager
    def _deadline(self, seconds: float) -> Iterator[None]:
        """Kill the child when the block takes longer: the blocked read or write then fails."""
        timer = threading.Timer(seconds, self._expire)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()  # so that a kill at the last moment is known to `is_usable`, and hits no later file

    def _expire(self) -> None:
        self._expired = True
        self._process.kill()


def _put_away(process: subprocess.Popen[bytes]) -> None:
    if process.returncode is None:  # not reaped, so the number is still its own, dead or alive
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    for stream in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):
            _pipe(stream).close()


def _command(limits: Limits) -> list[str]:
    # -I ignores the environment and the user's packages, -S runs no site hook, -B writes no bytecode: the child gets
    # exactly the parent's module path. A blank entry means the working directory, which the child does not share.
    path = [entry or os.getcwd() for entry in sys.path]  # noqa: PTH109 - sys.path holds strings
    arguments = [str(limits.memory_bytes), str(limits.cpu_seconds)]
    return [sys.executable, "-I", "-S", "-B", "-c", _BOOT, *arguments, *path]


def _environment() -> dict[str, str]:
    """No credential and no setting, but where Lambda keeps the interpreter's own shared library; one thread each."""
    environment = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}
    if loader_path := os.environ.get(_LOADER_PATH):  # noqa: TID251 - the loader's variable, not a setting
        environment[_LOADER_PATH] = loader_path
    return environment


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise BrokenPipeError("the child was started without pipes")
    return stream
