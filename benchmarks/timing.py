"""Taking turns: what is compared runs interleaved in one process, so that a busy machine slows both."""

import gc
from collections.abc import Callable, Mapping, Sequence
from random import Random
from statistics import median, quantiles
from time import perf_counter

Prepare = Callable[[], Callable[[], object]]
"""Makes everything one call needs and returns that call, which alone is timed."""


def take_turns(contestants: Mapping[str, Prepare], rounds: int, calls: int, warm_up: int = 2) -> dict[str, float]:
    """Seconds of one call of each contestant: the lower quartile of the medians of the rounds.

    Each round prepares `calls` calls of everyone and then runs them in turn, in an order drawn anew each time: who
    comes after a heavy call finds the engine busy and the caches cold, and that must not always be the same one. What
    else runs on the machine comes in bursts of several rounds and slows long calls more than short ones; the lower
    quartile leaves such rounds out.
    """
    order = Random(1)  # noqa: S311 - the same order in every run
    medians: dict[str, list[float]] = {name: [] for name in contestants}
    for turn in range(warm_up + rounds):
        spent = _play(contestants, calls, order)
        if turn >= warm_up:
            for name, seconds in spent.items():
                medians[name].append(median(seconds))
    return {name: quantiles(seconds, n=4)[0] for name, seconds in medians.items()}


def _play(contestants: Mapping[str, Prepare], calls: int, order: Random) -> dict[str, list[float]]:
    prepared = {name: [prepare() for _ in range(calls)] for name, prepare in contestants.items()}
    spent: dict[str, list[float]] = {name: [] for name in contestants}
    gc.collect()
    for number in range(calls):
        for name in order.sample(list(prepared), len(prepared)):
            spent[name].append(time_call(prepared[name][number]))
    return spent


def time_call(call: Callable[[], object]) -> float:
    """Seconds of one call."""
    began = perf_counter()
    call()
    return perf_counter() - began


def micro(seconds: float) -> float:
    """Microseconds, to a tenth."""
    return round(seconds * 1e6, 1)


def ratio(ours: float, bare: float) -> float:
    """How many times as long, to a hundredth."""
    return round(ours / bare, 2)


def mean(values: Sequence[float]) -> float:
    """To a hundredth."""
    return round(sum(values) / len(values), 2)
