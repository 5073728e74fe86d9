"""The spine: what Loket itself adds to a request, to a call of the table, and to a cold start."""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.engine import LOKET, Engine, run_engine
from benchmarks.figures import Figure, read_figures

PROJECT = Path(__file__).resolve().parents[2]

MEASUREMENTS = (
    ("requests", "public"),
    ("adapter", "public"),
    ("cold_start", "public"),
    ("round_trips", "public"),
    ("round_trips", "office"),
)
"""Module and surface. Each is a process of its own: nothing that one of them imports or warms serves another."""


def measure() -> list[Figure]:
    """Every figure of the spine, on one engine that is made and thrown away."""
    with run_engine() as engine:
        return [figure for module, surface in MEASUREMENTS for figure in _measure_apart(engine, module, surface)]


def _measure_apart(engine: Engine, module: str, surface: str) -> list[Figure]:
    environment = os.environ | engine.environment | LOKET | {"LOKET_SURFACE": surface}
    with TemporaryDirectory() as folder:
        found = Path(folder, "figures.json")
        # Log lines are made and written by all alike, and read by nobody.
        subprocess.run(
            [sys.executable, "-m", f"benchmarks.spine.{module}", str(found)],
            env=environment, cwd=PROJECT, stdout=subprocess.DEVNULL, check=True,
        )  # fmt: skip
        return read_figures(found.read_text(encoding="utf-8"))
