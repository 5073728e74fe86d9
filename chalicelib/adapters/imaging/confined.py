"""One confined process: started with nothing, spoken to by pipes, killed when time is up."""

import contextlib
import logging
import os
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator, Mapping, Sequence
from typing import IO

from chalicelib.adapters.imaging.frames import BrokenFrameError, read_frame
from chalicelib.domain.errors import UnavailableError

_BOOT = "import sys; count = {count}; sys.path[:] = sys.argv[1 + count:]; from {module} import main; main()"
_LOADER_PATH = "LD_LIBRARY_PATH"
_log = logging.getLogger(__name__)


class ChildLostError(Exception):
    """The child died, was killed, ran out of time, or answered nonsense. It has been put away."""


class Confined:
    """A child that runs `module.main`, with `arguments` in `sys.argv`. Not for several threads at once."""

    def __init__(
        self,
        module: str,
        arguments: Sequence[int],
        *,
        start_seconds: float,
        pass_fds: Sequence[int] = (),
        allocator: Mapping[str, str] | None = None,
    ) -> None:
        """Start the process without waiting for it; of our open files it gets `pass_fds`; `allocator` tunes malloc."""
        self._start_seconds = start_seconds
        self._ready = False
        self.is_filtered = False
        self._expired = False
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter with a fixed program
            _command(module, arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment() | dict(allocator or {}),
            cwd="/",
            start_new_session=True,
            pass_fds=tuple(pass_fds),
        )
        self._put_away = weakref.finalize(self, _put_away, self._process)

    @property
    def pid(self) -> int:
        """Process id, which is also its process group."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it runs and has not been told to die."""
        return not self._expired and self._process.poll() is None

    @property
    def requests(self) -> IO[bytes]:
        """Where it listens."""
        return _pipe(self._process.stdin)

    @property
    def answers(self) -> IO[bytes]:
        """Where it speaks."""
        return _pipe(self._process.stdout)

    def wait_until_ready(self) -> None:
        """Return when the parsers are loaded; raises `UnavailableError` when they cannot be: no file is to blame."""
        if self._ready:
            return
        try:
            with self.deadline(self._start_seconds):
                hello = read_frame(self.answers, 0)
        except BrokenFrameError as error:
            self.close()
            raise UnavailableError(f"the inspection child did not start (exit {self._process.returncode})") from error
        if hello.header.get("kind") != "ready":
            self.close()
            raise UnavailableError(f"the inspection child cannot work: {hello.header.get('why')}")
        self.is_filtered = hello.header.get("filtered") is True
        if not self.is_filtered:
            _log.warning("no seccomp filter here: a file that takes its parser over could open connections")
        self._ready = True

    def close(self) -> None:
        """Kill what is left of it and its group, and reap it; harmless when repeated, and done at exit if forgotten."""
        self._put_away()

    @contextlib.contextmanager
    def deadline(self, seconds: float) -> Iterator[None]:
        """Kill the child when the block takes longer: the blocked read or write then fails."""
        timer = threading.Timer(seconds, self._expire)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()  # so that a kill at the last moment is known at once, and hits no later file

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


def _command(module: str, arguments: Sequence[int]) -> list[str]:
    # -I ignores the environment and the user's packages, -S runs no site hook, -B writes no bytecode: the child gets
    # exactly the parent's module path. A blank entry means the working directory, which the child does not share.
    path = [entry or os.getcwd() for entry in sys.path]  # noqa: PTH109 - sys.path holds strings
    boot = _BOOT.format(count=len(arguments), module=module)
    return [sys.executable, "-I", "-S", "-B", "-c", boot, *map(str, arguments), *path]


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
