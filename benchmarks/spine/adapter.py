"""What the repository adds to a call: ours beside the same bare botocore call, with the same bytes, on one engine."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import boto3

from benchmarks.figures import Figure, write_figures
from benchmarks.spine import samples
from benchmarks.timing import Prepare, micro, ratio, take_turns
from chalicelib.adapters.dynamodb import DynamoCaseRepository
from chalicelib.bootstrap import get_services
from chalicelib.domain.case import Case, Change
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.intake import submit
from chalicelib.services.ports import CaseRepository

ROUNDS = 30
CALLS = 10
AIM = 1.3
WINDOW_SECONDS = 900


class Recorder:
    """Stands where the client is and answers at once; the bare call sends what it was asked, to the byte."""

    def __init__(self) -> None:
        self.asked: dict[str, Any] = {}
        self.found: dict[str, Any] = {}

    def get_item(self, **request: object) -> dict[str, Any]:
        self.asked = request
        return self.found

    def transact_write_items(self, **request: object) -> dict[str, Any]:
        self.asked = request
        return {}


class Drafts:
    """Stored drafts, and the move that hands each one in."""

    def __init__(self, cases: CaseRepository) -> None:
        self._cases = cases
        self._fresh: Iterator[Change] = samples.drafts("adapter")
        self._slots = samples.checklist().slots

    def store(self) -> Case:
        return self._cases.create(next(self._fresh), samples.SEALED)

    def next_move(self) -> Change:
        return submit(self.store(), self._slots, samples.NOW)


def prepare_all() -> dict[str, Prepare]:
    """Each of ours, its bare twin, and ours without any call."""
    cases = get_services().ports.cases
    drafts = Drafts(cases)
    recorder: Any = Recorder()
    recording = DynamoCaseRepository(recorder, os.environ["LOKET_TABLE"], samples.OFFICE, WINDOW_SECONDS)
    bare = boto3.client("dynamodb")
    stored = drafts.store()
    with suppress(NotFoundError):
        recording.get(stored.receipt)
    read = dict(recorder.asked)
    recorder.found = bare.get_item(**read)
    moved = drafts.next_move()

    def prepare_bare_move() -> Callable[[], object]:
        recording.save(drafts.next_move())
        return partial(bare.transact_write_items, **recorder.asked)

    return {
        "get": lambda: partial(cases.get, stored.receipt),
        "bare_get": lambda: partial(bare.get_item, **read),
        "own_get": lambda: partial(recording.get, stored.receipt),
        "transaction": lambda: partial(cases.save, drafts.next_move()),
        "bare_transaction": prepare_bare_move,
        "own_transaction": lambda: partial(recording.save, moved),
    }


def measure() -> list[Figure]:
    """Interleaved call by call. The first figure is one submission's two calls together."""
    seconds = take_turns(prepare_all(), ROUNDS, CALLS)
    ours, bare = (seconds[f"{kind}get"] + seconds[f"{kind}transaction"] for kind in ("", "bare_"))
    return [
        Figure("adapter_overhead_ratio", ratio(ours, bare), "x", AIM, f"{micro(bare)} µs: both bare botocore calls"),
        *_pair(seconds, "get", "get_item"),
        *_pair(seconds, "transaction", "transact_write_items"),
    ]


def _pair(seconds: dict[str, float], name: str, call: str) -> list[Figure]:
    ours, bare = seconds[name], seconds[f"bare_{name}"]
    beside = f"{micro(bare)} µs: bare botocore {call}, same bytes"
    return [
        Figure(f"adapter_overhead_ratio_{name}", ratio(ours, bare), "x", AIM, beside),
        Figure(f"adapter_time_{name}", micro(ours), "µs", None, beside),
        Figure(f"adapter_own_time_{name}", micro(seconds[f"own_{name}"]), "µs", None, "no call: what is left is Loket"),
    ]


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(write_figures(measure()), encoding="utf-8")
