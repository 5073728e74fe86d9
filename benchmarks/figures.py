"""Figures: what one measurement found, beside what, and how a run is printed and kept."""

import json
import os
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

OUTPUT = Path(__file__).resolve().parents[1] / "build" / "bench.json"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table.

    `aim` is the most it should be (with `at_least`, the least), None where it is told for information.
    `beside` holds the figure it is compared with, and what that is.
    """

    name: str
    value: float
    unit: str
    aim: float | None
    beside: str
    at_least: bool = False

    @property
    def mark(self) -> str:
        """Whether the aim was reached."""
        if self.aim is None:
            return ""
        is_reached = self.value >= self.aim if self.at_least else self.value <= self.aim
        return "ok" if is_reached else "missed"


def read_figures(text: str) -> list[Figure]:
    """The figures that a measuring process wrote."""
    return [Figure(**item) for item in json.loads(text)]


def write_figures(figures: Iterable[Figure]) -> str:
    """As a JSON list of {name, value, unit, aim, beside, at_least}."""
    return json.dumps([asdict(figure) for figure in figures], indent=1, ensure_ascii=False) + "\n"


def keep(figures: Iterable[Figure]) -> None:
    """Write `build/bench.json`."""
    OUTPUT.parent.mkdir(exist_ok=True)
    OUTPUT.write_text(write_figures(figures), encoding="utf-8")


def print_table(figures: Iterable[Figure]) -> None:
    """One table, and the machine it holds for."""
    print(f"{'name':<34} {'value':>9} {'unit':<6} {'aim':>5}  {'':<7} beside")
    for figure in figures:
        value = f"{figure.value:.0f}" if float(figure.value).is_integer() else f"{figure.value:.2f}"
        aim = "" if figure.aim is None else f"{figure.aim:g}"
        print(f"{figure.name:<34} {value:>9} {figure.unit:<6} {aim:>5}  {figure.mark:<7} {figure.beside}")
    print(f"\n{describe_machine()}; results in build/bench.json")


def describe_machine() -> str:
    """Cores, Python and system: ratios travel, times do not."""
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()} {platform.machine()}"
