"""A verifier's way through 200 cases: page, verdict by verdict, accept, next; our own time for each page."""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.engine import LOKET, run_engine
from benchmarks.figures import Figure, read_figures

PROJECT = Path(__file__).resolve().parents[2]


def measure() -> list[Figure]:
    """On a table that is made and thrown away, in a process of its own."""
    with run_engine() as engine, TemporaryDirectory() as folder:
        found = Path(folder, "figures.json")
        environment = os.environ | engine.environment | LOKET | {"LOKET_SURFACE": "office"}
        subprocess.run(
            [sys.executable, "-m", "benchmarks.staff.review_walk", str(found)],
            env=environment, cwd=PROJECT, stdout=subprocess.DEVNULL, check=True,
        )  # fmt: skip
        return read_figures(found.read_text(encoding="utf-8"))
