"""A table of many cases, written straight into the engine's file and kept outside the checkout for the next run."""

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import islice
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any, Final

from benchmarks.staff.patterns import SHARES, Pattern, Row
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.worklist import format_moment

CACHE: Final = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "loket" / "bench"
FILE: Final = "dynamodb.sqlite"
CHUNK: Final = 2_000
SPREAD: Final = timedelta(days=30)
"""Over which the clocks of waiting cases lie."""

FAST: Final = ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "PRAGMA cache_size = -1000000")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file with `size` cases; `seconds` is 0 where an earlier run had made it."""

    path: Path
    size: int
    seconds: float

    @property
    def megabytes(self) -> float:
        return self.path.stat().st_size / 1024**2


def load(empty: Path, patterns: Sequence[Pattern], size: int) -> Loaded:
    """The file of a table with `size` cases, each a copy of a pattern under a number and a clock of its own.

    `empty` is the file of the same table, whose engine has been stopped.
    """
    kept = CACHE / f"cases-{size}-{_digest(empty, patterns)}.sqlite"
    if kept.is_file():
        return Loaded(kept, size, 0.0)
    CACHE.mkdir(parents=True, exist_ok=True)
    fresh = kept.with_suffix(f".{os.getpid()}")
    shutil.copyfile(empty, fresh)
    started = perf_counter()
    with closing(sqlite3.connect(fresh, isolation_level=None)) as base:
        _fill(base, patterns, size)
    fresh.replace(kept)
    return Loaded(kept, size, perf_counter() - started)


def _digest(empty: Path, patterns: Sequence[Pattern]) -> str:
    """Another one when the table or what a case is made of has changed."""
    shape = sha256()
    with closing(sqlite3.connect(empty)) as base:
        for (stated,) in base.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY sql"):
            shape.update(stated.encode())
    for pattern in patterns:
        for row in pattern.rows:
            shape.update(_same_in_every_run(row).encode())
    return shape.hexdigest()[:16]


def _same_in_every_run(row: Row) -> str:
    """Without what is drawn by chance, and whatever order the engine keeps attributes in."""
    item = json.loads(row.columns["item_json"])
    item.pop("write", None)
    keys = {name: value for name, value in row.columns.items() if name not in {"item_json", "cached_at"}}
    return json.dumps([row.table, keys, item], sort_keys=True)


def _fill(base: sqlite3.Connection, patterns: Sequence[Pattern], size: int) -> None:
    for pragma in FAST:
        base.execute(pragma)
    base.execute("DELETE FROM _stream_records")  # nobody reads the stream of a table that is only looked at
    copies = _copies(patterns, size)
    while chunk := list(islice(copies, CHUNK)):
        base.execute("BEGIN")
        for pattern, receipt, clock in chunk:
            for row in pattern.rows:
                base.execute(*_insert(row, pattern, receipt, clock))
        base.execute("COMMIT")
    base.execute("ANALYZE")


def _copies(patterns: Sequence[Pattern], size: int) -> Iterator[tuple[Pattern, str, str]]:
    """In the order of their numbers, so that the file grows at its end."""
    chance = Random(size)  # noqa: S311 - the same table in every run
    receipts = sorted(str(ReceiptNumber.derive(b"benchmark", f"{number}".encode())) for number in range(size))
    states = chance.choices(list(SHARES), list(SHARES.values()), k=size)
    by_state = {state: [pattern for pattern in patterns if pattern.state is state] for state in SHARES}
    for receipt, state in zip(receipts, states, strict=True):
        pattern = chance.choice(by_state[state])
        yield pattern, receipt, _earlier(pattern.clock, chance)


def _earlier(clock: str, chance: Random) -> str:
    if not clock:
        return ""
    return format_moment(datetime.fromisoformat(clock) - SPREAD * chance.random())


def _insert(row: Row, pattern: Pattern, receipt: str, clock: str) -> tuple[str, list[Any]]:
    """One row as it would be of another case. Look-ups get a hash of their own: another person has another number."""
    values = [_renamed(value, pattern, receipt, clock) for value in row.columns.values()]
    names = ", ".join(row.columns)
    marks = ", ".join("?" * len(values))
    return f'INSERT OR REPLACE INTO "{row.table}" ({names}) VALUES ({marks})', values  # noqa: S608 - the engine's names


def _renamed(value: object, pattern: Pattern, receipt: str, clock: str) -> object:
    if not isinstance(value, str):
        return value
    value = value.replace(pattern.receipt, receipt)
    value = value.replace(pattern.clock, clock) if clock else value
    if "#LOOKUP#" in value:
        kind, _, rest = value.partition("#LOOKUP#")
        name, _, digest = rest.partition("#")
        value = f"{kind}#LOOKUP#{name}#{sha256((receipt + name).encode()).hexdigest()}{digest[64:]}"
    return value
