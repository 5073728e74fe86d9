"""The work list, one case and the counts: how many reads, and how long beside a bare query, at each size."""

import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from random import Random
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

from benchmarks.engine import TABLE, run_engine
from benchmarks.figures import Figure
from benchmarks.staff.desk import Desk, run_desk
from benchmarks.staff.loading import Loaded, load
from benchmarks.staff.patterns import Pattern, read_patterns, walk_cases
from chalicelib.adapters.clients import Clients
from functions.queue_pages import LOOKED_AT
from tests.fakes import OFFICE

SMALL: Final = 1_000
USUAL: Final = 100_000
CALLS: Final = 600
QUEUE: Final = "submitted"
QUEUE_PAGE: Final = f"/office/queue?queue={QUEUE}"
MOST_RATIO: Final = 1.5


def sizes() -> tuple[int, ...]:
    """A thousand, a hundred thousand, and what `SIZE` asks for besides."""
    return tuple(sorted({SMALL, USUAL, int(os.environ.get("SIZE", USUAL))}))


def measure() -> list[Figure]:
    """Every size in one run."""
    with TemporaryDirectory(prefix="loket-bench-") as folder:
        empty, patterns = prepare(Path(folder))
        found = [_at(load(empty, patterns, size)) for size in sizes()]
    small, large = found[0], found[-1]
    reads = [reads for reads, _, _ in found]
    return [
        _most("queue_page_reads", [queue for queue, _ in reads]),
        _most("case_page_reads", [case for _, case in reads]),
        Figure("queue_p95_vs_bare_ratio_small", round(small[1] / small[2], 2), "", None, _told(small)),
        Figure("queue_p95_vs_bare_ratio_large", round(large[1] / large[2], 2), "", MOST_RATIO, _told(large)),
    ]


def prepare(folder: Path) -> tuple[Path, list[Pattern]]:
    """An empty table's file, and what one case of each kind is made of."""
    with run_engine() as engine:
        os.environ.update(engine.environment)
        clients = Clients()
        empty = folder / "empty.sqlite"
        _copy(engine.file, empty)
        receipts = walk_cases(clients)
        return empty, read_patterns(engine.file, receipts)


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as written:
        read.backup(written)


def _at(loaded: Loaded) -> tuple[tuple[int, int], float, float]:
    """Reads of both pages, and the 95th percentile of the work list's page and of a bare query, in seconds."""
    print(f"{loaded.size:>9,} cases: {loaded.megabytes:,.0f} MB, {_loading(loaded)}")
    with run_desk(loaded.path) as desk:
        receipts = _some(loaded, CALLS)
        desk.reads(QUEUE_PAGE)  # the first page reads what a warm function knows
        desk.reads(f"/office/cases/{receipts[0]}")
        reads = desk.reads(QUEUE_PAGE), max(desk.reads(f"/office/cases/{receipt}") for receipt in receipts[:10])
        page, bare = _in_turn(lambda: desk.ask(QUEUE_PAGE), lambda: _bare(desk))
        print(
            f"{'':>9} {reads[0]} reads a work list, {reads[1]} a case; p95 {page * 1e3:.1f} ms, bare {bare * 1e3:.1f}"
        )
        return reads, page, bare


def _loading(loaded: Loaded) -> str:
    return f"loaded in {loaded.seconds:.0f} s" if loaded.seconds else "made by an earlier run"


def _bare(desk: Desk) -> object:
    """The same page of the same index, as the SDK alone asks for it."""
    return desk.clients.dynamodb.query(
        TableName=TABLE,
        IndexName="GSI1",
        KeyConditionExpression="GSI1PK = :pk",
        ExpressionAttributeValues={":pk": {"S": f"{OFFICE}#QUEUE#{QUEUE}"}},
        Limit=LOOKED_AT,
    )


def _in_turn(*calls: Callable[[], object]) -> list[float]:
    """The 95th percentile of each, called in turn, so that a busy machine slows both."""
    spent: list[list[float]] = [[] for _ in calls]
    for _ in range(CALLS):
        for times, call in zip(spent, calls, strict=True):
            began = perf_counter()
            call()
            times.append(perf_counter() - began)
    return [quantiles(times, n=20)[-1] for times in spent]


def _some(loaded: Loaded, count: int) -> list[str]:
    """Receipts of cases that wait, from all over the table."""
    with closing(sqlite3.connect(loaded.path)) as base:
        wanted = f'SELECT table_pk FROM "{TABLE}::gsi::GSI1" WHERE gsi_pk = ? ORDER BY gsi_sk LIMIT 20000'  # noqa: S608
        found = [pk.rpartition("#")[2] for (pk,) in base.execute(wanted, (f"S:{OFFICE}#QUEUE#{QUEUE}",))]
    return Random(1).choices(found, k=count)  # noqa: S311 - the same ones in every run


def _most(name: str, reads: Sequence[int]) -> Figure:
    is_constant = "the same at every size" if len(set(reads)) == 1 else f"differs: {list(reads)}"
    return Figure(name, max(reads), "requests", None, f"{is_constant}: {', '.join(f'{size:,}' for size in sizes())}")


def _told(found: tuple[tuple[int, int], float, float]) -> str:
    return f"p95 {found[1] * 1e3:.1f} ms beside {found[2] * 1e3:.1f} ms of a bare query"
