"""What the repository adds to a call: ours beside the same bare botocore call, with the same bytes, on one engine."""

import sys
from collections.abc import Callable, Iterator
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
from chalicelib.domain.intake import submit
from chalicelib.services.ports import CaseRepository

ROUNDS = 30
CALLS = 10
AIM = 1.3


class Recorder:
    """Stands where the client is and keeps what it is asked, so that the bare call sends the very same."""

    def __init__(self) -> None:
        self.asked: dict[str, Any] = {}

    def get_item(self, **request: Any) -> dict[str, Any]:
        self.asked = request
        return {}

    def transact_write_items(self, **request: Any) -> dict[str, Any]:
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
    """Each of ours, and its bare twin."""
    cases = get_services().ports.cases
    recorder = Recorder()
    recording: Any = DynamoCaseRepository(_stand_in(recorder), samples_table(), samples.OFFICE, 900)
    bare = boto3.client("dynamodb")
    drafts = Drafts(cases)
    stored = drafts.store()
    _ignore_missing(partial(recording.get, stored.receipt))
    read = dict(recorder.asked)

    def prepare_bare_move() -> Callable[[], object]:
        recording.save(drafts.next_move())
        return partial(bare.transact_write_items, **recorder.asked)

    return {
        "get": lambda: partial(cases.get, stored.receipt),
        "bare_get": lambda: partial(bare.get_item, **read),
        "move": lambda: partial(cases.save, drafts.next_move()),
        "bare_move": prepare_bare_move,
    }


def _stand_in(recorder: Recorder) -> Any:  # noqa: ANN401 - it is asked for two calls of the client's hundred
    return recorder


def samples_table() -> str:
    """The table's name as the settings have it."""
    from chalicelib.config import Settings  # noqa: PLC0415 - only here

    return Settings().table  # type: ignore[call-arg]  # the environment fills it


def _ignore_missing(read: Callable[[], object]) -> None:
    from chalicelib.domain.errors import NotFoundError  # noqa: PLC0415 - only here

    try:
        read()
    except NotFoundError:
        return


def measure() -> list[Figure]:
    """Interleaved call by call."""
    seconds = take_turns(prepare_all(), ROUNDS, CALLS)
    pairs = {"get": ("get", "bare_get", "get_item"), "transaction": ("move", "bare_move", "transact_write_items")}
    ours, bare = seconds["get"] + seconds["move"], seconds["bare_get"] + seconds["bare_move"]
    figures = [
        Figure("adapter_overhead_ratio", ratio(ours, bare), "x", AIM, f"{micro(bare)} µs: both bare botocore calls")
    ]
    for name, (mine, theirs, call) in pairs.items():
        beside = f"{micro(seconds[theirs])} µs: bare botocore {call}, same bytes"
        figures.append(
            Figure(f"adapter_overhead_ratio_{name}", ratio(seconds[mine], seconds[theirs]), "x", AIM, beside)
        )
        figures.append(Figure(f"adapter_time_{name}", micro(seconds[mine]), "µs", None, beside))
    return figures


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(write_figures(measure()), encoding="utf-8")
