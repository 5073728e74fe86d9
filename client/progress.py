"""How far the sending is: bars for a person at a terminal, a line a file for a log, nothing for a program."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from client.words import Words


class SilentMeter:
    """For programs."""

    def begin(self, file: str, size: int) -> None: ...
    def advance(self, file: str, count: int) -> None: ...
    def end(self, file: str) -> None: ...


class LineMeter:
    """For a log: each file once it is there."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def begin(self, file: str, size: int) -> None: ...
    def advance(self, file: str, count: int) -> None: ...

    def end(self, file: str) -> None:
        self._console.print(f"  {file}", markup=False, highlight=False)


class BarMeter:
    """One bar for all, and one for each file on its way."""

    def __init__(self, progress: Progress, whole: TaskID) -> None:
        self._progress, self._whole = progress, whole
        self._tasks: dict[str, TaskID] = {}
        self._lock = Lock()

    def begin(self, file: str, size: int) -> None:
        with self._lock:
            self._tasks[file] = self._progress.add_task(file, total=size)

    def advance(self, file: str, count: int) -> None:
        self._progress.advance(self._tasks[file], count)
        self._progress.advance(self._whole, count)

    def end(self, file: str) -> None:
        with self._lock:
            self._progress.remove_task(self._tasks.pop(file))


Meters = SilentMeter | LineMeter | BarMeter


@contextmanager
def metering(console: Console, words: Words, total: int, *, quiet: bool) -> Iterator[Meters]:
    """The meter that fits whoever looks on."""
    if quiet:
        yield SilentMeter()
    elif not console.is_terminal:
        yield LineMeter(console)
    else:
        with _bars(console) as progress:
            yield BarMeter(progress, progress.add_task(words.say("all_files"), total=total))


@contextmanager
def reading(console: Console, words: Words, total: int, *, quiet: bool) -> Iterator[Callable[[int], None]]:
    """The same while files are read and nothing is sent: a function that is told of bytes."""
    if quiet or not console.is_terminal:
        yield lambda _: None
        return
    with _bars(console) as progress:
        whole = progress.add_task(words.say("checking"), total=total)
        yield lambda count: progress.advance(whole, count)


def _bars(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )
