"""One process of the sweep: engines of its own, and schedules from a common list until it is empty."""

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.queues import Queue
from pathlib import Path
from typing import Any, Literal

import botocore.endpoint

from tests.faults.engines import running
from tests.faults.kinds import Plan, Site
from tests.faults.schedule import Outcome, run
from tests.faults.verdicts import Problem, Verdict, judge

Disorder = Literal["", "notices held back, newest first"]
HELD: Disorder = "notices held back, newest first"


@dataclass(frozen=True)
class Task:
    """One schedule: the fault, or nothing but disorder."""

    walk: str
    plan: Plan | None = None
    disorder: Disorder = ""


@dataclass(frozen=True)
class Report:
    """What came of a schedule."""

    task: Task
    problems: tuple[Problem, ...]
    fired: int


@dataclass(frozen=True)
class Ready:
    """A process is ready to begin: the calls of each walk without a fault."""

    sites: dict[str, tuple[Site, ...]]


class _Hurry:
    """In the place of botocore's clock: the SDK decides to wait as ever, but nobody does."""

    @staticmethod
    def sleep(_: float) -> None:
        """At once."""


@dataclass
class _Lane:
    """A system and one of its walks."""

    make: Callable[[int], Any]
    rig: Any
    courier: Any
    plain: Outcome | None = None

    def play(self, number: int, plan: Plan | None, *, held: bool = False) -> tuple[Any, Outcome]:
        self.rig.renew()
        walk = self.make(number)
        return walk, run(walk, self.rig.wire, self.courier, plan, held=held)


def work(folder: str, offset: int, tasks: "Queue[Task | None]", results: "Queue[Any]") -> None:
    """Serve until there is no task left. Errors of the harness go back as they are."""
    os.environ.update(LOKET_LOG_LEVEL="CRITICAL", POWERTOOLS_LOG_LEVEL="CRITICAL")
    botocore.endpoint.time = _Hurry  # type: ignore[attr-defined]
    with contextlib.ExitStack() as stack:
        try:
            lanes = stack.enter_context(_lanes(Path(folder), offset))
            numbers = iter(range(1, 10**6))
            for name, lane in lanes.items():
                lane.plain = lane.play(next(numbers), None)[1]
                _check_plain(name, lane.plain)
            results.put(Ready({name: tuple(lane.plain.sites) for name, lane in lanes.items() if lane.plain}))
            for task in iter(tasks.get, None):
                results.put(_report(lanes[task.walk], next(numbers), task))
        except Exception as error:  # noqa: BLE001 - whatever broke, the parent must not wait for ever
            results.put(f"{type(error).__name__}: {error}")


def _check_plain(name: str, plain: Outcome) -> None:
    problems = judge(plain, plain)
    if problems:
        raise AssertionError(f"{name} without a fault: {problems}")


def _report(lane: _Lane, number: int, task: Task) -> Report:
    walk, outcome = lane.play(number, task.plan, held=task.disorder == HELD)
    assert lane.plain is not None
    problems = judge(outcome, lane.plain, may_miss_notices=bool(task.disorder))
    if task.plan is not None and not outcome.fired:
        problems = [(Verdict.NEVER_FIRED, f"{len(outcome.sites)} calls")]
    dead = lane.courier.count_dead()
    if dead:
        problems.append((Verdict.STUCK, f"{dead} dead letters"))
    if problems:
        walk.clean()
        lane.courier.purge()
    return Report(task, tuple(problems), outcome.fired)


@contextlib.contextmanager
def _lanes(folder: Path, offset: int) -> Iterator[dict[str, _Lane]]:
    with running(folder, offset) as ground:
        # imported here: the modules of Loket read the environment, which names the engines
        from tests.faults.loket import Loket, dead_letters  # noqa: PLC0415
        from tests.faults.loket_walk import LoketWalk, OfficeWalk, ReturnedWalk  # noqa: PLC0415
        from tests.faults.naive_walk import Naive, NaiveWalk  # noqa: PLC0415

        loket, naive = Loket(ground), Naive(ground)
        courier = loket.courier()
        yield {
            "intake": _Lane(lambda number: LoketWalk(loket, number), loket, courier),
            "office": _Lane(lambda number: OfficeWalk(loket, number), loket, courier),
            "returned": _Lane(lambda number: ReturnedWalk(loket, number), loket, courier),
            "naive": _Lane(lambda number: NaiveWalk(naive, number), naive, naive.courier(dead_letters(ground))),
        }
