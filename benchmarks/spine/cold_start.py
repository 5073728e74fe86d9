"""A fresh interpreter to its first answer: Loket's tracking beside boto3, one client and one get_item."""

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.figures import Figure, write_figures
from benchmarks.spine import events, samples
from benchmarks.timing import ratio
from chalicelib.bootstrap import get_services

RUNS = 15
AIM = 2.0
HERE = Path(__file__).parent
CONTESTANTS = {"loket": HERE / "cold_loket.py", "bare": HERE / "cold_bare.py"}
PATIENCE_SECONDS = 60


def start_cold(script: Path, environment: dict[str, str]) -> float:
    """Seconds from the start of the interpreter until it says that it has the answer; raises RuntimeError without one.

    It says so on a pipe of its own; what it takes to end does not count.
    """
    read, write = os.pipe()
    began = perf_counter()
    child = subprocess.Popen(
        [sys.executable, str(script), str(write)], env=environment, pass_fds=(write,), stdout=subprocess.DEVNULL
    )
    os.close(write)
    answer = os.read(read, 8)
    spent = perf_counter() - began
    os.close(read)
    child.wait(PATIENCE_SECONDS)
    if answer != b"ok":
        raise RuntimeError(f"{script.name} did not get its answer")
    return spent


def measure() -> list[Figure]:
    """In turn, after one start of each that warms the disk and writes bytecode into a folder of this measurement's own.

    Left where it is, bytecode may be older than the source, missing, or not to be written at all.
    """
    services = get_services()
    case = services.ports.cases.create(next(samples.submitted("cold")), samples.SEALED)
    request = {
        "event": events.tracking(str(case.receipt), str(services.track.pin_of(case))),
        "table": os.environ["LOKET_TABLE"],
        "key": {"PK": {"S": f"{case.office}#CASE#{case.receipt}"}, "SK": {"S": "CASE"}},
    }
    with TemporaryDirectory() as bytecode:
        seconds = _take_turns(_environment(json.dumps(request), bytecode))
    ours, bare = (quantiles(seconds[name][1:], n=4)[0] for name in ("loket", "bare"))
    beside = f"{1000 * bare:.0f} ms: import boto3, one client, one get_item"
    return [
        Figure("cold_start_ratio", ratio(ours, bare), "x", AIM, beside),
        Figure("cold_start_time", round(1000 * ours), "ms", None, beside),
    ]


def _take_turns(environment: dict[str, str]) -> dict[str, list[float]]:
    seconds: dict[str, list[float]] = {name: [] for name in CONTESTANTS}
    for _ in range(RUNS + 1):
        for name, script in CONTESTANTS.items():
            seconds[name].append(start_cold(script, environment))
    return seconds


def _environment(request: str, bytecode: str) -> dict[str, str]:
    base = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    own = {"PYTHONPATH": str(HERE.parents[1]), "PYTHONPYCACHEPREFIX": bytecode, "BENCHMARK_REQUEST": request}
    return base | own


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(write_figures(measure()), encoding="utf-8")
