"""The sweep: a list of schedules shared out to processes, and what they found."""

import multiprocessing
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle
from multiprocessing.queues import Queue
from pathlib import Path
from queue import Empty
from typing import Any

from tests.faults.engines import free_offsets
from tests.faults.kinds import Fault, Plan, Site, is_possible
from tests.faults.shard import HELD, Ready, Report, Task, work
from tests.faults.table import Cells
from tests.faults.verdicts import Problem

PROCESSES = 2
_PATIENCE = 120.0
_TELL = 200
_SECONDS = (Fault.CRASH_AFTER, Fault.NO_CONNECTION, Fault.ANSWERS_LOST, Fault.CRASH_BEFORE, Fault.THROTTLED)
_WITHOUT_EFFECT = frozenset(
    {
        "dynamodb.GetItem",
        "dynamodb.Query",
        "kms.Decrypt",
        "kms.GenerateDataKey",
        "s3.GetObject",
        "s3.HeadObject",
        "secrets-manager.GetSecretValue",
    }
)


class HarnessError(Exception):
    """The sweep itself broke."""


@dataclass(frozen=True)
class Swept:
    """The sites of each walk, the cells of each walk's table, and what disorder alone did."""

    sites: dict[str, tuple[Site, ...]]
    cells: dict[str, Cells]
    disorder: dict[str, tuple[Problem, ...]]
    pairs: dict[str, list[Report]]


def sweep(folder: Path, *, full: bool) -> Swept:
    """Every call × every fault, or with one fault a call in turn."""
    context = multiprocessing.get_context("spawn")
    tasks: Queue[Task | None] = context.Queue()
    results: Queue[Any] = context.Queue()
    offsets = free_offsets(PROCESSES)
    workers = [
        context.Process(target=work, args=(str(folder / f"shard-{n}"), offset, tasks, results), name=f"shard-{n}")
        for n, offset in enumerate(offsets)
    ]
    for worker in workers:
        worker.start()
    try:
        return _collect(tasks, results, full=full)
    finally:
        for _ in workers:
            tasks.put(None)
        for worker in workers:
            worker.join(30)
        for queue in (tasks, results):
            queue.close()
            queue.join_thread()


def _collect(tasks: "Queue[Task | None]", results: "Queue[Any]", *, full: bool) -> Swept:
    sites = [_next(results, Ready).sites for _ in range(PROCESSES)]
    if any(other != sites[0] for other in sites[1:]):
        raise HarnessError("the same walk made other calls in another process")
    todo = [task for walk, calls in sites[0].items() for task in _tasks(walk, calls, full=full)]
    for task in todo:
        tasks.put(task)
    reports = list(_reports(results, len(todo)))
    cells: dict[str, dict[tuple[Site, Fault], Sequence[Problem]]] = {walk: {} for walk in sites[0]}
    disorder: dict[str, tuple[Problem, ...]] = {}
    pairs: dict[str, list[Report]] = {walk: [] for walk in sites[0]}
    for report in reports:
        plan = report.task.plan
        if plan is None:
            disorder[report.task.walk] = report.problems
        elif plan.then is not None:
            pairs[report.task.walk].append(report)
        else:
            cells[report.task.walk][plan.site, plan.fault] = report.problems
    return Swept(sites[0], {walk: _in_order(found) for walk, found in cells.items()}, disorder, pairs)


def _reports(results: "Queue[Any]", wanted: int) -> Iterator[Report]:
    began = time.monotonic()
    for count in range(1, wanted + 1):
        yield _next(results, Report)
        if count % _TELL == 0:
            print(f"  {count} of {wanted} schedules, {time.monotonic() - began:.0f} s", flush=True)


def _in_order(cells: dict[tuple[Site, Fault], Sequence[Problem]]) -> Cells:
    return dict(sorted(cells.items()))


def _next(results: "Queue[Any]", kind: type[Any]) -> Any:  # noqa: ANN401 - Ready or Report
    try:
        result = results.get(timeout=_PATIENCE)
    except Empty:
        raise HarnessError(f"no {kind.__name__} within {_PATIENCE:.0f} s") from None
    if not isinstance(result, kind):
        raise HarnessError(str(result))
    return result


def _tasks(walk: str, sites: Sequence[Site], *, full: bool) -> Iterator[Task]:
    yield Task(walk, disorder=HELD)
    for turn, site in enumerate(sites):
        possible = [fault for fault in Fault if is_possible(site, fault)]
        for fault in possible if full else [possible[turn % len(possible)]]:
            yield Task(walk, Plan(site, fault))
    if full:
        yield from (Task(walk, pair) for pair in _pairs(sites))


def _pairs(sites: Sequence[Site]) -> Iterator[Plan]:
    """A sample: a call whose effect nobody heard of, and its repeat failing in turn."""
    seconds = cycle(_SECONDS)
    for site in sites:
        if site.call not in _WITHOUT_EFFECT:
            repeat = replace(site, ordinal=site.ordinal + 1)
            for first in (Fault.CRASH_AFTER, Fault.ANSWERS_LOST):
                yield Plan(site, first, Plan(repeat, next(seconds)))
