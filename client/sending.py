"""Sending a folder: manifest, files, the word that it is whole. Run again after any end, it goes on where it stopped.

Nothing is remembered on this machine: the office tells which files and parts have come.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from chalicelib.domain.post.vocabulary import BatchCode
from client.answers import Ledger, Target
from client.checking import Checked
from client.findings import ClientError, RefusedError
from client.fingerprint import FileChangedError, Fingerprint
from client.office import Office
from client.uploads import Uploader

AT_ONCE: Final = 100
"""Files that one call makes room for."""
MOST_ROUNDS: Final = 3
LONGEST_POLL: Final = 5.0


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends what was checked. `workers` files go over the line at the same time."""

    office: Office
    uploader: Uploader
    workers: int = 4

    def send(self, checked: Checked, signature: str, *, without_missing: bool) -> Ledger:
        """Returns the ledger of the closed batch. Raises ClientError; the same call goes on after one."""
        handed = self.office.open(checked.manifest, signature)
        if handed.state != "open":
            return handed
        names = list(checked.good)
        for _ in range(MOST_ROUNDS):
            self._send_files(handed.batch_id, names, checked.good)
            try:
                return self.office.close(handed.batch_id, without_missing=without_missing)
            except RefusedError as refused:
                names = [name for name in _missing(refused) if name in checked.good]
                if not names:
                    raise
        raise ClientError("never_whole", batch=handed.batch_id)

    def _send_files(self, batch: str, names: Sequence[str], good: Mapping[str, Fingerprint]) -> None:
        for some in _chunks(names, AT_ONCE):
            self._send_some(self.office.targets(batch, some), good, some)

    def _send_some(self, targets: Sequence[Target], good: Mapping[str, Fingerprint], asked: Sequence[str]) -> None:
        meter = self.uploader.meter
        for name in set(asked) - {target.file for target in targets}:
            meter.begin(name, good[name].size)
            meter.advance(name, good[name].size)
            meter.end(name)
        pool = ThreadPoolExecutor(self.workers)
        try:
            _all_done([pool.submit(self.uploader.send, target, good[target.file]) for target in targets])
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _all_done(futures: Sequence["Future[None]"]) -> None:
    for future in futures:
        try:
            future.result()
        except FileChangedError as error:
            raise ClientError("changed_meanwhile", file=str(error)) from None


def _missing(refused: RefusedError) -> Iterator[str]:
    if not refused.has(BatchCode.FILES_MISSING):
        raise refused
    return (where.removeprefix("files.") for where, code, _ in refused.findings if code == "file_missing")


def _chunks(names: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (names[start : start + size] for start in range(0, len(names), size))


def follow(
    office: Office, batch: str, seconds: float, show: Callable[[Ledger], None],
    sleep: Callable[[float], None] = time.sleep, now: Callable[[], float] = time.monotonic,
) -> Ledger:  # fmt: skip
    """Look at the ledger until every envelope has its end, or the time is over; `show` is told of each look."""
    end, pause = now() + seconds, 0.5
    while True:
        ledger = office.ledger(batch)
        show(ledger)
        if ledger.done or now() + pause > end:
            return ledger
        sleep(pause)
        pause = min(pause * 1.5, LONGEST_POLL)
